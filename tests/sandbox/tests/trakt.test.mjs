// Trakt's scrobbles, history, saved places and accounts.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const INCEPTION = { title: 'Inception', year: 2010, ids: { trakt: 16662, slug: 'inception-2010', imdb: 'tt1375666', tmdb: 27205 } };
const BREAKING_BAD = { title: 'Breaking Bad', year: 2008, ids: { trakt: 1, slug: 'breaking-bad', imdb: 'tt0903747', tmdb: 1396, tvdb: 81189 } };
const PILOT = { season: 1, number: 1, title: 'Pilot', ids: { trakt: 16, tvdb: 349232, imdb: 'tt0959621', tmdb: 62085 } };
const LAKE = { ids: { trakt: 990001 } };

let sandbox;
let token;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  token = await sandbox.trakt.token();
});

const send = (method, path, json, options) => sandbox.trakt.send(token, method, path, json, options);
const scrobble = (action, body) => send('POST', `/scrobble/${action}`, body);
const stored = async () => (await sandbox.state()).trakt;

const FORMS = [
  ['a film by all ids', { movie: INCEPTION }, 16662],
  ['a film by IMDb alone', { movie: { ids: { imdb: 'tt1375666' } } }, 16662],
  ['a film by TMDB alone', { movie: { ids: { tmdb: 27205 } } }, 16662],
  ['a film by title and year', { movie: { title: 'inception', year: 2010 } }, 16662],
  ['an episode by its Trakt id', { episode: { ids: { trakt: 16 } } }, 16],
  ['an episode by its TVDB id', { episode: { ids: { tvdb: 349232 } } }, 16],
  ['show and number', { show: { ids: { imdb: 'tt0903747' } }, episode: { season: 1, number: 1 } }, 16],
  ['show by title', { show: { title: 'Breaking Bad', year: 2008 }, episode: { season: 1, number: 7 } }, 22],
  ['an absolute number', { show: { ids: { tvdb: 81189 } }, episode: { number_abs: 3 } }, 18],
  ['season 0', { show: { ids: { trakt: 990010 } }, episode: { season: 0, number: 1 } }, 990013],
  ['null ids beside a good one', { movie: { ids: { trakt: null, imdb: 'tt1375666', tmdb: null } } }, 16662],
];
for (const [what, item, id] of FORMS) {
  test(`start takes ${what}`, async () => {
    const { status, body } = await scrobble('start', { ...item, progress: 1.25 });
    assert.equal(status, 201);
    assert.deepEqual([body.id, body.action, body.progress], [0, 'start', 1.25]);
    assert.equal((body.movie ?? body.episode).ids.trakt, id);
  });
}

test('answers carry the items as Trakt writes them', async () => {
  const film = await scrobble('start', { movie: LAKE, progress: 0 });
  assert.deepEqual(film.body.movie, {
    title: 'The Long Way Round the Lake', year: 2026,
    ids: { trakt: 990001, slug: 'the-long-way-round-the-lake-2026', imdb: 'tt99000001', tmdb: 99000001 },
  });
  const { body } = await scrobble('start', { episode: { ids: { trakt: 16 } }, progress: 0 });
  assert.deepEqual([body.episode, body.show], [PILOT, BREAKING_BAD]);
});

const REFUSED = [
  ['a tmdb id as text', { movie: { ids: { tmdb: '27205' } }, progress: 5 }, 422],
  ['a trakt id as text', { movie: { ids: { trakt: '16662' } }, progress: 5 }, 422],
  ['a tvdb id as text', { show: { ids: { tvdb: '81189' } }, episode: { season: 1, number: 1 }, progress: 5 }, 422],
  ['an imdb id as a number', { movie: { ids: { imdb: 1375666 } }, progress: 5 }, 422],
  ['a season as text', { show: { ids: { trakt: 1 } }, episode: { season: '1', number: 1 }, progress: 5 }, 422],
  ['app_version null', { movie: INCEPTION, progress: 5, app_version: null }, 400],
  ['app_date null', { movie: INCEPTION, progress: 5, app_date: null }, 400],
  ['no progress', { movie: INCEPTION }, 422],
  ['progress as text', { movie: INCEPTION, progress: '5' }, 422],
  ['progress over 100', { movie: INCEPTION, progress: 100.1 }, 422],
  ['progress below 0', { movie: INCEPTION, progress: -1 }, 422],
  ['no item', { progress: 5 }, 422],
  ['a film and an episode', { movie: INCEPTION, episode: { ids: { trakt: 16 } }, progress: 5 }, 422],
  ['an item without a name', { movie: {}, progress: 5 }, 422],
  ['an episode without its show', { episode: { season: 1, number: 1 }, progress: 5 }, 422],
  ['an array', [], 422],
  ['an unknown film', { movie: { ids: { trakt: 4711 } }, progress: 5 }, 404],
  ['a wrong trakt id beside good ones', { movie: { ids: { trakt: 4711, imdb: 'tt1375666' } }, progress: 5 }, 404],
  ['an unknown episode', { show: { ids: { trakt: 1 } }, episode: { season: 9, number: 1 }, progress: 5 }, 404],
  ["the show's TMDB id as the episode's", { episode: { ids: { tmdb: 1396 } }, progress: 5 }, 404],
  ['a film only Simkl knows', { movie: { ids: { imdb: 'tt1587310' } }, progress: 5 }, 404],
];
for (const [what, body, status] of REFUSED) {
  test(`start with ${what} answers ${status}`, async () => {
    assert.equal((await scrobble('start', body)).status, status);
    assert.deepEqual((await stored()).watching, []);
  });
}

test('a body that is no JSON answers 400', async () => {
  const { status } = await sandbox.call('POST', 'https://api.trakt.tv/scrobble/start', {
    headers: { 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2', authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{',
  });
  assert.equal(status, 400);
});

const RULES = [
  ['pause', 0, 201, 'pause'],
  ['pause', 79.99, 201, 'pause'],
  ['pause', 80, 422, undefined],
  ['stop', 0.99, 422, undefined],
  ['stop', 1, 201, 'pause'],
  ['stop', 79.99, 201, 'pause'],
  ['stop', 80, 201, 'scrobble'],
  ['stop', 100, 201, 'scrobble'],
  ['start', 95, 201, 'start'],
];
for (const [action, progress, status, done] of RULES) {
  test(`${action} at ${progress} % answers ${status}${done ? ` ${done}` : ''}`, async () => {
    const answer = await scrobble(action, { movie: INCEPTION, progress });
    assert.equal(answer.status, status);
    assert.equal(answer.body.action, done);
    const { history, playback } = await stored();
    assert.deepEqual([history.length, playback.length], [done === 'scrobble' ? 1 : 0, done === 'pause' ? 1 : 0]);
    if (done === 'pause' || done === 'scrobble') assert.equal((history[0] ?? playback[0]).id, answer.body.id);
  });
}

test('a pause from 80 % on says what to do instead', async () => {
  const { body } = await scrobble('pause', { movie: INCEPTION, progress: 85.90953210942148 });
  assert.deepEqual(body, { message: 'Progress is 85.90953210942148%. Use stop to scrobble.' });
});

test('a second stop within the hour answers 409 with its window; after it, another play', async () => {
  const first = await scrobble('stop', { movie: INCEPTION, progress: 90 });
  assert.equal(first.status, 201);
  const again = await scrobble('stop', { movie: INCEPTION, progress: 90 });
  assert.equal(again.status, 409);
  const [{ watched_at: watchedAt }] = (await stored()).history;
  assert.equal(again.body.watched_at, watchedAt);
  assert.equal(Date.parse(again.body.expires_at) - Date.parse(watchedAt), 3_600_000);
  assert.equal((await scrobble('stop', { movie: LAKE, progress: 90 })).status, 201, 'another film is free');
  await sandbox.advance(3_600_000);
  assert.equal((await scrobble('stop', { movie: INCEPTION, progress: 90 })).status, 201);
  assert.equal((await stored()).history.length, 3);
});

test('the 409 window is of scrobbles, not of plays added to the history', async () => {
  await send('POST', '/sync/history', { movies: [INCEPTION] });
  assert.equal((await scrobble('stop', { movie: INCEPTION, progress: 90 })).status, 201);
});

test('watching expires with the remaining runtime', async () => {
  assert.equal((await send('GET', '/users/me/watching')).status, 204);
  await scrobble('start', { movie: INCEPTION, progress: 50 });
  const { status, body } = await send('GET', '/users/me/watching');
  assert.equal(status, 200);
  assert.deepEqual([body.type, body.action, body.movie.ids.trakt], ['movie', 'scrobble', 16662]);
  assert.ok(Math.abs(Date.parse(body.expires_at) - Date.parse(body.started_at) - 74 * 60_000) <= 1000);
  await sandbox.advance(74 * 60_000);
  assert.equal((await send('GET', '/users/me/watching')).status, 204);
  assert.equal((await stored()).history.length, 0, 'and nothing counts as watched');
});

test('a start drops the saved place of its item, and a scrobble too', async () => {
  for (const [action, progress] of [['start', 10], ['stop', 90]]) {
    await scrobble('pause', { movie: INCEPTION, progress: 30 });
    await scrobble('pause', { movie: LAKE, progress: 30 });
    await scrobble(action, { movie: INCEPTION, progress });
    assert.deepEqual((await stored()).playback.map(({ movie }) => movie.ids.trakt), [990001]);
  }
});

test('saved places: one an item, newest first, by type and time, and deleted by id', async () => {
  await scrobble('pause', { movie: INCEPTION, progress: 30 });
  await scrobble('pause', { episode: { ids: { trakt: 16 } }, progress: 40 });
  await scrobble('stop', { movie: INCEPTION, progress: 35.5 });
  const { body, headers } = await send('GET', '/sync/playback');
  assert.deepEqual(body.map(({ type, progress }) => [type, progress]), [['movie', 35.5], ['episode', 40]]);
  assert.deepEqual(Object.keys(body[1]).sort(), ['episode', 'id', 'paused_at', 'progress', 'show', 'type']);
  assert.equal(headers['x-pagination-item-count'], '2');
  assert.deepEqual((await send('GET', '/sync/playback/episodes')).body.map(({ progress }) => progress), [40]);
  assert.deepEqual((await send('GET', '/sync/playback/movies?end_at=2020-01-01')).body, []);
  assert.equal((await send('DELETE', `/sync/playback/${body[0].id}`)).status, 204);
  assert.equal((await send('DELETE', `/sync/playback/${body[0].id}`)).status, 404);
});

test('history adds are never compared with what is there', async () => {
  const movies = [{ ...INCEPTION, watched_at: '2026-10-01T21:40:00.500Z' }];
  for (let i = 0; i < 2; i += 1) {
    const { status, body } = await send('POST', '/sync/history', { movies });
    assert.equal(status, 201);
    assert.deepEqual(body, {
      added: { movies: 1, episodes: 0 }, updated: { movies: 0, episodes: 0 },
      not_found: { movies: [], shows: [], seasons: [], episodes: [], people: [], users: [] },
    });
  }
  const { body } = await send('GET', '/sync/history');
  assert.deepEqual(body.map(({ watched_at: at, action, type }) => [at, action, type]),
    Array(2).fill(['2026-10-01T21:40:00.000Z', 'watch', 'movie']), 'kept to the second');
  assert.notEqual(body[0].id, body[1].id);
});

test('history takes shows, seasons and episodes, and says what it does not know', async () => {
  const { body } = await send('POST', '/sync/history', {
    movies: [{ ids: { imdb: 'tt0000111' } }],
    shows: [
      { ids: { trakt: 1 }, seasons: [{ number: 1, episodes: [{ number: 1, watched_at: '2026-10-01T20:00:00Z' }, { number: 99 }] }, { number: 7 }] },
      { ids: { trakt: 990010 } },
      { ids: { trakt: 4711 } },
    ],
    seasons: [{ ids: { trakt: 140912 } }],
    episodes: [{ ids: { trakt: 22 }, watched_at: 'released' }, { ids: { trakt: 5 } }],
  });
  assert.deepEqual(body.added, { movies: 0, episodes: 5 });
  assert.deepEqual(body.not_found, {
    movies: [{ ids: { imdb: 'tt0000111' } }],
    shows: [
      { ids: { trakt: 1 }, seasons: [{ number: 1, episodes: [{ number: 99 }] }, { number: 7 }] },
      { ids: { trakt: 4711 } },
    ],
    seasons: [{ ids: { trakt: 140912 } }], episodes: [{ ids: { trakt: 5 } }], people: [], users: [],
  });
});

const TIMES = [
  ['none', undefined, 'now'],
  ['a number, quietly', 1_600_000_000, 'now'],
  ['with an offset', '2026-10-01T22:00:00+02:00', '2026-10-01T20:00:00.000Z'],
  ['unknown', 'unknown', '1970-01-01T00:00:00.000Z'],
];
for (const [what, watchedAt, expected] of TIMES) {
  test(`watched_at ${what} is stored as ${expected}`, async () => {
    await send('POST', '/sync/history', { movies: [{ ...INCEPTION, watched_at: watchedAt }] });
    const [{ watched_at: at, added_at: added }] = (await stored()).history;
    assert.equal(at, expected === 'now' ? added : expected);
  });
}

test('one bad item refuses the whole request', async () => {
  for (const bad of [{ ids: { tmdb: '27205' } }, { ...LAKE, watched_at: 'yesterday' }]) {
    assert.equal((await send('POST', '/sync/history', { movies: [INCEPTION, bad] })).status, 422);
  }
  assert.equal((await stored()).history.length, 0);
});

test('history is read in pages, newest first', async () => {
  const at = (i) => new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
  const movies = Array.from({ length: 260 }, (_, i) => ({ ...INCEPTION, watched_at: at(i) }));
  await send('POST', '/sync/history', { movies });
  const pages = [];
  for (const query of ['', '?page=3', '?limit=1000', '?limit=1000&page=2', '?limit=7&page=38', '?page=9']) {
    const { body, headers } = await send('GET', `/sync/history${query}`);
    const paging = ['page', 'limit', 'page-count', 'item-count'].map((key) => Number(headers[`x-pagination-${key}`]));
    pages.push([body.length, body[0]?.watched_at, ...paging]);
  }
  assert.deepEqual(pages, [
    [100, at(259), 1, 100, 3, 260],
    [60, at(59), 3, 100, 3, 260],
    [250, at(259), 1, 250, 2, 260],
    [10, at(9), 2, 250, 2, 260],
    [1, at(0), 38, 7, 38, 260],
    [0, undefined, 9, 100, 3, 260],
  ]);
});

test('history is filtered by type, id and watched_at', async () => {
  await send('POST', '/sync/history', {
    movies: [{ ...INCEPTION, watched_at: '2026-03-01T10:00:00Z' }, { ...LAKE, watched_at: '2026-03-02T10:00:00Z' }],
    episodes: [{ ids: { trakt: 16 }, watched_at: '2026-03-03T10:00:00Z' }, { ids: { trakt: 990011 }, watched_at: '2026-03-04T10:00:00Z' }],
  });
  const days = async (path) => (await send('GET', path)).body.map(({ watched_at: at }) => Number(at.slice(8, 10)));
  assert.deepEqual(await days('/sync/history'), [4, 3, 2, 1]);
  assert.deepEqual(await days('/sync/history/all'), [4, 3, 2, 1]);
  assert.deepEqual(await days('/sync/history/movies'), [2, 1]);
  assert.deepEqual(await days('/sync/history/movies/16662'), [1]);
  assert.deepEqual(await days('/sync/history/episodes/16'), [3]);
  assert.deepEqual(await days('/sync/history/shows/990010'), [4]);
  assert.deepEqual(await days('/sync/history?start_at=2026-03-02&end_at=2026-03-03T10:00:00.000Z'), [3, 2]);
  assert.equal((await send('GET', '/sync/history/books')).status, 404);
});

test('history is removed by item and by id', async () => {
  await send('POST', '/sync/history', { movies: [INCEPTION, INCEPTION, LAKE], episodes: [{ ids: { trakt: 16 } }] });
  const lake = (await stored()).history.find(({ movie }) => movie?.ids.trakt === 990001);
  const one = await send('POST', '/sync/history/remove', { ids: [lake.id, 4711] });
  assert.equal(one.status, 200);
  assert.deepEqual(one.body.deleted, { movies: 1, episodes: 0 });
  assert.deepEqual(one.body.not_found.ids, [4711]);
  const all = await send('POST', '/sync/history/remove', { movies: [INCEPTION], shows: [{ ids: { trakt: 1 } }] });
  assert.deepEqual(all.body.deleted, { movies: 2, episodes: 1 });
  assert.equal((await stored()).history.length, 0);
});

test('people see their own plays only', async () => {
  const other = await sandbox.trakt.token('bob');
  await send('POST', '/sync/history', { movies: [INCEPTION] });
  assert.deepEqual((await sandbox.trakt.send(other, 'GET', '/sync/history')).body, []);
  const [{ id }] = (await stored()).history;
  await sandbox.trakt.send(other, 'POST', '/sync/history/remove', { ids: [id] });
  assert.equal((await stored()).history.length, 1);
});

test('settings and profile say who it is', async () => {
  const settings = await send('GET', '/users/settings');
  assert.deepEqual([settings.body.user.username, settings.body.user.ids.slug], ['demo', 'demo']);
  assert.equal(typeof settings.body.limits.watchlist.item_count, 'number');
  assert.equal((await send('GET', '/users/me')).body.username, 'demo');
  assert.equal((await send('GET', '/users/nobody')).status, 404);
});

test('last activities move with plays, removals and pauses, and only those', async () => {
  const read = async () => (await send('GET', '/sync/last_activities')).body;
  const before = await read();
  assert.deepEqual(Object.keys(before), ['all', 'movies', 'episodes', 'shows', 'seasons', 'comments', 'lists', 'watchlist',
    'favorites', 'collaborations', 'account', 'saved_filters', 'notes']);
  await sandbox.advance(60_000);
  await send('POST', '/sync/history', { movies: [INCEPTION] });
  const added = await read();
  assert.ok(added.movies.watched_at > before.movies.watched_at);
  assert.equal(added.all, added.movies.watched_at);
  assert.equal(added.episodes.watched_at, before.episodes.watched_at);
  await sandbox.advance(60_000);
  await send('POST', '/sync/history/remove', { movies: [INCEPTION] });
  const removed = await read();
  assert.ok(removed.movies.watched_at > added.movies.watched_at);
  await scrobble('pause', { episode: { ids: { trakt: 16 } }, progress: 20 });
  const paused = await read();
  assert.ok(paused.episodes.paused_at > before.episodes.paused_at);
  assert.equal(paused.movies.paused_at, before.movies.paused_at);
});
