// A play that is taken back: it is gone everywhere, whether services were told of it already,
// are about to be, or were told in another way than by a sync.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, startWorld, until } from '../support/world.mjs';

const inception = { kind: 'movie', title: 'Inception', year: 2010, ids: { imdb: 'tt1375666', tmdb: 27205 } };

let world;
let me;
before(async () => {
  world = await startWorld();
  me = world.person();
  await me.connect('trakt');
  await me.call('PATCH', 'user/services/trakt/settings', { sync_history: true });
  await synced(null);
});
after(() => world?.stop());

const row = async () => (await me.get('user/services')).data.services.find(({ service }) => service === 'trakt');
const atTrakt = async () => (await world.control('state')).trakt.history.length;
const library = async () => (await me.get('history')).data.plays;
const remove = async (id) => assert.deepEqual((await me.call('DELETE', 'history', { ids: [id] })).data, { removed: 1 });

/** Waits for the end of a sync that began after this one. */
async function synced(last) {
  await until(async () => {
    const { sync_state: state, last_sync_at: at, sync_error: error } = await row();
    assert.equal(error, null, JSON.stringify(error));
    return state !== 'syncing' && at !== last;
  });
}

async function sync() {
  const { last_sync_at: last } = await row();
  await world.advance(5_000);
  // One that began by itself, and before, is another.
  await until(async () => {
    const { status, data } = await me.post('user/services/trakt/sync');
    assert.ok(status === 202 || data.code === 'sync_running', JSON.stringify(data));
    return status === 202;
  });
  await until(async () => (await row()).sync_state !== 'syncing');
  await synced(last);
}

test('before it was told, it never is', async () => {
  const { data } = await me.post('history', { plays: [{ work: inception, watched_at: '2024-03-05T20:00:00Z' }] });
  await remove(data.ids[0]);
  await sync();
  assert.deepEqual([await atTrakt(), await library()], [0, []]);
});

test('after it was told, it is taken out there', async () => {
  const { data } = await me.post('history', { plays: [{ work: inception, watched_at: '2024-03-06T20:00:00Z' }] });
  await sync();
  assert.equal(await atTrakt(), 1);
  await remove(data.ids[0]);
  await sync();
  assert.equal(await atTrakt(), 0);
  await sync();
  assert.deepEqual([await atTrakt(), await library()], [0, []]);
});

test('after it was stopped live there, at a time of the service\'s own', async () => {
  const watched = play(film, { at: world.now() });
  await me.send(watched.started, watched.watched, watched.stopped);
  await me.settled({ live: true });
  assert.equal(await atTrakt(), 1);
  const [{ id }] = await library();
  await remove(id);
  await sync();
  await sync();
  assert.deepEqual([await atTrakt(), await library()], [0, []]);
});
