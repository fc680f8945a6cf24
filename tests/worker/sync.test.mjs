// The library and the services in step, both ways: what one side has the other gets, once; what
// fails in between does no harm.
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { episode, film, musicRule, play, reach, startWorld, track, until } from '../support/world.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const inception = { kind: 'movie', title: 'Inception', year: 2010, ids: { imdb: 'tt1375666', tmdb: 27205 } };
const matrix = { kind: 'movie', title: 'The Matrix', year: 1999, ids: { imdb: 'tt0133093', tmdb: 603 } };
/** However much it is. */
const MAY_REMOVE = { delete_budget: { most: 10, percent: 100 } };
const IN_STEP = { sync_history: true, sync_ratings: true, sync_watchlist: true };

describe('sync', () => {
  let world;
  let me;
  const iso = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString();

  before(async () => { world = await startWorld(); });
  after(() => world?.stop());
  beforeEach(async () => {
    await world.reset();
    me = world.person();
    await me.get('user/services');
  });

  // Nobody of an earlier test may go on.
  afterEach(async () => {
    const { data } = await me.get('user/services');
    for (const { service, state } of data.services) if (state === 'connected') await me.post(`user/services/${service}/disconnect`);
  });

  const row = async (service) => (await me.get('user/services')).data.services.find((it) => it.service === service);

  /** Waits until a sync has come to its end. */
  const ended = async (service, within = 60_000) => {
    await until(async () => (await row(service)).sync_state !== 'syncing', within);
    return row(service);
  };

  /** A fault is taken off the list when the call it befalls arrives. */
  const underWay = () => until(async () => (await world.control('faults')).length === 0);
  const letGo = () => world.control('faults', undefined, 'DELETE');

  /** Waits until all is well; what waits for a service's next moment gets it. */
  const inTheEnd = async (service) => {
    const well = async () => {
      const { sync_state: state, sync_error: error, last_sync_at: last } = await row(service);
      return state !== 'syncing' && error === null && last !== null;
    };
    await until(async () => {
      await until(well, 2_000).catch(() => world.advance(MINUTE));
      return well();
    }, 180_000);
    return row(service);
  };

  /** Switches everything on, and waits for what follows. */
  const keep = async (service, more = {}) => {
    const before = (await row(service)).last_sync_at;
    const { status, data } = await me.call('PATCH', `user/services/${service}/settings`, { ...IN_STEP, ...more });
    assert.equal(status, 200, JSON.stringify(data));
    await until(async () => {
      const { last_sync_at: last, sync_error: error } = await row(service);
      assert.equal(error, null, JSON.stringify(error));
      return last !== before;
    });
    return ended(service);
  };

  const sync = async (service) => {
    const before = (await row(service)).last_sync_at;
    // Its own clock is in seconds.
    await world.advance(2000);
    // One that began by itself, and before, is another.
    await until(async () => {
      const { status, data } = await me.post(`user/services/${service}/sync`);
      assert.ok(status === 202 || data.code === 'sync_running', JSON.stringify(data));
      return status === 202;
    });
    const after = await ended(service);
    assert.equal(after.sync_error, null, JSON.stringify(after.sync_error));
    assert.notEqual(after.last_sync_at, before);
    return after;
  };

  /** What was written at a service so far. */
  const writes = async (host) => (await world.control('state')).requests
    .filter((it) => it.host === host && !['GET', 'OPTIONS'].includes(it.method) && !it.path.includes('token')).length;

  /** The person's own hand at Trakt. */
  const atTrakt = async (method, path, body) => {
    const { access_token: token } = await world.control('tokens', { service: 'trakt' });
    await world.advance(2000);
    const response = await reach(`${world.sandbox}/api.trakt.tv${path}`, {
      method,
      headers: { 'user-agent': 'hand/1.0', 'content-type': 'application/json', 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2', authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${path}: ${response.status}`);
    await world.advance(2000);
    return response.status === 204 ? undefined : response.json();
  };

  /** And at Simkl. */
  const atSimkl = async (method, path, body) => {
    const { access_token: token } = await world.control('tokens', { service: 'simkl' });
    await world.advance(2000);
    const response = await reach(`${world.sandbox}/api.simkl.com${path}?client_id=sandbox-simkl&app-name=playtally&app-version=1.0`, {
      method,
      headers: { 'user-agent': 'hand/1.0', 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
    await world.advance(2000);
    return response.json();
  };

  const library = async () => (await me.get('history?limit=1000')).data.plays;
  const trakt = async () => (await world.control('state')).trakt;
  const simkl = async () => (await world.control('state')).simkl;

  test('Trakt: each side gets what the other has, and a second sync writes nothing', async () => {
    const { watched, stopped, watchedAt } = play(film, { at: world.now() - DAY });
    await me.send(watched, stopped);
    await me.connect('trakt');
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    await atTrakt('POST', '/sync/ratings', { movies: [{ ids: { imdb: 'tt1375666' }, rating: 9 }] });
    await atTrakt('POST', '/sync/watchlist', { movies: [{ ids: { imdb: 'tt0133093' } }] });
    const first = await keep('trakt');
    assert.deepEqual([first.pulled, first.pushed], [3, 1]);
    assert.deepEqual((await trakt()).history.map((it) => it.movie.title).sort(), ['Inception', film.title]);
    assert.ok((await trakt()).history.some((it) => it.watched_at === iso(watchedAt)));
    assert.equal((await library()).length, 2);
    const told = await writes('api.trakt.tv');
    const second = await sync('trakt');
    assert.deepEqual([second.pulled, second.pushed], [0, 0]);
    const third = await sync('trakt');
    assert.deepEqual([third.pulled, third.pushed], [0, 0]);
    assert.equal(await writes('api.trakt.tv'), told);
  });

  test('Simkl: each side gets what the other has, and a second sync writes nothing', async () => {
    const { watched, stopped } = play(episode(1), { at: world.now() - DAY });
    await me.send(watched, stopped);
    await me.connect('simkl');
    await atSimkl('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    const first = await keep('simkl');
    assert.deepEqual([first.pulled, first.pushed], [1, 1]);
    assert.equal((await library()).length, 2);
    const told = await writes('api.simkl.com');
    assert.deepEqual(await sync('simkl').then((it) => [it.pulled, it.pushed]), [0, 0]);
    assert.deepEqual(await sync('simkl').then((it) => [it.pulled, it.pushed]), [0, 0]);
    assert.equal(await writes('api.simkl.com'), told);
    await atSimkl('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt0133093' }, watched_at: iso(world.now() - 2 * DAY) }] });
    assert.deepEqual(await sync('simkl').then((it) => [it.pulled, it.pushed]), [1, 0]);
    assert.equal((await library()).length, 3);
  });

  test('Simkl is read for the first time but once, however often that breaks off', async () => {
    await me.connect('simkl');
    await atSimkl('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    const gone = { movies: [{ ids: { imdb: film.ids.imdb }, watched_at: iso(world.now() - 4 * DAY) }] };
    await atSimkl('POST', '/sync/history', gone);
    await world.control('faults', { path: '/sync/all-items/anime', method: 'GET', kind: 'status', status: 502, times: 1000 });
    const asked = async (kind) => (await world.control('state')).requests
      .filter((it) => it.method === 'GET' && it.path === `/sync/all-items/${kind}`).length;
    await me.call('PATCH', 'user/services/simkl/settings', IN_STEP);
    for (let runs = 1; runs <= 6; runs += 1) {
      await until(async () => await asked('anime') >= runs);
      const { sync_error: error } = await ended('simkl');
      assert.equal(error.code, 'unavailable');
      await world.advance(HOUR);
      await me.post('user/services/simkl/sync');
    }
    await ended('simkl');
    assert.deepEqual([await library(), await asked('shows'), await asked('movies')], [[], 1, 1]);
    await world.control('faults', undefined, 'DELETE');
    await atSimkl('POST', '/sync/history/remove', gone);
    await atSimkl('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt0133093' }, watched_at: iso(world.now() - 2 * DAY) }] });
    await sync('simkl');
    assert.deepEqual((await library()).map((it) => it.title), ['The Matrix', 'Inception']);
    assert.deepEqual(await sync('simkl').then((it) => [it.pulled, it.pushed]), [0, 0]);
  });

  test('what could not be read at first hides no later removal', async () => {
    await me.connect('simkl');
    const seen = ({ ids }) => ({ movies: [{ ids: { imdb: ids.imdb }, watched_at: iso(world.now() - 3 * DAY) }] });
    for (const work of [inception, matrix]) await atSimkl('POST', '/sync/history', seen(work));
    await world.control('faults', { path: '/sync/all-items/anime', method: 'GET', kind: 'status', status: 200, body: { anime: [{ status: 'completed' }] } });
    await keep('simkl', MAY_REMOVE);
    assert.equal((await library()).length, 2);
    await atSimkl('POST', '/sync/history/remove', seen(inception));
    await sync('simkl');
    assert.deepEqual((await library()).map((it) => it.title), ['The Matrix']);
  });

  test('Last.fm and ListenBrainz: each play here reaches both, and theirs come here alone', async () => {
    const mine = play(track, { at: world.now() - DAY, duration: 200, rule: musicRule });
    await me.send(mine.started, mine.watched, mine.stopped);
    await me.connect('lastfm');
    await me.connectListenBrainz();
    assert.deepEqual(await keep('lastfm').then((it) => [it.pulled, it.pushed]), [0, 1]);
    assert.deepEqual(await keep('listenbrainz').then((it) => [it.pulled, it.pushed]), [0, 1]);
    for (const service of ['lastfm', 'listenbrainz']) {
      assert.deepEqual(await sync(service).then((it) => [it.pulled, it.pushed]), [0, 0], service);
    }
    const { lastfm, listenbrainz } = await world.control('state');
    assert.deepEqual(lastfm.scrobbles.map((it) => it.timestamp), [Math.floor(mine.startedAt / 1000)]);
    assert.deepEqual(listenbrainz.listens.map((it) => it.listened_at), [Math.floor(mine.startedAt / 1000)]);
    assert.equal((await library()).length, 1);
    // What is new at one stays there, and is known here.
    await reach(`${world.sandbox}/api.listenbrainz.org/1/submit-listens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Token 00000000-0000-4000-8000-000000000001' },
      body: JSON.stringify({ listen_type: 'single', payload: [{ listened_at: Math.floor(world.now() / 1000) - 7200, track_metadata: { artist_name: 'Air', track_name: 'Kelly' } }] }),
    });
    assert.deepEqual(await sync('listenbrainz').then((it) => [it.pulled, it.pushed]), [1, 0]);
    assert.deepEqual(await sync('lastfm').then((it) => [it.pulled, it.pushed, it.left.notMirrored]), [0, 0, 1]);
  });

  test('a play that was delivered is not told again', async () => {
    await me.connect('trakt');
    await me.connect('simkl');
    await keep('trakt');
    await keep('simkl');
    const { started, watched, stopped } = play(film, { at: world.now() });
    await me.send(started);
    await me.send(watched, stopped);
    await me.settled();
    for (let round = 0; round < 2; round += 1) {
      for (const service of ['trakt', 'simkl']) assert.equal((await sync(service)).pushed, 0);
      await world.advance(20 * MINUTE);
    }
    assert.deepEqual([(await trakt()).history.length, (await simkl()).history.length], [1, 1]);
    assert.equal((await library()).length, 1);
  });

  test('a play taken back at the service is taken back here', async () => {
    await me.connect('trakt');
    await atTrakt('POST', '/sync/history', { movies: [film, inception, matrix].map(({ ids }, i) => ({ ids: { imdb: ids.imdb }, watched_at: iso(world.now() - (i + 2) * DAY) })) });
    await keep('trakt');
    assert.equal((await library()).length, 3);
    const { id } = (await trakt()).history.find((it) => it.movie.title === 'Inception');
    await atTrakt('POST', '/sync/history/remove', { ids: [id] });
    assert.deepEqual(await sync('trakt').then((it) => [it.pulled, it.pushed]), [1, 0]);
    assert.equal((await library()).length, 2);
    assert.deepEqual(await sync('trakt').then((it) => [it.pulled, it.pushed]), [0, 0]);
  });

  test('a play that is marked anew after it was taken out reaches the service again, and stays', async () => {
    await me.connect('trakt');
    await keep('trakt');
    const at = world.now() - 3 * DAY;
    const mark = (ms) => me.post('history', { plays: [{ work: matrix, watched_at: iso(ms) }] });
    const held = (count) => until(async () => (await trakt()).history.length === count);
    await mark(at);
    await held(1);
    await ended('trakt');
    const [{ id }] = await library();
    await me.call('DELETE', 'history', { ids: [id] });
    await held(0);
    await ended('trakt');
    await mark(at + 5 * MINUTE);
    await held(1);
    await ended('trakt');
    await world.advance(2 * HOUR);
    await sync('trakt');
    assert.deepEqual([(await library()).length, (await trakt()).history.length], [1, 1]);
  });

  test('what is taken back at one service stays at another, unless the person has it copied', async () => {
    await me.connect('trakt');
    await me.connect('simkl');
    await keep('trakt', MAY_REMOVE);
    await keep('simkl', MAY_REMOVE);
    for (const [media, ago] of [[film, 2], [inception, 3]]) {
      await me.post('history', { plays: [{ work: media, watched_at: iso(world.now() - ago * DAY) }] });
    }
    await until(async () => (await trakt()).history.length === 2 && (await simkl()).history.length === 2);
    const takeBack = async (title) => {
      for (const service of ['trakt', 'simkl']) {
        await ended(service);
        await sync(service);
      }
      const { id } = (await trakt()).history.find((it) => it.movie.title === title);
      await atTrakt('POST', '/sync/history/remove', { ids: [id] });
      await sync('trakt');
    };
    await takeBack('Inception');
    assert.equal((await library()).length, 1);
    assert.equal((await sync('simkl')).pushed, 0);
    assert.equal((await simkl()).history.length, 2);
    await me.call('PATCH', 'user/services/simkl/settings', { mirror: ['trakt'] });
    await takeBack(film.title);
    assert.equal((await library()).length, 0);
    await sync('simkl');
    assert.deepEqual((await simkl()).history.map((it) => it.movie.title), ['Inception']);
  });

  test('what is taken back at one service stays at another that was told it and not read since', async () => {
    await me.connect('trakt');
    await me.connect('simkl');
    await keep('trakt', MAY_REMOVE);
    await keep('simkl', MAY_REMOVE);
    await me.post('history', { plays: [{ work: film, watched_at: iso(world.now() - DAY) }] });
    await until(async () => (await trakt()).history.length === 1 && (await simkl()).history.length === 1);
    await ended('simkl');
    await ended('trakt');
    await sync('trakt');
    await atTrakt('POST', '/sync/history/remove', { ids: [(await trakt()).history[0].id] });
    await sync('trakt');
    assert.equal((await library()).length, 0);
    for (let again = 0; again < 2; again += 1) assert.equal((await sync('simkl')).pushed, 0);
    assert.equal((await simkl()).history.length, 1);
  });

  test('what is said of a work and taken back at one service others still say, unless the person has it copied', async () => {
    const wished = async () => (await me.get('watchlist')).data.items.map((it) => [it.title, it.told_by]);
    const listed = async () => (await simkl()).lists.map((it) => it.movie.title);
    await me.connect('trakt');
    await me.connect('simkl');
    await keep('trakt');
    await keep('simkl');
    const wish = async () => {
      await me.call('POST', 'watchlist', { works: [matrix] });
      await until(async () => (await listed()).length === 1 && (await trakt()).watchlist.length === 1);
      await ended('trakt');
      await atTrakt('POST', '/sync/watchlist/remove', { movies: [{ ids: matrix.ids }] });
      await sync('trakt');
      await sync('simkl');
    };
    await wish();
    assert.deepEqual([await wished(), await listed()], [[['The Matrix', ['service:simkl']]], ['The Matrix']]);
    assert.equal((await sync('trakt')).pushed, 0);
    await me.call('DELETE', 'watchlist', { works: [matrix] });
    await until(async () => (await listed()).length === 0);
    await ended('simkl');
    await me.call('PATCH', 'user/services/simkl/settings', { mirror: ['trakt'] });
    await ended('simkl');
    await wish();
    assert.deepEqual([await wished(), await listed()], [[], []]);
  });

  test('what is taken back while a service is disconnected stays there', async () => {
    const wished = async () => (await me.get('watchlist')).data.items.map((it) => [it.title, it.told_by]);
    const listed = async () => (await simkl()).lists.map((it) => it.movie.title);
    await me.connect('trakt');
    await me.connect('simkl');
    await keep('trakt');
    await keep('simkl');
    await me.call('POST', 'watchlist', { works: [matrix] });
    await until(async () => (await listed()).length === 1 && (await trakt()).watchlist.length === 1);
    await ended('trakt');
    await ended('simkl');
    await me.post('user/services/simkl/disconnect');
    await atTrakt('POST', '/sync/watchlist/remove', { movies: [{ ids: matrix.ids }] });
    await sync('trakt');
    await me.connect('simkl');
    await ended('simkl');
    await sync('simkl');
    assert.deepEqual([await wished(), await listed()], [[['The Matrix', ['service:simkl']]], ['The Matrix']]);
  });

  test('more removals than the budget stop the sync until the person agrees', async () => {
    await me.connect('trakt');
    const days = Array.from({ length: 12 }, (_, i) => ({ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - (i + 2) * 2 * DAY) }));
    await atTrakt('POST', '/sync/history', { movies: days });
    await keep('trakt');
    assert.equal((await library()).length, 12);
    const ids = (await trakt()).history.slice(0, 3).map((it) => it.id);
    await atTrakt('POST', '/sync/history/remove', { ids });
    await world.advance(2000);
    await me.post('user/services/trakt/sync');
    const stopped = await ended('trakt');
    assert.deepEqual([stopped.sync_state, stopped.sync_error.code, stopped.to_confirm], ['error', 'delete_budget', 3]);
    assert.equal((await library()).length, 12);
    // A word for three is none for four, nor for what are three again later,
    const fourth = (await trakt()).history[0];
    await atTrakt('POST', '/sync/history/remove', { ids: [fourth.id] });
    assert.equal((await me.post('user/services/trakt/sync/confirm')).status, 202);
    assert.equal((await ended('trakt')).to_confirm, 4);
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: fourth.watched_at }] });
    await me.post('user/services/trakt/sync');
    assert.equal((await ended('trakt')).to_confirm, 3);
    // nor is it one for ever, where the service was away.
    await world.control('faults', { path: '/sync/last_activities', method: 'GET', kind: 'status', status: 503 });
    assert.equal((await me.post('user/services/trakt/sync/confirm')).status, 202);
    assert.equal((await ended('trakt')).sync_state, 'offline');
    await world.advance(2 * HOUR);
    await until(async () => (await row('trakt')).sync_state === 'error');
    assert.equal((await row('trakt')).to_confirm, 3);
    assert.equal((await library()).length, 12);
    const { data: dry } = await me.post('user/services/trakt/sync?dry=1');
    assert.equal(dry.to_pull, 3);
    assert.match(dry.stopped.text, /remove 3/);
    assert.equal((await me.post('user/services/trakt/sync/confirm')).status, 202);
    const agreed = await ended('trakt');
    assert.deepEqual([agreed.sync_state, agreed.pulled, agreed.to_confirm], ['idle', 3, null]);
    assert.equal((await library()).length, 9);
    assert.equal((await me.post('user/services/trakt/sync/confirm')).data.code, 'nothing_to_confirm');
  });

  test('where most of a history is gone at the service, the person says whether they removed it, and may take that back', async () => {
    await me.connect('trakt');
    const days = Array.from({ length: 24 }, (_, i) => ({ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - (i + 2) * 2 * DAY) }));
    await atTrakt('POST', '/sync/history', { movies: days });
    // However much may be removed without asking.
    await keep('trakt', { delete_budget: { most: 1000, percent: 100 } });
    assert.equal((await library()).length, 24);
    const ids = (await trakt()).history.slice(0, 16).map((it) => it.id);
    await atTrakt('POST', '/sync/history/remove', { ids });
    await me.post('user/services/trakt/sync');
    const stopped = await ended('trakt');
    assert.deepEqual([stopped.sync_state, stopped.sync_error.code, stopped.to_confirm], ['error', 'shrunk', 16]);
    assert.match(stopped.sync_error.text, /has 8 plays where it had 24/);
    assert.equal((await library()).length, 24);
    // A word for sixteen is none for seventeen.
    await atTrakt('POST', '/sync/history/remove', { ids: [(await trakt()).history[0].id] });
    assert.equal((await me.post('user/services/trakt/sync/confirm')).status, 202);
    assert.equal((await ended('trakt')).to_confirm, 17);
    assert.equal((await library()).length, 24);
    const { data: dry } = await me.post('user/services/trakt/sync?dry=1');
    assert.deepEqual([dry.to_pull, dry.to_push], [17, 0]);
    assert.match(dry.stopped.text, /removed them yourself/);
    assert.equal((await me.post('user/services/trakt/sync/confirm')).status, 202);
    const agreed = await ended('trakt');
    assert.deepEqual([agreed.sync_state, agreed.sync_error, agreed.pulled, agreed.to_confirm], ['idle', null, 17, null]);
    assert.equal((await library()).length, 7);
    assert.equal((await trakt()).history.length, 7);
    assert.equal((await me.post('user/services/trakt/sync/confirm')).data.code, 'nothing_to_confirm');
    // It was a mistake after all: all of it is here again, and stays. The service was told nothing.
    assert.equal((await me.post('user/services/trakt/sync/undo')).status, 202);
    assert.equal((await ended('trakt')).paused, true);
    assert.equal((await library()).length, 24);
    assert.deepEqual(await sync('trakt').then((it) => [it.pulled, it.pushed, it.left.unclear]), [0, 0, 17]);
    assert.deepEqual([(await library()).length, (await trakt()).history.length], [24, 7]);
  });

  const lost = [
    ['the answer is lost after storing', { kind: 'drop-after' }],
    ['the request is lost before', { kind: 'drop-before' }],
    ['the service stores it late', { kind: 'store-late', ms: 20_000 }],
    ['a 503 after storing', { kind: 'status', status: 503, stored: true }],
    ['a 429 with Retry-After', { kind: 'status', status: 429, retry_after: 20 }],
    ['garbage after storing', { kind: 'garbage', stored: true }],
  ];
  for (const [name, fault] of lost) {
    test(`a play is told once when ${name}`, async () => {
      for (const media of [film, inception]) {
        const { watched, stopped } = play(media, { at: world.now() - DAY });
        await me.send(watched, stopped);
      }
      await me.connect('trakt');
      await world.control('faults', { path: '/sync/history', method: 'POST', ...fault });
      await me.call('PATCH', 'user/services/trakt/settings', IN_STEP);
      const after = await inTheEnd('trakt');
      assert.equal(after.sync_error, null);
      await sync('trakt');
      assert.deepEqual((await trakt()).history.map((it) => it.movie.title).sort(), ['Inception', film.title]);
      assert.equal((await library()).length, 2);
    });
  }

  test('killed in the middle, it goes on by itself and tells nothing twice', async () => {
    for (const media of [film, inception, matrix]) {
      const { watched, stopped } = play(media, { at: world.now() - DAY });
      await me.send(watched, stopped);
    }
    await me.connect('trakt');
    await world.control('faults', { path: '/sync/history', method: 'POST', kind: 'hold' });
    await me.call('PATCH', 'user/services/trakt/settings', IN_STEP);
    await underWay();
    await world.kill();
    await me.get('user/services');
    await inTheEnd('trakt');
    await sync('trakt');
    assert.equal((await trakt()).history.length, 3);
    assert.equal((await library()).length, 3);
  });

  test('nothing of one service reaches another, until the person says so', async () => {
    await me.connect('trakt');
    await me.connect('simkl');
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    await keep('trakt');
    const alone = await keep('simkl');
    assert.deepEqual([alone.pushed, alone.left.notMirrored], [0, 1]);
    assert.equal((await simkl()).history.length, 0);
    const { data } = await me.call('PATCH', 'user/services/simkl/settings', { mirror: ['trakt'] });
    assert.deepEqual(data.rules.map((it) => it.service), ['trakt', 'simkl']);
    assert.equal((await sync('simkl')).pushed, 1);
    assert.equal((await simkl()).history.length, 1);
    assert.equal((await me.call('PATCH', 'user/services/simkl/settings', { mirror: ['simkl'] })).status, 400);
    assert.equal((await me.call('PATCH', 'user/services/simkl/settings', { interval: 5 })).status, 400);
  });

  test('what was watched leaves Trakt\'s watchlist by itself, and comes to no other', async () => {
    await me.connect('trakt');
    await atTrakt('POST', '/sync/watchlist', { movies: [{ ids: { imdb: 'tt1375666' } }] });
    await keep('trakt');
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - HOUR) }] });
    assert.equal((await trakt()).watchlist.length, 0);
    const told = await writes('api.trakt.tv');
    const after = await sync('trakt');
    assert.equal(after.pushed, 0);
    assert.equal((await sync('trakt')).pushed, 0);
    assert.equal(await writes('api.trakt.tv'), told);
    assert.equal((await trakt()).watchlist.length, 0);
  });

  test('the last sync is taken back, here and there, and nothing runs by itself until somebody syncs', async () => {
    const { watched, stopped } = play(film, { at: world.now() - DAY });
    await me.send(watched, stopped);
    await me.connect('trakt');
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    await keep('trakt');
    assert.equal((await trakt()).history.length, 2);
    await world.advance(2000);
    assert.equal((await me.post('user/services/trakt/sync/undo')).status, 202);
    const back = await ended('trakt');
    assert.deepEqual([back.sync_error, back.paused, back.next_sync_at], [null, true, null]);
    assert.deepEqual((await trakt()).history.map((it) => it.movie.title), ['Inception']);
    assert.equal((await library()).length, 1);
    assert.equal((await me.post('user/services/trakt/sync/undo')).data.code, 'nothing_to_undo');
    // Neither a look at what would be done nor a switch that was turned is that.
    const dry = await me.post('user/services/trakt/sync?dry=1');
    assert.deepEqual([dry.status, dry.data.to_pull, dry.data.to_push], [200, 1, 1]);
    assert.equal((await row('trakt')).next_sync_at, null);
    for (const on of [false, true]) await me.call('PATCH', 'user/services/trakt/settings', { sync_ratings: on });
    await world.advance(3 * HOUR);
    await until(async () => (await row('trakt')).next_sync_at === null);
    assert.equal((await row('trakt')).sync_state, 'idle');
    assert.equal((await trakt()).history.length, 1);
    const again = await sync('trakt');
    assert.deepEqual([again.pulled, again.pushed, again.paused], [1, 1, false]);
    assert.equal((await library()).length, 2);
  });

  test('what was heard for a look at the plan is forgotten when a run changes what is there', async () => {
    const { watched, stopped } = play(film, { at: world.now() - DAY });
    await me.send(watched, stopped);
    await me.connect('trakt');
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    await keep('trakt');
    const look = () => me.post('user/services/trakt/sync?dry=1');
    assert.equal((await look()).status, 200);
    assert.equal((await me.post('user/services/trakt/sync/undo')).status, 202);
    await ended('trakt');
    assert.deepEqual(await sync('trakt').then((it) => [it.pulled, it.pushed]), [1, 1]);
    assert.deepEqual(await sync('trakt').then((it) => [it.pulled, it.pushed]), [0, 0]);
    assert.deepEqual([(await library()).length, (await trakt()).history.length], [2, 2]);
    // A run begins and tells while a look that has read the plays waits for the ratings.
    await atTrakt('POST', '/sync/ratings', { movies: [{ ids: { imdb: 'tt1375666' }, rating: 9 }] });
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 5 * DAY) }] });
    await world.control('faults', { path: '/sync/ratings', method: 'GET', kind: 'hold' });
    const looked = look();
    await underWay();
    await me.post('history', { plays: [{ work: matrix, watched_at: iso(world.now() - 2 * DAY) }] });
    await until(async () => (await row('trakt')).sync_state === 'syncing');
    await letGo();
    await looked;
    await until(async () => (await trakt()).history.length === 4);
    await ended('trakt');
    assert.deepEqual(await sync('trakt').then((it) => [it.pulled, it.pushed]), [0, 0]);
    assert.deepEqual([(await library()).length, (await trakt()).history.length], [4, 4]);
    // And while it tells, there is nothing to look at.
    await world.control('faults', { path: '/sync/history', method: 'POST', kind: 'hold' });
    await me.post('history', { plays: [{ work: matrix, watched_at: iso(world.now() - 4 * DAY) }] });
    await underWay();
    assert.deepEqual([await look()].map(({ status, data }) => [status, data.code]), [[409, 'sync_running']]);
    await letGo();
    await ended('trakt');
    assert.equal((await trakt()).history.length, 5);
  });

  test('who connects another account while the first is being read keeps nothing of the first', async () => {
    const { watched, stopped } = play(film, { at: world.now() - DAY });
    await me.send(watched, stopped);
    await me.connect('trakt');
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    // The plays have been read by then.
    await world.control('faults', { path: '/sync/ratings', method: 'GET', kind: 'hold' });
    await me.call('PATCH', 'user/services/trakt/settings', IN_STEP);
    await underWay();
    await me.connect('trakt', 'ann');
    const first = await row('trakt');
    assert.deepEqual([first.username, first.sync_state, first.last_sync_at], ['ann', 'syncing', null]);
    await letGo();
    await until(async () => (await row('trakt')).last_sync_at !== null);
    const after = await ended('trakt');
    assert.deepEqual([after.sync_error, after.pulled, after.pushed], [null, 0, 1]);
    const at = async (user) => (await trakt()).history.filter((it) => it.user === user).map((it) => it.movie.title);
    assert.deepEqual([await at('demo'), await at('ann')], [['Inception'], [film.title]]);
    assert.deepEqual((await library()).map((it) => it.title), [film.title]);
    assert.deepEqual(await sync('trakt').then((it) => [it.pulled, it.pushed]), [0, 0]);
  });

  test('what waits to be told one account is not told the next', async () => {
    await me.connect('trakt');
    await keep('trakt');
    await me.post('history', { plays: [{ work: matrix, watched_at: iso(world.now() - 3 * DAY) }] });
    await until(async () => (await trakt()).history.length === 1);
    await ended('trakt');
    // The service wants to be left alone for a while: what it was told goes again after that.
    await world.control('faults', { path: '/sync/history/remove', method: 'POST', kind: 'status', status: 429, retry_after: 8 });
    const [{ id }] = await library();
    assert.deepEqual((await me.call('DELETE', 'history', { ids: [id] })).data, { removed: 1 });
    await until(async () => (await world.control('state')).requests.some((it) => it.path === '/sync/history/remove'));
    // By then it stands in line again.
    await new Promise((resolve) => { setTimeout(resolve, 1500); });
    await me.connect('trakt', 'ann');
    await ended('trakt');
    await until(async () => (await row('trakt')).last_sync_at !== null);
    const told = (await world.control('state')).requests.filter((it) => it.path === '/sync/history/remove');
    assert.deepEqual(told.map((it) => it.status), [429]);
  });

  test('where a service tells names alone, another name is another account', async () => {
    const { started, watched, stopped } = play(track, { at: world.now() - DAY, duration: 200, rule: musicRule });
    await me.send(started, watched, stopped);
    await me.connect('lastfm');
    assert.equal((await keep('lastfm')).pushed, 1);
    // What it was told it may list late, but not by then.
    await world.advance(20 * MINUTE);
    await me.connect('lastfm', 'ann');
    await until(async () => (await world.control('state')).lastfm.scrobbles.length === 2);
    const after = await ended('lastfm');
    assert.deepEqual([after.sync_error, after.pulled, after.pushed], [null, 0, 1]);
    const { lastfm } = await world.control('state');
    assert.deepEqual(lastfm.scrobbles.map((it) => it.user).sort(), ['ann', 'demo']);
    assert.equal((await library()).length, 1);
  });

  test('it runs by itself: hourly for who was here, and jobs tell when', async () => {
    await me.connect('trakt');
    const first = await keep('trakt');
    const wait = Date.parse(first.next_sync_at) - world.now();
    assert.ok(wait > 50 * MINUTE && wait < 70 * MINUTE, `${wait}`);
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    await world.advance(70 * MINUTE);
    await until(async () => (await library()).length === 1);
    await ended('trakt');
    const { data } = await me.get('user/jobs');
    const kinds = data.jobs.filter((it) => it.service === 'trakt').map((it) => it.kind);
    assert.deepEqual(kinds.sort(), ['scrobble.video', 'sync.export_history', 'sync.history', 'sync.ratings', 'sync.watchlist', 'token.refresh']);
    assert.equal(data.jobs.find((it) => it.kind === 'sync.history').last_result, '1 brought here, 0 told there');
    // Switched off for a while, and on again.
    const pause = async (enabled) => (await me.call('PATCH', 'user/services/trakt/settings', { enabled })).data.service;
    await ended('trakt');
    assert.equal((await pause(false)).next_sync_at, null);
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt0133093' }, watched_at: iso(world.now() - 3 * DAY) }] });
    await world.advance(2 * HOUR);
    assert.equal((await library()).length, 1);
    await pause(true);
    await until(async () => (await library()).length === 2);
    await ended('trakt');
    assert.notEqual((await row('trakt')).next_sync_at, null);
    await me.call('PATCH', 'user/services/trakt/settings', { sync_history: false, sync_ratings: false, sync_watchlist: false });
    assert.equal((await me.post('user/services/trakt/sync')).data.code, 'sync_off');
    assert.deepEqual((await me.post('user/sync')).data.syncing, []);
    assert.equal((await me.post('user/services/simkl/sync')).data.code, 'not_connected');
  });

  test('only what is switched on is kept in step, and only heard where it goes one way', async () => {
    const { watched, stopped } = play(film, { at: world.now() - DAY });
    await me.send(watched, stopped);
    await me.connect('trakt');
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 3 * DAY) }] });
    await atTrakt('POST', '/sync/ratings', { movies: [{ ids: { imdb: 'tt1375666' }, rating: 9 }] });
    const ratings = await keep('trakt', { sync_history: false, sync_watchlist: false });
    assert.deepEqual([ratings.pulled, ratings.pushed], [1, 0]);
    const heard = await keep('trakt', { bidirectional: false });
    assert.deepEqual([heard.pulled, heard.pushed], [1, 0]);
    assert.equal((await trakt()).history.length, 1);
    const both = await keep('trakt', { bidirectional: true });
    assert.equal(both.pushed, 1);
    assert.equal((await trakt()).history.length, 2);
  });

  test('what is said here reaches Simkl: a rating of what it has not seen waits, what comes off its list takes nothing along', async () => {
    await me.connect('simkl');
    await keep('simkl');
    const lists = async () => (await simkl()).lists.map((it) => [it.movie.title, it.status, it.rating]).sort();
    const become = (wanted) => until(async () => JSON.stringify(await lists()) === JSON.stringify(wanted));
    await me.call('PUT', 'ratings', { ratings: [{ work: inception, rating: 80 }] });
    await me.call('POST', 'watchlist', { works: [matrix] });
    await become([['The Matrix', 'plantowatch', null]]);
    await ended('simkl');
    assert.equal((await sync('simkl')).left.notTaken, 1);
    await me.call('DELETE', 'watchlist', { works: [matrix] });
    await become([]);
    // With a play the rating goes, too.
    await me.post('history', { plays: [{ work: inception, watched_at: iso(world.now() - DAY) }] });
    await become([['Inception', 'completed', 8]]);
    const told = await writes('api.simkl.com');
    await ended('simkl');
    await sync('simkl');
    assert.equal(await writes('api.simkl.com'), told);
  });

  test('where somebody stands with an anime reaches AniList and MyAnimeList, once', async () => {
    const boats = { kind: 'show', title: 'Slow Boats', ids: { anilist: 990010, mal: 990010 } };
    await me.connect('anilist');
    await me.connect('myanimelist');
    await keep('anilist');
    await keep('myanimelist');
    const { status, data } = await me.call('PUT', 'status', { statuses: [{ work: boats, status: 'current', progress: 1 }] });
    assert.equal(status, 200, JSON.stringify(data));
    const at = async () => (await world.control('state'));
    await until(async () => {
      const { anilist, myanimelist } = await at();
      return anilist.entries.length === 1 && myanimelist.list.length === 1;
    });
    const { anilist, myanimelist } = await at();
    assert.deepEqual(anilist.entries.map((it) => [it.media, it.status, it.progress]), [[990010, 'CURRENT', 1]]);
    assert.equal(myanimelist.list.length, 1);
    for (const service of ['anilist', 'myanimelist']) {
      await ended(service);
      assert.deepEqual(await sync(service).then((it) => [it.pulled, it.pushed]), [0, 0], service);
    }
    assert.equal((await me.call('DELETE', 'status', { works: [boats] })).data.removed, 1);
    for (const service of ['anilist', 'myanimelist']) {
      await ended(service);
      await sync(service);
    }
    const gone = await at();
    assert.deepEqual([gone.anilist.entries, gone.myanimelist.list], [[], []]);
  });

  test('what Last.fm lists under a name it corrected is the play it was told', async () => {
    await me.connect('lastfm');
    await keep('lastfm');
    const patience = { kind: 'track', title: 'Patience', artist: 'Guns and Roses', ids: {} };
    await me.post('history', { plays: [{ work: patience, watched_at: iso(world.now() - DAY) }] });
    const scrobbles = async () => (await world.control('state')).lastfm.scrobbles;
    await until(async () => (await scrobbles()).length === 1);
    await ended('lastfm');
    assert.equal((await scrobbles())[0].artist, "Guns N' Roses");
    for (const later of [MINUTE, HOUR, DAY]) {
      await world.advance(later);
      await ended('lastfm');
      assert.deepEqual(await sync('lastfm').then((it) => [it.pulled, it.pushed]), [0, 0]);
    }
    assert.deepEqual((await library()).map((it) => it.told_by.map(({ origin }) => origin).sort()), [['player', 'service:lastfm']]);
    assert.equal((await scrobbles()).length, 1);
  });

  test('a listen that ListenBrainz stores late is not taken for one that was removed', async () => {
    await me.connectListenBrainz();
    await keep('listenbrainz');
    await world.control('settings', { listenbrainz_delay_ms: 30_000 });
    await me.post('history', { plays: [{ work: track, watched_at: iso(world.now() - DAY) }] });
    await until(async () => (await world.control('state')).listenbrainz.queued === 1);
    await ended('listenbrainz');
    for (let again = 0; again < 2; again += 1) {
      assert.deepEqual(await sync('listenbrainz').then((it) => [it.pulled, it.pushed]), [0, 0]);
    }
    assert.equal((await world.control('state')).listenbrainz.listens.length, 0);
    await world.advance(MINUTE);
    assert.deepEqual(await sync('listenbrainz').then((it) => [it.pulled, it.pushed]), [0, 0]);
    await world.advance(HOUR);
    await ended('listenbrainz');
    assert.deepEqual(await sync('listenbrainz').then((it) => [it.pulled, it.pushed]), [0, 0]);
    assert.equal((await library()).length, 1);
    assert.equal((await world.control('state')).listenbrainz.listens.length, 1);
  });

  test('an episode is one play by its season as by its entry; of what nobody knows there are two', async () => {
    const entry = (mal, number) => ({ kind: 'episode', show: { title: 'Buriki no Tako', ids: { mal } }, season: 1, number, ids: {} });
    const at = iso(world.now() - DAY);
    const atSeason = (number) => ({ shows: [{ ids: { tmdb: 99000030 }, seasons: [{ number: 3, episodes: [{ number, watched_at: at }] }] }] });
    const marked = [entry(980033, 2), entry(980033, 3), entry(990026, 1)].map((work) => ({ work, watched_at: at }));
    assert.equal((await me.post('history', { plays: marked })).status, 201);
    await me.connect('trakt');
    await atTrakt('POST', '/sync/history', atSeason(14));
    await keep('trakt');
    // What is asked of the catalogues now, the next sync knows.
    const numbers = async () => (await library()).map(({ work }) => [work.show.ids.tmdb ?? 0, work.season, work.number]).sort();
    const kites = (number) => [99000030, 3, number];
    await until(async () => (await numbers()).length === 3);
    assert.deepEqual(await numbers(), [[0, 1, 1], kites(14), kites(15)]);
    await atTrakt('POST', '/sync/history', atSeason(16));
    await world.advance(2 * DAY);
    await sync('trakt');
    assert.deepEqual(await numbers(), [[0, 1, 1], kites(14), kites(15), kites(16)]);
    const held = async () => (await trakt()).history.map(({ episode: part }) => part.number).sort();
    assert.deepEqual(await held(), [14, 15, 16]);
    assert.deepEqual(await sync('trakt').then((it) => [it.pulled, it.pushed]), [0, 0]);
  });

  test('feeds are read and told nothing; what is older than the newest of a diary stays', async () => {
    assert.equal((await me.post('user/services/letterboxd/connect', { username: 'demo' })).status, 200);
    assert.equal((await me.post('user/services/goodreads/connect', { username: '990001' })).status, 200);
    await me.call('PUT', 'ratings', { ratings: [{ work: inception, rating: 70, rated_at: '2026-10-01T10:00:00Z' }] });
    assert.equal((await keep('letterboxd')).pushed, 0);
    assert.equal((await keep('goodreads')).pushed, 0);
    const titles = async () => (await library()).map(({ title }) => title).sort();
    const first = await titles();
    for (const title of ['Inception', 'The Matrix', 'Gideon the Ninth']) assert.ok(first.some((it) => it.startsWith(title)), `${title} of ${first}`);
    const rated = async () => (await me.get('ratings')).data.ratings.map(({ title, rating }) => [title.split(' ')[0], rating]).sort();
    assert.deepEqual(await rated(), [['A', 100], ['Gideon', 80], ['Inception', 70], ['The', 100]]);
    const statuses = (await me.get('status')).data.statuses.map(({ status }) => status).sort();
    assert.deepEqual(statuses, ['completed', 'current', 'planned']);
    const newer = Array.from({ length: 50 }, (_, at) => ({
      kind: 'watch', title: `Lake ${at}`, year: 2020, slug: `lake-${at}`, movie: 99001000 + at, watched: '2026-11-09', published: '2026-11-09T19:00:00Z',
    }));
    await world.control('feeds', { service: 'letterboxd', user: 'demo', entries: newer });
    // By itself, or asked to.
    await world.advance(2 * HOUR);
    await sync('letterboxd');
    assert.equal((await library()).length, first.length + 50);
    assert.deepEqual(await sync('letterboxd').then((it) => [it.pulled, it.pushed]), [0, 0]);
  });

  test('what an account holds is brought as a file is, and stays what its service tells', async () => {
    await me.connect('trakt');
    await me.connect('simkl');
    await atTrakt('POST', '/sync/history', { movies: [inception, matrix].map(({ ids }, i) => ({ ids: { imdb: ids.imdb }, watched_at: iso(world.now() - (i + 2) * DAY) })) });
    await atTrakt('POST', '/sync/ratings', { movies: [{ ids: { imdb: 'tt1375666' }, rating: 9 }] });
    const { status, data } = await me.post('user/services/trakt/import');
    assert.equal(status, 201, JSON.stringify(data));
    assert.deepEqual([data.import.service, data.import.looks_like], ['trakt', 'an account at Trakt']);
    const path = `import/${data.import.id}`;
    const job = async () => (await me.get(path)).data.import;
    await until(async () => (await job()).state === 'ready');
    assert.deepEqual(await job().then(({ counts, listings }) => [counts.new, listings.map(({ listing }) => listing).sort()]), [3, ['history', 'ratings']]);
    assert.equal((await library()).length, 0);
    await me.post(`${path}/run`);
    await until(async () => (await job()).state === 'done');
    const told = async () => (await library()).map(({ title, told_by: by }) => [title, by.map(({ origin }) => origin)]).sort();
    const held = [['Inception', ['service:trakt']], ['The Matrix', ['service:trakt']]];
    assert.deepEqual(await told(), held);
    assert.equal((await me.call('DELETE', path)).status, 204);
    assert.deepEqual(await told(), held);
    // Nothing is news to Trakt then, nor any of Simkl's business.
    for (const service of ['trakt', 'simkl']) assert.deepEqual(await keep(service).then((it) => [it.pulled, it.pushed]), [0, 0], service);
    assert.deepEqual(await told(), held);
    const nobody = await me.post('user/services/anilist/import');
    assert.deepEqual([nobody.status, nobody.data.code], [409, 'not_connected']);
  });

  test('what of an account cannot be read is told', async () => {
    await me.connect('trakt');
    await atTrakt('POST', '/sync/history', { movies: [{ ids: { imdb: 'tt1375666' }, watched_at: iso(world.now() - 2 * DAY) }] });
    const body = [{ rating: 9, rated_at: iso(world.now()), type: 'movie' }];
    await world.control('faults', { path: '/sync/ratings', method: 'GET', kind: 'status', status: 200, body });
    const { status, data } = await me.post('user/services/trakt/import');
    assert.equal(status, 201, JSON.stringify(data));
    const path = `import/${data.import.id}`;
    let job;
    await until(async () => {
      job = (await me.get(path)).data.import;
      return job.state === 'ready';
    });
    assert.deepEqual([job.counts.new, job.counts.refused], [1, 1]);
    const [refused] = (await me.get(`${path}/rows?outcome=refused`)).data.rows;
    assert.doesNotMatch(refused.outcome.reason, /It cannot be read/, 'in the words of whoever read it');
  });

  test('pages that listen hear how far it is', async () => {
    await me.connect('trakt');
    const { last, messages, socket } = await me.listen();
    await world.control('faults', { path: '/sync/ratings', method: 'GET', kind: 'delay', ms: 1000 });
    await keep('trakt');
    await until(() => last.sync?.state === 'idle' && last.sync.service === 'trakt');
    assert.ok(messages.some(({ type, state }) => type === 'sync' && state === 'syncing'));
    socket.close();
  });
});
