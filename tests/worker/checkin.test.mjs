// Check-ins: told to every account that has them, counted by the services, taken back.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { episode, film, musicRule, play, startWorld, track, until } from '../support/world.mjs';

describe('checking in', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
    await me.get('user/services');
  });

  const checkIn = (body) => me.post('checkin', body);
  const cancel = () => me.call('DELETE', 'checkin');
  const states = ({ data }) => data.results.map(({ service, state }) => `${service} ${state}`);

  test('every account that has check-ins is told, and counts it by itself', async () => {
    for (const service of ['trakt', 'simkl']) await me.connect(service);
    await me.connectListenBrainz();
    const answer = await checkIn({ media: film });
    assert.equal(answer.status, 200);
    assert.deepEqual(states(answer), ['trakt checked_in', 'simkl checked_in']);
    await world.advance(4 * 60_000);
    await me.get('user/services/simkl/profile');
    const { trakt, simkl } = await world.control('state');
    assert.deepEqual([trakt.history.length, simkl.history.length], [1, 1]);
    assert.deepEqual((await me.get('outbox')).data.entries, [], 'nothing of ours to deliver');
  });

  test('one that is under way is said, with its end', async () => {
    await me.connect('trakt');
    await checkIn({ media: film });
    const { data } = await checkIn({ media: episode(1) });
    const [{ service, state, expires_at: end }] = data.results;
    assert.deepEqual([service, state], ['trakt', 'busy']);
    assert.ok(Date.parse(end) > Date.now());
  });

  test('taking it back leaves nothing watched, also after a restart', async () => {
    for (const service of ['trakt', 'simkl']) await me.connect(service);
    await checkIn({ media: film });
    await world.kill();
    assert.deepEqual(states(await cancel()), ['simkl cancelled', 'trakt cancelled']);
    await world.advance(10 * 60_000);
    await me.get('user/services/simkl/profile');
    const { trakt, simkl } = await world.control('state');
    assert.deepEqual([trakt.history, simkl.history], [[], []]);
    assert.deepEqual((await cancel()).data, { results: [] }, 'there is nothing more to take back');
  });

  test('it can be taken back at one service alone, and what is watched there is told', async () => {
    for (const service of ['trakt', 'simkl']) await me.connect(service);
    await checkIn({ media: film });
    const watching = async () => (await me.get('user/services/trakt/watching')).data;
    const { media, page, since, expires_at: end } = await watching();
    assert.equal(media.ids.imdb, film.ids.imdb);
    assert.match(page, /^https:\/\/(app\.)?trakt\.tv\/movies\//);
    assert.ok(Date.parse(since) <= Date.now() && Date.now() < Date.parse(end));
    assert.deepEqual(states(await me.call('DELETE', 'checkin?service=trakt')), ['trakt cancelled']);
    assert.deepEqual(await watching(), {});
    assert.deepEqual(states(await cancel()), ['simkl cancelled']);
  });

  test('what is watched is asked of connected services that tell it', async () => {
    const code = async (service) => (await me.get(`user/services/${service}/watching`)).data.code;
    assert.equal(await code('trakt'), 'not_connected');
    assert.equal(await code('goodreads'), 'not_found');
    assert.equal((await me.get('user/services/trakt/totals')).data.code, 'not_found');
  });

  test('totals are asked for once a day, and only when somebody wants them', async () => {
    await me.connect('simkl');
    const asked = async () => Object.entries((await world.control('state')).counts)
      .filter(([key]) => /^simkl (GET|POST) \/users\/\d+\/stats$/.test(key)).reduce((sum, [, n]) => sum + n, 0);
    assert.equal(await asked(), 0);
    const first = await me.get('user/services/simkl/totals');
    assert.equal(first.status, 200, first.text);
    assert.deepEqual(Object.keys(first.data), ['asked_at', 'episodes', 'minutes', 'movies']);
    await world.kill();
    assert.deepEqual((await me.get('user/services/simkl/totals')).data, first.data);
    assert.equal(await asked(), 1);
    await world.advance(25 * 3_600_000);
    assert.notEqual((await me.get('user/services/simkl/totals')).data.asked_at, first.data.asked_at);
    assert.equal(await asked(), 2);
    await me.post('user/services/simkl/disconnect');
    await me.connect('simkl');
    assert.equal((await me.get('user/services/simkl/totals')).status, 200);
    assert.equal(await asked(), 3, 'nothing is kept of an account that was disconnected');
  });

  test('only those named, and each with its own answer', async () => {
    for (const service of ['trakt', 'simkl']) await me.connect(service);
    assert.deepEqual(states(await checkIn({ media: film, services: ['simkl'] })), ['simkl checked_in']);
    const unknown = { ...film, title: 'Nobody Filmed This', ids: { imdb: 'tt00000000' } };
    const { data } = await checkIn({ media: unknown, services: ['trakt'] });
    assert.equal(data.results[0].problem.code, 'service_refused');
    assert.match(data.results[0].problem.detail, /Trakt does not know this title/);
  });

  test('keeps to the same pace as what is delivered', async () => {
    await me.connect('simkl');
    const { watched, stopped } = play(episode(1));
    const [sent, answer] = await Promise.all([me.send(watched, stopped), checkIn({ media: film })]);
    assert.equal(sent.status, 202);
    assert.deepEqual(states(answer), ['simkl checked_in']);
    await until(async () => (await me.settled()).every((entry) => entry.state === 'done'));
    const { requests } = await world.control('state');
    assert.deepEqual(requests.filter((row) => row.status >= 400), [], 'no block for writing too fast');
  });

  test('what cannot be checked in to is refused with a code', async () => {
    const code = async (answer) => `${(await answer).status} ${(await answer).data.code}`;
    assert.equal(await code(checkIn({ media: film })), '409 not_connected');
    await me.connect('trakt');
    assert.equal(await code(checkIn({ media: track })), '409 not_connected');
    for (const body of [{}, { media: 'film' }, { media: film, services: ['myspace'] }, { media: film, at: 1 },
      { media: { ...film, title: 'x'.repeat(5000) } }]) {
      assert.equal(await code(checkIn(body)), '400 bad_request');
    }
  });
});

describe('a ListenBrainz of one\'s own', () => {
  test('is reached below its path, with or without the version', async () => {
    const world = await startWorld();
    try {
      for (const end of ['', '/', '/1', '/1/']) {
        const me = world.person();
        await me.get('user/services');
        const body = { token: 'sandbox-maloja-key', base_url: `https://music.example.org/apis/listenbrainz${end}` };
        const { data } = await me.post('user/services/listenbrainz/connect', body);
        assert.deepEqual([data.service.state, data.service.username], ['connected', 'maloja-owner']);
        const wrong = await me.post('user/services/listenbrainz/connect', { ...body, token: 'test-wrong' });
        assert.deepEqual([wrong.status, wrong.data.code], [422, 'invalid_token']);
        const heard = play(track, { rule: musicRule, at: Date.now() - 3_600_000 * (end.length + 1) });
        await me.send(heard.watched);
        assert.equal((await me.settled())[0].state, 'done');
      }
      const { maloja, listenbrainz } = await world.control('state');
      assert.deepEqual([maloja.scrobbles.length, listenbrainz.listens.length], [4, 0]);
    } finally {
      await world.stop();
    }
  });
});
