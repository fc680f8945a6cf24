// Services that keep how far somebody is in a title: read, decided, written, whatever fails on the way.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, startWorld, until } from '../support/world.mjs';
import { rest } from './rest.mjs';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ANILIST = 'graphql.anilist.co';
const MAL = 'api.myanimelist.net';

const boats = (number, season = 1) => ({
  kind: 'episode', show: { title: 'Slow Boats', ids: { anilist: 990010, mal: 990010 } }, season, number, ids: {},
});
const river = { kind: 'movie', title: 'Paper Lanterns: The River Film', ids: { anilist: 990022, mal: 990022 } };

describe('anime', () => {
  let world;
  let me;

  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    me = world.person();
    await me.connect('anilist');
    await me.connect('myanimelist');
  });

  /** The day on which it was watched. */
  const watch = async (media, options) => {
    const { started, watched, stopped, watchedAt } = play(media, { at: world.now(), ...options });
    const { status } = await me.send(started, watched, stopped);
    assert.equal(status, 202);
    return new Date(watchedAt).toISOString().slice(0, 10);
  };
  const anilist = async () => (await world.control('state')).anilist.entries;
  const mal = async () => (await world.control('state')).myanimelist.list;
  const asked = async (host) => (await world.control('state')).requests.filter((r) => r.host === host);
  const day = ({ year, month, day: of }) => [year, month, of].join('-').replaceAll(/-(\d)(?!\d)/g, '-0$1');

  test('the day is that of the clock of whoever plays it', async () => {
    const { started, watched, stopped } = play(river, { at: world.now() });
    const at = new Date(watched.watchedAt);
    // Wherever it is another day by then.
    const minutes = at.getUTCHours() < 12 ? -720 : 840;
    const theirs = new Date(at.getTime() + minutes * MINUTE).toISOString().slice(0, 10);
    assert.notEqual(theirs, at.toISOString().slice(0, 10));
    for (const wrong of ['Tokyo', 841, -721, 1.5]) {
      const { status, data } = await me.post('scrobble', { facts: [started], utc_offset: wrong });
      assert.deepEqual([status, data.code], [400, 'bad_request'], `${wrong}`);
    }
    assert.equal((await me.post('scrobble', { facts: [started], utc_offset: minutes })).status, 202);
    await world.kill();
    // Who does not say changes nothing.
    assert.equal((await me.send(watched, stopped)).status, 202);
    await me.settled();
    assert.deepEqual((await anilist()).map((row) => [row.status, day(row.completedAt)]), [['COMPLETED', theirs]]);
    assert.deepEqual((await mal()).map((row) => [row.status, row.finish_date]), [['completed', theirs]]);
  });

  test('a series is begun, finished and begun again, at both', async () => {
    const begun = await watch(boats(1));
    await me.settled();
    assert.deepEqual((await anilist()).map((row) => [row.media, row.status, row.progress, day(row.startedAt)]), [[990010, 'CURRENT', 1, begun]]);
    assert.deepEqual((await mal()).map((row) => [row.status, row.num_episodes_watched, row.start_date]), [['watching', 1, begun]]);
    await world.advance(DAY);
    const today = await watch(boats(2));
    await me.settled();
    const [done] = await anilist();
    assert.deepEqual([done.status, done.progress, done.repeat, day(done.startedAt), day(done.completedAt)], ['COMPLETED', 2, 0, begun, today]);
    assert.deepEqual((await mal()).map((row) => [row.status, row.num_episodes_watched, row.finish_date]), [['completed', 2, today]]);
    await world.advance(DAY);
    await watch(boats(1));
    await me.settled();
    assert.deepEqual((await anilist()).map((row) => [row.status, row.progress]), [['REPEATING', 1]]);
    assert.deepEqual((await mal()).map((row) => [row.is_rewatching, row.num_episodes_watched]), [[true, 1]]);
    await world.advance(MINUTE);
    await watch(boats(2));
    await me.settled();
    assert.deepEqual((await anilist()).map((row) => [row.status, row.progress, row.repeat]), [['COMPLETED', 2, 1]]);
    assert.deepEqual((await mal()).map((row) => [row.status, row.is_rewatching, row.num_times_rewatched]), [['completed', false, 1]]);
  });

  test('a film seen three times counts three times, though answers are lost', async () => {
    for (const kind of ['drop-after', 'drop-before', 'html200']) {
      await world.control('faults', { host: ANILIST, kind, times: 2 });
      await world.control('faults', { host: MAL, method: 'PATCH', kind });
      await watch(river);
      // AniList is read in vain; what MyAnimeList was told is looked for when it must have arrived.
      await rest(world, me);
    }
    assert.deepEqual((await anilist()).map((row) => [row.status, row.progress, row.repeat]), [['COMPLETED', 1, 2]]);
    assert.deepEqual((await mal()).map((row) => [row.status, row.num_times_rewatched]), [['completed', 2]]);
  });

  test('what is no episode of a title is given up with the reason, and nothing is written', async () => {
    await watch(boats(3));
    const entries = await me.settled();
    assert.deepEqual(entries.map((entry) => entry.state), ['dead', 'dead']);
    assert.ok(entries.every((entry) => entry.reason.text.includes('no episode of that number')));
    assert.deepEqual([await anilist(), await mal()], [[], []]);
  });

  test('switched off, AniList is left alone for ten minutes; turned away, MyAnimeList for five', async () => {
    await world.control('settings', { anilist: { disabled: true } });
    await world.control('faults', { host: MAL, kind: 'html403' });
    await watch(boats(1));
    await until(async () => (await asked(ANILIST)).length > 1 && (await asked(MAL)).length > 1);
    // What they answered has been heard.
    await until(async () => (await me.get('outbox')).data.entries.every(({ reason }) => reason));
    const before = (await asked(ANILIST)).length;
    await watch(boats(2));
    await world.advance(6 * MINUTE);
    await until(async () => (await mal()).length === 1);
    assert.equal((await asked(ANILIST)).length, before);
    await world.control('settings', { anilist: {} });
    await world.advance(5 * MINUTE);
    await me.settled();
    assert.deepEqual((await anilist()).map((row) => [row.status, row.progress]), [['COMPLETED', 2]]);
    assert.deepEqual((await mal()).map((row) => row.status), ['completed']);
  });
});
