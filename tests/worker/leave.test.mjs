// Leaving for good: nothing of a person is found any more, wherever one looks.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { film, play, startWorld, until } from '../support/world.mjs';

const DIARY = new URL('../../src/history/formats/samples/letterboxd_diary.csv', import.meta.url);
const SITE = 'https://player.example';
const CLOSE = 0x88;
const leave = (someone, headers) => someone.call('DELETE', 'user?confirm=delete', undefined, headers);

describe('leaving', () => {
  let world;
  let me;
  let id;
  let cookie;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
    const hello = await me.get('user/services');
    cookie = hello.headers.getSetCookie()[0].split(';')[0];
    id = /=(\w+)\./.exec(cookie)[1];
    await me.connect('trakt');
  });

  /** A player elsewhere, paired by a code of the person's. */
  async function paired() {
    const { code } = (await me.post('user/devices', {})).data;
    const { data } = await world.person().call('POST', 'pair', { code, name: 'TV' }, { origin: SITE });
    const headers = { origin: SITE, authorization: `Bearer ${data.token}` };
    return (method, path, body) => world.person().call(method, path, body, headers);
  }

  /** A page that listens, byte by byte: which code it is told goodbye with, as soon as it is told. */
  async function listener() {
    const { port, hostname, host } = new URL(world.origin);
    const socket = connect(Number(port), hostname);
    socket.write([
      'GET /api/v1/live HTTP/1.1', `host: ${host}`, `origin: ${world.origin}`, `cookie: ${cookie}`, 'connection: upgrade', 'upgrade: websocket',
      'sec-websocket-version: 13', `sec-websocket-key: ${Buffer.alloc(16, 'k').toString('base64')}`, '', '',
    ].join('\r\n'));
    await new Promise((resolve) => { socket.once('data', resolve); });
    const goodbye = new Promise((resolve) => {
      // It may come in pieces.
      let last = Buffer.alloc(0);
      socket.on('data', (bytes) => {
        last = Buffer.concat([last, bytes]).subarray(-4);
        if (last.length === 4 && last[0] === CLOSE) resolve(last.readUInt16BE(2));
      });
    });
    return { goodbye, end: () => socket.destroy() };
  }

  /** Objects that know the person, of every kind. */
  const knowing = async () => (await world.rows()).filter((object) => JSON.stringify(object.rows).includes(id));

  /** Objects that were among `before` and hold anything still. */
  async function left(before) {
    const same = (one) => before.some(({ kind, id }) => kind === one.kind && id === one.id);
    return (await world.rows()).filter((one) => same(one) && (one.alarm !== null || Object.keys(one.rows).length > 0));
  }

  const tokens = async () => (await world.control('tokens')).filter(({ service }) => ['trakt', 'simkl'].includes(service));

  test('without the word for it nothing happens', async () => {
    for (const query of ['', '?confirm=yes']) {
      const { status, data } = await me.call('DELETE', `user${query}`);
      assert.deepEqual([status, data.code], [400, 'not_confirmed']);
    }
    const foreign = await leave(me, { origin: 'https://evil.example' });
    assert.deepEqual([foreign.status, foreign.data.code], [403, 'unknown_origin']);
    const player = await paired();
    assert.deepEqual((await player('DELETE', 'user?confirm=delete')).data.code, 'scope');
    assert.equal((await me.get('user/services')).data.services[0].state, 'connected');
  });

  test('empties what is kept, wherever it is, and gives the sign-ins back', async () => {
    await me.connect('simkl');
    await me.connectListenBrainz();
    const player = await paired();
    const watched = play(film);
    await me.send(watched.watched, watched.stopped);
    await me.settled();
    await me.call('POST', 'import', await readFile(DIARY));
    const { code: recovery } = (await me.post('user/recovery')).data;
    const { code: pairing } = (await me.post('user/devices', {})).data;
    const page = await listener();
    const before = await knowing();
    assert.deepEqual([...new Set(before.map(({ kind }) => kind))].sort(), ['ACCOUNT', 'DIRECTORY']);
    assert.equal(before.length, 1 + 4, 'two accounts, a recovery code and a pairing code lead to the person');
    assert.notDeepEqual(await tokens(), []);

    const gone = await leave(me);
    assert.equal(gone.status, 204, gone.text);
    assert.match(gone.headers.getSetCookie()[0], /^__Host-playtally=; .*Max-Age=0/);
    assert.deepEqual(await knowing(), []);
    assert.deepEqual(await left(before), []);
    assert.equal(await page.goodbye, 4410);
    page.end();
    for (const name of ['HINTS', 'CACHE']) {
      const { keys } = await (await world.mf.getKVNamespace(name, 'hub')).list();
      assert.ok(!JSON.stringify(keys).includes(id));
    }
    await until(async () => (await tokens()).length === 0);

    const refused = await player('GET', 'state');
    assert.deepEqual([refused.status, refused.data.code], [401, 'unknown_device']);
    for (const [path, code] of [['recover', recovery], ['pair', pairing]]) {
      const { status, data } = await world.person().post(path, { code });
      assert.deepEqual([status, data.code], [403, 'wrong_code'], path);
    }
    const hello = await me.get('user/services');
    assert.equal(hello.status, 200);
    assert.ok(!hello.headers.getSetCookie()[0].includes(id), 'somebody new');
    await me.connect('trakt');
    assert.equal((await me.get('user/services')).data.services[1].state, 'disconnected', 'whom the account does not lead back');
    assert.deepEqual((await me.get('history')).data.plays, []);
    assert.deepEqual(await knowing(), []);
  });

  test('a service that fails or is slow is asked, and not waited for', async () => {
    await me.connect('simkl');
    await world.control('faults', [
      { host: 'auth.trakt.tv', path: '/oauth/revoke', kind: 'status', status: 500 },
      { host: 'api.simkl.com', path: '/oauth2/revoke', kind: 'delay', ms: 600_000 },
    ]);
    const before = await knowing();
    assert.equal((await leave(me)).status, 204);
    await until(async () => (await world.control('faults')).length === 0);
    assert.deepEqual(await left(before), []);
  });

  test('a delivery under way brings nothing back', async () => {
    await world.control('faults', { host: 'api.trakt.tv', path: '/sync/history', method: 'POST', kind: 'hold' });
    const { watched } = play(film, { at: Date.now() - 86_400_000 });
    await me.send(watched);
    await until(async () => (await world.control('faults')).length === 0);
    const before = await knowing();
    assert.equal((await leave(me)).status, 204);
    assert.deepEqual(await left(before), []);
    await world.control('faults', undefined, 'DELETE');
    const isIt = ({ method, path }) => method === 'POST' && path === '/sync/history';
    await until(async () => (await world.control('state')).requests.some(isIt));
    await until(async () => (await tokens()).length === 0);
    // Whatever the object does of the answer it has done when it answers this.
    assert.equal((await me.call('GET', 'outbox', undefined, { cookie })).status, 401);
    assert.deepEqual(await left(before), []);
    assert.deepEqual(await knowing(), []);
  });

  test('a browser that still has the cookie is nobody, and then somebody new', async () => {
    const before = await knowing();
    await leave(me);
    const other = world.person();
    const done = play(film);
    const sent = await other.call('POST', 'scrobble', { facts: [done.watched, done.stopped] }, { cookie });
    assert.deepEqual([sent.status, sent.data.code], [401, 'no_session']);
    const asked = await other.call('GET', 'user/services', undefined, { cookie });
    assert.equal(asked.status, 401);
    assert.match(asked.headers.getSetCookie()[0], /^__Host-playtally=; .*Max-Age=0/);
    assert.equal((await other.get('user/services')).status, 200);
    assert.deepEqual(await left(before), []);
    await world.kill();
    const late = await other.call('POST', 'scrobble', { facts: [done.watched, done.stopped] }, { cookie });
    assert.equal(late.status, 401, 'nor does anybody come to be when the object begins anew');
    assert.deepEqual(await left(before), []);
  });

  test('who became the person elsewhere goes with them', async () => {
    const browser = world.person();
    await browser.get('user/services');
    const { code } = (await browser.post('user/devices', {})).data;
    const { data } = await world.person().call('POST', 'pair', { code, name: 'TV' }, { origin: SITE });
    await browser.connect('trakt');
    const before = await knowing();
    assert.equal(before.filter(({ kind }) => kind === 'ACCOUNT').length, 2);
    await leave(me);
    const headers = { origin: SITE, authorization: `Bearer ${data.token}` };
    const refused = await world.person().call('GET', 'user/services', undefined, headers);
    assert.deepEqual([refused.status, refused.data.code], [401, 'unknown_device']);
    assert.deepEqual(await knowing(), []);
    assert.deepEqual(await left(before.filter(({ kind }) => kind === 'ACCOUNT')), []);
  });
});
