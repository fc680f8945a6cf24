// A page whose policy refuses wasm, paired with the real hub: the hub counts, and the play arrives once.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { startWorld, until } from '../support/world.mjs';
import { launch } from '../support/chromium.mjs';
import { install } from './support/installed.mjs';
import { open } from './support/open.mjs';
import { startSite } from './support/site.mjs';

const pageScript = readFileSync(new URL('./support/paired-page.js', import.meta.url));
const LAKE = {
  kind: 'movie', title: 'The Long Way Round the Lake', year: 2026, ids: { imdb: 'tt99000001', tmdb: 99000001 },
};

let folder;
let world;
let site;
let browser;
let me;

before(async () => {
  folder = install('installed-policy');
  world = await startWorld();
  const policy = `default-src 'self'; script-src 'self'; connect-src 'self' ${world.origin}`;
  site = await startSite(folder, pageScript, { policy });
  browser = await launch();
  me = world.person();
  await me.connect('trakt');
  await me.connect('simkl');
});
after(async () => {
  await browser?.close();
  site?.close();
  await world?.stop();
});

// A browser of its own, paired with the person's hub.
async function player() {
  const { data } = await me.post('user/devices', { name: 'Kitchen' });
  const page = await open(await browser.newContext(), site);
  const hub = `${world.origin}/api/v1`;
  const { token } = await page.evaluate(([hub, code]) => window.playtally.pair({ hub, code, name: 'Kitchen' }), [hub, data.code]);
  const begin = () => page.evaluate(([hub, token]) => window.start(hub, token), [hub, token]);
  await begin();
  return { page, begin };
}

const played = async () => {
  const { trakt, simkl } = await world.control('state');
  return [trakt.history.length, simkl.history.length];
};

test('the keys of items are those that the core makes', async () => {
  const { page } = await player();
  await import(`${folder}/dist/node.js`);
  const items = [
    LAKE,
    { kind: 'movie', title: '  Two:  Words ', year: 1999 },
    { kind: 'movie', title: 'Nameless', ids: { tmdb: 5, tvdb: 6 } },
    { kind: 'episode', show: { title: 'Slow Boats', ids: { tvdb: 7 } }, season: 0, number: 3 },
    { kind: 'episode', show: { title: 'Slow Boats' }, season: 2, number: 1, ids: { imdb: 'tt1' } },
    { kind: 'track', title: 'Harbour at Six', artist: 'The Demo Ensemble' },
    { kind: 'track', title: 'Harbour', artist: 'Ø', ids: { mbid: 'e8f9b188-f819-4e43-ab0f-4bd26ce9ff56' } },
  ];
  const keys = await page.evaluate(items => items.map(media => window.driver.keyOf(media)), items);
  const { Sessions } = await import(`${folder}/dist/snapshots.js`);
  assert.deepEqual(keys, items.map(media => new Sessions(undefined, '').keyOf(media)));
});

test('the hub runs the session: progress and facts come back, the play arrives once', async () => {
  const { page } = await player();
  const refused = await page.evaluate(() => window.playtally.init().catch(({ code }) => code));
  assert.equal(refused, 'wasm_refused');
  await page.evaluate(media => window.play('harbour.webm', media), LAKE);
  await page.waitForFunction(() => window.facts.some(({ type }) => type === 'started'));
  await page.waitForFunction(() => window.facts.some(({ type }) => type === 'stopped'), null, { timeout: 120_000 });
  const told = await page.evaluate(() => window.facts.map(({ type }) => type));
  assert.deepEqual(told, ['started', 'watched', 'stopped']);
  assert.deepEqual((await page.evaluate(() => window.told))[0], ['playing', 80]);
  await until(async () => (await played()).every(count => count > 0));
  assert.deepEqual(await played(), [1, 1]);
  await page.waitForFunction(() => window.driver.pending === 0 && window.driver.status === 'idle');
});

test('what could not be sent is sent by the next page, and known when it comes twice', async () => {
  const { page, begin } = await player();
  const episode = { kind: 'episode', show: { title: 'Slow Boats', ids: { imdb: 'tt99000010' } }, season: 1, number: 1 };
  // Once it has begun, the answers get lost.
  let begun = false;
  let lossy = true;
  await page.route(`${world.origin}/**`, async (route) => {
    const posts = route.request().method() === 'POST';
    if (lossy && begun) {
      if (posts) await route.fetch().catch(() => {});
      // The page may be gone by now.
      return route.abort().catch(() => {});
    }
    if (!posts) return route.continue();
    const response = await route.fetch();
    begun ||= (await response.text()).includes('"started"');
    return route.fulfill({ response });
  });
  await page.evaluate(media => window.play('harbour.webm', media), episode);
  await page.waitForFunction(() => window.facts.some(({ type }) => type === 'started'));
  await page.waitForFunction(() => document.querySelector('video').ended, null, { timeout: 120_000 });
  await page.waitForFunction(() => window.driver.pending > 0);
  lossy = false;
  await page.reload();
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  await begin();
  await page.waitForFunction(() => window.driver.pending === 0);
  await until(async () => (await played()).every(count => count > 1));
  assert.deepEqual(await played(), [2, 2]);
});
