// Trakt beside plays: ratings, watchlist and collection, the watched list in its forms, search, and what an account may not.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const INCEPTION = { ids: { trakt: 16662 } };
const MATRIX = { ids: { trakt: 481 } };
const BOATS = { ids: { trakt: 990010 } };
const PILOT = { ids: { trakt: 16 } };

let sandbox;
let token;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  token = await sandbox.trakt.token();
});

const send = (method, path, json, options) => sandbox.trakt.send(token, method, path, json, options);
const get = async (path) => (await send('GET', path)).body;
const activities = () => get('/sync/last_activities');
const none = { movies: [], shows: [], seasons: [], episodes: [] };
const count = (more) => ({ movies: 0, shows: 0, seasons: 0, episodes: 0, ...more });
const named = ({ movie, show, season, episode }) => movie?.title ?? [show.title, season?.number, episode && `${episode.season}x${episode.number}`].filter((part) => part !== undefined).join(' ');

test('ratings of all kinds, nested or not, are written, read by type and rating, and taken back', async () => {
  const before = await activities();
  const { status, body } = await send('POST', '/sync/ratings', {
    movies: [{ ...INCEPTION, rating: 8, rated_at: '2026-10-01T20:00:00.000Z' }, { ids: { imdb: 'tt0000111' }, rating: 5 }],
    shows: [{ ...BOATS, rating: 7 }, { ids: { trakt: 1 }, seasons: [{ number: 1, rating: 9 }, { number: 1, episodes: [{ number: 2, rating: 10 }, { number: 99, rating: 1 }] }] }],
    episodes: [{ ...PILOT, rating: 8 }],
  });
  assert.equal(status, 201);
  assert.deepEqual(body.added, { movies: 1, shows: 1, seasons: 1, episodes: 2 });
  assert.deepEqual(body.not_found, {
    ...none, movies: [{ ids: { imdb: 'tt0000111' } }], shows: [{ ids: { trakt: 1 }, seasons: [{ number: 1, episodes: [{ number: 99 }] }] }],
  });
  const rows = async (path) => (await get(path)).map((row) => `${row.type} ${named(row)} ${row.rating}`).sort();
  assert.deepEqual(await rows('/sync/ratings'), ['episode Breaking Bad 1x1 8', 'episode Breaking Bad 1x2 10', 'movie Inception 8', 'season Breaking Bad 1 9', 'show Slow Boats 7']);
  assert.deepEqual(await rows('/sync/ratings/all/8'), ['episode Breaking Bad 1x1 8', 'movie Inception 8']);
  assert.deepEqual(await rows('/sync/ratings/episodes/9,10'), ['episode Breaking Bad 1x2 10']);
  const [film] = await get('/sync/ratings/movies');
  assert.equal(film.rated_at, '2026-10-01T20:00:00.000Z');
  const now = await activities();
  for (const part of ['movies', 'shows', 'seasons', 'episodes']) assert.ok(now[part].rated_at > before[part].rated_at, part);
  const removed = await send('POST', '/sync/ratings/remove', { movies: [INCEPTION, MATRIX], seasons: [{ ids: { trakt: 101 } }] });
  assert.deepEqual([removed.status, removed.body], [200, { deleted: count({ movies: 1, seasons: 1 }), not_found: none }]);
  assert.equal((await get('/sync/ratings')).length, 3);
});

test('a rating is a whole number from 1 to 10, or nothing of the request is kept', async () => {
  for (const rating of [0, 11, 7.5, '8', undefined]) {
    assert.equal((await send('POST', '/sync/ratings', { movies: [{ ...MATRIX, rating: 5 }, { ...INCEPTION, rating }] })).status, 422);
  }
  assert.deepEqual(await get('/sync/ratings'), []);
  for (const rating of [3, 4]) await send('POST', '/sync/ratings', { movies: [{ ...MATRIX, rating }] });
  assert.deepEqual((await get('/sync/ratings')).map((row) => row.rating), [4]);
});

test('the watchlist tells new from known, keeps its order and says how long it is', async () => {
  const add = (body) => send('POST', '/sync/watchlist', body);
  const first = await add({ movies: [INCEPTION, { title: 'The Matrix', year: 1999 }, { ids: { imdb: 'tt0000111' } }], shows: [BOATS] });
  assert.equal(first.status, 201);
  assert.deepEqual([first.body.added, first.body.existing], [count({ movies: 2, shows: 1 }), count()]);
  assert.deepEqual(first.body.not_found.movies, [{ ids: { imdb: 'tt0000111' } }]);
  assert.equal(first.body.list.item_count, 3);
  const again = await add({ movies: [INCEPTION] });
  assert.deepEqual([again.body.added, again.body.existing], [count(), count({ movies: 1 })]);
  await send('POST', '/sync/ratings', { movies: [{ ...MATRIX, rating: 9 }] });
  const rows = await get('/sync/watchlist');
  assert.deepEqual(rows.map((row) => [row.rank, row.type, named(row), row.notes, row.my_rating]),
    [[1, 'movie', 'Inception', null, null], [2, 'movie', 'The Matrix', null, 9], [3, 'show', 'Slow Boats', null, null]]);
  assert.deepEqual((await get('/sync/watchlist/movies/added/desc')).map(named), ['The Matrix', 'Inception']);
  assert.deepEqual((await get('/sync/watchlist/all/title')).map(named), ['Inception', 'Slow Boats', 'The Matrix']);
  const paged = await send('GET', '/sync/watchlist?limit=2&page=2');
  assert.deepEqual([paged.body.length, paged.headers['x-pagination-page-count'], paged.headers['x-pagination-item-count']], [1, '2', '3']);
  const removed = await send('POST', '/sync/watchlist/remove', { movies: [INCEPTION], shows: [{ ids: { trakt: 1 } }] });
  assert.deepEqual([removed.body.deleted, removed.body.list.item_count], [count({ movies: 1 }), 2]);
});

test('what was watched leaves the watchlist, a show with its first episode', async () => {
  await send('POST', '/sync/watchlist', { movies: [INCEPTION, MATRIX], shows: [BOATS], seasons: [{ ids: { trakt: 101 } }] });
  const before = await activities();
  await send('POST', '/scrobble/stop', { movie: INCEPTION, progress: 90 });
  await send('POST', '/sync/history', { episodes: [{ ids: { trakt: 990011 } }, PILOT] });
  assert.deepEqual((await get('/sync/watchlist')).map(named), ['The Matrix']);
  const now = await activities();
  assert.ok(now.watchlist.updated_at > before.watchlist.updated_at && now.shows.watchlisted_at > before.shows.watchlisted_at);
});

test('a full watchlist takes nothing more: 420 without a word', async () => {
  await sandbox.control('POST', 'settings', { trakt_account: { watchlist: 2 } });
  assert.equal((await get('/users/settings')).limits.watchlist.item_count, 2);
  await send('POST', '/sync/watchlist', { movies: [INCEPTION] });
  const over = await send('POST', '/sync/watchlist', { movies: [MATRIX], shows: [BOATS] });
  assert.deepEqual([over.status, over.text], [420, '']);
  assert.deepEqual((await get('/sync/watchlist')).map(named), ['Inception']);
  assert.equal((await send('POST', '/sync/watchlist', { movies: [INCEPTION, MATRIX] })).status, 201);
  assert.equal((await send('POST', '/sync/watchlist', { movies: [INCEPTION] })).status, 201);
});

test('notes are for those who pay', async () => {
  const noted = () => send('POST', '/sync/watchlist', { movies: [{ ...INCEPTION, notes: 'with Ada' }] });
  const refused = await noted();
  assert.deepEqual([refused.status, refused.headers['x-upgrade-url']], [426, 'https://trakt.tv/vip']);
  await sandbox.control('POST', 'settings', { trakt_account: { vip: true } });
  assert.equal((await noted()).status, 201);
  assert.equal((await get('/sync/watchlist'))[0].notes, 'with Ada');
  const { user, limits } = await get('/users/settings');
  assert.deepEqual([user.vip, limits.watchlist.item_count], [true, 5000]);
});

test('a collected show is its episodes', async () => {
  const add = (body) => send('POST', '/sync/collection', body);
  const { status, body } = await add({ movies: [{ ...INCEPTION, collected_at: '2026-01-01T00:00:00.000Z' }], shows: [BOATS, { ids: { trakt: 1 }, seasons: [{ number: 1, episodes: [{ number: 3 }] }] }] });
  assert.deepEqual([status, body.added, body.not_found], [201, count({ movies: 1, episodes: 3 }), none]);
  assert.deepEqual((await add({ movies: [INCEPTION] })).body.existing, count({ movies: 1 }));
  const [film] = await get('/sync/collection/movies');
  assert.deepEqual([film.movie.title, film.collected_at, film.type], ['Inception', '2026-01-01T00:00:00.000Z', 'movie']);
  assert.deepEqual((await get('/sync/collection/shows')).map((row) => [row.show.title, row.seasons.map(({ number, episodes }) => [number, episodes.map((one) => one.number)])]).sort(),
    [['Breaking Bad', [[1, [3]]]], ['Slow Boats', [[1, [1, 2]]]]]);
  assert.equal((await get('/sync/collection/episodes')).length, 3);
  const removed = await send('POST', '/sync/collection/remove', { shows: [BOATS] });
  assert.deepEqual(removed.body.deleted, count({ episodes: 2 }));
});

test('the watched list sums up the history, in pages', async () => {
  await send('POST', '/sync/history', {
    movies: [{ ...INCEPTION, watched_at: '2026-01-01T10:00:00Z' }, { ...INCEPTION, watched_at: '2026-02-01T10:00:00Z' }, { ...MATRIX, watched_at: '2026-01-15T10:00:00Z' }],
    episodes: [{ ...PILOT, watched_at: '2026-01-02T10:00:00Z' }, { ids: { trakt: 17 }, watched_at: '2026-01-03T10:00:00Z' }],
  });
  const films = await send('GET', '/sync/watched/movies?limit=1');
  assert.deepEqual([films.body.length, films.body[0].plays, films.body[0].last_watched_at, films.headers['x-pagination-item-count']], [1, 2, '2026-02-01T10:00:00.000Z', '2']);
  assert.deepEqual((await get('/sync/watched/episodes')).map(named), ['Breaking Bad 1x2', 'Breaking Bad 1x1']);
  const [bare] = await get('/sync/watched/shows?extended=full');
  assert.deepEqual([bare.plays, bare.reset_at, bare.show.aired_episodes, bare.seasons], [2, null, 7, undefined]);
  const progress = await send('GET', '/sync/watched/shows?extended=progress&limit=250');
  assert.equal(progress.headers['x-pagination-limit'], '100');
  assert.deepEqual(progress.body[0].seasons, [{
    number: 1, episodes: [{ number: 1, plays: 1, last_watched_at: '2026-01-02T10:00:00.000Z' }, { number: 2, plays: 1, last_watched_at: '2026-01-03T10:00:00.000Z' }],
  }]);
});

test('the shortest form is one map, never in pages', async () => {
  await send('POST', '/sync/history', {
    movies: [{ ...INCEPTION, watched_at: '2026-01-01T10:00:00Z' }, { ...INCEPTION, watched_at: '2026-02-01T10:00:00Z' }],
    episodes: [{ ...PILOT, watched_at: '2026-01-02T10:00:00Z' }],
  });
  assert.deepEqual(await get('/sync/watched/movies?extended=min'), { 16662: ['2026-02-01T10:00:00.000Z', '2026-01-01T10:00:00.000Z'] });
  assert.deepEqual(await get('/sync/watched/episodes?extended=min'), { 16: ['2026-01-02T10:00:00.000Z'] });
  assert.deepEqual(await get('/sync/watched/shows?extended=min'), { 1: { 1: { 16: ['2026-01-02T10:00:00.000Z'] } } });
});

test('history by season, of somebody else, and with a filter that is not for everybody', async () => {
  await send('POST', '/sync/history', { seasons: [{ ids: { trakt: 99001001 } }], episodes: [{ ids: { trakt: 990013 } }] });
  assert.equal((await get('/sync/history/shows/990010')).length, 3);
  assert.equal((await get('/sync/history/seasons/99001001')).length, 2);
  const other = await sandbox.trakt.token('bob');
  assert.equal((await sandbox.trakt.send(other, 'GET', '/users/demo/history')).body.length, 3);
  assert.equal((await send('GET', '/sync/history?sync_id=1')).status, 403);
  assert.equal((await get('/sync/history?extended=full'))[0].show.aired_episodes, 2);
});

test('released is the day it aired', async () => {
  await send('POST', '/sync/history', { movies: [{ ...INCEPTION, watched_at: 'released' }], episodes: [{ ...PILOT, watched_at: 'released' }] });
  assert.deepEqual((await get('/sync/history')).map((row) => row.watched_at), ['2010-07-15T02:28:00.000Z', '2008-01-20T00:58:00.000Z']);
});

test('search by id: the kind matters, but not to IMDb', async () => {
  const found = async (path) => (await get(path)).map((row) => `${row.type} ${row.score} ${named(row)}`);
  assert.deepEqual(await found('/search/imdb/tt1375666'), ['movie 1000 Inception']);
  assert.deepEqual(await found('/search/imdb/tt0959621?type=movie'), ['episode 1000 Breaking Bad 1x1']);
  assert.deepEqual(await found('/search/tmdb/1396?type=show'), ['show 1000 Breaking Bad']);
  assert.deepEqual(await found('/search/tmdb/1396?type=movie'), []);
  assert.deepEqual(await found('/search/tvdb/99000012'), ['show 1000 Harbour Lights', 'episode 1000 Slow Boats 1x2']);
  assert.deepEqual(await found('/search/trakt/16662?type=movie'), ['movie 1000 Inception']);
  assert.equal((await send('GET', '/search/anidb/1')).status, 404);
});

test('search by words, by years, exactly; special signs have to be escaped', async () => {
  const found = async (path) => (await get(path)).map(({ movie, show }) => `${(movie ?? show).title} ${(movie ?? show).year}`);
  assert.deepEqual(await found('/search/movie?query=thing'), ['The Thing 1982', 'The Thing 2011']);
  assert.deepEqual(await found('/search/movie?query=thing&years=2011'), ['The Thing 2011']);
  assert.deepEqual(await found('/search/movie,show?query=the&years=2010-2030'), ['The Thing 2011', 'Guardians of the Galaxy 2014', 'The Long Way Round the Lake 2026']);
  assert.deepEqual(await found('/search/movie/exact?query=The%20Thing'), ['The Thing 1982', 'The Thing 2011']);
  assert.deepEqual(await found('/search/media/exact?query=slow%20boats'), ['Slow Boats 2026']);
  assert.deepEqual(await found('/search/show?query=86%20EIGHTY-SIX'), []);
  assert.deepEqual(await found('/search/show?query=86%20EIGHTY%5C-SIX'), ['86 EIGHTY-SIX 2021']);
  assert.equal((await send('GET', '/search/movie?query=')).status, 422);
  const [{ movie, score }] = await get('/search/movie?query=inception&extended=full');
  assert.deepEqual([movie.runtime, movie.released, Number.isInteger(score)], [148, '2010-07-15', false]);
  const page = await send('GET', '/search/movie?query=the');
  assert.equal(page.headers['x-pagination-limit'], '50');
});

test('a search needs no sign-in, a wrong token is wrong all the same', async () => {
  const search = (authorization) => sandbox.trakt.send('', 'GET', '/search/imdb/tt1375666', undefined, { headers: { authorization } });
  assert.equal((await search(undefined)).status, 200);
  assert.equal((await search('Bearer test-wrong')).status, 401);
});

test('a locked account is told by status and headers', async () => {
  await sandbox.fault({ host: 'api.trakt.tv', kind: 'status', status: 423, headers: { 'x-account-locked': 'true', 'x-account-deactivated': 'false' } });
  const { status, headers } = await send('GET', '/sync/last_activities');
  assert.deepEqual([status, headers['x-account-locked']], [423, 'true']);
});
