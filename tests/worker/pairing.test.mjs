// Players elsewhere: paired by a code, held to their page and their scope, ended at once.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, reach, startWorld } from '../support/world.mjs';

const SITE = 'https://player.example';
const MINUTE = 60_000;

/** A call of a player at a page elsewhere. */
async function from(world, origin, method, path, { token, body } = {}) {
  const response = await reach(`${world.origin}/api/v1/${path}`, {
    method,
    headers: { ...(origin ? { origin } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, data: text ? JSON.parse(text) : undefined };
}

describe('pairing', () => {
  let world;
  let me;
  let code;
  before(async () => {
    world = await startWorld();
    me = world.person();
    await me.connect('trakt');
  });
  after(() => world.stop());

  const newCode = async (name) => (await me.post('user/devices', name === undefined ? {} : { name })).data.code;
  const pair = (typed, origin = SITE, name = 'The sofa') => from(world, origin, 'POST', 'pair', { body: { code: typed, name } });
  const paired = async (origin = SITE) => (await pair(await newCode(), origin)).data.token;

  function refused(answer, status, wanted) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.data.code, wanted);
  }

  test('a code is eight letters, good for ten minutes', async () => {
    const answer = await me.post('user/devices', {});
    assert.equal(answer.status, 201);
    assert.match(answer.data.code, /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const left = Date.parse(answer.data.expires_at) - Date.now();
    assert.ok(left > 9 * MINUTE && left <= 10 * MINUTE, answer.data.expires_at);
    code = answer.data.code;
  });

  test('typed anyhow, it makes a player that can play, once', async () => {
    const answer = await pair(` ${code.toLowerCase().replace('-', ' ')} `);
    assert.equal(answer.status, 201, answer.text);
    const { token, device } = answer.data;
    assert.equal(device.name, 'The sofa');
    assert.equal(device.origin, SITE);
    assert.deepEqual(device.scopes, ['read', 'play']);
    refused(await pair(code), 403, 'wrong_code');

    const done = play(film);
    const sent = await from(world, SITE, 'POST', 'scrobble', { token, body: { facts: [done.watched, done.stopped] } });
    assert.equal(sent.status, 202, sent.text);
    const entries = await me.settled();
    assert.deepEqual(entries.map((entry) => entry.state), ['done']);
    const services = await from(world, SITE, 'GET', 'user/services', { token });
    assert.equal(services.data.services[0].state, 'connected');
    assert.equal(services.headers.get('set-cookie'), null);
    assert.equal((await from(world, SITE, 'GET', 'state', { token })).status, 200);
    const { devices } = (await me.get('user/devices')).data;
    assert.equal(devices.length, 1);
    assert.ok(Date.now() - Date.parse(devices[0].last_seen_at) < MINUTE);
    assert.ok(!JSON.stringify(devices).includes(token.split('.')[1]));
  });

  test('it was last seen as of the minute, so that not every fact is one more write', async () => {
    const token = await paired();
    const seen = async () => (await me.get('user/devices')).data.devices[0].last_seen_at;
    const told = () => from(world, SITE, 'GET', 'state', { token });
    assert.equal(await seen(), null);
    await told();
    const first = await seen();
    await told();
    assert.equal(await seen(), first);
    await world.advance(MINUTE);
    await told();
    assert.ok(Date.parse(await seen()) - Date.parse(first) >= MINUTE);
  });

  test('anything else is out of its scope', async () => {
    const token = await paired();
    const ask = (method, path) => from(world, SITE, method, path, { token, ...(method === 'GET' ? {} : { body: {} }) });
    refused(await ask('POST', 'user/services/trakt/disconnect'), 403, 'scope');
    refused(await ask('POST', 'user/devices'), 403, 'scope');
    refused(await ask('GET', 'user/devices'), 403, 'scope');
    refused(await ask('GET', 'outbox'), 403, 'scope');
    assert.equal((await me.get('user/services')).data.services[0].state, 'connected');
  });

  test('a token is good only at the page where it was paired', async () => {
    const token = await paired();
    refused(await from(world, 'https://other.example', 'GET', 'user/services', { token }), 403, 'unknown_origin');
    refused(await from(world, undefined, 'GET', 'user/services', { token }), 403, 'unknown_origin');
    const app = await paired(null);
    assert.equal((await from(world, undefined, 'GET', 'user/services', { token: app })).status, 200);
    refused(await from(world, SITE, 'GET', 'user/services', { token: app }), 403, 'unknown_origin');
    refused(await pair(await newCode(), 'null'), 403, 'unknown_origin');
    const home = await paired(world.origin);
    assert.equal((await from(world, undefined, 'GET', 'state', { token: home })).status, 200, 'a page does not name its own origin when it reads');
    refused(await from(world, SITE, 'GET', 'state', { token: home }), 403, 'unknown_origin');
  });

  test('a userscript is one player, though its manager names itself with some requests alone', async () => {
    const token = await paired('moz-extension://0b4ff0e7-9f4f-4a4e-9d55-0d6f3c1b2a10');
    const { data } = await me.get('user/devices');
    assert.equal('origin' in data.devices[0], false);
    for (const origin of [undefined, 'chrome-extension://dhdgffkkebhmkfjojejmpbldmpobfkfo']) {
      assert.equal((await from(world, origin, 'GET', 'user/services', { token })).status, 200, origin);
    }
    refused(await from(world, SITE, 'GET', 'user/services', { token }), 403, 'unknown_origin');
  });

  test('it may drop what it plays itself, and nothing else', async () => {
    const [mine, other] = [await paired(), await paired()];
    const going = play(film, { at: Date.now() + 60_000, duration: 180 });
    const drop = (token) => from(world, SITE, 'POST', `playing/${going.playId}`, { token, body: { command: 'discard', play_id: going.playId } });
    await from(world, SITE, 'POST', 'scrobble', { token: mine, body: { facts: [going.started] } });
    refused(await drop(other), 403, 'scope');
    const answer = await drop(mine);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.data.counted, false);
  });

  test('one that was removed is good for nothing, at once', async () => {
    const answer = await pair(await newCode('Kitchen'));
    assert.equal(answer.data.device.name, 'Kitchen', 'the name the person gave it');
    const { token, device } = answer.data;
    assert.equal((await from(world, SITE, 'GET', 'state', { token })).status, 200);
    assert.equal((await me.call('DELETE', `user/devices/${device.id}`)).status, 204);
    refused(await from(world, SITE, 'GET', 'state', { token }), 401, 'unknown_device');
    refused(await me.call('DELETE', `user/devices/${device.id}`), 404, 'not_found');
    assert.ok((await me.get('user/devices')).data.devices.every((other) => other.id !== device.id));
  });

  test('tokens nobody gave are no tokens', async () => {
    const token = await paired();
    const [person, secret] = token.split('.');
    for (const wrong of ['x', `${person}.${secret.slice(1)}`, `${'0'.repeat(32)}.${secret}`, `${person}.`, secret]) {
      refused(await from(world, SITE, 'GET', 'state', { token: wrong }), 401, 'unknown_device');
    }
  });

  test('a person does not see the players of another', async () => {
    const other = world.person();
    await other.get('user/services');
    assert.deepEqual((await other.get('user/devices')).data.devices, []);
    const [{ id }] = (await me.get('user/devices')).data.devices;
    assert.equal((await other.call('DELETE', `user/devices/${id}`)).status, 404);
  });

  test('a page elsewhere without a token makes nobody', async () => {
    const answer = await from(world, SITE, 'GET', 'user/services');
    assert.deepEqual([answer.status, answer.data.code], [401, 'no_session']);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  });

  test('browsers may ask, for what players may do', async () => {
    const ask = (path, method, origin = SITE) => reach(`${world.origin}/api/v1/${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization, content-type' },
    });
    for (const [path, method] of [['user/services', 'GET'], ['scrobble', 'POST'], ['state', 'GET'], ['pair', 'POST']]) {
      const answer = await ask(path, method);
      assert.equal(answer.status, 204, path);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.match(answer.headers.get('access-control-allow-headers'), /authorization, content-type/);
      assert.equal(answer.headers.get('access-control-allow-credentials'), null);
    }
    for (const [path, method] of [['user/devices', 'POST'], ['outbox', 'GET'], ['user/services/trakt/disconnect', 'POST']]) {
      const answer = await ask(path, method);
      assert.equal(answer.status, 403, path);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
    assert.equal((await ask('pair', 'POST', 'null')).status, 403);
    const wrong = await from(world, SITE, 'GET', 'state', { token: 'x' });
    assert.equal(wrong.headers.get('access-control-allow-origin'), '*', 'a page can read why it was refused');
  });

  test('the secret stands in no log', async () => {
    const token = await paired();
    await from(world, SITE, 'POST', 'scrobble', { token, body: { facts: 'none' } });
    assert.ok(!world.log().includes(token.split('.')[1]));
  });
});

describe('pairing, where it is not to be guessed', () => {
  let world;
  let me;
  before(async () => {
    world = await startWorld({ bindings: { ALLOWED_ORIGINS: 'https://player.example, https://tv.example/' } });
    me = world.person();
    await me.get('user/services');
  });
  after(() => world.stop());

  const newCode = async () => (await me.post('user/devices', {})).data.code;
  const pair = (code, origin = SITE) => from(world, origin, 'POST', 'pair', { body: { code, name: 'TV' } });

  test('only the pages the owner named', async () => {
    const elsewhere = await pair(await newCode(), 'https://other.example');
    assert.equal(elsewhere.status, 403);
    assert.equal(elsewhere.data.code, 'unknown_origin');
    assert.equal(elsewhere.headers.get('access-control-allow-origin'), null);
    const right = await pair(await newCode(), 'https://tv.example');
    assert.equal(right.status, 201);
    assert.equal(right.headers.get('access-control-allow-origin'), 'https://tv.example');
    assert.match(right.headers.get('vary'), /origin/i);
  });

  test('none at all, where the owner names none', async () => {
    const closed = await startWorld({ bindings: { ALLOWED_ORIGINS: '' } });
    try {
      const owner = closed.person();
      await owner.get('user/services');
      const { code } = (await owner.post('user/devices', {})).data;
      const answer = await from(closed, SITE, 'POST', 'pair', { body: { code, name: 'TV' } });
      assert.deepEqual([answer.status, answer.data.code], [403, 'unknown_origin']);
    } finally {
      await closed.stop();
    }
  });

  test('wrong, used and old codes look alike, and ten of them close the door', async () => {
    const old = await newCode();
    await world.advance(10 * MINUTE + 1000);
    const used = await newCode();
    assert.equal((await pair(used)).status, 201);
    const answers = [await pair(old), await pair(used), await pair('0000-0000'), await pair('')];
    assert.deepEqual(new Set(answers.map((answer) => answer.text)).size, 1);
    assert.equal(answers[0].status, 403);
    assert.equal(answers[0].data.code, 'wrong_code');
    const more = await Promise.all(Array.from({ length: 12 }, () => pair('1111-1111')));
    assert.equal(more.filter((answer) => answer.status === 403).length, 6, 'ten in all, also when they come at once');
    const good = await newCode();
    const shut = await pair(good);
    assert.equal(shut.status, 429);
    assert.ok(Number(shut.headers.get('retry-after')) > 500);
    await world.advance(9 * MINUTE);
    assert.equal((await pair(good)).status, 429);
    await world.advance(MINUTE + 1000);
    assert.equal((await pair(await newCode())).status, 201, 'and then it opens again');
  });

  test('nobody asks for codes without end', async () => {
    const answers = [];
    for (let count = 0; count < 21; count += 1) answers.push(await me.post('user/devices', {}));
    assert.ok(answers.some((answer) => answer.status === 429));
  });
});
