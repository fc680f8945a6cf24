// The library as a page writes to it through `playtally/sync`, against the hub itself.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { HubSync } from '../../target/package/dist/sync.js';
import { startWorld } from '../support/world.mjs';

const lake = { kind: 'movie', title: 'Lake', year: 2001, ids: { tmdb: 99000401 } };
const inception = { kind: 'movie', title: 'Inception', year: 2010, ids: { imdb: 'tt1375666', tmdb: 27205 } };
const part = { kind: 'episode', show: { title: 'Slow Boats', ids: { tmdb: 99000010 } }, season: 1, number: 2 };

let world;
let me;
let sync;
const fetched = globalThis.fetch;
before(async () => {
  world = await startWorld();
  me = world.person();
  // What a page asks goes out with the person's cookie, as from a browser.
  globalThis.fetch = async (url, init = {}) => {
    if (!String(url).startsWith(world.origin) || 'cookie' in (init.headers ?? {})) return fetched(url, init);
    const { status, headers, text } = await me.call(init.method ?? 'GET', String(url), init.body, init.headers);
    return new Response(text, { status, headers });
  };
  sync = new HubSync({ hub: `${world.origin}/api/v1` });
});
after(() => {
  globalThis.fetch = fetched;
  return world?.stop();
});

const read = async (path) => (await me.get(path)).data;

test('where nothing is connected there is nothing to sync', async () => {
  assert.deepEqual(await sync.performSync(), { pulled: 0, pushed: 0 });
  assert.deepEqual([sync.state, sync.errors], ['idle', []]);
});

test('plays are marked, each once, and taken out', async () => {
  const at = Date.UTC(2026, 0, 2, 20);
  const { ids, new: fresh } = await sync.markWatched([lake, part], { at });
  assert.deepEqual([ids.length, fresh], [2, 2]);
  const { plays } = await read('history');
  assert.deepEqual(plays.map(({ watched_at: when }) => Date.parse(when)), [at, at]);
  const named = { at, playId: 'play-by-hand-1' };
  assert.equal((await sync.markWatched(lake, named)).new, 1);
  assert.equal((await sync.markWatched(lake, named)).known, 1);
  assert.deepEqual(await sync.unmark(ids), { removed: 2 });
  await assert.rejects(sync.markWatched({ kind: 'movie' }), { name: 'ScrobbleError', code: 'rejected', provider: 'hub' });
});

test('a rating is given, changed and taken back', async () => {
  const rated = async () => (await read('ratings')).ratings.map(({ rating }) => rating);
  await sync.rate(lake, 8.5);
  assert.deepEqual(await rated(), [85]);
  await sync.rate(lake, 2, { outOf: 5 });
  assert.deepEqual(await rated(), [40]);
  await sync.rate(lake, undefined);
  assert.deepEqual(await rated(), []);
});

test('a connected account is kept in step', async () => {
  await me.connect('trakt');
  const settings = { sync_history: true, sync_ratings: true, sync_watchlist: true };
  assert.equal((await me.call('PATCH', 'user/services/trakt/settings', settings)).status, 200);
  await sync.markWatched(inception, { at: Date.UTC(2026, 0, 3, 20) });
  const { pulled, pushed } = await sync.performSync();
  assert.ok(pulled >= 0 && pushed >= 0, `${pulled} ${pushed}`);
  assert.deepEqual([sync.state, sync.errors], ['idle', []]);
  const { services } = await read('user/services');
  const { sync_state: state, last_sync_at: last } = services.find(({ service }) => service === 'trakt');
  assert.equal(state, 'idle');
  assert.ok(Date.parse(last) > 0, last);
  const { plays } = await read('history?q=Inception');
  assert.deepEqual(plays.map(({ told_by: by }) => by.map(({ origin }) => origin).includes('player')), [true]);
});
