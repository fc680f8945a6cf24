// The script as a file: what its header asks for, where it comes from, and what is said of each site.

import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Miniflare } from 'miniflare';

import { sites } from '../../target/package/dist/sites.js';
import { workers } from '../support/miniflare.mjs';
import { startWorld } from '../support/world.mjs';

let world;
before(async () => { world = await startWorld(); });
after(() => world?.stop());

const script = async (query = '') => {
  const answer = await fetch(`${world.origin}/playtally.user.js${query}`);
  return { answer, text: await answer.text() };
};
const lines = (text, name) => [...text.matchAll(new RegExp(`^// @${name}\\s+(.+)$`, 'gm'))].map(([, value]) => value);

test('the hub serves it with its own address inside, for managers to look at again', async () => {
  const { answer, text } = await script();
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^text\/javascript/);
  assert.equal(answer.headers.get('cache-control'), 'no-cache');
  assert.deepEqual(lines(text, 'updateURL'), [`${world.origin}/playtally.user.js`]);
  assert.deepEqual(lines(text, 'downloadURL'), [`${world.origin}/playtally.user.js`]);
  assert.deepEqual(lines(text, 'connect'), ['localhost']);
  assert.doesNotMatch(text, /playtally\.invalid/);
  assert.ok(text.length < 200_000, `${text.length} characters`);
});

test('a part of it is not asked for: it is whole, whatever the manager has', async () => {
  const whole = (await script()).text;
  const answer = await fetch(`${world.origin}/playtally.user.js`, { headers: { range: 'bytes=0-9', 'if-none-match': '*' } });
  assert.equal(await answer.text(), whole);
});

test('its version rises whenever the hub serves another one, an older one too, and only then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'playtally-'));
  const app = join(folder, 'app');
  const built = fileURLToPath(new URL('../../target/app/playtally.user.js', import.meta.url));
  const options = async () => {
    const all = await workers();
    all[0].assets.directory = app;
    return { workers: all, host: 'localhost', port: 0, cf: false, durableObjectsPersist: join(folder, 'objects') };
  };
  mkdirSync(app);
  const file = join(app, 'playtally.user.js');
  copyFileSync(built, file);
  const mf = new Miniflare(await options());
  const version = async (query = '') => {
    const [found] = lines(await (await fetch(new URL(`/playtally.user.js${query}`, await mf.ready))).text(), 'version');
    assert.match(found, /^\d+\.\d+\.\d+\.\d+$/);
    return found.split('.').map(Number);
  };
  const rises = (before, after) => assert.ok(before.slice(0, 3).join() === after.slice(0, 3).join() && after[3] > before[3], `${before} → ${after}`);
  try {
    const first = await version();
    assert.deepEqual(first.slice(0, 3).join('.'), JSON.parse(readFileSync(new URL('../../target/package/package.json', import.meta.url), 'utf8')).version);
    assert.deepEqual(await version(), first);
    assert.deepEqual(await version('?on=media.home'), first);
    appendFileSync(file, '// something else\n');
    await mf.setOptions(await options());
    const second = await version();
    rises(first, second);
    assert.deepEqual(await version(), second);
    copyFileSync(built, file);
    await mf.setOptions(await options());
    rises(second, await version());
  } finally {
    await mf.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('it asks for the least, and runs where the sites are', async () => {
  const { text } = await script();
  assert.deepEqual(new Set(lines(text, 'grant').map(name => name.replace('GM_xmlhttpRequest', 'GM_xmlHttpRequest').replace(/^GM[._]/, ''))),
    new Set(['xmlHttpRequest', 'getValue', 'setValue', 'deleteValue', 'listValues', 'registerMenuCommand']));
  assert.deepEqual(lines(text, 'match'), [...new Set(sites.flatMap(site => site.match))]);
});

test('a person adds sites of their own, and an update keeps them', async () => {
  const { text } = await script('?on=media.home,10.0.0.5,*%0a');
  assert.deepEqual(lines(text, 'match').slice(-2), ['*://media.home/*', '*://10.0.0.5/*']);
  assert.deepEqual(lines(text, 'updateURL'), [`${world.origin}/playtally.user.js?on=media.home,10.0.0.5`]);
});

test('every site says when it was compared and by which two sources, and its fixture cites two', () => {
  const fixtures = readdirSync(new URL('./fixtures/', import.meta.url)).filter(name => !name.includes('.'));
  assert.deepEqual(fixtures.sort(), sites.map(site => site.id).sort());
  for (const { id, checked, sources } of sites) {
    assert.match(checked, /^20\d\d-\d\d$/, id);
    assert.ok(new Set(sources).size >= 2, id);
    const page = readFileSync(new URL(`./fixtures/${id}/page.html`, import.meta.url), 'utf8');
    assert.match(page, /<!-- Structure after .+ and .+ -->/, id);
  }
});

test('one way over all managers: names with a dot, and the older ones with a line', async () => {
  const answer = { status: 201, responseText: '{"a":1}', responseHeaders: 'Retry-After: 7\r\nX-Y: z: w' };
  const gives = details => setTimeout(() => details.onload(answer));
  const kept = new Map([['token', 'one']]);
  const older = {
    GM_xmlhttpRequest: gives,
    GM_getValue: (name, otherwise) => kept.get(name) ?? otherwise,
    GM_setValue: (name, value) => kept.set(name, value),
    GM_deleteValue: (name) => kept.delete(name),
    GM_listValues: () => [...kept.keys()],
  };
  const later = (call) => async (...asked) => call(...asked);
  const newer = { GM: {
    xmlHttpRequest: gives,
    getValue: later(older.GM_getValue), setValue: later(older.GM_setValue),
    deleteValue: later(older.GM_deleteValue), listValues: later(older.GM_listValues),
  } };
  for (const given of [older, newer]) {
    Object.assign(globalThis, given);
    const manager = await import('../../www/userscript/manager.js');
    const response = await manager.request('https://hub.example/api/v1/pair', { method: 'POST', body: '{}' });
    assert.deepEqual([response.ok, response.status, response.headers.get('retry-after'), await response.json()], [true, 201, '7', { a: 1 }]);
    await manager.keep('other', 2);
    assert.deepEqual([await manager.kept('token'), await manager.kept('other'), await manager.kept('none', 3)], ['one', 2, 3]);
    assert.deepEqual(await manager.names(), ['token', 'other']);
    await manager.forget('other');
    assert.deepEqual(await manager.names(), ['token']);
    for (const name of Object.keys(given)) delete globalThis[name];
  }
});
