// A sync that is taken back in part, as the service refuses or its answer is lost: the rest is
// taken back when the person asks again, and nothing twice.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startWorld, until } from '../support/world.mjs';

const HOUR = 3_600_000;
const inception = { kind: 'movie', title: 'Inception', year: 2010, ids: { imdb: 'tt1375666', tmdb: 27205 } };
const matrix = { kind: 'movie', title: 'The Matrix', year: 1999, ids: { imdb: 'tt0133093', tmdb: 603 } };
const plays = [{ work: inception, watched_at: '2024-03-05T20:00:00Z' }, { work: matrix, watched_at: '2024-03-06T20:00:00Z' }];

let world;
let me;
before(async () => {
  world = await startWorld();
  me = world.person();
  await me.connect('trakt');
});
after(() => world?.stop());

const row = async () => (await me.get('user/services')).data.services.find(({ service }) => service === 'trakt');
const at = async (path) => (await world.control('state')).requests.filter((it) => it.method === 'POST' && it.path === path).length;

/** Does something that syncs, and waits for its end. */
async function ended(ask) {
  await world.advance(5_000);
  // One may have begun by itself.
  await until(async () => {
    const { status, data } = await ask();
    assert.ok(status < 300 || data.code === 'sync_running', JSON.stringify(data));
    return status < 300;
  });
  await until(async () => (await row()).sync_state !== 'syncing');
  return row();
}

const sync = () => ended(() => me.post('user/services/trakt/sync'));
const undo = () => ended(() => me.post('user/services/trakt/sync/undo'));

/** What Trakt holds: plays and ratings. */
async function held() {
  const { trakt } = await world.control('state');
  return [trakt.history.length, trakt.ratings.length];
}

test('what the service takes no more of for now is taken back later', async () => {
  await me.post('history', { plays });
  await me.call('PUT', 'ratings', { ratings: [{ work: matrix, rating: 80 }] });
  await me.call('PATCH', 'user/services/trakt/settings', { sync_history: true, sync_ratings: true });
  await until(async () => (await row()).last_sync_at !== null);
  assert.deepEqual(await held(), [2, 1]);

  await world.control('faults', { path: '/sync/ratings/remove', kind: 'status', status: 429, retry_after: 3600 });
  const partly = await undo();
  assert.deepEqual([partly.paused, partly.undo_left, partly.next_sync_at], [true, 1, null]);
  assert.doesNotMatch(partly.sync_error.text, /tried again/, 'nobody does');
  assert.deepEqual(await held(), [0, 1]);

  await world.advance(2 * HOUR);
  const rest = await undo();
  assert.deepEqual([rest.sync_error, rest.paused, rest.undo_left, rest.pushed], [null, true, 0, 1]);
  assert.deepEqual(await held(), [0, 0]);
  assert.equal(await at('/sync/history/remove'), 1, 'what was taken back is done with');
  assert.equal((await me.post('user/services/trakt/sync/undo')).data.code, 'nothing_to_undo');
});

test('a play that is there again is told once, though the answer was lost', async () => {
  const { data } = await me.post('history', { plays: [{ work: matrix, watched_at: '2024-05-05T20:00:00Z' }] });
  await sync();
  assert.deepEqual(await held(), [3, 1]);
  assert.deepEqual((await me.call('DELETE', 'history', { ids: data.ids })).data, { removed: 1 });
  await sync();
  assert.deepEqual(await held(), [2, 1]);

  await world.control('faults', { path: '/sync/history', method: 'POST', kind: 'drop-after' });
  const partly = await undo();
  assert.deepEqual([partly.paused, partly.undo_left, (await held())[0]], [true, 1, 3]);
  const told = await at('/sync/history');

  await world.advance(HOUR);
  const rest = await undo();
  assert.deepEqual([rest.sync_error, rest.undo_left, (await held())[0]], [null, 0, 3]);
  assert.equal(await at('/sync/history'), told);
});

test('who syncs again has nothing left to take back', async () => {
  await sync();
  await me.post('history', { plays: [{ work: inception, watched_at: '2024-04-05T20:00:00Z' }] });
  await sync();
  await world.control('faults', { path: '/sync/history/remove', kind: 'status', status: 429, retry_after: 3600 });
  assert.notEqual((await undo()).undo_left, 0);
  await world.advance(2 * HOUR);
  const again = await sync();
  assert.deepEqual([again.sync_error, again.paused, again.undo_left], [null, false, 0]);
  assert.equal((await me.post('user/services/trakt/sync/undo')).data.code, 'nothing_to_undo');
});
