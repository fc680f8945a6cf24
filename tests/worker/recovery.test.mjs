// Coming back: by the code that was shown once, and by signing in where one was before.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, startWorld, until } from '../support/world.mjs';

const MINUTE = 60_000;
const stateOf = async (me, service) => (await me.get('user/services')).data.services.find((row) => row.service === service).state;

describe('a recovery code', () => {
  let world;
  let me;
  let code;
  before(async () => {
    world = await startWorld();
    me = world.person();
    await me.connect('trakt');
  });
  after(() => world.stop());

  const recover = (typed, someone = world.person()) => someone.post('recover', { code: typed });

  test('there is none until one is made', async () => {
    assert.deepEqual((await me.get('user/recovery')).data, {});
    const made = await me.post('user/recovery');
    assert.equal(made.status, 201);
    ({ code } = made.data);
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
    const { data } = await me.get('user/recovery');
    assert.deepEqual(Object.keys(data), ['made_at'], 'the code itself is shown once');
  });

  test('makes a new browser the same person, as often as it is needed', async () => {
    for (const typed of [code, code.toLowerCase().replaceAll('-', ' ')]) {
      const browser = world.person();
      assert.equal((await recover(typed, browser)).status, 204);
      assert.equal(await stateOf(browser, 'trakt'), 'connected');
      const done = play(film);
      await browser.send(done.started);
      assert.equal((await browser.get('state')).status, 200);
    }
  });

  test('takes the place of what the browser was', async () => {
    const browser = world.person();
    await browser.connect('simkl');
    await recover(code, browser);
    assert.equal(await stateOf(browser, 'simkl'), 'disconnected');
    assert.equal(await stateOf(browser, 'trakt'), 'connected');
  });

  test('works from the hub\'s own page alone', async () => {
    const foreign = await world.person().call('POST', 'recover', { code }, { origin: 'https://evil.example' });
    assert.deepEqual([foreign.status, foreign.data.code], [403, 'unknown_origin']);
    assert.equal(foreign.headers.get('set-cookie'), null);
    assert.equal((await world.person().post('recover', 'code')).status, 400);
  });

  test('ends when a new one is made, and stands in no log', async () => {
    const next = (await me.post('user/recovery')).data.code;
    const old = await recover(code);
    assert.deepEqual([old.status, old.data.code], [403, 'wrong_code']);
    assert.equal(old.headers.get('set-cookie'), null);
    assert.equal((await recover(next)).status, 204);
    assert.ok(!world.log().includes(next) && !world.log().includes(code));
    code = next;
  });

  test('is not to be guessed', async () => {
    await world.advance(11 * MINUTE);
    const wrong = 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA';
    const answers = await Promise.all(Array.from({ length: 12 }, () => recover(wrong)));
    assert.equal(answers.filter(({ status }) => status === 403).length, 10);
    const shut = await recover(code);
    assert.equal(shut.status, 429);
    assert.ok(Number(shut.headers.get('retry-after')) > 0);
    await world.advance(11 * MINUTE);
    assert.equal((await recover(code)).status, 204);
  });
});

describe('found again', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    for (const service of ['trakt', 'simkl']) await me?.post(`user/services/${service}/disconnect`, {});
    me = world.person();
    await me.connect('trakt', 'ann');
    await me.connect('simkl', 'ann');
  });

  for (const service of ['trakt', 'simkl']) {
    test(`a new browser that signs in at ${service} is the person who did so before`, async () => {
      await me.call('PATCH', `user/services/${service}/settings`, { video_threshold: 66 });
      const done = play(film);
      await me.send(done.watched, done.stopped);
      await me.settled();
      const browser = world.person();
      const back = await browser.connect(service, 'ann');
      assert.equal(back.headers.get('location'), `/?connected=${service}&again=true`);
      const { services } = (await browser.get('user/services')).data;
      assert.deepEqual(services.slice(0, 2).map(({ state }) => state), ['connected', 'connected']);
      assert.equal(services.find((row) => row.service === service).rule.percent, 66);
      assert.equal((await browser.get('outbox')).data.entries.length, 2);
      assert.equal(await stateOf(me, service), 'connected', 'and the first browser is so still');
      const more = play(film, { at: Date.now() - 86_400_000 });
      await browser.send(more.watched, more.stopped);
      await browser.settled();
      assert.equal((await me.get('outbox')).data.entries.length, 4);
    });
  }

  test('a tab that still holds the old session belongs to the same person', async () => {
    const browser = world.person();
    const old = (await browser.get('user/services')).headers.getSetCookie()[0].split(';')[0];
    await browser.connect('trakt', 'ann');
    const tab = world.person();
    const done = play(film);
    const sent = await tab.call('POST', 'scrobble', { facts: [done.watched, done.stopped] }, { cookie: old });
    assert.equal(sent.status, 202);
    assert.ok(sent.headers.getSetCookie()[0].startsWith('__Host-playtally='));
    assert.equal((await me.settled()).length, 2);
  });

  test('so does a player that was paired there', async () => {
    const browser = world.person();
    await browser.get('user/services');
    const { code } = (await browser.post('user/devices', {})).data;
    const { token } = (await world.person().call('POST', 'pair', { code, name: 'TV' }, { origin: 'https://tv.example' })).data;
    await browser.connect('trakt', 'ann');
    const done = play(film);
    const headers = { origin: 'https://tv.example', authorization: `Bearer ${token}` };
    const sent = await world.person().call('POST', 'scrobble', { facts: [done.watched, done.stopped] }, headers);
    assert.equal(sent.status, 202, sent.text);
    assert.deepEqual([...sent.headers.keys()].filter((name) => name.startsWith('x-playtally')), []);
    assert.equal((await me.settled()).length, 2);
    assert.equal((await world.person().call('GET', 'outbox', undefined, headers)).data.code, 'scope');
  });

  test('somebody with accounts of their own stays who they are', async () => {
    const other = world.person();
    await other.connect('simkl', 'bob');
    assert.equal((await other.connect('trakt', 'ann')).headers.get('location'), '/?connected=trakt');
    assert.equal((await other.get('user/services')).data.services[1].username, 'bob');
    assert.equal((await me.get('user/services')).data.services[1].username, 'ann');
    const later = world.person();
    await later.connect('trakt', 'ann');
    assert.equal((await later.get('user/services')).data.services[1].username, 'ann', 'the account is whose it was first');
  });

  test('nobody is found by an account that was given up', async () => {
    await me.post('user/services/trakt/disconnect', {});
    await until(async () => {
      const stranger = world.person();
      await stranger.connect('trakt', 'ann');
      const simkl = await stateOf(stranger, 'simkl');
      await stranger.post('user/services/trakt/disconnect', {});
      return simkl === 'disconnected';
    });
  });

  test('nor by one that another took the place of', async () => {
    await me.connect('trakt', 'cleo');
    await until(async () => {
      const stranger = world.person();
      await stranger.connect('trakt', 'ann');
      const simkl = await stateOf(stranger, 'simkl');
      await stranger.post('user/services/trakt/disconnect', {});
      return simkl === 'disconnected';
    });
    const browser = world.person();
    await browser.connect('trakt', 'cleo');
    assert.equal(await stateOf(browser, 'simkl'), 'connected');
  });

  test('a name alone makes nobody somebody', async () => {
    await me.connectListenBrainz();
    const other = world.person();
    const answer = await other.connectListenBrainz();
    assert.equal(answer.data.service.state, 'connected');
    assert.equal(await stateOf(other, 'trakt'), 'disconnected');
  });

  test('a code typed at the service connects the account, and makes nobody somebody else', async () => {
    const browser = world.person();
    await browser.get('user/services');
    const { data } = await browser.post('user/services/trakt/device', {});
    await browser.allow(data.verification_url_complete, 'allow', 'ann');
    await until(async () => {
      await world.advance(data.interval * 1000);
      return (await browser.get('user/services/trakt/device')).data.state === 'connected';
    });
    assert.equal(await stateOf(browser, 'trakt'), 'connected');
    assert.equal(await stateOf(browser, 'simkl'), 'disconnected', 'whoever sent the code gets no more than was allowed');
    assert.equal(await stateOf(me, 'trakt'), 'connected');
  });
});
