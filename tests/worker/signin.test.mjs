// Signing in and out, tokens and their renewal, in real workerd.
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, startWorld, until } from '../support/world.mjs';

const DAY = 86_400_000;

describe('signing in', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
  });

  const row = async (service) => (await me.get('user/services')).data.services.find((s) => s.service === service);

  test('a first visit makes a person and lists the services in order', async () => {
    const { status, data, headers } = await me.get('user/services');
    assert.equal(status, 200);
    const states = ['trakt', 'simkl', 'lastfm', 'listenbrainz', 'anilist', 'myanimelist', 'tmdb', 'letterboxd', 'goodreads']
      .map((service) => [service, service === 'tmdb' ? 'configured' : 'disconnected']);
    assert.deepEqual(data.services.map((s) => [s.service, s.state]), states);
    assert.equal(data.profile, 'main');
    const cookie = headers.getSetCookie()[0];
    for (const part of ['__Host-', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) assert.ok(cookie.includes(part), part);
    const again = (await me.get('user/services')).headers.getSetCookie()[0];
    assert.equal(again, cookie, 'the same person from then on, and the cookie starts a new year');
  });

  for (const service of ['trakt', 'simkl']) {
    test(`${service} connects through its consent page`, async () => {
      const back = await me.connect(service);
      assert.equal(back.status, 303);
      assert.equal(back.headers.get('location'), `/?connected=${service}`);
      const shown = await row(service);
      assert.equal(shown.state, 'connected');
      assert.equal(shown.username, 'demo');
      assert.equal(shown.enabled, true);
    });
  }

  test('ListenBrainz takes a pasted token, and says when it is wrong', async () => {
    const wrong = await me.connectListenBrainz('00000000-0000-4000-8000-00000000dead');
    assert.equal(wrong.status, 422);
    assert.equal(wrong.data.code, 'invalid_token');
    assert.equal((await row('listenbrainz')).state, 'disconnected');
    const right = await me.connectListenBrainz();
    assert.equal(right.status, 200);
    assert.equal(right.data.service.state, 'connected');
    assert.equal(right.data.service.username, 'demo');
  });

  test('refusing at the consent page is said plainly', async () => {
    await me.get('user/services');
    const { data } = await me.post('user/services/trakt/connect');
    const back = await me.get(await me.allow(data.redirect, 'deny'));
    assert.equal(back.headers.get('location'), '/?error=denied&service=trakt');
  });

  test('a state works once, for its service, its person and ten minutes', async () => {
    await me.get('user/services');
    const begin = async (service) => me.allow((await me.post(`user/services/${service}/connect`)).data.redirect);
    const error = async (address, who = me) => new URL((await who.get(address)).headers.get('location'), world.origin).searchParams.get('error');

    const used = await begin('trakt');
    assert.equal(await error(used), null);
    assert.equal(await error(used.replace(/code=[^&]*/, 'code=test-another')), 'state_used');

    const foreign = await begin('trakt');
    assert.equal(await error(foreign.replace('callback/trakt', 'callback/simkl')), 'state_invalid');
    assert.equal(await error(foreign.replace(/state=./, 'state=X')), 'state_invalid');
    const other = world.person();
    await other.get('user/services');
    assert.equal(await error(foreign, other), 'state_invalid');
    assert.equal(await error(foreign, world.person()), 'state_invalid');

    const late = await begin('trakt');
    await world.advance(11 * 60_000);
    assert.equal(await error(late), 'state_expired');
  });

  test('a way back that is loaded again leads to the same place, and trades nothing twice', async () => {
    await me.get('user/services');
    const address = await me.allow((await me.post('user/services/trakt/connect')).data.redirect);
    const led = async (count) => {
      const answers = await Promise.all(Array.from({ length: count }, () => me.get(address)));
      return [...new Set(answers.map(({ headers }) => headers.get('location')))];
    };
    assert.deepEqual(await led(5), ['/?connected=trakt'], 'several loads at once');
    await world.kill();
    assert.deepEqual(await led(1), ['/?connected=trakt'], 'also after a restart');
    assert.equal((await world.control('state')).counts['trakt POST /oauth/token'], 1);
    assert.equal((await row('trakt')).state, 'connected');

    const denied = await me.allow((await me.post('user/services/simkl/connect')).data.redirect, 'deny');
    for (let load = 0; load < 2; load += 1) {
      assert.equal((await me.get(denied)).headers.get('location'), '/?error=denied&service=simkl');
    }
    await world.advance(11 * 60_000);
    assert.equal((await me.get(address)).headers.get('location'), '/?error=state_expired&service=trakt');
  });

  test('a sign-in outlives a restart while the person is at the consent page', async () => {
    await me.get('user/services');
    const address = await me.allow((await me.post('user/services/simkl/connect')).data.redirect);
    await world.kill();
    assert.equal((await me.get(address)).headers.get('location'), '/?connected=simkl');
  });

  test('Simkl\'s answer must name its issuer', async () => {
    await me.get('user/services');
    const { data } = await me.post('user/services/simkl/connect');
    const back = new URL(await me.allow(data.redirect));
    back.searchParams.set('iss', 'https://elsewhere.example');
    assert.equal((await me.get(back.href)).headers.get('location'), '/?error=state_invalid&service=simkl');
  });

  test('disconnecting revokes, and connecting again keeps the settings', async () => {
    await me.connect('trakt');
    assert.equal((await me.call('PATCH', 'user/services/trakt/settings', { video_threshold: 90 })).status, 200);
    const gone = await me.post('user/services/trakt/disconnect');
    assert.equal(gone.data.service.state, 'disconnected');
    await until(async () => (await world.control('state')).counts['trakt POST /oauth/revoke'] === 1);
    await me.connect('trakt');
    assert.equal((await row('trakt')).rule.percent, 90);
  });

  test('a threshold out of range is clamped, and the answer says so', async () => {
    await me.connect('trakt');
    const { data } = await me.call('PATCH', 'user/services/trakt/settings', { video_threshold: 200 });
    assert.equal(data.service.rule.percent, 95);
    assert.deepEqual(data.clamped, [{ setting: 'video_threshold', from: 200, to: 95, why: 'too_high' }]);
  });
});

describe('renewing tokens', () => {
  let world;
  let me;
  beforeEach(async () => {
    world = await startWorld();
    me = world.person();
  });
  afterEach(() => world.stop());

  const row = async (service) => (await me.get('user/services')).data.services.find((s) => s.service === service);
  const count = async () => {
    const { counts } = await world.control('state');
    const of = (path) => Object.entries(counts).filter(([key]) => path.test(key)).reduce((sum, [, n]) => sum + n, 0);
    return { refreshes: of(/POST \/oauth2?\/token/), profiles: of(/GET \/users\//) };
  };

  test('a hundred callers with an expired token make one refresh and one profile call', async () => {
    await me.connect('trakt');
    // The alarm's own refresh fails, so that the callers find the token ended.
    await world.control('faults', { host: 'auth.trakt.tv', kind: 'drop-before', times: 1000 });
    const signedIn = await count();
    await world.advance(8 * DAY);
    await until(async () => (await count()).refreshes > signedIn.refreshes);
    // Whoever asks meanwhile shares its end: once they are answered nothing is under way.
    assert.notEqual((await me.get('user/services/trakt/profile')).status, 200);
    await world.control('faults', undefined, 'DELETE');
    const before = await count();
    const answers = await Promise.all(Array.from({ length: 100 }, () => me.get('user/services/trakt/profile')));
    assert.deepEqual([...new Set(answers.map((a) => a.status))], [200]);
    assert.deepEqual([...new Set(answers.map((a) => a.data.username))], ['demo']);
    const after = await count();
    assert.equal(after.refreshes - before.refreshes, 1);
    assert.equal(after.profiles - before.profiles, 1);
  });

  for (const service of ['trakt', 'simkl']) {
    test(`an alarm renews ${service}'s token before it ends`, async () => {
      await me.connect(service);
      const { refreshes } = await count();
      await world.advance(5 * DAY);
      await until(async () => (await count()).refreshes > refreshes);
      assert.equal((await count()).refreshes, refreshes + 1);
      assert.equal((await me.get(`user/services/${service}/profile`)).status, 200);
    });
  }

  test('a refused refresh signs out and keeps the plays; signing in again delivers them', async () => {
    await me.connect('trakt');
    // Trakt's refresh token is spent by a refresh whose answer is lost.
    await world.control('faults', { host: 'auth.trakt.tv', path: '/oauth/token', kind: 'drop-after', times: 1 });
    await world.advance(5 * DAY);
    const { watched, stopped } = play(film, { at: Date.now() + 5 * DAY });
    await until(async () => (await count()).refreshes === 2);
    await world.advance(3 * DAY);
    await until(async () => (await row('trakt')).state === 'sign_in_again');
    assert.equal((await me.send(watched, stopped)).status, 202);
    assert.equal((await me.settled())[0].state, 'signed_out');
    assert.equal((await me.get('user/services/trakt/profile')).data.code, 'sign_in_again');

    await me.connect('trakt');
    assert.equal((await me.settled())[0].state, 'done');
    const { trakt } = await world.control('state');
    assert.deepEqual(trakt.history.map((item) => item.watched_at.slice(0, 19)), [new Date(watched.watchedAt).toISOString().slice(0, 19)]);
  });

  test('a refresh that fails in passing signs nobody out', async () => {
    await me.connect('trakt');
    for (const kind of ['html429', 'html200', 'garbage', 'empty', 'status', 'drop-before']) {
      await world.control('faults', { host: 'auth.trakt.tv', kind, times: 1 });
    }
    await world.advance(8 * DAY);
    for (let round = 0; round < 12; round += 1) {
      await me.get('user/services/trakt/profile');
      assert.equal((await row('trakt')).state, 'connected');
    }
    assert.equal((await me.get('user/services/trakt/profile')).status, 200);
  });
});
