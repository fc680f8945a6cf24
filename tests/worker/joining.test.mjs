// Ids joined across catalogues: entries of anime for those who keep entries, shows with seasons for those who keep shows.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, startWorld, until } from '../support/world.mjs';

const MINUTE = 60_000;
const TMDB = 'api.themoviedb.org';
const ANILIST = 'graphql.anilist.co';

const episode = (ids, season, number, title = 'Tin Kites') => ({
  kind: 'episode', show: { title, ids }, season, number, ids: {},
});
const byImdb = (season, number) => episode({ imdb: 'tt99000030' }, season, number);
const byMal = (mal, number) => episode({ mal }, 1, number, 'Buriki no Tako');

describe('joining', () => {
  let world;
  let me;

  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    await world.forget();
    me = world.person();
  });

  const connect = async (...services) => {
    for (const service of services) await me.connect(service);
  };
  const watch = async (media, options) => {
    const { started, watched, stopped } = play(media, { at: world.now(), ...options });
    const { status } = await me.send(started, watched, stopped);
    assert.equal(status, 202);
  };
  const state = () => world.control('state');
  const anilist = async () => (await state()).anilist.entries.map(({ media, progress }) => [media, progress]);
  const mal = async () => (await state()).myanimelist.list.map(({ id, anime, num_episodes_watched: seen }) => [anime ?? id, seen]);
  const trakt = async () => (await state()).trakt.history
    .map(({ movie, show, episode: part }) => (movie ? movie.ids.trakt : [show.ids.trakt, part.season, part.number]));
  const simkl = async () => (await state()).simkl.history
    .map(({ show, episode: part }) => [show.ids.imdb, part.season ?? part.tvdb?.season, part.number ?? part.episode]);
  const calls = async (host) => (await state()).requests.filter((request) => request.host === host);
  // What catalogues were asked; what has a person was asked about their list.
  const questions = async () => {
    const nobodys = ({ user }) => user === undefined;
    return (await calls(TMDB)).length + (await calls(ANILIST)).filter(nobodys).length;
  };
  const entries = async () => (await me.get('outbox')).data.entries;
  const arrived = async (read, expected) => {
    await until(async () => JSON.stringify(await read()) === JSON.stringify(expected)).catch(() => {});
    assert.deepEqual(await read(), expected, JSON.stringify(await entries()));
  };

  test('an anime with an IMDb id alone reaches those who keep entries as the right one', async () => {
    await connect('trakt', 'anilist', 'myanimelist');
    await watch(byImdb(3, 14));
    await arrived(anilist, [[990033, 2]]);
    await arrived(mal, [[980033, 2]]);
    await arrived(trakt, [[990030, 3, 14]]);
    const asked = await questions();
    await watch(byImdb(3, 15));
    await arrived(anilist, [[990033, 3]]);
    await arrived(mal, [[980033, 3]]);
    assert.equal(await questions(), asked, 'nothing is asked twice');
    const other = world.person();
    await other.connect('anilist', 'sam');
    const { started, watched, stopped } = play(byImdb(2, 1), { at: world.now() });
    await other.send(started, watched, stopped);
    await until(async () => (await anilist()).length === 2);
    assert.equal(await questions(), asked, 'what was learned is known to all');
  });

  test('an anime with the id of an entry alone reaches Trakt and Simkl as the right season', async () => {
    await connect('trakt', 'simkl', 'anilist');
    await watch(byMal(980033, 2));
    await arrived(anilist, [[990033, 2]]);
    await arrived(trakt, [[990030, 3, 14]]);
    const asked = await questions();
    await watch(byMal(980033, 3));
    await arrived(trakt, [[990030, 3, 15], [990030, 3, 14]]);
    assert.equal(await questions(), asked);
    await me.settled();
    // It knows such ids itself.
    assert.ok((await entries()).every(({ service, media }) => service === 'trakt' || media.show.ids.mal === 980033));
  });

  // As a server tells of what its library has in another language.
  const ofServer = (title, season, number, ids) => ({ ...episode({}, season, number, title), ids });

  test('an episode with an id of its own alone is of the right show, whatever that is called', async () => {
    await connect('trakt', 'simkl', 'anilist');
    await watch(ofServer('Das Lied von Eis und Feuer', 1, 2, { imdb: 'tt1668746' }));
    await arrived(trakt, [[1390, 1, 2]]);
    await arrived(simkl, [['tt0944947', 1, 2]]);
    // Some libraries number through.
    await watch(ofServer('Blechdrachen', 1, 38, { tvdb: 99_133_101 }));
    await arrived(trakt, [[990030, 3, 14], [1390, 1, 2]]);
    await arrived(anilist, [[990033, 2]]);
    assert.ok((await me.settled()).every(({ state }) => state === 'done'));
  });

  test('what nobody knows by its episode, or can be asked about for an hour, is told by its title', async () => {
    await connect('trakt');
    await watch(ofServer('Game of Thrones', 1, 1, { imdb: 'tt99999999' }));
    await arrived(trakt, [[1390, 1, 1]]);
    await world.advance(5 * MINUTE);
    await world.control('faults', { host: TMDB, kind: 'status', status: 503, times: 500 });
    await watch(ofServer('Game of Thrones', 1, 2, { imdb: 'tt1668746' }));
    await until(async () => (await calls(TMDB)).some(({ status }) => status === 503));
    assert.deepEqual(await trakt(), [[1390, 1, 1]]);
    await world.advance(60 * MINUTE);
    await arrived(trakt, [[1390, 1, 2], [1390, 1, 1]]);
  });

  test('a show that is named beside its entry is not filed under the first season', async () => {
    await connect('trakt', 'anilist');
    await watch(episode({ tmdb: 99000030, mal: 980033 }, 1, 2));
    await arrived(trakt, [[990030, 3, 14]]);
    await arrived(anilist, [[990033, 2]]);
    await watch(episode({ tmdb: 99000030, mal: 980030 }, 1, 2));
    await arrived(trakt, [[990030, 1, 2], [990030, 3, 14]]);
  });

  test('an entry that nobody can place is given up with the reason, and never guessed by its title', async () => {
    await connect('trakt');
    await watch(byMal(990026, 1));
    await until(async () => (await entries()).length === 1);
    const [entry] = await me.settled();
    assert.deepEqual([entry.state, entry.service], ['dead', 'trakt']);
    assert.match(entry.reason.text, /which one this belongs to is not known/);
    const again = await me.post(`user/outbox/${encodeURIComponent(entry.id)}/retry`);
    assert.deepEqual([again.status, again.data.code], [400, 'bad_request'], 'and still nobody can');
    const checkedIn = await me.post('checkin', { media: byMal(990026, 1) });
    assert.deepEqual(checkedIn.data.results.map(({ state }) => state), ['failed']);
    assert.deepEqual(await trakt(), []);
  });

  test('a check-in is of the right season', async () => {
    await connect('trakt');
    const { data } = await me.post('checkin', { media: byMal(980033, 2) });
    assert.deepEqual(data.results.map(({ service, state }) => [service, state]), [['trakt', 'checked_in']]);
    const { media } = (await me.get('user/services/trakt/watching')).data;
    assert.deepEqual([media.show.ids.trakt, media.season, media.number], [990030, 3, 14]);
    const taken = await me.call('DELETE', 'checkin');
    assert.deepEqual(taken.data.results.map(({ state }) => state), ['cancelled']);
  });

  test('an anime film is the same film everywhere', async () => {
    await connect('trakt', 'anilist');
    const film = (ids) => ({ kind: 'movie', title: 'Tin Kites: Above All Clouds', year: 2024, ids });
    await watch(film({ imdb: 'tt99000031' }), { duration: 98 * 60 });
    await arrived(anilist, [[990034, 1]]);
    await arrived(trakt, [990031]);
    await watch(film({ mal: 980034 }), { duration: 98 * 60 });
    await arrived(trakt, [990031, 990031]);
  });

  for (const [name, fault] of [
    ['is down', { kind: 'status', status: 503 }],
    ['asks for rest', { kind: 'status', status: 429, headers: { 'retry-after': '30' }, body: { errors: [{ message: 'Too Many Requests.', status: 429 }], data: null } }],
    ['is lost', { kind: 'drop-before' }],
  ]) {
    test(`when AniList ${name} nobody waits but AniList, over a restart too`, async () => {
      await connect('trakt', 'anilist');
      await world.control('faults', { host: ANILIST, times: 1, ...fault });
      await watch(byImdb(3, 14));
      await arrived(trakt, [[990030, 3, 14]]);
      await until(async () => (await calls(ANILIST)).some(({ fault: hit }) => hit));
      assert.deepEqual(await anilist(), []);
      await world.kill();
      await me.get('outbox');
      for (let tries = 0; tries < 6 && (await anilist()).length === 0; tries += 1) {
        await world.advance(MINUTE);
        await until(async () => (await anilist()).length > 0, 5_000).catch(() => {});
      }
      await arrived(anilist, [[990033, 2]]);
    });
  }

  const away = () => world.control('faults', { host: TMDB, times: 10_000, kind: 'status', status: 503 });
  const back = () => world.control('faults', undefined, 'DELETE');

  test('catalogues that are away for hours delay those alone who need them', async () => {
    await connect('trakt', 'anilist');
    await away();
    await watch(byImdb(3, 14));
    await arrived(trakt, [[990030, 3, 14]]);
    for (let tries = 0; tries < 8; tries += 1) {
      const before = (await calls(TMDB)).length;
      await world.advance(20 * MINUTE);
      await until(async () => (await calls(TMDB)).length > before, 10_000).catch(() => {});
    }
    assert.deepEqual([await anilist(), (await entries()).map(({ service }) => service)], [[], ['trakt']]);
    await back();
    await world.advance(15 * MINUTE);
    await arrived(anilist, [[990033, 2]]);
  });

  test('after a week of it a play is given up where people see it, and goes when they try again', async () => {
    await connect('anilist');
    await away();
    await watch(byImdb(3, 14));
    await until(async () => (await calls(TMDB)).length > 0);
    await world.advance(7 * 24 * 60 * MINUTE + MINUTE);
    await until(async () => (await entries()).length === 1);
    const [given] = await entries();
    assert.deepEqual([given.state, given.service], ['dead', 'anilist']);
    const retry = () => me.post(`user/outbox/${encodeURIComponent(given.id)}/retry`);
    assert.equal((await retry()).status, 503);
    await back();
    // What was refused is not asked at once again.
    await world.advance(15 * MINUTE);
    const { status, data } = await retry();
    assert.equal(status, 200, JSON.stringify(data));
    await arrived(anilist, [[990033, 2]]);
    await watch(byImdb(3, 15));
    await arrived(anilist, [[990033, 3]]);
  });

  test('a show that is no anime is no business of those who keep entries', async () => {
    await connect('trakt', 'anilist', 'myanimelist');
    await watch(episode({ imdb: 'tt0903747' }, 1, 3, 'Breaking Bad'), { duration: 48 * 60 });
    await arrived(trakt, [[1, 1, 3]]);
    await until(async () => (await questions()) > 0);
    await until(async () => (await world.sql('SELECT key FROM waiting')).length === 0);
    await me.settled();
    assert.ok((await entries()).every(({ service }) => service === 'trakt'));
    const asked = await questions();
    assert.ok((await calls(ANILIST)).every(({ user }) => user !== undefined), 'nobody asks AniList of it');
    await watch(episode({ imdb: 'tt0903747' }, 1, 4, 'Breaking Bad'), { duration: 48 * 60 });
    await arrived(trakt, [[1, 1, 4], [1, 1, 3]]);
    assert.equal(await questions(), asked);
  });

  test('nobody is asked of what all who are connected understand', async () => {
    await connect('trakt', 'simkl');
    await watch(byImdb(3, 14));
    await arrived(trakt, [[990030, 3, 14]]);
    await connect('anilist');
    await watch(episode({ tvdb: 267440, tmdb: 1429 }, 3, 14, 'Attack on Titan'));
    await arrived(anilist, [[104578, 2]]);
    assert.equal(await questions(), 0);
  });
});
