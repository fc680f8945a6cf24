// What is left of the services' limits, as the hub knows it.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, startWorld, track } from '../support/world.mjs';

let world;
let me;
before(async () => {
  world = await startWorld();
  me = world.person();
  await me.connect('trakt');
  await me.connectListenBrainz();
});
after(() => world?.stop());

const quota = async (service, calls) => (await me.get('outbox')).data.quota.find((one) => one.service === service && one.calls === calls);

test('all of it is left to whoever did nothing', async () => {
  const { data } = await me.get('outbox');
  assert.deepEqual([...new Set(data.quota.map(({ service }) => service))].sort(), ['listenbrainz', 'trakt']);
  const writes = await quota('trakt', 'writes');
  assert.deepEqual(writes, { service: 'trakt', calls: 'writes', shared: false, per: 1, of: 1, left: 1, resets_at: null });
});

test('what was sent counts until its window is over, alone or with all', async () => {
  await world.still(true);
  const [watched, heard] = [play(film), play(track)];
  await me.send(watched.watched, watched.stopped, heard.watched, heard.stopped);
  await me.settled();
  const writes = await quota('trakt', 'writes');
  assert.equal(writes.left, 0);
  assert.ok(Date.parse(writes.resets_at) > await world.still(true));
  const all = await quota('listenbrainz', 'all');
  assert.equal(all.shared, true);
  assert.ok(all.left < all.of && all.resets_at !== null, JSON.stringify(all));
  assert.deepEqual(await quota('listenbrainz', 'all'), all, 'to look takes none');
  await world.advance(60_000);
  assert.deepEqual([(await quota('trakt', 'writes')).left, (await quota('listenbrainz', 'all')).left], [1, all.of]);
  await world.still(false);
});
