// Where to go on: places of players and of services, each work once, and what was dismissed.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { episode, film, play, reach, startWorld, until } from '../support/world.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('continue watching', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    me = world.person();
    await me.connect('trakt');
    await me.connect('simkl');
  });

  const listed = async () => (await me.get('state')).data.continue;
  const summary = (places) => places.map(({ media, source, percent }) => [media.show ? `${media.show.title} ${media.number}` : media.title, source, Math.round(percent)]);
  const asked = async () => (await world.control('state')).requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/sync/playback')).length;
  const there = async (service) => (await world.control('state'))[service].playback.length;
  /** What is listed once the services have answered, who are asked again after a while. */
  const fresh = async (expected) => {
    await world.advance(4 * MINUTE);
    let seen;
    await until(async () => JSON.stringify(seen = summary(await listed())) === JSON.stringify(expected))
      .catch(() => assert.deepEqual(seen, expected));
  };
  /** Each time the services are asked it is hidden; once they have been, it is gone there. */
  const removed = () => until(async () => {
    await fresh([]);
    return await there('trakt') === 0;
  });
  const dismiss = ({ key }) => me.call('DELETE', `state?key=${encodeURIComponent(key)}`);

  /** Another app of the person pauses something, and tells Trakt alone. */
  async function elsewhere(media, progress) {
    const { access_token: token } = await world.control('tokens', { service: 'trakt' });
    const { kind, show, season, number, ...rest } = media;
    const item = kind === 'movie' ? { movie: rest } : { show, episode: { season, number } };
    const response = await reach(`${world.sandbox}/api.trakt.tv/scrobble/pause`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2', 'user-agent': 'another' },
      body: JSON.stringify({ ...item, progress }),
    });
    assert.equal(response.status, 201, await response.text());
  }
  const left = (media, share) => {
    const it = play(media, { at: world.now(), duration: 3600 });
    const paused = { ...it.paused, at: world.now(), position: share * 3600 };
    return [{ ...it.started, at: world.now() - 10_000, startedAt: world.now() - 10_000 }, { ...paused, startedAt: world.now() - 10_000 }];
  };
  const arrived = (service, count) => until(async () => await there(service) === count);

  test('a place of a player is listed once, though services keep it too', async () => {
    await me.send(...left(film, 0.4));
    await arrived('trakt', 1);
    await arrived('simkl', 1);
    await fresh([[film.title, 'player', 40]]);
    const [place] = await listed();
    assert.ok(place.resume.playId);
    assert.equal(place.work.ids.tmdb, film.ids.tmdb);
  });

  test('what was left elsewhere is listed, newest first, and read at most every few minutes', async () => {
    await elsewhere(episode(2), 25);
    await arrived('trakt', 1);
    await world.advance(HOUR);
    await me.send(...left(film, 0.4));
    const hosts = async () => (await world.control('state')).requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/sync/playback')).map(({ host }) => host);
    const sofar = (await hosts()).length;
    await fresh([[film.title, 'player', 40], ['Slow Boats 2', 'trakt', 25]]);
    await until(async () => new Set((await hosts()).slice(sofar)).size === 2);
    const before = await asked();
    for (let round = 0; round < 5; round += 1) await listed();
    assert.equal(await asked(), before);
    const { resume, work } = (await listed())[1];
    assert.equal(resume, undefined);
    assert.equal(work.show.ids.tmdb, 99000010, 'enough for a poster');
  });

  test('the newest place of a work is the one, wherever it is', async () => {
    await me.send(...left(film, 0.2));
    await arrived('trakt', 1);
    await world.advance(HOUR);
    await elsewhere(film, 60);
    await fresh([[film.title, 'trakt', 60]]);
  });

  test('nobody waits for a slow service, and the page hears when there is more', async () => {
    await elsewhere(film, 30);
    await arrived('trakt', 1);
    await world.control('faults', { path: '/sync/playback', kind: 'delay', ms: 1500, times: 2 });
    const page = await me.listen();
    await until(() => page.last.questions);
    assert.deepEqual(await listed(), [], 'it is answered before the service has');
    await until(() => page.last.continue);
    await until(async () => (await listed()).length > 0);
    assert.deepEqual(summary(await listed()), [[film.title, 'trakt', 30]]);
    page.socket.close();
  });

  test('a service that fails takes nothing away', async () => {
    await elsewhere(film, 30);
    await arrived('trakt', 1);
    await fresh([[film.title, 'trakt', 30]]);
    await world.control('faults', { path: '/sync/playback', kind: 'status', status: 503, times: 4 });
    await fresh([[film.title, 'trakt', 30]]);
  });

  test('what is dismissed goes here and there, and comes back only when it is played on', async () => {
    await me.send(...left(film, 0.4));
    await arrived('trakt', 1);
    await arrived('simkl', 1);
    await fresh([[film.title, 'player', 40]]);
    const [place] = await listed();
    assert.equal((await dismiss(place)).status, 204);
    assert.deepEqual(await listed(), []);
    assert.equal((await me.get(`state?ids=${encodeURIComponent(place.key)}`)).data.states[place.key].resume, undefined);
    await arrived('trakt', 0);
    await arrived('simkl', 0);
    assert.equal((await dismiss(place)).status, 404);
    await fresh([]);
    await world.advance(HOUR);
    await me.send(...left(film, 0.5));
    await fresh([[film.title, 'player', 50]]);
  });

  test('what could not be removed there is hidden, and removed when it is read again', async () => {
    await elsewhere(film, 30);
    await arrived('trakt', 1);
    await fresh([[film.title, 'trakt', 30]]);
    await world.control('faults', { host: 'api.trakt.tv', method: 'DELETE', kind: 'status', status: 503, times: 9 });
    assert.equal((await dismiss((await listed())[0])).status, 204);
    await fresh([]);
    assert.equal(await there('trakt'), 1);
    await world.control('faults', undefined, 'DELETE');
    await removed();
  });

  test('a place that a service still keeps of what was watched since is none', async () => {
    await elsewhere(film, 30);
    await arrived('trakt', 1);
    await fresh([[film.title, 'trakt', 30]]);
    await me.post('history', { plays: [{ work: film }] });
    assert.deepEqual(await listed(), []);
  });

  test('what was discarded on the page is not offered by a service', async () => {
    const it = play(film, { at: world.now() + HOUR / 2, duration: 3600 });
    await me.send({ ...it.started, position: 1500 });
    await until(async () => (await world.control('state')).trakt.watching.length > 0);
    assert.equal((await me.post(`playing/${it.playId}`, { command: 'discard' })).status, 200);
    await arrived('trakt', 1);
    await removed();
  });

  test('an account that was disconnected offers nothing', async () => {
    await elsewhere(film, 30);
    await arrived('trakt', 1);
    await fresh([[film.title, 'trakt', 30]]);
    await me.post('user/services/trakt/disconnect', {});
    assert.deepEqual(await listed(), []);
  });

  test('a player may not dismiss, and nobody what is not there', async () => {
    assert.equal((await dismiss({ key: 'tt1' })).status, 404);
    assert.equal((await me.call('DELETE', 'state')).status, 400);
    const { code } = (await me.post('user/devices', {})).data;
    const { token } = (await me.call('POST', 'pair', { code, name: 'TV' }, { origin: 'https://player.example' })).data;
    const answer = await me.call('DELETE', 'state?key=tt1', undefined, { authorization: `Bearer ${token}`, origin: 'https://player.example' });
    assert.deepEqual([answer.status, answer.data.code], [403, 'scope']);
  });
});
