// Simkl's AUTH V2, what every request must carry, and its limits.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { CHALLENGE, REDIRECT, startSandbox, VERIFIER } from './helper.mjs';

const BACK = `${REDIRECT}simkl`;
const SCOPE = 'media:read media:write';
let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

function authorizeUrl(changes = {}) {
  const query = {
    response_type: 'code', client_id: 'sandbox-simkl', redirect_uri: BACK, state: 's1', scope: SCOPE,
    code_challenge: CHALLENGE, code_challenge_method: 'S256', ...changes,
  };
  return `https://simkl.com/oauth2/authorize?${new URLSearchParams(query)}`;
}

async function allow(changes, decision = 'allow') {
  const { headers } = await sandbox.call('POST', authorizeUrl(changes), { form: { user: 'ada', decision } });
  return Object.fromEntries(new URL(headers.location).searchParams);
}

const APP = { client_id: 'sandbox-simkl', client_secret: 'sandbox-simkl-secret' };
const token = (form, options) => sandbox.call('POST', 'https://api.simkl.com/oauth2/token', { form, ...options });
const exchange = (code, changes = {}) => token({
  grant_type: 'authorization_code', ...APP, code, code_verifier: VERIFIER, redirect_uri: BACK, ...changes,
});
const refresh = (given, changes = {}) => token({ grant_type: 'refresh_token', ...APP, refresh_token: given, ...changes });
const newPair = async (changes) => (await exchange((await allow(changes)).code)).body;
const settings = (access) => sandbox.simkl.send(access, 'GET', '/users/settings');

test('the consent page answers with code, state and issuer; Deny with access_denied', async () => {
  assert.match((await sandbox.call('GET', authorizeUrl())).text, /sandbox-simkl/);
  const { code, ...rest } = await allow();
  assert.ok(code);
  assert.deepEqual(rest, { state: 's1', iss: 'https://simkl.com' });
  assert.deepEqual(await allow({}, 'deny'), { error: 'access_denied', state: 's1', iss: 'https://simkl.com' });
});

test('the consent page is not on the API host', async () => {
  const { status } = await sandbox.call('GET', authorizeUrl().replace('simkl.com', 'api.simkl.com'));
  assert.equal(status, 404);
});

test('missing or plain PKCE goes back with invalid_request; a foreign redirect goes nowhere, PKCE or not', async () => {
  for (const changes of [{ code_challenge: '' }, { code_challenge_method: 'plain' }]) {
    assert.deepEqual(await allow(changes), { error: 'invalid_request', state: 's1', iss: 'https://simkl.com' });
    const foreign = await sandbox.call('GET', authorizeUrl({ ...changes, redirect_uri: 'https://evil.example/' }));
    assert.deepEqual([foreign.status, foreign.body.error, foreign.headers.location], [400, 'invalid_request', undefined]);
  }
  assert.equal((await sandbox.call('GET', authorizeUrl({ client_id: 'nobody' }))).status, 400);
});

const SCOPES = [
  [SCOPE, SCOPE], ['media:write', SCOPE], ['media:read', 'media:read'], ['Media:Write', 'media:read'], ['', 'media:read'],
];
for (const [asked, given] of SCOPES) {
  test(`scope "${asked}" is granted as "${given}"`, async () => {
    const pair = await newPair({ scope: asked });
    assert.equal(pair.scope, given);
    const write = await sandbox.simkl.send(pair.access_token, 'POST', '/sync/history', {});
    if (given === SCOPE) {
      assert.equal(write.status, 201);
      return;
    }
    assert.deepEqual([write.status, write.body.error], [403, 'insufficient_scope']);
    assert.equal(write.headers['www-authenticate'], `Bearer error="insufficient_scope", scope="${SCOPE}"`);
    assert.equal((await settings(pair.access_token)).status, 200);
  });
}

test('the exchange answers by form, by JSON and by Basic, never cached', async () => {
  const { code_verifier: verifier } = { code_verifier: VERIFIER };
  const grant = { grant_type: 'authorization_code', code_verifier: verifier, redirect_uri: BACK };
  const basic = `Basic ${Buffer.from('sandbox-simkl:sandbox-simkl-secret').toString('base64')}`;
  const ways = [
    async (code) => token({ ...grant, ...APP, code }),
    async (code) => sandbox.call('POST', 'https://api.simkl.com/oauth2/token', { json: { ...grant, ...APP, code } }),
    async (code) => token({ ...grant, code }, { headers: { authorization: basic } }),
  ];
  for (const way of ways) {
    const { status, body, headers } = await way((await allow()).code);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['access_token', 'token_type', 'expires_in', 'refresh_token', 'scope']);
    assert.deepEqual([body.token_type, body.expires_in, headers['cache-control']], ['Bearer', 604_800, 'no-store']);
  }
});

const BURNING = [
  ['a wrong verifier', { code_verifier: 'x'.repeat(43) }, 400, 'invalid_grant', true],
  ['another redirect', { redirect_uri: BACK.replace('8787', '1') }, 400, 'invalid_grant', true],
  ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', false],
  ['no secret', { client_secret: '' }, 401, 'invalid_client', false],
  ['another client', { client_id: 'nobody' }, 401, 'invalid_client', false],
];
for (const [what, changes, status, error, burned] of BURNING) {
  test(`an exchange with ${what} is ${error} and ${burned ? 'burns' : 'spares'} the code`, async () => {
    const { code } = await allow();
    const answer = await exchange(code, changes);
    assert.deepEqual([answer.status, answer.body.error, answer.body.code], [status, error, undefined]);
    assert.equal((await exchange(code)).status, burned ? 400 : 200);
  });
}

test('other grants, and values that are no strings, are refused', async () => {
  assert.equal((await token({ ...APP, grant_type: 'client_credentials' })).body.error, 'unsupported_grant_type');
  assert.equal((await token(APP)).body.error, 'invalid_request');
  const { body } = await sandbox.call('POST', 'https://api.simkl.com/oauth2/token', { json: { ...APP, grant_type: 'refresh_token', refresh_token: 7 } });
  assert.equal(body.error, 'invalid_request');
});

test('a refresh keeps its token, and the old access token dies at once', async () => {
  const first = await newPair();
  const { status, body: second } = await refresh(first.refresh_token);
  assert.equal(status, 200);
  assert.equal(second.refresh_token, first.refresh_token);
  const dead = await settings(first.access_token);
  assert.deepEqual([dead.status, dead.body.error, dead.body.code], [401, 'user_token_failed', 401]);
  assert.equal((await settings(second.access_token)).body.user.name, 'ada');
  assert.equal((await refresh(first.refresh_token)).status, 200);
});

test("a refresh's 180 days slide with each use", async () => {
  const days = (n) => sandbox.advance(n * 86_400_000);
  const { refresh_token: given } = await newPair();
  await days(179);
  assert.equal((await refresh(given)).status, 200);
  await days(179);
  assert.equal((await refresh(given)).status, 200);
  await days(181);
  assert.equal((await refresh(given)).body.error, 'invalid_grant');
});

test('a narrower scope on refresh is ignored, a wider one refused', async () => {
  const { refresh_token: wide } = await newPair();
  assert.equal((await refresh(wide, { scope: 'media:read' })).body.scope, SCOPE);
  const { refresh_token: narrow } = await newPair({ scope: 'media:read' });
  assert.equal((await refresh(narrow, { scope: SCOPE })).body.error, 'invalid_scope');
});

test('revoking by either token ends that one grant', async () => {
  const [one, other] = [await newPair(), await newPair()];
  const revoke = (form) => sandbox.call('POST', 'https://api.simkl.com/oauth2/revoke', { form });
  assert.equal((await revoke({ client_id: APP.client_id, token: one.refresh_token })).status, 401);
  assert.deepEqual([(await revoke({ ...APP, token: one.refresh_token })).status, (await revoke({ ...APP, token: 'unknown' })).status], [200, 200]);
  assert.equal((await settings(one.access_token)).status, 401);
  assert.equal((await settings(other.access_token)).status, 200);
});

const REQUIRED = [
  ['no client_id', 'app-name=p&app-version=1', {}, 412, 'client_id_failed'],
  ['a wrong client_id', 'client_id=nobody&app-name=p&app-version=1', {}, 412, 'client_id_failed'],
  ['no app-name', 'client_id=sandbox-simkl&app-version=1', {}, 400, 'empty_field'],
  ['no app-version', 'client_id=sandbox-simkl&app-name=p', {}, 400, 'empty_field'],
  ['client_id as a header', 'app-name=p&app-version=1', { 'simkl-api-key': 'sandbox-simkl' }, 200, undefined],
  ['no token', 'client_id=sandbox-simkl&app-name=p&app-version=1', { authorization: undefined }, 401, 'user_token_required'],
  ['a wrong token', 'client_id=sandbox-simkl&app-name=p&app-version=1', { authorization: 'Bearer test-access-1' }, 401, 'user_token_failed'],
];
for (const [what, query, headers, status, error] of REQUIRED) {
  test(`a call with ${what} answers ${status} ${error ?? ''}`, async () => {
    const access = await sandbox.simkl.token();
    const answer = await sandbox.call('GET', `https://api.simkl.com/users/settings?${query}`, {
      headers: { authorization: `Bearer ${access}`, ...headers },
    });
    assert.deepEqual([answer.status, answer.body.error], [status, error]);
    assert.equal(answer.headers['access-control-allow-origin'], '*');
  });
}

test('no User-Agent: an HTML 403', async () => {
  const { status, headers } = await sandbox.call('GET', 'https://api.simkl.com/users/settings', { headers: { 'user-agent': undefined } });
  assert.equal(status, 403);
  assert.match(headers['content-type'], /text\/html/);
});

test('the preflight allows Authorization', async () => {
  const { status, headers } = await sandbox.call('OPTIONS', 'https://api.simkl.com/sync/history');
  assert.equal(status, 204);
  assert.match(headers['access-control-allow-headers'], /Authorization/);
  assert.equal(headers['access-control-max-age'], '86400');
});

test('a second write within a second brings a block, and a longer one the next time', async () => {
  const access = await sandbox.simkl.token();
  const write = () => sandbox.simkl.send(access, 'POST', '/sync/history', {}, { paced: false });
  const blockFor = async (seconds) => {
    assert.equal((await write()).status, 201);
    const over = await write();
    assert.deepEqual([over.status, over.body.error], [412, 'client_id_failed']);
    await sandbox.advance((seconds - 1) * 1000);
    assert.equal((await sandbox.simkl.send(access, 'GET', '/users/settings', undefined, { paced: false })).status, 412, 'reads too');
    await sandbox.advance(1000);
  };
  await blockFor(10);
  await blockFor(20);
  assert.equal((await write()).status, 201);
});

test('ten reads a second', async () => {
  const access = await sandbox.simkl.token();
  const read = () => sandbox.simkl.send(access, 'GET', '/users/settings', undefined, { paced: false });
  const statuses = (await Promise.all(Array.from({ length: 11 }, read))).map(({ status }) => status);
  assert.deepEqual(statuses.filter((status) => status === 429).length, 1);
  assert.equal((await read()).body.error, 'rate_limit');
  await sandbox.advance(1000);
  assert.equal((await read()).status, 200);
});

test('500 calls a day and person, told in headers after the first, until midnight in New York', async () => {
  const access = await sandbox.simkl.token();
  const read = () => sandbox.simkl.send(access, 'GET', '/users/settings');
  await sandbox.control('POST', 'clock', { set_ms: Date.parse('2026-07-01T03:00:00Z') });
  assert.equal((await read()).headers['x-ratelimit-limit'], undefined);
  const second = await read();
  assert.deepEqual([second.headers['x-ratelimit-limit'], second.headers['x-ratelimit-remaining']], ['500', '498']);
  for (let i = 2; i < 499; i += 1) await read();
  const last = await read();
  assert.deepEqual([last.status, last.headers['x-ratelimit-remaining']], [200, '0']);
  const over = await read();
  assert.deepEqual([over.status, over.body.error], [429, 'user_limit_exceeded']);
  const wait = Number(over.headers['retry-after']);
  const { now_ms: now } = await sandbox.control('GET', 'clock');
  assert.ok(Math.abs(now + wait * 1000 - Date.parse('2026-07-01T04:00:00Z')) < 2000, `${wait}`);
  await sandbox.advance(wait * 1000 + 1000);
  assert.equal((await read()).status, 200);
});

test('the plan sets the daily budget', async () => {
  const access = await sandbox.simkl.token();
  await sandbox.control('POST', 'settings', { simkl_plan: { user: 'demo', plan: 'vip' } });
  await settings(access);
  const { body, headers } = await settings(access);
  assert.deepEqual([body.account.type, headers['x-ratelimit-limit']], ['vip', '10000']);
});

const MIDNIGHTS = [
  ['2026-01-15T12:00:00Z', '2026-01-16T05:00:00Z'],
  ['2026-03-08T05:30:00Z', '2026-03-09T04:00:00Z'],
  ['2026-11-01T04:30:00Z', '2026-11-02T05:00:00Z'],
  ['2026-11-02T04:59:00Z', '2026-11-02T05:00:00Z'],
];
for (const [now, midnight] of MIDNIGHTS) {
  test(`debug_limit at ${now} waits until ${midnight}`, async () => {
    await sandbox.control('POST', 'clock', { set_ms: Date.parse(now) });
    const answer = await sandbox.simkl.send('any', 'GET', '/users/settings', undefined, { query: '&debug_limit=user', paced: false });
    assert.deepEqual([answer.status, answer.body.error], [429, 'user_limit_exceeded']);
    const wait = Number(answer.headers['retry-after']) * 1000;
    assert.ok(Math.abs(Date.parse(now) + wait - Date.parse(midnight)) < 5000, `${wait}`);
    const app = await sandbox.simkl.send('any', 'GET', '/users/settings', undefined, { query: '&debug_limit=app', paced: false });
    assert.equal(app.body.error, 'app_limit_exceeded');
  });
}

test('a write while another of the same person is in flight is locked out', async () => {
  const [access, other] = [await sandbox.simkl.token(), await sandbox.simkl.token({ user: 'bob' })];
  const write = (who) => sandbox.simkl.send(who, 'POST', '/sync/history', {});
  await sandbox.fault({ path: '/sync/history', kind: 'hold' });
  const slow = write(access);
  await sandbox.befallen();
  const locked = await write(access);
  assert.deepEqual([locked.status, locked.body.error], [400, 'RATE_LIMIT']);
  assert.equal((await write(other)).status, 201, 'somebody else is free');
  assert.equal((await settings(access)).status, 200, 'and so is a read');
  await sandbox.letGo();
  assert.equal((await slow).status, 201);
  assert.equal((await write(access)).status, 201);
});

test('the lock ends by itself after twenty seconds', async () => {
  const access = await sandbox.simkl.token();
  const write = () => sandbox.simkl.send(access, 'POST', '/sync/history', {});
  await sandbox.fault({ path: '/sync/history', kind: 'hold' });
  const slow = write();
  await sandbox.befallen();
  await sandbox.advance(20_000);
  assert.equal((await write()).status, 201);
  await sandbox.letGo();
  await slow;
});
