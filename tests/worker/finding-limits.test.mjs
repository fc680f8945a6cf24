// Many titles without an id at once: lookups in their turn, and an end to what may wait.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, startWorld, until } from '../support/world.mjs';

const TMDB = 'api.themoviedb.org';
/** Titles of one person that may be open, and facts of one request. */
const MOST_OPEN = 200;
const MOST_FACTS = 50;

describe('many titles at once', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    await world.forget();
    me = world.person();
    await me.connect('trakt');
  });

  const watched = (title) => play({ kind: 'movie', title, year: 1901, ids: {} }, { at: world.now() }).watched;
  const titles = (count) => Array.from({ length: count }, (_, index) => `Nobody Filmed Part ${index + 1}`);
  const entries = async () => (await me.get('outbox')).data.entries;
  // Each is looked for in its year, then in any.
  const lookedUp = async () => (await world.control('state')).requests.filter(({ host }) => host === TMDB).length / 2;

  test('a few are looked up at a time, and all in the end', async () => {
    // Time passes only as it is told here; Trakt, which would have it pass, is silent.
    await world.control('faults', { host: 'api.trakt.tv', method: 'POST', kind: 'status', status: 429, retry_after: 3600 });
    await world.still(true);
    await me.send(...titles(12).map(watched));
    await until(async () => (await lookedUp()) >= 5);
    assert.equal(await lookedUp(), 5);
    for (const count of [10, 12]) {
      await world.advance(5_000);
      await until(async () => (await lookedUp()) >= count);
      assert.equal(await lookedUp(), count);
    }
    await until(async () => (await entries()).length === 12);
    assert.deepEqual((await entries()).map(({ title }) => title).sort(), titles(12).sort());
    await world.still(false);
  });

  test('where too much is open already, more is told as it came', async () => {
    await world.control('faults', { host: TMDB, times: 10_000, kind: 'status', status: 503 });
    const open = titles(MOST_OPEN);
    while (open.length > 0) assert.equal((await me.send(...open.splice(-MOST_FACTS).map(watched))).status, 202);
    assert.deepEqual(await entries(), []);
    await me.send(watched('One Too Many'));
    assert.deepEqual((await entries()).map(({ title }) => title), ['One Too Many']);
  });
});
