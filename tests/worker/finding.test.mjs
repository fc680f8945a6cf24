// What an item is before its plays are told: corrections, titles without an id, entries of anime.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, startWorld, until } from '../support/world.mjs';

const MINUTE = 60_000;
const TMDB = 'api.themoviedb.org';

const movie = (title, year, ids = {}) => ({ kind: 'movie', title, ...(year && { year }), ids });
const episode = (show, season, number) => ({ kind: 'episode', show: { ids: {}, ...show }, season, number, ids: {} });
const theThing = { kind: 'movie', title: 'The Thing', year: 2011, ids: { trakt: 43456, imdb: 'tt0905372', tmdb: 60935 } };

describe('finding', () => {
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

  const watch = async (media, options) => {
    const { started, watched, stopped } = play(media, { at: world.now(), ...options });
    const { status } = await me.send(started, watched, stopped);
    assert.equal(status, 202);
    return started.playId;
  };
  const history = async () => (await world.control('state')).trakt.history;
  const named = (item) => item.movie?.ids.trakt ?? [item.show.ids.trakt, item.episode.season, item.episode.number];
  // The newest come first there.
  const told = async () => (await history()).map(named).reverse();
  const asked = async () => (await world.control('state')).requests.filter((r) => r.host === TMDB).map((r) => r.path);
  const questions = async () => (await me.get('find/questions')).data.questions;
  const arrived = async (expected) => {
    await until(async () => (await history()).length >= expected.length);
    await me.settled();
    assert.deepEqual(await told(), expected);
  };

  test('what the person said of a title counts for every play of it', async () => {
    const source = movie('Tne Thing', 2011);
    const { status, data } = await me.call('PUT', 'corrections', { source, work: theThing });
    assert.deepEqual([status, data.key], [200, 'movie:tne thing:2011']);
    await watch(source);
    await arrived([43456]);
    assert.deepEqual(await asked(), []);
    const checkedIn = (await me.post('checkin', { media: source })).data.results;
    assert.deepEqual(checkedIn.map(({ service, state }) => [service, state]), [['trakt', 'checked_in']]);
    await me.call('DELETE', 'checkin');
    const listed = (await me.get('corrections')).data.corrections;
    assert.deepEqual(listed, [{ key: data.key, source, work: theThing }]);
    const gone = () => me.call('DELETE', `corrections?key=${encodeURIComponent(data.key)}`);
    assert.deepEqual([(await gone()).status, (await gone()).status], [204, 404]);
    assert.deepEqual((await me.get('corrections')).data.corrections, []);
  });

  test('a play says by itself as what it was told', async () => {
    const source = movie('Tne Thing', 2011);
    const playId = await watch(source);
    const put = (said) => me.call('PUT', 'corrections', said);
    const { status, data } = await put({ play_id: playId, work: theThing });
    assert.deepEqual([status, data], [200, { key: 'movie:tne thing:2011', source, work: theThing }]);
    assert.equal((await put({ play_id: 'nobody', work: theThing })).status, 404);
    assert.equal((await put({ play_id: playId, source, work: theThing })).status, 400);
    assert.equal((await put({ work: theThing })).status, 400);
  });

  test('a show is corrected for all its episodes, one episode for itself', async () => {
    const show = { title: 'Boats, Slow', ids: { tvdb: 1 } };
    const slowBoats = { title: 'Slow Boats', year: 2026, ids: { trakt: 990010 } };
    await me.call('PUT', 'corrections', { source: episode(show, 1, 1), work: { kind: 'show', ...slowBoats } });
    const special = { kind: 'episode', show: slowBoats, season: 0, number: 1, ids: {} };
    await me.call('PUT', 'corrections', { source: episode(show, 1, 9), work: special });
    for (const number of [1, 2, 9]) await watch(episode(show, 1, number));
    await me.settled();
    assert.deepEqual((await told()).sort(), [[990010, 0, 1], [990010, 1, 1], [990010, 1, 2]]);
  });

  test('what was said of a title alone says nothing of an item with an id', async () => {
    await me.call('PUT', 'corrections', { source: movie('The Thing'), work: theThing });
    const other = movie('The Thing', undefined, { imdb: 'tt0084787' });
    await watch(other);
    await me.settled();
    assert.notDeepEqual(await told(), [43456]);
    await me.call('PUT', 'corrections', { source: other, work: theThing });
    await watch(other);
    await until(async () => (await told()).includes(43456));
  });

  test('corrections that make no sense are refused', async () => {
    const source = movie('The Thing');
    const song = { kind: 'track', title: 'The Thing', artist: 'X', ids: {} };
    for (const [wrong, work] of [
      [source, { kind: 'show', title: 'X', ids: {} }],
      [source, { kind: 'book', title: 'X', authors: [] }],
      [source, { kind: 'what' }],
      [source, song],
      [song, theThing],
      [song, { kind: 'show', title: 'X', ids: {} }],
    ]) {
      const { status, data } = await me.call('PUT', 'corrections', { source: wrong, work });
      assert.deepEqual([status, data.code], [400, 'bad_request']);
    }
    assert.deepEqual((await me.get('corrections')).data.corrections, []);
    assert.equal((await me.call('DELETE', 'corrections')).status, 400);
  });

  test('an episode without an id is looked up once, for all of the show', async () => {
    const show = { title: 'Breaking Bad', year: 2008 };
    await watch(episode(show, 1, 5), { duration: 48 * 60 });
    await arrived([[1, 1, 5]]);
    const calls = await asked();
    assert.ok(calls[0].startsWith('/3/search/tv'), calls[0]);
    await watch(episode(show, 1, 6), { duration: 48 * 60 });
    await arrived([[1, 1, 5], [1, 1, 6]]);
    assert.deepEqual(await asked(), calls);
  });

  test('what was found is believed for a month', async () => {
    const show = { title: 'Breaking Bad', year: 2008 };
    await watch(episode(show, 1, 5), { duration: 48 * 60 });
    await arrived([[1, 1, 5]]);
    const calls = await asked();
    await world.advance(31 * 24 * 60 * MINUTE);
    await me.get('outbox');
    await watch(episode(show, 1, 6), { duration: 48 * 60 });
    await arrived([[1, 1, 5], [1, 1, 6]]);
    assert.deepEqual(await asked(), [...calls, ...calls]);
  });

  test('a title that may be two is a question, and its plays wait for the answer', async () => {
    await watch(movie('The Thing'), { duration: 106 * 60 });
    await until(async () => (await questions()).length === 1);
    const [question] = await questions();
    assert.deepEqual(question.source, movie('The Thing'));
    assert.deepEqual(question.candidates.map(({ candidate }) => candidate.work.year).sort(), [1982, 2011]);
    assert.ok(question.candidates[0].reasons.includes('not_alone'));
    assert.equal(question.facts, 3);
    await world.advance(120 * MINUTE);
    assert.deepEqual(await told(), []);
    await world.kill();
    assert.equal((await questions()).length, 1);
    await me.call('PUT', 'corrections', { source: question.source, work: theThing });
    await arrived([43456]);
    assert.deepEqual(await questions(), []);
  });

  test('a row that cannot be read costs no play', async () => {
    await watch(movie('The Thing'), { duration: 106 * 60 });
    await until(async () => (await questions())[0]?.facts === 3);
    await world.sql(`UPDATE findings SET body = '{"state":"of another day"}' WHERE json_extract(body, '$.state') = 'question'`);
    await world.sql(`UPDATE waiting SET body = '{}' WHERE place = (SELECT min(place) FROM waiting)`);
    assert.deepEqual(await questions(), []);
    await world.advance(31 * 24 * 60 * MINUTE);
    await until(async () => (await me.get('outbox')).data.entries.length === 1);
    assert.equal((await me.settled())[0].title, 'The Thing');
    await until(() => /a fact that waited is lost/.test(world.log()));
  });

  test('a trailer is not told as the film unless the person says so', async () => {
    const source = movie('Inception', 2010);
    await watch(source, { duration: 148 });
    await until(async () => (await questions()).length === 1);
    const [question] = await questions();
    assert.ok(question.reasons.includes('trailer'), JSON.stringify(question));
    assert.deepEqual(await told(), []);
    // The film itself does not wait for it.
    await watch(source, { duration: 148 * 60 });
    await arrived([16662]);
    await me.call('PUT', 'corrections', { source });
    await until(async () => (await history()).length === 2);
    assert.deepEqual(await questions(), []);
  });

  test('a play whose length comes late is one riddle, not two', async () => {
    const { started, watched, stopped } = play(movie('Inception', 2010), { at: world.now(), duration: 148 });
    delete started.duration;
    await me.send(started);
    await me.send(watched, stopped);
    await until(async () => (await questions()).length === 1);
    const [question] = await questions();
    assert.equal(question.facts, 3);
    assert.ok(question.reasons.includes('trailer'), JSON.stringify(question));
    await me.settled();
    assert.deepEqual((await me.get('outbox')).data.entries, []);
  });

  test('a play that never says its length is looked up without it', async () => {
    const { started } = play(movie('Nobody Filmed This', 1901), { at: world.now() });
    delete started.duration;
    await me.send(started);
    await me.get('outbox');
    assert.deepEqual(await asked(), []);
    await world.advance(31_000);
    await until(async () => (await asked()).length === 2);
  });

  test('what the person leaves out is left out to its end', async () => {
    const { started, watched, stopped } = play(movie('Inception', 2010), { at: world.now(), duration: 148 });
    await me.send(started);
    await until(async () => (await questions()).length === 1);
    const [{ key }] = await questions();
    assert.equal((await me.call('DELETE', `find/questions?key=${encodeURIComponent(key)}`)).status, 204);
    const calls = await asked();
    await me.send(watched, stopped);
    assert.deepEqual(await questions(), []);
    await me.settled();
    assert.deepEqual(await told(), []);
    assert.deepEqual(await asked(), calls);
    // It stays so, until the person takes it back.
    await world.advance(40 * 24 * 60 * MINUTE);
    const again = () => watch(movie('Inception', 2010), { duration: 148 });
    await again();
    await me.settled();
    assert.deepEqual([await questions(), await told(), await asked()], [[], [], calls]);
    const listed = (await me.get('corrections')).data.corrections;
    assert.deepEqual(listed, [{ key, source: movie('Inception', 2010), left_out: true, short: true }]);
    const back = () => me.call('DELETE', `corrections?key=${encodeURIComponent(key)}`);
    assert.deepEqual([(await back()).status, (await back()).status], [204, 404]);
    assert.deepEqual((await me.get('corrections')).data.corrections, []);
    await again();
    await until(async () => (await questions()).length === 1);
  });

  test('a title that was left out is told once the person says what it is', async () => {
    const source = movie('The Thing');
    await watch(source);
    await until(async () => (await questions()).length === 1);
    await me.call('DELETE', `find/questions?key=${encodeURIComponent((await questions())[0].key)}`);
    await me.call('PUT', 'corrections', { source, work: theThing });
    const listed = (await me.get('corrections')).data.corrections;
    assert.deepEqual(listed.map(({ work, left_out: out }) => [work, out]), [[theThing, undefined]]);
    await watch(source);
    await arrived([43456]);
  });

  test('a trailer nobody asks for is left out in the end', async () => {
    await watch(movie('Inception', 2010), { duration: 148 });
    await until(async () => (await questions()).length === 1);
    await world.advance(31 * 24 * 60 * MINUTE);
    await until(async () => (await questions()).length === 0);
    assert.deepEqual(await told(), []);
    assert.equal((await me.call('DELETE', 'find/questions?key=none')).status, 404);
    assert.equal((await me.call('DELETE', 'find/questions')).status, 400);
  });

  // Each with a film of its own: what was found out once is not asked again.
  for (const [name, fault, film, id, minutes] of [
    ['is down', { kind: 'status', status: 503 }, movie('The Matrix', 1999), 481, 136],
    ['asks for rest', { kind: 'status', status: 429, body: { status_code: 25, status_message: 'Over the limit.' } }, movie('Batman Begins', 2005), 1, 140],
    ['shows a page', { kind: 'html200' }, movie('Fight Club', 1999), 432, 139],
    ['is lost', { kind: 'drop-before' }, movie('Guardians of the Galaxy', 2014), 28, 121],
  ]) {
    test(`when TMDB ${name} the play waits, over a restart too, and is found later`, async () => {
      await world.control('faults', { host: TMDB, times: 2, ...fault });
      await watch(film, { duration: minutes * 60 });
      await until(async () => (await asked()).length === 1);
      await world.kill();
      await me.get('outbox');
      assert.deepEqual(await told(), []);
      // Each time it is asked it is given the time to answer.
      for (let tries = 0; tries < 5 && (await history()).length === 0; tries += 1) {
        const before = (await asked()).length;
        await world.advance(10 * MINUTE);
        await until(async () => (await asked()).length > before || (await history()).length > 0, 10_000).catch(() => {});
      }
      await arrived([id]);
    });
  }

  test('after an hour without TMDB the play goes out as it came', async () => {
    await world.control('faults', { host: TMDB, times: 1000, kind: 'status', status: 503 });
    await watch(movie('Star Wars', 1977), { duration: 121 * 60 });
    await until(async () => (await asked()).length === 1);
    await world.advance(50 * MINUTE);
    await until(async () => (await asked()).length === 2);
    assert.deepEqual(await told(), []);
    await world.advance(20 * MINUTE);
    await arrived([7]);
  });

  test('what nobody knows goes out as it came', async () => {
    await watch(movie('Nobody Filmed This', 1901));
    await until(async () => (await me.get('outbox')).data.entries.length === 1);
    const [entry] = await me.settled();
    assert.equal(entry.title, 'Nobody Filmed This');
  });

  test('POST find says what the person said, even that a title is right as it is', async () => {
    const source = movie('The Thing');
    const said = async () => {
      const { decision, work, reasons } = (await me.post('find', { media: source })).data;
      return [decision, work, reasons];
    };
    await me.call('PUT', 'corrections', { source });
    assert.deepEqual(await said(), ['found', source, ['corrected']]);
    await me.call('PUT', 'corrections', { source, work: theThing });
    assert.deepEqual(await said(), ['found', theThing, ['corrected']]);
    assert.deepEqual(await asked(), []);
  });

  test('POST find says what an item is, and why', async () => {
    const found = await me.post('find', { media: movie('The Thing', 1982), duration: 109 * 60 });
    assert.equal(found.data.decision, 'found');
    assert.equal(found.data.work.ids.tmdb, 1091);
    assert.equal(found.data.work.ids.imdb, 'tt0084787');
    assert.deepEqual(found.data.reasons, ['same_title', 'same_year', 'same_length']);
    const weak = await me.post('find', { media: movie('The Thing') });
    assert.equal(weak.data.decision, 'question');
    const none = await me.post('find', { media: movie('Nobody Filmed This', 1901) });
    const { attribution, ...nothing } = none.data;
    assert.deepEqual(nothing, { decision: 'refused', reasons: ['nothing_found'] });
    assert.match(attribution.text, /TMDB/);
    assert.deepEqual((await me.get('find/questions')).data, { questions: [], attribution });
    await world.forget();
    await world.control('faults', { host: TMDB, kind: 'status', status: 503 });
    const down = await me.post('find', { media: movie('Maleficent') });
    assert.deepEqual([down.status, down.data.code], [503, 'service_unavailable']);
    assert.equal((await me.post('find', { what: 1 })).status, 400);
  });

  test('POST find joins the ids that catalogues have for one thing', async () => {
    const work = async (media) => (await me.post('find', { media })).data.work;
    const film = await work(movie('The Thing', undefined, { imdb: 'tt0084787' }));
    assert.deepEqual(film.ids, { imdb: 'tt0084787', tmdb: 1091 });
    const part = await work(episode({ title: 'Breaking Bad', ids: { tvdb: 81189 } }, 1, 5));
    assert.deepEqual(part.show.ids, { imdb: 'tt0903747', tmdb: 1396, tvdb: 81189 });
    const calls = await asked();
    const known = movie('The Thing', undefined, { tmdb: 1091 });
    assert.deepEqual([await work(known), await asked()], [known, calls]);
  });

  test('an episode reaches a list of entries as the entry it is', async () => {
    await me.connect('anilist');
    const show = { title: 'Attack on Titan', year: 2013, ids: { tvdb: 267440, tmdb: 1429, trakt: 1420 } };
    await watch(episode(show, 3, 14));
    await arrived([[1420, 3, 14]]);
    const listed = async () => (await world.control('state')).anilist.entries;
    await until(async () => (await listed()).length > 0);
    assert.deepEqual((await listed()).map(({ media, progress }) => [media, progress]), [[104578, 2]]);
    // Sources disagree which entry this is.
    await watch(episode(show, 4, 30));
    await me.settled();
    assert.equal((await world.control('state')).anilist.entries.length, 1);
  });
});
