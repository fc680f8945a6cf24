// Connecting by a code that is typed at the service, in real workerd: every answer to a poll, end to end.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, startWorld, until } from '../support/world.mjs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A person and what they do with a code of one service. */
function codes(world, me, service) {
  const path = `user/services/${service}/device`;
  const read = async () => (await me.get(path)).data;
  return {
    start: async (body = {}) => {
      await me.get('user/services');
      return me.post(path, body);
    },
    read,
    cancel: () => me.call('DELETE', path),
    type: ({ verification_url: page, user_code: code }, choice) => me.allow(page, choice, undefined, code),
    row: async () => (await me.get('user/services')).data.services.find((s) => s.service === service),
    /** Lets polls come due, until the sign-in says this. */
    async becomes(wanted, step = 6 * SECOND) {
      for (let rounds = 0; rounds < 40; rounds += 1) {
        const now = await read();
        const fits = Object.entries(wanted).every(([name, value]) => (name === 'code' ? now.problem?.code : now[name]) === value);
        if (fits) return now;
        const before = await this.polls();
        await world.advance(step);
        // What is asked then has the time to be answered.
        await until(async () => (await this.polls()) > before || (await read()).state !== now.state, 2_000).catch(() => {});
      }
      throw new Error(`never ${JSON.stringify(wanted)}: ${JSON.stringify(await read())}`);
    },
    polls: async () => {
      const { counts } = await world.control('state');
      return Object.entries(counts).filter(([key]) => /device\/token|oauth2\/token|oauth\/pin\//.test(key)).reduce((sum, [, n]) => sum + n, 0);
    },
    revoked: async () => {
      const { counts } = await world.control('state');
      return Object.entries(counts).filter(([key]) => key.endsWith('/revoke')).reduce((sum, [, n]) => sum + n, 0);
    },
  };
}

describe('a code to type', () => {
  let world;
  let me;
  let trakt;
  let simkl;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
    trakt = codes(world, me, 'trakt');
    simkl = codes(world, me, 'simkl');
  });

  /** A fault is taken off the list when the call it befalls arrives. */
  const underWay = () => until(async () => (await world.control('faults')).length === 0);
  const letGo = () => world.control('faults', undefined, 'DELETE');

  for (const service of ['trakt', 'simkl']) {
    test(`connects ${service}`, async () => {
      const by = codes(world, me, service);
      const { status, data } = await by.start();
      assert.equal(status, 201);
      assert.deepEqual([data.state, data.flow, data.interval, data.problem], ['pending', 'device', 5, undefined]);
      assert.ok(data.user_code.length >= 8);
      assert.ok(data.verification_url.startsWith(world.sandbox));
      assert.ok(data.verification_url_complete.includes(data.user_code));
      assert.ok(Date.parse(data.expires_at) > Date.now() + 9 * MINUTE);
      assert.deepEqual(await by.read(), data);
      assert.equal((await by.row()).code_pending, true);

      await me.allow(data.verification_url_complete);
      await by.becomes({ state: 'connected' });
      const row = await by.row();
      assert.deepEqual([row.state, row.username, row.code_flow, row.code_pending], ['connected', 'demo', 'device', false]);
      const polls = await by.polls();
      await world.advance(MINUTE);
      assert.equal(await by.polls(), polls, 'nothing is asked once it is over');
    });
  }

  test('Trakt: a No, a code that ran out, one that is unknown', async () => {
    const { data: denied } = await trakt.start();
    await trakt.type(denied, 'deny');
    await trakt.becomes({ state: 'denied', code: 'denied' });

    await trakt.start();
    await world.control('clock', { advance_ms: 10 * MINUTE });
    await trakt.becomes({ state: 'expired', code: 'expired' });

    await trakt.start();
    await world.control('reset', {});
    await trakt.becomes({ state: 'failed', code: 'code_unknown' });
    assert.equal((await trakt.row()).state, 'disconnected');
  });

  test('Trakt: a token that went astray leaves a code that was used', async () => {
    const { data } = await trakt.start();
    await trakt.type(data);
    await world.control('faults', { path: '/oauth/device/token', kind: 'drop-after' });
    const { problem } = await trakt.becomes({ state: 'failed', code: 'code_used' });
    assert.match(problem.detail, /Get a new one/);
  });

  test('Trakt: an app that is refused', async () => {
    await trakt.start();
    await world.control('faults', { path: '/oauth/device/token', kind: 'status', status: 403 });
    await trakt.becomes({ state: 'failed', code: 'app_refused' });
    await world.control('faults', { path: '/oauth/device/code', kind: 'status', status: 503 });
    const busy = await trakt.start();
    assert.deepEqual([busy.status, busy.data.code], [503, 'service_unavailable']);
  });

  test('what is no answer of the sign-in changes nothing', async () => {
    for (const by of [trakt, simkl]) {
      const { data } = await by.start();
      for (const kind of ['html403', 'html200', 'garbage', 'empty', 'drop-before', 'close']) {
        await world.control('faults', { method: 'POST', path: '/oauth*', kind });
      }
      await world.control('faults', { method: 'POST', path: '/oauth*', kind: 'status', status: 502 });
      const before = await by.polls();
      await until(async () => {
        const asked = await by.polls();
        await world.advance(6 * SECOND);
        await until(async () => (await by.polls()) > asked, 2_000).catch(() => {});
        assert.equal((await by.read()).state, 'pending');
        return (await by.polls()) >= before + 7;
      });
      await by.type(data);
      await by.becomes({ state: 'connected' });
    }
  });

  test('"slow down" waits one interval more from then on', async () => {
    await trakt.start();
    await world.control('faults', { path: '/oauth/device/token', kind: 'status', status: 429 });
    await trakt.becomes({ interval: 10, state: 'pending' });

    const { data } = await simkl.start();
    await until(async () => {
      await world.advance(5 * SECOND);
      return (await simkl.polls()) > 0;
    });
    // By Simkl's clock the next one comes too soon.
    await world.control('clock', { advance_ms: -4 * SECOND });
    await simkl.becomes({ interval: 10, state: 'pending' });
    await simkl.type(data);
    await simkl.becomes({ state: 'connected' });
  });

  test('Simkl: a No is silent, and the code runs out at both ends', async () => {
    const { data } = await simkl.start();
    await simkl.type(data, 'deny');
    await world.advance(6 * SECOND);
    assert.equal((await simkl.read()).state, 'pending');
    await world.control('clock', { advance_ms: 15 * MINUTE });
    await simkl.becomes({ state: 'expired' });

    await simkl.start();
    await world.control('faults', { host: 'api.simkl.com', kind: 'drop-before', times: 1000 });
    await simkl.becomes({ state: 'expired' }, 5 * MINUTE);
    await world.control('faults', undefined, 'DELETE');
  });

  test('cancel stops at once; an answer that comes after it is thrown away and revoked', async () => {
    const { data } = await trakt.start();
    await trakt.type(data);
    await world.control('faults', { path: '/oauth/device/token', kind: 'hold' });
    await world.advance(6 * SECOND);
    await underWay();
    const gone = await trakt.cancel();
    assert.deepEqual([gone.status, gone.data.state], [200, 'cancelled']);
    await letGo();
    await until(async () => (await trakt.revoked()) === 1);
    await world.advance(MINUTE);
    assert.deepEqual([(await trakt.read()).state, (await trakt.row()).state], ['cancelled', 'disconnected']);
    assert.equal(await trakt.polls(), 1);
  });

  test('a new code takes the place of the old one', async () => {
    const { data: old } = await simkl.start();
    await simkl.type(old);
    await world.control('faults', { path: '/oauth2/token', kind: 'hold' });
    await world.advance(6 * SECOND);
    await underWay();
    const { data: now } = await simkl.start();
    await letGo();
    await until(async () => (await simkl.revoked()) === 1);
    assert.deepEqual([(await simkl.read()).user_code, (await simkl.row()).state], [now.user_code, 'disconnected']);
    await simkl.type(now);
    await simkl.becomes({ state: 'connected' });
  });

  test('whoever connects in another way meanwhile is asked about no more', async () => {
    await trakt.start();
    await me.connect('trakt');
    assert.equal((await trakt.read()).code, 'no_sign_in');
    await world.advance(MINUTE);
    assert.deepEqual([await trakt.polls(), (await trakt.row()).state], [0, 'connected']);
  });

  test('a restart in between loses nothing', async () => {
    const { data } = await trakt.start();
    await world.kill();
    assert.deepEqual(await trakt.read(), data);
    await trakt.type(data);
    await world.kill();
    await trakt.becomes({ state: 'connected' });
    assert.equal((await trakt.row()).state, 'connected');
  });

  test('a poll that a restart cuts off is made again', async () => {
    const { data } = await trakt.start();
    await trakt.type(data);
    await world.control('faults', { path: '/oauth/device/token', kind: 'hold' });
    await world.advance(6 * SECOND);
    await underWay();
    await world.kill();
    assert.equal((await trakt.read()).state, 'pending');
    await trakt.becomes({ state: 'connected' }, 40 * SECOND);
  });

  test('whose a token is, is found out after a restart too, without asking for it again', async () => {
    const { data } = await trakt.start();
    await trakt.type(data);
    await world.control('faults', { path: '/users/settings', kind: 'hold' });
    await world.advance(6 * SECOND);
    await underWay();
    await world.kill();
    assert.equal((await trakt.read()).state, 'pending');
    await trakt.becomes({ state: 'connected' }, 80 * SECOND);
    assert.equal(await trakt.polls(), 1);
  });

  test('cancel holds while it is asked whose the token is', async () => {
    const { data } = await trakt.start();
    await trakt.type(data);
    await world.control('faults', { path: '/users/settings', kind: 'hold' });
    await world.advance(6 * SECOND);
    await underWay();
    await trakt.cancel();
    await letGo();
    await until(async () => (await trakt.revoked()) >= 1);
    assert.deepEqual([(await trakt.read()).state, (await trakt.row()).state], ['cancelled', 'disconnected']);
  });

  test('what cannot be asked for is refused with a code', async () => {
    const code = ({ status, data }) => `${status} ${data.code}`;
    assert.equal(code(await trakt.start({ flow: 'pin' })), '400 bad_request');
    assert.equal(code(await trakt.start({ flow: 7 })), '400 bad_request');
    for (const service of ['lastfm', 'listenbrainz', 'anilist', 'myanimelist', 'tmdb', 'letterboxd', 'goodreads']) {
      const refused = await codes(world, me, service).start();
      assert.deepEqual([code(refused), refused.data.detail], ['400 bad_request', 'This service has no codes.'], service);
    }
    assert.equal(code(await me.get('user/services/trakt/device')), '404 no_sign_in');
    assert.equal(code(await trakt.cancel()), '404 no_sign_in');
    await trakt.start();
    const other = world.person();
    await other.get('user/services');
    assert.equal(code(await other.get('user/services/trakt/device')), '404 no_sign_in');
  });

  test('a right that was not granted is said, and nothing is kept', async () => {
    await me.get('user/services');
    const { data } = await me.post('user/services/simkl/connect');
    const asked = new URL(data.redirect);
    asked.searchParams.set('scope', 'media:read');
    const back = await me.get(await me.allow(asked.href));
    assert.equal(back.headers.get('location'), '/?error=scope_missing&service=simkl');
    await until(async () => (await simkl.revoked()) === 1);
    assert.equal((await simkl.row()).state, 'disconnected');
  });

  test('no code and no token is to be found in the log', async () => {
    const { data } = await trakt.start();
    const tokens = (await world.control('tokens')).map((row) => row.token);
    assert.ok(tokens.length > 0);
    for (const secret of [data.user_code, ...tokens]) assert.ok(!world.log().includes(secret), secret);
  });
});

describe('an app of Simkl\'s older kind', () => {
  let world;
  let me;
  let simkl;
  before(async () => { world = await startWorld({ bindings: { SIMKL_CLIENT_ID: 'sandbox-simkl-v1', SIMKL_AUTH: 'v1' } }); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
    simkl = codes(world, me, 'simkl');
  });

  test('connects by PIN and delivers', async () => {
    const { data } = await simkl.start({ flow: 'pin' });
    assert.deepEqual([data.flow, data.verification_url_complete], ['pin', undefined]);
    assert.equal((await simkl.row()).code_flow, 'pin');
    await simkl.becomes({ state: 'pending' });
    await simkl.type(data);
    await simkl.becomes({ state: 'connected' });
    const { watched, stopped } = play(film);
    await me.send(watched, stopped);
    assert.equal((await me.settled())[0].state, 'done');
    assert.equal((await world.control('state')).simkl.history.length, 1);
  });

  test('a PIN that ended is answered with a new one, which means stop', async () => {
    await simkl.start();
    await world.control('clock', { advance_ms: 15 * MINUTE });
    await simkl.becomes({ state: 'failed', code: 'code_unknown' });
    const polls = await simkl.polls();
    await world.advance(MINUTE);
    assert.equal(await simkl.polls(), polls);
  });

  test('connects by consent page; a token that nothing renews signs out once it is refused', async () => {
    const back = await me.connect('simkl');
    assert.equal(back.headers.get('location'), '/?connected=simkl');
    await world.control('expire', { service: 'simkl' });
    assert.equal((await me.get('user/services/simkl/profile')).data.code, 'sign_in_again');
    assert.equal((await simkl.row()).state, 'sign_in_again');
  });
});

describe('sealing keys', () => {
  test('a key that is missing for a while takes nobody\'s sign-in away', async () => {
    const [first, second] = ['one:the-first-key-of-this-test', 'two:the-second-key-of-this-test'];
    const bindings = { SEALING_KEYS: first };
    const world = await startWorld({ bindings });
    try {
      const me = world.person();
      await me.connect('trakt');
      const restartWith = async (...keys) => {
        bindings.SEALING_KEYS = keys.join(',');
        await world.kill();
        return me.get('user/services');
      };
      await restartWith(second, first);
      await restartWith(second);
      const { status, data } = await me.get('user/services/trakt/profile');
      assert.deepEqual([status, data.code], [503, 'service_unavailable']);
      assert.match(data.detail, /SEALING_KEYS/);
      const { data: known } = await restartWith(second, first);
      assert.equal(known.services[0].state, 'connected');
      assert.equal((await me.get('user/services/trakt/profile')).status, 200);
    } finally {
      await world.stop();
    }
  });

  test('a token sealed with an older key is sealed anew, so that the key can go', async () => {
    const bindings = { SEALING_KEYS: 'one:the-first-key-of-this-test' };
    const world = await startWorld({ bindings });
    try {
      const me = world.person();
      await me.connect('trakt');
      bindings.SEALING_KEYS = 'two:the-second-key-of-this-test,one:the-first-key-of-this-test';
      await world.kill();
      await me.get('user/services');
      assert.equal((await me.get('user/services/trakt/profile')).status, 200);
      bindings.SEALING_KEYS = 'two:the-second-key-of-this-test';
      await world.kill();
      assert.equal((await me.get('user/services/trakt/profile')).status, 200);
    } finally {
      await world.stop();
    }
  });
});
