// `playtally/sync` against a hub of a few lines: what is asked of it, when, and what is said of the answers.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, before, beforeEach, mock, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { install } from './support/installed.mjs';

const FIVE_MINUTES = 5 * 60_000;
const lake = { kind: 'movie', title: 'Lake', year: 2001, ids: { imdb: 'tt9001' } };

let HubSync;
let hub;
let sync;
before(async () => {
  ({ HubSync } = await import(pathToFileURL(join(install('installed-sync'), 'dist/sync.js'))));
});
beforeEach(async () => {
  // What a page has of its own.
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  globalThis.dispatchEvent = page.dispatchEvent.bind(page);
  globalThis.document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  hub = await startHub();
  sync = new HubSync({ hub: hub.url, token: 'test-token-1' });
});
afterEach(() => {
  mock.restoreAll();
  hub.close();
});

/** Plays the routes, a sync lasting as many looks as `lasts` says. */
async function startHub() {
  const hub = {
    services: [], asked: [], refuse: {}, lasts: 1,
    connect(service, more) {
      hub.services.push({ service, state: 'connected', enabled: true, sync_history: true, sync_state: 'idle', pulled: 0, pushed: 0, ...more });
    },
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const path = request.url.replace('/api/v1', '');
    const call = `${request.method} ${path}`;
    if (hub.cut) {
      await hub.cut;
      hub.cut = undefined;
      request.socket.destroy();
      return;
    }
    hub.asked.push({ call, body: body && JSON.parse(body), token: request.headers.authorization });
    const [status, answer] = route(call);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });

  function route(call) {
    if (hub.refuse[call]) return hub.refuse[call];
    if (call === 'GET /user/services') {
      for (const row of hub.services) if (row.ends && row.looks-- <= 0) Object.assign(row, row.ends, { ends: undefined });
      return [200, { rules: [], services: hub.services }];
    }
    const [, service] = /^POST \/user\/services\/(\w+)\/sync$/.exec(call) ?? [];
    const row = hub.services.find(it => it.service === service);
    if (row) {
      Object.assign(row, { sync_state: 'syncing', looks: hub.lasts, ends: row.outcome ?? { sync_state: 'idle', pulled: 3, pushed: 2 } });
      return [202, row];
    }
    if (call === 'POST /history') return [201, { ids: ['a1'], new: 1, known: 0 }];
    return [200, { removed: 1 }];
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  hub.url = `http://127.0.0.1:${server.address().port}/api/v1`;
  hub.close = () => server.closeAllConnections() ?? server.close();
  hub.syncs = () => hub.asked.filter(({ call }) => call.endsWith('/sync')).map(({ call }) => call.split('/')[3]);
  return hub;
}

const heard = () => {
  const states = [];
  sync.on('state', state => states.push(state));
  return states;
};

test('each connected service is synced, and their counts are summed', async () => {
  for (const service of ['trakt', 'simkl']) hub.connect(service);
  hub.connect('lastfm', { state: 'disconnected' });
  hub.connect('anilist', { sync_history: false });
  hub.connect('myanimelist', { enabled: false });
  const states = heard();
  assert.deepEqual(await sync.performSync(), { pulled: 6, pushed: 4 });
  assert.deepEqual(hub.syncs(), ['trakt', 'simkl']);
  assert.deepEqual(states, ['syncing', 'idle']);
  assert.ok(hub.asked.every(({ token }) => token === 'Bearer test-token-1'));
});

test('where nothing is connected there are zeros, and a second call meanwhile does nothing', async () => {
  assert.deepEqual(await sync.performSync(), { pulled: 0, pushed: 0 });
  hub.connect('trakt');
  const [first, second] = await Promise.all([sync.performSync(), sync.performSync()]);
  assert.deepEqual([first, second], [{ pulled: 3, pushed: 2 }, { pulled: 0, pushed: 0 }]);
  assert.equal(hub.syncs().length, 1);
});

test('one failure does not stop the rest', async () => {
  hub.connect('trakt');
  hub.connect('simkl', { outcome: { sync_state: 'error', sync_error: { code: 'rate_limited', text: 'Slow down.' } } });
  hub.connect('listenbrainz');
  hub.refuse['POST /user/services/trakt/sync'] = [422, { detail: 'It cannot be synced.' }];
  assert.deepEqual(await sync.performSync(), { pulled: 3, pushed: 2 });
  assert.equal(sync.state, 'error');
  assert.deepEqual(sync.errors.map(({ provider, code, message }) => [provider, code, message]), [
    ['trakt', 'rejected', 'It cannot be synced.'], ['simkl', 'rate_limited', 'Slow down.'],
  ]);
  hub.services.splice(0, 2);
  await sync.performSync();
  assert.deepEqual([sync.state, sync.errors], ['idle', []]);
});

test('a hub that cannot be asked is an error, and one that is away is offline', async () => {
  hub.refuse['GET /user/services'] = [500, {}];
  await assert.rejects(sync.performSync(), { name: 'ScrobbleError', code: 'unavailable', provider: 'hub' });
  assert.equal(sync.state, 'error');
  hub.close();
  await assert.rejects(sync.performSync(), { code: 'no_answer' });
  assert.equal(sync.state, 'offline');
  assert.deepEqual(await sync.triggerSyncIfNeeded(), { pulled: 0, pushed: 0 }, 'what runs by itself fails in silence');
});

test('what runs by itself rests for five minutes, and can be switched off', async () => {
  hub.connect('trakt');
  await sync.triggerSyncIfNeeded();
  await sync.triggerSyncIfNeeded();
  assert.equal(hub.syncs().length, 1);
  const now = Date.now();
  mock.method(Date, 'now', () => now + FIVE_MINUTES - 60_000);
  await sync.triggerSyncIfNeeded();
  assert.equal(hub.syncs().length, 1);
  Date.now.mock.mockImplementation(() => now + FIVE_MINUTES + 60_000);
  await sync.triggerSyncIfNeeded();
  assert.equal(hub.syncs().length, 2);
  sync.autoSyncEnabled = false;
  Date.now.mock.mockImplementation(() => now + 3 * FIVE_MINUTES);
  await sync.triggerSyncIfNeeded();
  assert.equal(hub.syncs().length, 2);
  await sync.performSync();
  assert.equal(hub.syncs().length, 3, 'by hand it runs');
});

test('a page that comes back sends what waits, then syncs, until it listens no more', async () => {
  hub.connect('trakt');
  const done = [];
  const driver = { flush: async () => done.push('flush') };
  sync = new HubSync({ hub: hub.url, driver });
  const states = heard();
  const idle = () => new Promise(resolve => sync.on('state', state => state === 'idle' && resolve()));
  const stop = sync.initializeSyncListeners();
  dispatchEvent(new Event('offline'));
  assert.equal(sync.state, 'offline');
  const online = idle();
  dispatchEvent(new Event('online'));
  await online;
  while (sync.state !== 'idle' || hub.syncs().length === 0 || states.at(-1) !== 'idle') await new Promise(resolve => setTimeout(resolve, 10));
  assert.equal(done[0], 'flush');
  assert.deepEqual(states, ['offline', 'idle', 'syncing', 'idle']);
  const flushed = done.length;
  document.visibilityState = 'hidden';
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(done.length, flushed, 'a page that goes is no page that comes');
  document.visibilityState = 'visible';
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(done.length, flushed + 1);
  stop();
  document.dispatchEvent(new Event('visibilitychange'));
  dispatchEvent(new Event('offline'));
  assert.deepEqual([done.length, sync.state], [flushed + 1, 'idle']);
});

test('a run that the net cut off is made up for, though the net was back before it failed', async () => {
  hub.connect('trakt');
  let cut;
  hub.cut = new Promise(resolve => { cut = resolve; });
  const stop = sync.initializeSyncListeners();
  const lost = assert.rejects(sync.performSync(), { code: 'no_answer' });
  dispatchEvent(new Event('offline'));
  dispatchEvent(new Event('online'));
  const synced = new Promise(resolve => sync.on('state', state => hub.syncs().length > 0 && state === 'idle' && resolve()));
  cut();
  await lost;
  await synced;
  assert.deepEqual(hub.syncs(), ['trakt']);
  stop();
});

test('plays are marked with a name of their own, and taken out by those of the hub', async () => {
  const at = Date.UTC(2026, 9, 1);
  const { ids } = await sync.markWatched([lake, { kind: 'episode', show: { ids: { imdb: 'tt9002' } }, season: 1, number: 2 }], { at });
  assert.deepEqual(ids, ['a1']);
  const { call, body: { plays } } = hub.asked.at(-1);
  assert.equal(call, 'POST /history');
  assert.deepEqual(plays.map(({ watched_at: when }) => when), ['2026-10-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z']);
  assert.deepEqual(plays[1].work, { kind: 'episode', show: { title: '', ids: { imdb: 'tt9002' } }, season: 1, number: 2, ids: {} });
  assert.equal(new Set(plays.map(play => play.play_id)).size, 2);
  await sync.markWatched(lake, { at: 'undated', playId: 'play-1' });
  assert.deepEqual(hub.asked.at(-1).body.plays, [{ work: lake, watched_at: 'undated', play_id: 'play-1' }]);
  await sync.unmark('a1');
  assert.deepEqual([hub.asked.at(-1).call, hub.asked.at(-1).body], ['DELETE /history', { ids: ['a1'] }]);
});

test('a work is rated out of ten, or of what is said, and a rating is taken back', async () => {
  const last = () => [hub.asked.at(-1).call, hub.asked.at(-1).body];
  await sync.rate(lake, 8.5);
  assert.deepEqual(last(), ['PUT /ratings', { ratings: [{ work: lake, rating: 85 }] }]);
  await sync.rate(lake, 4.5, { outOf: 5, at: Date.UTC(2026, 9, 1) });
  assert.deepEqual(last()[1].ratings[0], { work: lake, rating: 90, rated_at: '2026-10-01T00:00:00.000Z' });
  await sync.rate(lake, undefined);
  assert.deepEqual(last(), ['DELETE /ratings', { works: [lake] }]);
  for (const points of [0, 11, NaN]) assert.throws(() => sync.rate(lake, points), { code: 'bad_input' });
});

test('what the hub refuses is an error with its code', async () => {
  hub.refuse['POST /history'] = [400, { code: 'bad_request', detail: 'plays: a title' }];
  await assert.rejects(sync.markWatched(lake), { code: 'rejected', message: 'plays: a title', status: 400 });
});
