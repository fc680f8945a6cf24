// Trakt's sign-in, its headers and its limits.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AGENT, CHALLENGE, REDIRECT, startSandbox, VERIFIER } from './helper.mjs';

const BACK = `${REDIRECT}trakt`;
const AUTH = 'https://auth.trakt.tv';
let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

function authorizeUrl(changes = {}) {
  const query = {
    response_type: 'code', client_id: 'sandbox-trakt', redirect_uri: BACK, state: 's & t',
    code_challenge: CHALLENGE, code_challenge_method: 'S256', ...changes,
  };
  return `${AUTH}/oauth/authorize?${new URLSearchParams(query)}`;
}

async function allow({ changes, user = 'ada', decision = 'allow' } = {}) {
  const { status, headers } = await sandbox.call('POST', authorizeUrl(changes), { form: { user, decision } });
  assert.equal(status, 302);
  return new URL(headers.location);
}

const codeOf = async (options) => (await allow(options)).searchParams.get('code');

const token = (json) => sandbox.call('POST', `${AUTH}/oauth/token`, { json });
const exchange = (code, changes = {}) => token({
  grant_type: 'authorization_code', client_id: 'sandbox-trakt', code, code_verifier: VERIFIER, redirect_uri: BACK, ...changes,
});
const refresh = (given, changes = {}) => token({
  grant_type: 'refresh_token', client_id: 'sandbox-trakt', refresh_token: given, redirect_uri: BACK, ...changes,
});
const me = (access) => sandbox.trakt.send(access, 'GET', '/users/me');

test('the consent page names the app, and Allow sends code and state back', async () => {
  const page = await sandbox.call('GET', authorizeUrl());
  assert.equal(page.status, 200);
  assert.match(page.headers['content-type'], /text\/html/);
  assert.match(page.text, /sandbox-trakt/);
  const back = await allow();
  assert.equal(back.origin + back.pathname, BACK);
  assert.equal(back.searchParams.get('state'), 's & t');
  assert.ok(back.searchParams.get('code'));
});

test('Deny sends access_denied and no code', async () => {
  const back = await allow({ decision: 'deny' });
  assert.equal(back.searchParams.get('error'), 'access_denied');
  assert.equal(back.searchParams.get('state'), 's & t');
  assert.equal(back.searchParams.get('code'), null);
});

const REGISTERED = [
  ['http://localhost/api/v1/auth/callback/trakt', true],
  ['http://localhost:1/api/v1/scrobble/trakt/callback', true],
  ['http://localhost:8787/api/v1/auth/callback/trakt/', false],
  ['http://localhost:8787/api/v1/auth/callback/Trakt', false],
  ['http://localhost:8787/api/v1/auth/callback/trakt?a=1', false],
  ['http://localhost:8787@evil.example/api/v1/auth/callback/trakt', false],
  ['http://localhost.evil.example/api/v1/auth/callback/trakt', false],
  ['http://127.0.0.1:8787/api/v1/auth/callback/trakt', false],
  ['', false],
];
for (const [uri, allowed] of REGISTERED) {
  test(`redirect_uri ${uri || '(none)'} is ${allowed ? 'taken' : 'refused, and nobody is sent there'}`, async () => {
    const page = await sandbox.call('GET', authorizeUrl({ redirect_uri: uri }));
    assert.equal(page.status, allowed ? 200 : 400);
    assert.equal(page.headers.location, undefined);
  });
}

const WRONG = [
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
  [{ code_challenge: '' }, 'invalid_request'],
  [{ code_challenge: 'short' }, 'invalid_request'],
  [{ response_type: 'token' }, 'unsupported_response_type'],
];
for (const [changes, error] of WRONG) {
  test(`authorize with ${JSON.stringify(changes)} goes back with ${error}`, async () => {
    const { status, headers } = await sandbox.call('GET', authorizeUrl(changes));
    assert.equal(status, 302);
    assert.equal(new URL(headers.location).searchParams.get('error'), error);
  });
}

test('an unknown app gets no page', async () => {
  const { status, body } = await sandbox.call('GET', authorizeUrl({ client_id: 'nobody' }));
  assert.deepEqual([status, body.error], [400, 'invalid_client']);
});

test('the exchange gives a pair for seven days, and the code works once', async () => {
  const code = await codeOf();
  const { status, body } = await exchange(code);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'created_at', 'expires_in', 'refresh_token', 'scope', 'token_type']);
  assert.equal(body.expires_in, 604_800);
  assert.match(body.access_token, /^sandbox-trakt-access-/);
  assert.equal((await me(body.access_token)).body.username, 'ada');
  const again = await exchange(code);
  assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant']);
});

const BAD_EXCHANGES = [
  ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
  ['a verifier too short', { code_verifier: 'x' }, 'invalid_grant'],
  ['no verifier', { code_verifier: undefined }, 'invalid_grant'],
  ['another port', { redirect_uri: BACK.replace('8787', '8788') }, 'invalid_grant'],
  ['an unknown app', { client_id: 'nobody' }, 'invalid_client'],
  ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
];
for (const [what, changes, error] of BAD_EXCHANGES) {
  test(`an exchange with ${what} is refused: ${error}`, async () => {
    const { status, body } = await exchange(await codeOf(), changes);
    assert.deepEqual([status, body.error], [400, error]);
    assert.equal(typeof body.error_description, 'string');
  });
}

test('a code lives ten minutes', async () => {
  const [early, late] = [await codeOf(), await codeOf()];
  await sandbox.advance(9 * 60_000 + 50_000);
  assert.equal((await exchange(early)).status, 200);
  await sandbox.advance(11_000);
  assert.equal((await exchange(late)).status, 400);
});

test('a refresh token is used once and gives a new pair', async () => {
  const { body: first } = await exchange(await codeOf());
  const { status, body: second } = await refresh(first.refresh_token);
  assert.equal(status, 200);
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.equal((await me(second.access_token)).body.username, 'ada');
  const again = await refresh(first.refresh_token);
  assert.deepEqual([again.status, again.body], [400, { error: 'invalid_grant', error_description: 'session not found' }]);
  assert.equal((await refresh(second.refresh_token)).status, 200);
});

test('of two refreshes at once, one wins', async () => {
  const { body } = await exchange(await codeOf());
  const statuses = (await Promise.all([refresh(body.refresh_token), refresh(body.refresh_token)])).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, 400]);
});

test('a refresh without a redirect_uri, or with a foreign one, fails and spends nothing', async () => {
  const { body } = await exchange(await codeOf());
  for (const uri of [undefined, 'https://evil.example/']) {
    assert.equal((await refresh(body.refresh_token, { redirect_uri: uri })).body.error, 'invalid_grant');
  }
  assert.equal((await refresh(body.refresh_token)).status, 200);
});

test('the answer to a refresh can be lost with the session', async () => {
  const { body } = await exchange(await codeOf());
  await sandbox.fault({ path: '/oauth/token', kind: 'drop-after' });
  assert.ok((await refresh(body.refresh_token)).lost);
  assert.equal((await refresh(body.refresh_token)).body.error, 'invalid_grant');
});

test('an access token ends after seven days, or at once when told', async () => {
  const access = await sandbox.trakt.token();
  await sandbox.advance(604_800_000 - 60_000);
  assert.equal((await me(access)).status, 200);
  await sandbox.advance(61_000);
  const late = await me(access);
  assert.equal(late.status, 401);
  assert.match(late.headers['www-authenticate'], /^Bearer .*error="invalid_token"/);

  const next = await sandbox.trakt.token();
  await sandbox.control('POST', 'expire', { service: 'trakt' });
  assert.equal((await me(next)).status, 401);
});

test('revoking ends the session and answers 200 with nothing', async () => {
  const { body } = await exchange(await codeOf());
  const { status, text } = await sandbox.call('POST', `${AUTH}/oauth/revoke`, { json: { token: body.access_token, client_id: 'sandbox-trakt' } });
  assert.deepEqual([status, text], [200, '']);
  assert.equal((await me(body.access_token)).status, 401);
  assert.equal((await refresh(body.refresh_token)).status, 400);
});

test('the token endpoint wants JSON, and does not live on the API host', async () => {
  const form = await sandbox.call('POST', `${AUTH}/oauth/token`, { form: { grant_type: 'refresh_token', client_id: 'sandbox-trakt' } });
  assert.equal(form.status, 412);
  const elsewhere = await sandbox.trakt.send('none', 'POST', '/oauth/token', {});
  assert.equal(elsewhere.status, 404);
});

const HEADERS = [
  ['no User-Agent', { 'user-agent': undefined }, 403, 'text/html'],
  ['no key', { 'trakt-api-key': undefined }, 403, undefined],
  ['a wrong key', { 'trakt-api-key': 'nobody' }, 403, undefined],
  ['no version', { 'trakt-api-version': undefined }, 412, undefined],
  ['no content type', { 'content-type': 'text/plain' }, 412, undefined],
  ['no token', { authorization: undefined }, 401, undefined],
  ['a wrong token', { authorization: 'Bearer test-access-1' }, 401, undefined],
];
for (const [what, headers, status, type] of HEADERS) {
  test(`a write with ${what} answers ${status} and stores nothing`, async () => {
    const access = await sandbox.trakt.token();
    const answer = await sandbox.trakt.send(access, 'POST', '/sync/history', { movies: [{ ids: { trakt: 1 } }] }, { headers });
    assert.equal(answer.status, status);
    assert.equal(answer.headers['content-type']?.split(';')[0], type);
    assert.equal((await sandbox.state()).trakt.history.length, 0);
  });
}

test('one write a second and person, with the time to wait in both headers', async () => {
  const [ada, bob] = [await sandbox.trakt.token('ada'), await sandbox.trakt.token('bob')];
  const write = (access) => sandbox.trakt.send(access, 'POST', '/sync/history', { movies: [] }, { paced: false });
  assert.deepEqual([(await write(ada)).status, (await write(bob)).status], [201, 201]);
  const over = await write(ada);
  assert.equal(over.status, 429);
  assert.equal(over.headers['retry-after'], '1');
  const limit = JSON.parse(over.headers['x-ratelimit']);
  assert.deepEqual({ ...limit, until: '' }, { name: 'AUTHED_API_POST_LIMIT', period: 1, limit: 1, remaining: 0, until: '' });
  await sandbox.advance(1000);
  assert.equal((await write(ada)).status, 201);
});

test('500 reads in five minutes', async () => {
  const access = await sandbox.trakt.token();
  const read = () => sandbox.trakt.send(access, 'GET', '/users/me');
  const first = await Promise.all(Array.from({ length: 500 }, read));
  assert.ok(first.every(({ status }) => status === 200));
  const over = await read();
  assert.equal(over.status, 429);
  assert.equal(JSON.parse(over.headers['x-ratelimit']).name, 'AUTHED_API_GET_LIMIT');
  assert.ok(Number(over.headers['retry-after']) > 280);
  await sandbox.advance(Number(over.headers['retry-after']) * 1000);
  assert.equal((await read()).status, 200);
});

test('paths and methods nobody serves', async () => {
  const access = await sandbox.trakt.token();
  const statuses = [];
  for (const [method, path] of [['GET', '/nothing'], ['GET', '/scrobble/start'], ['GET', '/']]) {
    statuses.push((await sandbox.trakt.send(access, method, path)).status);
  }
  assert.deepEqual(statuses, [404, 405, 412]);
});

test('a consent page also opens on the loopback port, and posts back to its own address', async () => {
  const open = await startSandbox({ unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] });
  try {
    const base = await open.mf.unsafeGetDirectURL('sandbox');
    const address = new URL(authorizeUrl().replace('https:/', ''), base);
    const page = await fetch(address, { headers: AGENT });
    assert.equal(page.status, 200);
    const answer = await fetch(address, {
      method: 'POST', body: new URLSearchParams({ user: 'demo', decision: 'allow' }), headers: AGENT, redirect: 'manual',
    });
    assert.equal(answer.status, 302);
    assert.ok(answer.headers.get('location').startsWith(BACK));
    const front = await fetch(base, { headers: AGENT });
    assert.equal(front.url, new URL('/_sandbox/', base).href);
    assert.match(await front.text(), /Trakt: history/);
  } finally {
    await open.stop();
  }
});
