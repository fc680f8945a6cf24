// TMDB: the key, search and find, details with what is appended, lists in pages, languages and pictures.

import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const ROOT = 'https://api.themoviedb.org/3';
const KEY = 'sandbox-tmdb';

let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

const get = (path, query = {}, headers = {}) => sandbox.call('GET', `${ROOT}${path}?${new URLSearchParams({ api_key: KEY, ...query })}`, { headers });
const results = async (path, query) => (await get(path, query)).body.results;
const names = async (path, query) => (await results(path, query)).map((row) => `${row.title ?? row.name} ${(row.release_date ?? row.first_air_date ?? '').slice(0, 4)}`);

test('a key in the address and a bearer open the same door', async () => {
  assert.deepEqual((await get('/authentication')).body, { success: true, status_code: 1, status_message: 'Success.' });
  const bearer = (token) => sandbox.call('GET', `${ROOT}/movie/550`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await bearer(KEY)).body.title, 'Fight Club');
  const malformed = await bearer('nobody');
  assert.deepEqual([malformed.status, malformed.body.status_code], [401, 35]);
});

const REFUSALS = [
  ['a wrong key', 401, 7, () => get('/movie/550', { api_key: 'nobody' })],
  ['no key', 401, 7, () => sandbox.call('GET', `${ROOT}/movie/550`)],
  ['an unknown film', 404, 34, () => get('/movie/1')],
  ['an unknown season', 404, 34, () => get('/tv/1396/season/9')],
  ['an unknown path', 404, 34, () => get('/book/1')],
  ['an unknown window', 404, 34, () => get('/trending/all/year')],
  ['page 0', 400, 22, () => get('/search/movie', { query: 'x', page: '0' })],
  ['page 501', 400, 22, () => get('/search/movie', { query: 'x', page: '501' })],
  ['an unknown source', 422, 5, () => get('/find/tt0137523', { external_source: 'letterboxd' })],
  ['another method', 405, 42, () => sandbox.call('POST', `${ROOT}/movie/550?api_key=${KEY}`)],
  ['21 things appended', 400, 27, () => get('/movie/550', { append_to_response: Array(21).fill('credits').join(',') })],
];
for (const [what, status, code, send] of REFUSALS) {
  test(`${what} is ${code} at ${status}`, async () => {
    const answer = await send();
    assert.deepEqual([answer.status, answer.body.status_code, answer.body.success], [status, code, false]);
  });
}

test('a search without words is refused in a shape of its own', async () => {
  const { status, body } = await get('/search/movie');
  assert.deepEqual([status, body], [422, { errors: ['query must be provided'] }]);
});

test('more than fifty calls a second are too many', async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, () => get('/movie/550')));
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length > 0 && refused.every(({ body, headers }) => body.status_code === 25 && !headers['retry-after']));
});

test('search finds by every name a title has, best known first, and narrows by year', async () => {
  assert.deepEqual(await names('/search/movie', { query: 'the thing' }), ['The Thing 1982', 'The Thing 2011']);
  assert.deepEqual(await names('/search/movie', { query: 'the thing', year: '2011' }), ['The Thing 2011']);
  assert.deepEqual(await names('/search/movie', { query: 'the thing', primary_release_year: '1982' }), ['The Thing 1982']);
  for (const query of ['attack on titan', 'shingeki no kyojin', '進撃の巨人']) assert.deepEqual(await names('/search/tv', { query }), ['Attack on Titan 2013'], query);
  assert.deepEqual(await names('/search/tv', { query: 'attack titan', first_air_date_year: '2017' }), []);
  assert.deepEqual(await names('/search/tv', { query: 'attack titan', year: '2017' }), ['Attack on Titan 2013']);
  assert.deepEqual(await names('/search/movie', { query: 'der lange weg' }), ['The Long Way Round the Lake 2026']);
});

test('a film without a day has an empty one', async () => {
  const [row] = await results('/search/movie', { query: 'lake in winter' });
  assert.deepEqual([row.release_date, row.poster_path], ['', null]);
  const { body } = await get('/movie/99000002');
  assert.deepEqual([body.runtime, body.imdb_id, body.status], [0, null, 'Planned']);
});

test('a search in everything mixes films, shows and people', async () => {
  const rows = await results('/search/multi', { query: 'b' });
  assert.deepEqual([...new Set(rows.map((row) => row.media_type))].sort(), ['movie', 'person', 'tv']);
  const [brad] = await results('/search/multi', { query: 'brad pitt' });
  assert.deepEqual([brad.id, brad.known_for[0].title], [287, 'Fight Club']);
  assert.deepEqual((await get('/search/multi', { query: 'nothing like it' })).body, { page: 1, results: [], total_pages: 1, total_results: 0 });
});

test('lists come in pages of twenty', async () => {
  const films = Array.from({ length: 45 }, (_, i) => ({ type: 'movie', title: `Ferry ${i}`, year: 2020, released: '2020-01-01', runtime: 90, ids: { tmdb: 99001000 + i } }));
  await sandbox.control('POST', 'catalogue', films);
  const { body } = await get('/search/movie', { query: 'ferry', page: '3' });
  assert.deepEqual([body.page, body.results.length, body.total_pages, body.total_results], [3, 5, 3, 45]);
});

const FOUND = [
  ['tt0137523', 'imdb_id', { movie: [550] }],
  ['tt0903747', 'imdb_id', { tv: [1396] }],
  ['tt0959621', 'imdb_id', { tv_episode: [62085] }],
  ['nm0000093', 'imdb_id', { person: [287] }],
  ['81189', 'tvdb_id', { tv: [1396] }],
  // A show and an episode of another show under one number.
  ['99000012', 'tvdb_id', { tv: [99000020], tv_episode: [99000012] }],
  ['tt9', 'imdb_id', {}],
  ['81189', 'imdb_id', {}],
];
for (const [id, source, expected] of FOUND) {
  test(`find ${id} as ${source}`, async () => {
    const { status, body } = await get(`/find/${id}`, { external_source: source });
    assert.equal(status, 200);
    const kinds = ['movie', 'person', 'tv', 'tv_episode', 'tv_season'];
    assert.deepEqual(body, Object.fromEntries(kinds.map((kind) => [`${kind}_results`, body[`${kind}_results`]])));
    assert.deepEqual(Object.fromEntries(kinds.map((kind) => [kind, body[`${kind}_results`].map((row) => row.id)]).filter(([, ids]) => ids.length)), expected);
  });
}

test('an episode that was found names its show, season and number', async () => {
  const { body } = await get('/find/349232', { external_source: 'tvdb_id' });
  const { media_type: type, show_id: show, season_number: season, episode_number: number, name, runtime } = body.tv_episode_results[0];
  assert.deepEqual([type, show, season, number, name, runtime], ['tv_episode', 1396, 1, 1, 'Pilot', 58]);
});

test('a film in detail, with what is appended under its own name and without an id', async () => {
  const { body } = await get('/movie/27205', { append_to_response: 'external_ids,credits,nonsense' });
  assert.deepEqual([body.title, body.runtime, body.imdb_id, body.release_date], ['Inception', 148, 'tt1375666', '2010-07-15']);
  assert.deepEqual(body.genres[0], { id: 28, name: 'Action' });
  assert.deepEqual([body.external_ids.imdb_id, body.external_ids.id], ['tt1375666', undefined]);
  assert.deepEqual(body.credits.cast.map(({ name, character, order }) => [name, character, order]), [['Leonardo DiCaprio', 'Cobb', 0], ['Joseph Gordon-Levitt', 'Arthur', 1]]);
  assert.deepEqual(body.credits.crew.map(({ name, job }) => [name, job]), [['Christopher Nolan', 'Director'], ['Christopher Nolan', 'Writer']]);
  assert.ok(!('nonsense' in body) && !('tvdb_id' in body.external_ids));
  assert.equal((await get('/movie/27205/credits')).body.id, 27205);
});

test('a show in detail has no IMDb id of its own; specials are season 0 and not counted', async () => {
  const { body } = await get('/tv/99000010', { append_to_response: 'external_ids' });
  assert.ok(!('imdb_id' in body));
  assert.deepEqual([body.external_ids.imdb_id, body.external_ids.tvdb_id], ['tt99000010', 99000010]);
  assert.deepEqual([body.number_of_episodes, body.number_of_seasons, body.first_air_date, body.last_air_date], [2, 1, '2026-01-04', '2026-01-11']);
  assert.deepEqual(body.seasons.map(({ season_number: number, name, episode_count: count }) => [number, name, count]), [[0, 'Specials', 1], [1, 'Season 1', 2]]);
  assert.equal(body.last_episode_to_air.name, 'Tides');
  assert.deepEqual([(await get('/tv/99000010/external_ids')).body.id, body.episode_run_time], [99000010, []]);
});

test('what airs next is told by the clock', async () => {
  await sandbox.control('POST', 'clock', { set_ms: Date.UTC(2026, 0, 5) });
  const { body } = await get('/tv/99000010');
  assert.deepEqual([body.last_episode_to_air.name, body.next_episode_to_air.name], ['Locks', 'Tides']);
});

test('a season lists its episodes with their days, a single episode says less', async () => {
  const { body } = await get('/tv/1396/season/1');
  assert.deepEqual(body.episodes.map(({ episode_number: number }) => number), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual([body.episodes[2].name, body.episodes[2].air_date, body.episodes[2].show_id], ["...And the Bag's in the River", '2008-02-10', 1396]);
  assert.ok(Array.isArray(body.episodes[0].crew) && Array.isArray(body.episodes[0].guest_stars));
  const one = (await get('/tv/1396/season/1/episode/3')).body;
  assert.deepEqual([one.id, one.show_id, one.episode_type], [62087, undefined, undefined]);
  const piece = (await get('/tv/37854/season/2')).body.episodes.map(({ episode_number: number }) => number);
  assert.deepEqual([piece.at(0), piece.at(-1)], [62, 77]);
});

test('a person, and everything they did', async () => {
  const { body } = await get('/person/99000501');
  assert.deepEqual([body.name, body.imdb_id, body.birthday], ['Mara Lindqvist', 'nm99000501', '1991-02-03']);
  const credits = async (part) => (await get(`/person/99000501/${part}`)).body.cast.map((row) => [row.media_type, row.title ?? row.name, row.character]);
  const film = ['movie', 'The Long Way Round the Lake', 'Ida'];
  const show = ['tv', 'Slow Boats', 'Keeper'];
  assert.deepEqual(await credits('combined_credits'), [film, show]);
  assert.deepEqual(await credits('movie_credits'), [film]);
  assert.deepEqual(await credits('tv_credits'), [show]);
  assert.equal((await get('/person/99000503/combined_credits')).body.crew.length, 3);
});

test('a collection and its parts', async () => {
  const { belongs_to_collection: of } = (await get('/movie/603')).body;
  const { body } = await get(`/collection/${of.id}`);
  assert.deepEqual([body.name, body.parts.map(({ title, media_type: type }) => [title, type])], ['The Matrix Collection', [['The Matrix', 'movie']]]);
});

test('trending by kind and window', async () => {
  assert.equal((await results('/trending/tv/week'))[0].name, 'Game of Thrones');
  assert.deepEqual([...new Set((await results('/trending/all/day')).map((row) => row.media_type))].sort(), ['movie', 'tv']);
  assert.equal((await results('/trending/person/day'))[0].media_type, 'person');
});

test('another language: what is translated, else the original title and no words', async () => {
  const german = (await get('/movie/99000001', { language: 'de-DE' })).body;
  assert.deepEqual([german.title, german.original_title], ['Der lange Weg um den See', 'The Long Way Round the Lake']);
  assert.match(german.overview, /Schwestern/);
  const none = (await get('/tv/1429', { language: 'pt-BR' })).body;
  assert.deepEqual([none.name, none.original_name, none.overview], ['進撃の巨人', '進撃の巨人', '']);
});

test('pictures are real, in the sizes there are, and only those a title has', async () => {
  const { body } = await get('/configuration');
  const picture = (size, path) => sandbox.mf.dispatchFetch(`http://sandbox/image.tmdb.org/t/p/${size}${path}`);
  const { poster_path: path } = (await get('/movie/603')).body;
  assert.ok(body.images.poster_sizes.includes('w342'));
  const response = await picture('w342', path);
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'image/png']);
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const data = bytes.subarray(bytes.indexOf('IDAT') + 4, bytes.indexOf('IEND') - 8);
  assert.equal(inflateSync(data).length, height * (1 + 3 * width));
  for (const [size, name] of [['w343', path], ['w342', '/other.png'], ['w342', '/../secret.png']]) assert.equal((await picture(size, name)).status, 404, size + name);
});
