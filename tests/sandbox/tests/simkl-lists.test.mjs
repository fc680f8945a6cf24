// Simkl beside plays: lists, ratings, the library as rows, anime by the cour, lookup, and what a timer comes to.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const INCEPTION = { ids: { imdb: 'tt1375666' } };
const MATRIX = { ids: { simkl: 53992 } };
const BREAKING_BAD = { ids: { tvdb: '81189' } };
const TITAN = { ids: { mal: '16498' } };

let sandbox;
let token;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  token = await sandbox.simkl.token();
});

const send = (method, path, json, query) => sandbox.simkl.send(token, method, path, json, { query });
const get = async (path, query) => (await send('GET', path, undefined, query)).body;
const activities = () => get('/sync/activities');
const titleOf = (row) => (row.movie ?? row.show).title;

test('titles are put on lists; what came of it stands in the answer', async () => {
  const { status, body } = await send('POST', '/sync/add-to-list', {
    movies: [{ to: 'plantowatch', ...INCEPTION }, { to: 'watching', ...MATRIX }, { to: 'hold', ids: { imdb: 'tt0000111' } }],
    shows: [{ to: 'dropped', ...BREAKING_BAD }, { to: 'completed', ids: { mal: 21 } }],
    anime: [{ to: 'hold', ...TITAN }],
  });
  assert.equal(status, 201);
  assert.deepEqual(body.added.movies.map(({ to, type }) => [to, type]), [['plantowatch', 'movie'], ['completed', 'movie']]);
  assert.deepEqual(body.added.shows.map(({ to, type }) => [to, type]), [['dropped', 'show'], ['watching', 'anime'], ['hold', 'anime']]);
  assert.equal(body.not_found.movies.length, 1);
  const now = await activities();
  for (const [kind, list] of [['movies', 'plantowatch'], ['tv_shows', 'dropped'], ['anime', 'hold'], ['anime', 'watching']]) assert.ok(now[kind][list], `${kind} ${list}`);
  assert.deepEqual((await get('/sync/all-items/movies/plantowatch')).movies.map(titleOf), ['Inception']);
  assert.deepEqual((await get('/sync/all-items/anime/hold')).anime.map(titleOf), ['Shingeki no Kyojin']);
});

test('a list has to be named, and be one', async () => {
  for (const [to, error] of [[undefined, 'empty_field'], ['somewhere', 'wrong_parameter']]) {
    const answer = await send('POST', '/sync/add-to-list', { movies: [{ to, ...INCEPTION }] });
    assert.deepEqual([answer.status, answer.body.error], [400, error]);
  }
});

test('watching moves a title on from where it was planned', async () => {
  await send('POST', '/sync/add-to-list', { movies: [{ to: 'plantowatch', ...INCEPTION }] });
  await send('POST', '/scrobble/stop', { movie: INCEPTION, progress: 90 });
  assert.deepEqual(await get('/sync/all-items/movies/plantowatch'), {});
  assert.equal((await get('/sync/all-items/movies')).movies[0].status, 'completed');
});

test('ratings file what nobody had, out of range they are not found', async () => {
  const { status, body } = await send('POST', '/sync/ratings', {
    movies: [{ ...INCEPTION, rating: 8, rated_at: '2026-10-01T20:00:00Z' }, { ...MATRIX, rating: 11 }],
    shows: [{ ...BREAKING_BAD, rating: 9 }],
  });
  assert.deepEqual([status, body.added.movies, body.added.shows, body.not_found.movies.length], [201, 1, 1, 1]);
  assert.deepEqual(body.added.statuses.map(({ response }) => response.status), ['completed', 'watching']);
  const { movies } = await get('/sync/ratings/movies/8,9');
  assert.deepEqual(movies.map((row) => [titleOf(row), row.user_rating, row.user_rated_at]), [['Inception', 8, '2026-10-01T20:00:00Z']]);
  assert.deepEqual((await get('/sync/ratings/movies/1')).movies, []);
});

test('a changed rating is no change of the library; a rating taken back reads as null', async () => {
  await send('POST', '/sync/history', { movies: [INCEPTION, MATRIX] });
  const { all, movies: before } = await activities();
  await sandbox.advance(60_000);
  await send('POST', '/sync/ratings', { movies: [{ ...INCEPTION, rating: 8 }] });
  const now = await activities();
  assert.ok(now.movies.rated_at > all && now.all > all && now.movies.completed === before.completed);
  assert.deepEqual(await get('/sync/all-items/movies', `&date_from=${all}`), {});
  const removed = await send('POST', '/sync/ratings/remove', { movies: [INCEPTION, MATRIX] });
  assert.deepEqual([removed.status, removed.body.deleted, removed.body.not_found.movies.length], [201, { movies: 1, shows: 0 }, 1]);
  const { movies } = await get('/sync/ratings/movies', `&date_from=${all}`);
  assert.deepEqual(movies.map((row) => [titleOf(row), row.user_rating]), [['Inception', null]]);
  assert.equal((await get('/sync/ratings')).movies.length, 2, 'without a date it is the whole library');
});

test('removing a title takes its list and rating along, and only the activities tell', async () => {
  await send('POST', '/sync/ratings', { movies: [{ ...INCEPTION, rating: 8 }, { ...MATRIX, rating: 7 }] });
  const { all } = await activities();
  await sandbox.advance(60_000);
  await send('POST', '/sync/history/remove', { movies: [INCEPTION] });
  assert.ok((await activities()).movies.removed_from_list > all);
  assert.deepEqual(await get('/sync/all-items/movies', `&date_from=${all}`), {});
  assert.deepEqual(await get('/sync/all-items/movies', '&extended=simkl_ids_only'), { movies: [{ movie: { ids: { simkl: 53992 } } }] });
});

test('episodes are told on request, their times on another, and of finished titles on a third', async () => {
  await send('POST', '/sync/history', {
    shows: [{ ...BREAKING_BAD, seasons: [{ number: 1, episodes: [{ number: 2, watched_at: '2026-10-01T20:00:00Z' }] }] }, { ids: { simkl: 9900010 } }],
  });
  const read = async (query) => (await get('/sync/all-items/shows', query)).shows.map((row) => row.seasons);
  assert.deepEqual(await read(''), [undefined, undefined]);
  assert.deepEqual((await read('&extended=full')).filter(Boolean), [[{ number: 1, episodes: [{ number: 2 }] }]]);
  assert.deepEqual((await read('&extended=full&episode_watched_at=yes')).filter(Boolean), [[{ number: 1, episodes: [{ number: 2, watched_at: '2026-10-01T20:00:00Z' }] }]]);
  assert.equal((await read('&extended=full&include_all_episodes=yes')).filter(Boolean).length, 2);
});

const ANIME = [
  ["a cour's number counts from one", { anime: TITAN }, { number: 4 }, [39687, 4]],
  ['the season is not looked at beside it', { anime: TITAN }, { season: 2, number: 4 }, [39687, 4]],
  ["TVDB's seasons lead to the cour", { anime: { ids: { tvdb: 267440 } } }, { season: 2, number: 4 }, [439744, 4]],
  ['and to the second half of a season', { show: { ids: { tmdb: 1429 } } }, { season: 3, number: 13 }, [9939002, 1]],
  ['a cour wins over a show', { anime: { ids: { tvdb: 267440, mal: 16498 } } }, { season: 2, number: 4 }, [39687, 4]],
  ['by title', { show: { title: 'Attack on Titan Season 2' } }, { number: 1 }, [439744, 1]],
];
for (const [what, item, episode, [simkl, number]] of ANIME) {
  test(`anime: ${what}`, async () => {
    const { status, body } = await send('POST', '/scrobble/start', { ...item, episode, progress: 10 });
    assert.deepEqual([status, body.anime?.ids.simkl, body.episode?.number], [201, simkl, number]);
  });
}

test('anime: numbers beyond the season are unknown, and so is a film that is called a movie', async () => {
  const beyond = await send('POST', '/scrobble/start', { anime: { ids: { tvdb: 267440 } }, episode: { season: 1, number: 26 }, progress: 1 });
  assert.deepEqual([beyond.status, beyond.body.error], [404, 'id_err']);
  const film = { title: 'Paper Lanterns: The River Film', ids: { mal: 990022 } };
  assert.equal((await send('POST', '/scrobble/start', { movie: film, progress: 1 })).status, 404);
  const { status, body } = await send('POST', '/scrobble/stop', { anime: film, progress: 90 });
  assert.deepEqual([status, body.action, body.anime.anime_type, body.episode], [201, 'scrobble', 'movie', undefined]);
});

test('anime: where TVDB differs both numbers are told, and rows are wrapped as shows', async () => {
  const second = { ids: { mal: '38524' } };
  const { body } = await send('POST', '/scrobble/stop', { anime: second, episode: { number: 2 }, progress: 90 });
  assert.deepEqual(body.episode, { season: 1, number: 2, title: 'Episode 2', tvdb_season: 3, tvdb_number: 14 });
  const [row] = (await get('/sync/all-items/anime', '&extended=full_anime_seasons')).anime;
  assert.deepEqual([row.show.ids.mal, row.anime_type, row.last_watched, row.next_to_watch, row.mapped_tvdb_seasons], ['38524', 'tv', 'E2', 'E1', [3]]);
  assert.deepEqual(row.seasons, [{ number: 1, episodes: [{ number: 2, tvdb: { season: 3, number: 14 } }] }]);
  assert.ok((await activities()).anime.watching);
});

test('history takes a status and a rating, and rewatches of those who pay', async () => {
  const { body } = await send('POST', '/sync/history', { movies: [{ ...INCEPTION, rating: 9 }], shows: [{ ...BREAKING_BAD, status: 'hold', episodes: [{ number: 1 }] }] });
  assert.deepEqual(body.added.statuses.map(({ response }) => response.status), ['completed', 'hold']);
  const again = async () => (await send('POST', '/sync/history', { movies: [{ ...INCEPTION, is_rewatch: true }] })).body.added.movies;
  assert.equal(await again(), 0);
  await sandbox.control('POST', 'settings', { simkl_plan: { plan: 'pro' } });
  assert.equal(await again(), 1);
});

test('a redirect is the answer to who somebody is; what is unknown leads home', async () => {
  const to = async (query) => (await send('GET', '/redirect', undefined, `&to=simkl${query}`)).headers.location;
  assert.equal(await to('&imdb=tt0944947'), '//simkl.com/tv/17465/game-of-thrones');
  assert.equal(await to('&tmdb=27205&type=movie'), '//simkl.com/movies/472214/inception-2010');
  assert.equal(await to('&tmdb=27205&type=tv'), '//simkl.com');
  assert.equal(await to('&mal=25777'), '//simkl.com/anime/439744/shingeki-no-kyojin-season-2');
  assert.equal((await send('GET', '/redirect', undefined, '&tmdb=27205')).status, 400);
});

test('redirects and details do not count against the day', async () => {
  const left = async (path, query) => (await send('GET', path, undefined, query)).headers['x-ratelimit-remaining'];
  await left('/sync/activities');
  const before = Number(await left('/sync/activities'));
  for (const [path, query] of [['/redirect', '&imdb=tt0944947'], ['/movies/472214'], ['/anime/episodes/39687']]) assert.equal(await left(path, query), undefined);
  assert.equal(Number(await left('/sync/activities')), before - 1);
});

test('search by id, by words, and the details', async () => {
  const [found] = await get('/search/id', '&mal=16498');
  assert.deepEqual([found.type, found.ids.simkl, found.total_episodes, found.mal], ['anime', 39687, 25, { id: 16498, type: 'tv' }]);
  assert.deepEqual(await get('/search/id', '&imdb=tt0000111'), []);
  const hits = await send('GET', '/search/anime', undefined, '&q=titan&limit=2');
  assert.deepEqual([hits.body.length, hits.headers['x-pagination-item-count'], typeof hits.body[0].ids.simkl_id], [2, '7', 'number']);
  assert.deepEqual([await get('/search/movie', '&q='), await get('/search/books', '&q=x')], [[], null]);
  assert.deepEqual([(await get('/movies/472214')).runtime, await get('/movies/1')], [148, []]);
  assert.equal((await get('/tv/episodes/11121')).length, 7);
});

test('statistics by number, not by `me`', async () => {
  await send('POST', '/sync/history', { movies: [INCEPTION], shows: [{ ...BREAKING_BAD, episodes: [{ number: 1 }] }] });
  const { account: { id } } = await get('/users/settings');
  const { movies, tv } = await get(`/users/${id}/stats`);
  assert.deepEqual([movies.total_mins, movies.completed, tv.watching], [148, { mins: 148, count: 1 }, { watched_episodes_count: 1, count: 1 }]);
  assert.equal((await send('GET', '/users/me/stats')).body.error, 'user_id_failed');
});

test('who reads the whole library again and again is out; who looks at the activities first is not', async () => {
  const { all } = await activities();
  for (let i = 0; i < 12; i += 1) {
    await activities();
    assert.equal((await send('GET', '/sync/all-items/shows', undefined, `&date_from=${all}`)).status, 200);
  }
  assert.equal((await send('GET', '/sync/all-items/shows', undefined, '&memos=yes')).status, 200, 'other columns are another read');
  const statuses = [];
  for (let i = 0; i < 8; i += 1) statuses.push((await send('GET', '/sync/all-items/movies')).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 412, 412]);
  assert.equal((await send('GET', '/users/settings')).body.error, 'client_id_failed');
});
