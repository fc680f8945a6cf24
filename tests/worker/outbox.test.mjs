// Plays that were given up: tried again as what they really are, at their own time, once; and
// what the outbox says would help.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, episode, play, startWorld, until } from '../support/world.mjs';

describe('the outbox', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    me = world.person();
    await me.connect('trakt');
  });

  /** A film under an id that nobody has. */
  const wrong = { kind: 'movie', title: 'Thelong Wayround', year: 2026, ids: { imdb: 'tt99990404' } };
  const whole = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
  const history = async () => (await world.control('state')).trakt.history.map(({ watched_at: at, movie, show }) => [movie?.ids.imdb ?? show.ids.imdb, at]);
  const retry = ({ id }, work) => me.post(`user/outbox/${encodeURIComponent(id)}/retry`, work && { work });
  async function watch(media) {
    const it = play(media, { at: world.now() });
    await me.send(it.started, it.watched, it.stopped);
    return it;
  }
  async function dead() {
    const [entry] = await me.settled();
    assert.equal(entry.state, 'dead');
    return entry;
  }

  test('a title that the service does not know is told as the right one, at its own time, once', async () => {
    const it = await watch(wrong);
    const entry = await dead();
    assert.deepEqual([entry.reason.code, entry.help], ['not_found', 'correct']);
    await world.advance(60 * 60_000);
    const { status, data } = await retry(entry, film);
    assert.deepEqual([status, data.entry.title], [200, film.title]);
    const [done] = await me.settled();
    assert.deepEqual([done.state, done.outcome, done.help], ['done', 'stored', undefined]);
    assert.deepEqual(await history(), [['tt99000001', whole(it.watchedAt)]]);

    const again = await retry(entry, film);
    assert.deepEqual([again.status, again.data.code], [400, 'bad_request']);
    await me.send(it.watched, it.stopped);
    await me.settled();
    assert.equal((await history()).length, 1);
  });

  test('it is remembered for the title as it was played', async () => {
    await watch(wrong);
    await retry(await dead(), film);
    await me.settled();
    const { corrections } = (await me.get('corrections')).data;
    assert.deepEqual(corrections.map(({ source, work }) => [source, work]), [[wrong, film]]);
    await world.advance(24 * 60 * 60_000);
    await watch(wrong);
    assert.deepEqual((await me.settled()).map(({ state }) => state), ['done', 'done']);
    assert.equal((await history()).length, 2);
  });

  test('a show stands for the episode of it that was played', async () => {
    const source = { ...episode(2), show: { title: 'Sloow Boats', ids: { imdb: 'tt99990405' } } };
    await watch(source);
    await retry(await dead(), { kind: 'show', ...episode(2).show });
    await me.settled();
    const [{ show, episode: told }] = (await world.control('state')).trakt.history;
    assert.deepEqual([show.ids.imdb, told.season, told.number], ['tt99000010', 1, 2]);
  });

  test('it is told as the right one wherever it was given up for the same reason', async () => {
    await me.connect('simkl');
    await watch(wrong);
    const entries = await me.settled();
    assert.deepEqual(entries.map(({ state, reason }) => [state, reason.code]), [['dead', 'not_found'], ['dead', 'not_found']]);
    await retry(entries[0], film);
    assert.deepEqual((await me.settled()).map(({ state, title }) => [state, title]), [['done', film.title], ['done', film.title]]);
    assert.equal((await history()).length, 1);
  });

  test('and where it was given up for another reason, it is left to the person', async () => {
    await me.connect('simkl');
    await world.control('faults', { host: 'api.simkl.com', method: 'POST', kind: 'status', status: 403, times: 9 });
    await watch(wrong);
    const at = (entries, name) => entries.find(({ service }) => service === name);
    const entries = await me.settled();
    assert.equal(at(entries, 'simkl').state, 'dead');
    assert.notEqual(at(entries, 'simkl').reason.code, 'not_found');
    await world.control('faults', undefined, 'DELETE');
    await retry(at(entries, 'trakt'), film);
    const after = await me.settled();
    assert.deepEqual([at(after, 'trakt').state, at(after, 'simkl').state], ['done', 'dead']);
  });

  test('what waits for the service to take more says until when', async () => {
    await world.control('faults', { host: 'api.trakt.tv', method: 'POST', kind: 'status', status: 429, headers: { 'retry-after': '600' }, times: 9 });
    const [first, second] = [play(film, { at: world.now() }), play(episode(1), { at: world.now() })];
    await me.send(first.watched, first.stopped, second.watched, second.stopped);
    const waiting = async () => (await me.get('outbox')).data.entries.filter(({ state }) => state === 'waiting');
    await until(async () => (await waiting()).filter(({ next_at: next }) => next).length === 2);
    const [held] = (await waiting()).filter(({ waits_for: what }) => what === 'quota');
    assert.ok(Date.parse(held.next_at) > world.now() + 500_000, held.next_at);
    assert.equal(held.attempts, 0);
    await world.control('faults', undefined, 'DELETE');
    await world.advance(700_000);
    assert.deepEqual((await me.settled()).map(({ state, waits_for: what }) => [state, what]), [['done', undefined], ['done', undefined]]);
  });

  test('an answer that is lost doubles nothing', async () => {
    await watch(wrong);
    const entry = await dead();
    await world.control('faults', { path: '/sync/history', method: 'POST', kind: 'drop-after' });
    await retry(entry, film);
    await until(async () => (await me.get('outbox')).data.entries[0].state === 'checking');
    assert.equal((await retry(entry, film)).status, 400, 'it is being found out');
    await world.advance(60_000);
    assert.equal((await me.settled())[0].state, 'done');
    assert.equal((await history()).length, 1);
  });

  test('a live stop that died is not told again as if it ended now', async () => {
    await world.control('faults', { path: '/scrobble/stop', kind: 'status', status: 404 });
    const it = await watch(film);
    const entry = await dead();
    await world.advance(3 * 60 * 60_000);
    assert.equal((await retry(entry)).status, 200);
    assert.equal((await me.settled())[0].state, 'done');
    assert.deepEqual(await history(), [['tt99000001', whole(it.watchedAt)]]);
  });

  test('what nobody could mean is refused, and nothing is sent', async () => {
    await watch(wrong);
    const entry = await dead();
    for (const work of [{ kind: 'show', title: 'Slow Boats', ids: {} }, { kind: 'track', title: 'A', artist: 'B', ids: {} }, { kind: 'nothing' }]) {
      const { status, data } = await retry(entry, work);
      assert.deepEqual([status, data.code], [400, 'bad_request'], work.kind);
    }
    assert.equal((await retry({ id: 'nobody' }, film)).status, 404);
    assert.deepEqual(await history(), []);
    assert.deepEqual((await me.get('corrections')).data.corrections, []);
  });

  test('each entry says what would help', async () => {
    const help = async () => (await me.get('outbox')).data.entries.map(({ state, help: word, next_at: next }) => [state, word, next !== undefined]);
    await world.control('faults', { host: 'api.trakt.tv', method: 'POST', kind: 'status', status: 503, times: 9 });
    await watch(film);
    await until(async () => (await help())[0]?.[2]);
    assert.deepEqual((await help()).map(([, word]) => word), ['wait']);
    // Nobody else may come upon what is to fail now.
    await me.post('user/services/trakt/disconnect');
    await world.control('faults', undefined, 'DELETE');

    await world.reset();
    me = world.person();
    await me.connect('trakt');
    await world.control('faults', { path: '/scrobble/stop', kind: 'status', status: 422 });
    await watch(film);
    assert.equal((await dead()).help, 'retry');
  });
});
