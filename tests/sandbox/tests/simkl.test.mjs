// Simkl's scrobbles, library and lists.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const INCEPTION = { title: 'Inception', year: 2010, ids: { imdb: 'tt1375666', tmdb: 27205 } };
const BREAKING_BAD = { title: 'Breaking Bad', year: 2008, ids: { imdb: 'tt0903747' } };
const HOUR = 3_600_000;
let sandbox;
let token;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  token = await sandbox.simkl.token();
});

const send = (method, path, json, query) => sandbox.simkl.send(token, method, path, json, { query });
const scrobble = (action, body, query) => send('POST', `/scrobble/${action}`, body, query);
const stored = async () => (await sandbox.state()).simkl;

const FORMS = [
  ['a film by ids as numbers', { movie: { ids: { tmdb: 27205 } } }, 472214],
  ['a film by ids as text', { movie: { ids: { tmdb: '27205' } } }, 472214],
  ['a film by title and year', { movie: { title: 'Inception', year: 2010 } }, 472214],
  ['a film by title alone', { movie: { title: 'inception', year: 1999 } }, 472214],
  ['an unknown id, then the next one', { movie: { ids: { simkl: 1, imdb: 'tt1375666' } } }, 472214],
  ['a show and its episode', { show: BREAKING_BAD, episode: { season: 1, number: 3 } }, 11121],
  ['a show without a season', { show: BREAKING_BAD, episode: { number: 3 } }, 11121],
  ['season 0', { show: { ids: { simkl: 9900010 } }, episode: { season: 0, number: 1 } }, 9900010],
  ["the episode's TVDB id", { show: BREAKING_BAD, episode: { ids: { tvdb: 349232 } } }, 11121],
  ['anime as a hint only', { anime: BREAKING_BAD, episode: { season: 1, number: 1 } }, 11121],
];
for (const [what, item, id] of FORMS) {
  test(`start takes ${what}`, async () => {
    const { status, body } = await scrobble('start', { ...item, progress: 12.5 });
    assert.equal(status, 201);
    assert.deepEqual([body.id, body.action, body.progress], [0, 'start', 12.5]);
    assert.equal((body.movie ?? body.show).ids.simkl, id);
  });
}

test('in answers every id but its own is text', async () => {
  const { body } = await scrobble('start', { movie: INCEPTION, progress: 75.004 });
  assert.equal(body.progress, 75);
  assert.deepEqual(body.movie, {
    title: 'Inception', year: 2010, anime_type: null,
    ids: { simkl: 472214, slug: 'inception-2010', imdb: 'tt1375666', tmdb: '27205' },
  });
});

const REFUSED = [
  ['no item', { progress: 5 }, 400, 'empty_field'],
  ['no progress', { movie: INCEPTION }, 400, 'empty_field'],
  ['a show without its episode', { show: BREAKING_BAD, progress: 5 }, 400, 'empty_field'],
  ['two items', { movie: INCEPTION, show: BREAKING_BAD, episode: { number: 1 }, progress: 5 }, 400, 'wrong_parameter'],
  ['progress over 100', { movie: INCEPTION, progress: 101 }, 400, 'wrong_parameter'],
  ['progress as text', { movie: INCEPTION, progress: '5' }, 400, 'wrong_parameter'],
  ['an unknown film', { movie: { ids: { imdb: 'tt0000111' } }, progress: 5 }, 404, 'id_err'],
  ['an unknown episode', { show: BREAKING_BAD, episode: { season: 9, number: 1 }, progress: 5 }, 404, 'id_err'],
  ['a stale episode id', { show: BREAKING_BAD, episode: { season: 1, number: 1, ids: { tvdb: 5 } }, progress: 5 }, 404, 'id_err'],
  ['a film only Trakt knows', { movie: { title: 'Batman Begins', year: 2005, ids: { imdb: 'tt0372784' } }, progress: 5 }, 404, 'id_err'],
];
for (const [what, body, status, error] of REFUSED) {
  test(`start with ${what} answers ${status} ${error}`, async () => {
    const answer = await scrobble('start', body);
    assert.deepEqual([answer.status, answer.body.error, answer.body.code], [status, error, status]);
    assert.deepEqual((await stored()).watching, []);
  });
}

const RULES = [
  ['pause', 0, 'pause'], ['pause', 95, 'pause'], ['stop', 0.5, 'pause'], ['stop', 79.99, 'pause'], ['stop', 80, 'scrobble'],
];
for (const [action, progress, done] of RULES) {
  test(`${action} at ${progress} % is a ${done}`, async () => {
    const { status, body } = await scrobble(action, { movie: INCEPTION, progress });
    assert.deepEqual([status, body.action], [201, done]);
    assert.ok(body.id > 2 ** 32);
    const { history, playback } = await stored();
    assert.deepEqual([history.length, playback.length], done === 'pause' ? [0, 1] : [1, 0]);
  });
}

test('a second stop within the hour answers 409 with an offset; after it the play is absorbed', async () => {
  await scrobble('stop', { movie: INCEPTION, progress: 90 });
  const { status, body } = await scrobble('stop', { movie: INCEPTION, progress: 90 });
  assert.equal(status, 409);
  assert.match(body.watched_at, /-05:00$/);
  const [{ watched_at: watchedAt }] = (await stored()).history;
  assert.equal(Date.parse(body.watched_at), Date.parse(watchedAt));
  assert.equal(Date.parse(body.expires_at) - Date.parse(body.watched_at), HOUR);
  await sandbox.advance(HOUR);
  const later = await scrobble('stop', { movie: INCEPTION, progress: 90 });
  assert.deepEqual([later.status, later.body.action], [201, 'scrobble']);
  assert.equal((await stored()).history.length, 1);
});

test('a rewatch is kept only for those who pay, after two days', async () => {
  const again = () => scrobble('stop', { movie: INCEPTION, progress: 90 }, '&allow_rewatch=yes');
  const outcomes = [(await again()).body.rewatch_status];
  await sandbox.advance(HOUR);
  outcomes.push((await again()).body.rewatch_status);
  await sandbox.control('POST', 'settings', { simkl_plan: { plan: 'pro' } });
  await sandbox.advance(HOUR);
  outcomes.push((await again()).body.rewatch_status);
  await sandbox.advance(48 * HOUR);
  const kept = (await again()).body;
  outcomes.push(kept.rewatch_status);
  assert.deepEqual(outcomes, ['first_watch', 'pro_required', 'too_soon', 'completed']);
  assert.equal((await stored()).history[0].id, kept.rewatch_id);
  assert.equal((await stored()).history.length, 2);
});

test('a start finishes the previous session if that had reached 80 %, and not otherwise', async () => {
  const minutes = (n) => sandbox.advance(n * 60_000);
  await scrobble('start', { movie: INCEPTION, progress: 50 });
  await minutes(30);
  await scrobble('start', { movie: { ids: { imdb: 'tt0133093' } }, progress: 0 });
  assert.deepEqual((await stored()).history, []);
  await minutes(120);
  await scrobble('start', { movie: INCEPTION, progress: 0 });
  assert.deepEqual((await stored()).history.map(({ movie }) => movie.title), ['The Matrix']);
});

test('an expired session is over: the next start does not count it', async () => {
  await scrobble('start', { movie: INCEPTION, progress: 0 });
  await sandbox.advance(149 * 60_000);
  assert.deepEqual((await stored()).watching, []);
  await scrobble('start', { movie: { ids: { imdb: 'tt0133093' } }, progress: 0 });
  assert.deepEqual((await stored()).history, []);
});

test('a check-in becomes watched when its runtime is over, unless something else came', async () => {
  const { body } = await scrobble('checkin', { movie: INCEPTION });
  assert.deepEqual([body.action, body.progress], ['checkin', 0]);
  await sandbox.advance(147 * 60_000);
  await send('GET', '/users/settings');
  assert.equal((await stored()).history.length, 0);
  await sandbox.advance(60_000);
  await send('GET', '/users/settings');
  assert.deepEqual((await stored()).history.map(({ action }) => action), ['checkin']);

  await scrobble('checkin', { movie: { ids: { imdb: 'tt0133093' } } });
  await scrobble('pause', { movie: { ids: { imdb: 'tt0133093' } }, progress: 20 });
  await sandbox.advance(24 * HOUR);
  await send('GET', '/users/settings');
  assert.equal((await stored()).history.length, 1);
});

test('saved places: one a title, cleared by a start, hidden once watched', async () => {
  const at = (number, progress) => ({ show: BREAKING_BAD, episode: { season: 1, number }, progress });
  await scrobble('pause', at(1, 30));
  await scrobble('pause', at(2, 40));
  await scrobble('pause', { movie: INCEPTION, progress: 85 });
  const { body } = await send('GET', '/sync/playback');
  assert.deepEqual(body.map(({ type, progress }) => [type, progress]), [['movie', 85], ['episode', 40]]);
  assert.match(body[0].paused_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.equal(body[1].episode.number, 2);
  assert.equal((await send('GET', '/sync/playback/episodes')).body.length, 1);
  assert.equal((await send('GET', '/sync/playback/books')).body.error, 'url_failed');

  await send('POST', '/sync/history', { movies: [INCEPTION] });
  assert.equal((await send('GET', '/sync/playback')).body.length, 1);
  assert.equal((await send('GET', '/sync/playback', undefined, '&hide_watched=false')).body.length, 2);
  await scrobble('start', at(2, 40));
  assert.equal((await send('GET', '/sync/playback')).body.length, 0);
  assert.equal((await send('DELETE', `/sync/playback/${body[0].id}`)).status, 204);
  assert.equal((await send('DELETE', `/sync/playback/${body[0].id}`)).body.error, 'empty');
});

test('history keeps one row an item, however often it is sent', async () => {
  const add = (watchedAt) => send('POST', '/sync/history', {
    movies: [{ ...INCEPTION, watched_at: watchedAt }],
    shows: [{ ids: { tvdb: '81189' }, seasons: [{ number: 1, episodes: [{ number: 1, watched_at: watchedAt }] }] }],
  });
  const first = await add('2026-10-01T21:00:00Z');
  assert.equal(first.status, 201);
  const { statuses, ...counts } = first.body.added;
  assert.deepEqual(counts, { movies: 1, shows: 0, episodes: 1 });
  assert.deepEqual(statuses, [
    { request: { ids: INCEPTION.ids, type: 'movie' }, response: { status: 'completed', simkl_type: 'movie', anime_type: null } },
    { request: { ids: { tvdb: '81189' }, type: 'show' }, response: { status: 'watching', simkl_type: 'tv', anime_type: null } },
  ]);
  assert.deepEqual(first.body.not_found, { movies: [], shows: [], episodes: [] });
  const again = await add('2026-10-05T21:00:00Z');
  assert.deepEqual([again.status, again.body.added.movies, again.body.added.episodes], [201, 0, 0]);
  assert.deepEqual((await stored()).history.map(({ watched_at: at }) => at), Array(2).fill('2026-10-01T21:00:00Z'));
});

test('history answers 201 also when nothing matched, or nothing was sent', async () => {
  const { status, body } = await send('POST', '/sync/history', {
    movies: [{ ids: { imdb: 'tt0000111' } }], shows: [{ ids: { tvdb: 5 } }],
    anime: [{ ids: { mal: '4711' }, episodes: [{ number: 4 }] }],
  });
  assert.equal(status, 201);
  assert.deepEqual([body.not_found.movies.length, body.not_found.shows.length], [1, 2]);
  const empty = await send('POST', '/sync/history', {});
  assert.deepEqual([empty.status, empty.body.added], [201, { movies: 0, shows: 0, episodes: 0, statuses: [] }]);
});

test('whole shows, whole seasons, loose episodes', async () => {
  const counts = [];
  for (const show of [
    { ids: { simkl: 9900010 } },
    { ...BREAKING_BAD, episodes: [{ number: 1 }] },
    { ...BREAKING_BAD, seasons: [{ number: 1 }] },
  ]) {
    const { body: { added } } = await send('POST', '/sync/history', { shows: [show] });
    counts.push([added.shows, added.episodes, added.statuses[0].response.status]);
  }
  assert.deepEqual(counts, [[1, 2, 'completed'], [0, 1, 'watching'], [0, 6, 'completed']]);
});

const TIMES = [
  ['1970-01-01T00:00:01Z', '1970-01-01T00:00:01Z'],
  ['1999-12-31T00:00:00Z', '1970-01-01T00:00:01Z'],
  ['2026-10-01T21:00:00+02:00', '2026-10-01T19:00:00Z'],
];
for (const [given, kept] of TIMES) {
  test(`watched_at ${given} is kept as ${kept}`, async () => {
    await send('POST', '/sync/history', { movies: [{ ...INCEPTION, watched_at: given }] });
    assert.equal((await stored()).history[0].watched_at, kept);
  });
}

test('activities are null at first and move with what happens', async () => {
  const read = async () => (await send('GET', '/sync/activities')).body;
  const fresh = await read();
  assert.deepEqual(Object.keys(fresh), ['all', 'settings', 'tv_shows', 'anime', 'movies', 'custom_lists']);
  assert.deepEqual([fresh.all, fresh.movies.completed], [null, null]);
  await send('POST', '/sync/history', { movies: [INCEPTION] });
  const added = await read();
  assert.ok(added.all && added.movies.completed === added.all && added.movies.all === added.all);
  assert.equal(added.tv_shows.all, null);
  await sandbox.advance(60_000);
  await scrobble('pause', { show: BREAKING_BAD, episode: { number: 1 }, progress: 20 });
  const paused = await read();
  assert.ok(paused.tv_shows.playback > added.all);
  assert.equal(paused.movies.all, added.movies.all);
});

test('all-items by type, status and date', async () => {
  await send('POST', '/sync/history', { movies: [INCEPTION], shows: [{ ...BREAKING_BAD, episodes: [{ number: 1 }] }] });
  const { body: { all: first } } = await send('GET', '/sync/activities');
  await sandbox.advance(60_000);
  await send('POST', '/sync/history', { shows: [{ ids: { simkl: 9900010 } }] });
  const read = async (path, query) => (await send('GET', `/sync/all-items${path}`, undefined, query)).body;
  const all = await read('');
  assert.deepEqual([all.movies.length, all.shows.length, all.anime.length], [1, 2, 0]);
  assert.deepEqual((await read('', `&date_from=${first}`)).shows.map(({ show }) => show.ids.simkl), [9900010]);
  assert.deepEqual((await read('/shows/watching')).shows.map(({ show }) => show.ids.simkl), [11121]);
  assert.deepEqual(await read('/movies/plantowatch'), {});
  const [show] = (await read('/shows/watching', '&extended=full')).shows;
  assert.deepEqual([show.last_watched, show.next_to_watch, show.watched_episodes_count], ['S01E01', 'S01E02', 1]);
  assert.deepEqual(show.seasons.map(({ number, episodes }) => [number, episodes.length]), [[1, 1]]);
});

test('removing takes episodes, or the whole title', async () => {
  await send('POST', '/sync/history', { movies: [INCEPTION], shows: [{ ids: { simkl: 9900010 } }, BREAKING_BAD] });
  const { status, body } = await send('POST', '/sync/history/remove', {
    movies: [INCEPTION, { ids: { imdb: 'tt0000111' } }],
    shows: [{ ids: { simkl: 9900010 } }, { ...BREAKING_BAD, seasons: [{ number: 1, episodes: [{ number: 1 }] }] }],
  });
  assert.equal(status, 201);
  assert.deepEqual(body.deleted, { movies: 1, shows: 1, episodes: 1 });
  assert.deepEqual(body.not_found.movies, [{ ids: { imdb: 'tt0000111' } }]);
  assert.equal((await stored()).history.length, 6);
});

test('settings say who it is', async () => {
  const { body } = await send('GET', '/users/settings');
  assert.deepEqual([body.user.name, body.account.type, typeof body.account.id], ['demo', 'free', 'number']);
});
