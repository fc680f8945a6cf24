// What the catalogue tells, through the hub: asked once for everybody, kept for a while, and never without its notice.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startWorld, until } from '../support/world.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTICE = 'This product uses the TMDB API but is not endorsed or certified by TMDB.';

describe('metadata', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('faults', undefined, 'DELETE');
    await world.forget();
    await world.control('reset', {});
    me = world.person();
    await me.get('user/services');
  });

  const owner = (method, query = '', token = 'demo-owner') => world.person()
    .call(method, `metadata/cache${query}`, undefined, { authorization: `Bearer ${token}` });
  const tell = async (path) => {
    const answer = await me.get(`metadata/${path}`);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.data.attribution, { service: 'tmdb', name: 'TMDB', text: NOTICE, url: 'https://www.themoviedb.org' });
    return answer.data;
  };
  const upstream = async () => (await world.control('state')).requests
    .filter(({ host }) => host === 'api.themoviedb.org').length;
  const fault = (one) => world.control('faults', { host: 'api.themoviedb.org', ...one });

  test('films, shows and people are found by words', async () => {
    const films = await tell('search?q=inception&kind=movie');
    const [film] = films.titles;
    assert.deepEqual([film.work.title, film.work.year, film.work.ids.tmdb], ['Inception', 2010, 27205]);
    assert.equal(film.poster, '/inception-poster.png');
    assert.deepEqual([films.page, films.pages, films.total], [1, 1, 1]);
    const all = await tell('search?q=in');
    assert.deepEqual([...new Set(all.titles.map(({ work }) => work.kind))].sort(), ['movie', 'show']);
    assert.ok(all.people[0].name);
    assert.deepEqual((await tell('search?q=nobodyfilmedthis')).titles, []);
  });

  test('an id elsewhere finds what it names, by kind', async () => {
    const found = await tell('find/imdb/tt1375666?kind=movie');
    assert.deepEqual(found.candidates.map(({ work }) => work.ids), [{ imdb: 'tt1375666', tmdb: 27205 }]);
    assert.deepEqual((await tell('find/imdb/tt1375666?kind=tv')).candidates, []);
    assert.deepEqual((await tell('find/imdb/tt00000001?kind=movie')).candidates, []);
  });

  test('a film, a show, a season and its people are told whole', async () => {
    const film = await tell('movie/27205');
    assert.equal(film.type, 'title');
    assert.equal(film.work.ids.imdb, 'tt1375666');
    assert.deepEqual(film.genres, ['Action', 'Science Fiction', 'Adventure']);
    assert.ok(film.runtime > 3600);
    assert.equal(film.credits.cast[0].role, 'Cobb');
    const show = await tell('tv/1396');
    assert.deepEqual([show.work.kind, show.work.ids.imdb], ['show', 'tt0903747']);
    const { number } = show.seasons.find((season) => season.number > 0);
    const season = await tell(`tv/1396/season/${number}`);
    assert.ok(season.episodes.length > 0);
    assert.ok(season.episodes.every((episode) => episode.season === number && episode.title));
    const { person } = film.credits.cast[0];
    assert.equal((await tell(`person/${person}`)).id, person);
    assert.ok((await tell(`person/${person}/credits`)).cast.length > 0);
    assert.equal((await tell('movie/27205/credits')).cast[0].name, film.credits.cast[0].name);
    assert.equal((await tell('tv/1396/ids')).imdb, 'tt0903747');
    assert.ok((await tell('collection/2344')).parts.length > 0);
    assert.ok((await tell('trending?kind=movie&window=week')).titles.length > 0);
  });

  test('what is asked twice at once is asked once, for everybody', async () => {
    await fault({ kind: 'hold' });
    const others = await Promise.all([1, 2, 3].map(async () => {
      const other = world.person();
      await other.get('user/services');
      return other;
    }));
    const asked = [me, ...others].map((one) => one.get('metadata/movie/603'));
    await until(async () => (await world.control('faults')).length === 0);
    await world.control('faults', undefined, 'DELETE');
    const answers = await Promise.all(asked);
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200]);
    assert.equal(await upstream(), 1);
  });

  test('searches last an hour, details a day', async () => {
    for (const path of ['search?q=Inception&kind=movie', 'search?q=inception%20&kind=movie', 'movie/27205', 'movie/27205']) await tell(path);
    assert.equal(await upstream(), 2);
    await world.advance(HOUR - MINUTE);
    await tell('search?q=inception&kind=movie');
    assert.equal(await upstream(), 2);
    await world.advance(2 * MINUTE);
    await tell('search?q=inception&kind=movie');
    await tell('movie/27205');
    assert.equal(await upstream(), 3);
    await world.advance(24 * HOUR);
    await tell('movie/27205');
    assert.equal(await upstream(), 4);
  });

  test('the key is tried by a question that counts like any other', async () => {
    const key = () => me.get('user/services/tmdb/profile');
    assert.equal((await key()).status, 200);
    const { requests } = await world.control('state');
    assert.deepEqual(requests.filter(({ host }) => host === 'api.themoviedb.org').map(({ path }) => path), ['/3/authentication']);
    // However long it takes, it is one minute.
    await world.still(true);
    for (let count = 1; count < 120; count += 1) await me.get('metadata/movie/27205');
    const asked = await upstream();
    const { status, data } = await key();
    assert.deepEqual([status, data.code], [429, 'too_many_requests']);
    assert.equal(await upstream(), asked);
    await world.still(false);
    await world.advance(61_000);
    await fault({ kind: 'html429', headers: { 'retry-after': '20' } });
    assert.equal((await key()).data.code, 'service_busy');
    const left = await upstream();
    assert.equal((await key()).data.code, 'service_busy');
    assert.equal(await upstream(), left, 'left alone, as by everybody');
    await world.advance(21_000);
  });

  test('no words of one question are the answer to another', async () => {
    assert.deepEqual((await tell('search?q=inception%23found&kind=movie')).titles, []);
    assert.equal((await tell('search?q=inception&kind=movie')).titles.length, 1);
    const { status, data } = await me.post('find', { media: { kind: 'movie', title: 'Inception', year: 2010 } });
    assert.equal(status, 200, JSON.stringify(data));
    assert.equal(data.decision, 'found', JSON.stringify(data));
    assert.ok((await tell('search?q=inception%3Fyear=2010&kind=movie')).titles);
  });

  test('what there is not is known for ten minutes', async () => {
    const missing = () => me.get('metadata/movie/4294967295');
    for (let round = 0; round < 2; round += 1) {
      const { status, data } = await missing();
      assert.deepEqual([status, data.code], [404, 'unknown_title']);
    }
    assert.equal(await upstream(), 1);
    await world.advance(HOUR / 6 + 1000);
    await missing();
    assert.equal(await upstream(), 2);
  });

  test('an empty search no longer than that', async () => {
    const nobody = () => tell('search?q=nobodyfilmedthis');
    await nobody();
    await nobody();
    assert.equal(await upstream(), 1);
    await world.advance(HOUR / 6 + 1000);
    await nobody();
    assert.equal(await upstream(), 2);
  });

  test('a failed call is no answer and is not kept as one', async () => {
    for (const kind of ['drop-before', 'html200', 'garbage', 'empty', 'html403', 'status']) {
      await fault({ kind });
      const { status, data } = await me.get('metadata/movie/27205');
      assert.deepEqual([status, data.code], [503, 'service_unavailable'], kind);
    }
    assert.equal((await owner('GET')).data.entries, 0);
    await tell('movie/27205');
  });

  test('whoever is asked to slow down is left alone for as long', async () => {
    await fault({ kind: 'html429', headers: { 'retry-after': '20' } });
    const busy = await me.get('metadata/movie/27205');
    assert.deepEqual([busy.status, busy.data.code], [503, 'service_busy']);
    const asked = await upstream();
    const wait = Number((await me.get('metadata/movie/603')).headers.get('retry-after'));
    assert.ok(wait > 10 && wait <= 21, `${wait}`);
    assert.equal(await upstream(), asked);
    await world.advance(21_000);
    await tell('movie/27205');
  });

  test('without being told for how long, a second is enough', async () => {
    await fault({ kind: 'status', status: 429, body: { success: false, status_code: 25, status_message: 'Your request count (51) is over the allowed limit of (50).' } });
    assert.equal((await me.get('metadata/movie/27205')).status, 503);
    await world.advance(5_000);
    await tell('movie/27205');
  });

  test('words that are missing in a language are told in English', async () => {
    const show = await tell('tv/99000010?language=de');
    assert.equal(show.work.title, 'Langsame Boote');
    assert.equal(show.overview, 'Lock keepers between two tides.');
    assert.equal(await upstream(), 2);
    assert.equal((await tell('tv/99000010?language=de&fallback=false')).overview, undefined);
    assert.equal((await tell('tv/99000010')).work.title, 'Slow Boats');
    assert.equal(await upstream(), 3, 'the English one was kept');
  });

  test('half an answer is given and not kept', async () => {
    const german = () => tell('tv/99000010?language=de');
    await tell('tv/99000010?language=de&fallback=false');
    await fault({ kind: 'delay', ms: 0 });
    await fault({ kind: 'status' });
    assert.equal((await german()).overview, undefined);
    assert.equal((await german()).overview, 'Lock keepers between two tides.');
  });

  test('the owner sees what is kept, and clears it', async () => {
    await tell('search?q=inception');
    await tell('movie/27205');
    await tell('movie/603');
    const { data: before } = await owner('GET');
    assert.deepEqual([before.entries, before.expired, before.kinds], [3, 0, { movie: 2, search: 1 }]);
    assert.ok(before.bytes > 500);
    await world.advance(2 * HOUR);
    assert.equal((await owner('GET')).data.expired, 1);
    assert.deepEqual((await world.forget('?expired=true')).data, { removed: 1, more: false });
    assert.deepEqual((await world.forget()).data, { removed: 2, more: false });
    assert.equal((await owner('GET')).data.entries, 0);
  });

  test('nobody else does', async () => {
    for (const answer of [await owner('GET', '', 'x'), await owner('DELETE', '', ''), await me.get('metadata/cache'), await me.call('DELETE', 'metadata/cache')]) {
      assert.deepEqual([answer.status, answer.data.code], [401, 'unauthorized']);
    }
  });

  test('where an answer leads is never followed', async () => {
    await fault({ kind: 'status', status: 301, headers: { location: 'https://api.themoviedb.org/3/movie/603' } });
    const before = await upstream();
    const { status, data } = await me.get('metadata/movie/27205');
    assert.ok(status >= 400 && data.title !== 'The Matrix', `${status}: ${JSON.stringify(data)}`);
    assert.equal(await upstream(), before + 1);
    await tell('movie/27205');
  });

  test('strangers are told nothing, and people not without end', async () => {
    const stranger = world.person();
    for (const path of ['movie/27205', 'image/w185/inception-poster.png']) {
      const { status, data } = await stranger.get(`metadata/${path}`);
      assert.deepEqual([status, data.code], [401, 'no_session']);
    }
    await world.still(true);
    let last;
    for (let count = 0; count <= 120; count += 1) last = await me.get('metadata/movie/27205');
    assert.deepEqual([last.status, last.data.code], [429, 'too_many_requests']);
    assert.ok(Number(last.headers.get('retry-after')) <= 61);
    await world.still(false);
    await world.advance(61_000);
    await tell('movie/27205');
  });

  test('a picture comes from the hub, once for good', async () => {
    const path = 'metadata/image/w342/lake-poster.png';
    const pictures = async () => (await world.control('state')).requests.filter(({ host }) => host === 'image.tmdb.org').length;
    const first = await me.get(path);
    assert.equal(first.status, 200);
    assert.equal(first.headers.get('content-type'), 'image/png');
    assert.match(first.headers.get('cache-control'), /immutable/);
    assert.equal(first.headers.get('x-content-type-options'), 'nosniff');
    const asked = await pictures();
    assert.equal((await me.get(path)).status, 200);
    assert.equal(await pictures(), asked);
  });

  test('nothing but a picture passes for one', async () => {
    for (const path of ['w341/lake-poster.png', 'w342/lake-poster.gif', 'w342/..%2Flake.png', 'w342/nobody.png']) {
      assert.equal((await me.get(`metadata/image/${path}`)).status, 404, path);
    }
    const other = (size) => me.get(`metadata/image/${size}/boats-poster.png`);
    await world.control('faults', { host: 'image.tmdb.org', kind: 'html200' });
    assert.deepEqual((await other('w185')).data.code, 'service_refused');
    await world.control('faults', { host: 'image.tmdb.org', kind: 'status', status: 302, headers: { location: 'http://127.0.0.1/x.png' } });
    assert.deepEqual((await other('w185')).data.code, 'service_unavailable');
    assert.equal((await other('w185')).status, 200);
  });

  test('what cannot be asked is said so', async () => {
    for (const [path, status, code] of [
      ['search', 400, 'bad_request'],
      ['search?q=a&page=501', 400, 'bad_request'],
      ['find/imdb/tt1', 400, 'bad_request'],
      ['find/tvdb/1?kind=movie', 400, 'bad_request'],
      ['movie/x', 404, 'not_found'],
      ['nothing/at/all', 404, 'not_found'],
    ]) {
      const answer = await me.get(`metadata/${path}`);
      assert.deepEqual([answer.status, answer.data.code], [status, code], path);
    }
  });
});

describe('a hub without a key', () => {
  let world;
  before(async () => { world = await startWorld({ bindings: { TMDB_API_KEY: '', OWNER_TOKEN: '' } }); });
  after(() => world.stop());

  test('says so', async () => {
    const me = world.person();
    await me.get('user/services');
    for (const path of ['metadata/movie/27205', 'metadata/cache']) {
      const { status, data } = await me.get(path);
      assert.deepEqual([status, data.code], [409, 'not_configured'], path);
    }
  });
});
