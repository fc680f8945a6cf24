// Simkl's two kinds of codes: AUTH V2's (RFC 8628), and the PIN and code exchange of AUTH V1.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { CHALLENGE, REDIRECT, startSandbox, VERIFIER } from './helper.mjs';

const API = 'https://api.simkl.com';
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const APP = { client_id: 'sandbox-simkl', client_secret: 'sandbox-simkl-secret' };
const V1 = 'client_id=sandbox-simkl-v1&app-name=playtally&app-version=1.0';
let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

const start = (form) => sandbox.call('POST', `${API}/oauth2/device`, { form: { client_id: APP.client_id, scope: 'media:read media:write', ...form } });
const begin = async (form) => (await start(form)).body;
const poll = (code, changes = {}) => sandbox.call('POST', `${API}/oauth2/token`, { form: { grant_type: GRANT, ...APP, device_code: code, ...changes } });
const type = (code, decision = 'allow') => sandbox.call('POST', 'https://simkl.com/pin', { form: { code, user: 'ada', decision } });

async function error(code, changes) {
  const { status, body } = await poll(code, changes);
  return `${status} ${body.error}`;
}

test('a code comes with all that has to be shown', async () => {
  const body = await begin();
  assert.match(body.user_code, /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal(body.verification_uri_complete, `https://simkl.com/pin?user_code=${body.user_code}`);
  assert.deepEqual([body.verification_uri, body.expires_in, body.interval], ['https://simkl.com/pin', 900, 5]);
  const page = await sandbox.call('GET', body.verification_uri_complete);
  assert.match(page.text, new RegExp(`value="${body.user_code}"`));
});

test('the secret has no place at the start, and none of the others pass', async () => {
  assert.equal((await begin({ client_secret: 'x' })).error, 'invalid_request');
  assert.equal((await begin({ client_id: 'nobody' })).error, 'invalid_client');
  const old = await start({ client_id: 'sandbox-simkl-v1' });
  assert.deepEqual([old.status, old.body.error_description], [401, 'This client_id is not enabled for OAuth 2.0']);
});

test('pending, allowed however the code is written, and used once', async () => {
  const { device_code: code, user_code: typed } = await begin();
  assert.equal(await error(code), '400 authorization_pending');
  await type(typed.toLowerCase().replace('-', ' ').replace(/1/g, 'l').replace(/0/g, 'o'));
  await sandbox.advance(5000);
  const { status, body } = await poll(code);
  assert.deepEqual([status, body.scope, body.token_type], [200, 'media:read media:write', 'Bearer']);
  assert.equal((await sandbox.simkl.send(body.access_token, 'GET', '/users/settings')).body.user.name, 'ada');
  await sandbox.advance(5000);
  assert.equal(await error(code), '400 invalid_grant');
});

test('a person who says no looks like one who never came', async () => {
  const { device_code: code, user_code: typed } = await begin();
  await type(typed, 'deny');
  assert.equal(await error(code), '400 authorization_pending');
  await sandbox.advance(900_000);
  assert.equal(await error(code), '400 expired_token');
});

test('slow_down adds five seconds each time', async () => {
  const { device_code: code } = await begin();
  const answers = [];
  for (const wait of [0, 4000, 9000, 14_900, 20_000]) {
    await sandbox.advance(wait);
    answers.push((await error(code)).slice(4));
  }
  assert.deepEqual(answers, ['authorization_pending', 'slow_down', 'slow_down', 'slow_down', 'authorization_pending']);
});

test('a poll names the app, its secret and a code of its own', async () => {
  const { device_code: code } = await begin();
  assert.equal(await error(code, { client_secret: 'wrong' }), '401 invalid_client');
  assert.equal(await error('unknown'), '400 invalid_grant');
  const { body } = await sandbox.call('POST', `${API}/oauth2/token`, { form: { grant_type: GRANT, ...APP } });
  assert.equal(body.error, 'invalid_request');
});

test('without the right scope the token only reads', async () => {
  const { device_code: code, user_code: typed } = await begin({ scope: 'Media:Write' });
  await type(typed);
  assert.equal((await poll(code)).body.scope, 'media:read');
});

const pin = (code = '', query = V1) => sandbox.call('GET', `${API}/oauth/pin${code && `/${code}`}?${query}`);

test('a PIN is pending, then a token, then a fresh PIN under the same 200', async () => {
  const { body: begun } = await pin();
  assert.deepEqual({ ...begun, user_code: '' }, {
    result: 'OK', device_code: 'DEVICE_CODE', user_code: '', verification_uri: 'https://simkl.com/pin',
    verification_url: 'https://simkl.com/pin', expires_in: 900, interval: 5,
  });
  assert.deepEqual((await pin(begun.user_code)).body, { result: 'KO', message: 'Authorization pending' });
  await type(begun.user_code);
  const { body: allowed } = await pin(begun.user_code);
  assert.deepEqual(Object.keys(allowed), ['result', 'access_token']);
  const me = await sandbox.call('GET', `${API}/users/settings?${V1}`, { headers: { authorization: `Bearer ${allowed.access_token}` } });
  assert.deepEqual([me.status, me.body.user.name, me.headers['x-ratelimit-limit']], [200, 'ada', undefined]);
  const { status, body: fresh } = await pin(begun.user_code);
  assert.equal(status, 200);
  assert.ok(fresh.device_code && fresh.user_code !== begun.user_code);
  assert.ok((await pin('NOBODY')).body.device_code);
});

test('a PIN ends after a quarter of an hour; another app cannot ask about it', async () => {
  const { body: begun } = await pin();
  await sandbox.control('POST', 'apps', { service: 'simkl', client_id: 'other', auth: 'v1' });
  assert.ok((await pin(begun.user_code, V1.replace('sandbox-simkl-v1', 'other'))).body.device_code);
  await sandbox.advance(900_000);
  assert.ok((await pin(begun.user_code)).body.device_code);
});

test('the versions are separate worlds', async () => {
  const old = await pin('', V1.replace('sandbox-simkl-v1', 'sandbox-simkl'));
  assert.deepEqual([old.status, old.body.error], [400, 'unauthorized_client']);
  assert.equal((await pin('', 'client_id=sandbox-simkl-v1')).body.error, 'empty_field');
  assert.equal((await pin('', 'app-name=p&app-version=1')).status, 412);
  const newer = await sandbox.call('GET', 'https://simkl.com/oauth2/authorize?client_id=sandbox-simkl-v1');
  assert.equal(newer.status, 400);
});

const authorizeUrl = `https://simkl.com/oauth/authorize?${new URLSearchParams({
  response_type: 'code', client_id: 'sandbox-simkl-v1', redirect_uri: `${REDIRECT}simkl`, state: 's1',
  code_challenge: CHALLENGE, code_challenge_method: 'S256',
})}`;
const decide = async (decision) => (await sandbox.call('POST', authorizeUrl, { form: { user: 'ada', decision } })).headers.location;
const codeOf = async () => new URL(await decide('allow')).searchParams.get('code');
const exchange = (code, changes = {}) => sandbox.call('POST', `${API}/oauth/token?${V1}`, {
  json: { grant_type: 'authorization_code', client_id: 'sandbox-simkl-v1', code, redirect_uri: `${REDIRECT}simkl`, ...changes },
});

test('V1 gives the same five-year token by secret and by verifier', async () => {
  const first = await exchange(await codeOf(), { code_verifier: VERIFIER });
  assert.deepEqual({ ...first.body, access_token: '' }, { access_token: '', token_type: 'bearer', scope: 'public', expires_in: 157_680_000 });
  const second = await exchange(await codeOf(), { client_secret: 'sandbox-simkl-secret' });
  assert.equal(second.body.access_token, first.body.access_token);
  const back = new URL(await decide('allow'));
  assert.deepEqual([back.searchParams.get('state'), back.searchParams.get('iss')], ['s1', null]);
  assert.equal(await decide('deny'), 'https://simkl.com/', 'the app hears nothing of a No');
});

const REFUSED = [
  [{}, '403 empty_field'],
  [{ client_secret: 'wrong' }, '401 secret_error'],
  [{ code_verifier: 'x'.repeat(43) }, '401 grant_error'],
  [{ code: 'unknown', code_verifier: VERIFIER }, '401 grant_error'],
  [{ code_verifier: VERIFIER, redirect_uri: 'http://localhost/elsewhere' }, '403 redirect_failed'],
];
for (const [changes, expected] of REFUSED) {
  test(`V1 refuses ${JSON.stringify(changes)}: ${expected}`, async () => {
    const { status, body } = await exchange(await codeOf(), changes);
    assert.equal(`${status} ${body.error}`, expected);
  });
}
