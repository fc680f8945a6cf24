// Trakt's sign-in by code: every answer to a poll, and the page where the code is typed.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const AUTH = 'https://auth.trakt.tv';
const APP = { client_id: 'sandbox-trakt' };
let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

const start = (json = APP) => sandbox.call('POST', `${AUTH}/oauth/device/code`, { json });
const begin = async () => (await start()).body;
const poll = (code, changes = {}) => sandbox.call('POST', `${AUTH}/oauth/device/token`, { json: { ...APP, code, ...changes } });
const type = (code, decision = 'allow', path = '/activate') => (
  sandbox.call('POST', `${AUTH}${path}`, { form: { code, user: 'ada', decision } })
);

// Past the interval, so that only the answer asked about is seen.
async function status(code) {
  await sandbox.advance(5000);
  return (await poll(code)).status;
}

test('a code comes with all that has to be shown', async () => {
  const body = await begin();
  assert.match(body.user_code, /^[0-9A-F]{8}$/);
  assert.deepEqual({ ...body, device_code: '', user_code: '' }, {
    device_code: '', user_code: '', verification_url: `${AUTH}/activate`, expires_in: 600, interval: 5,
  });
  const unknown = await start({ client_id: 'nobody' });
  assert.deepEqual([unknown.status, unknown.body.error], [400, 'invalid_client']);
});

test('pending, then a token, then 409', async () => {
  const { device_code: code, user_code: typed } = await begin();
  const pending = await poll(code);
  assert.deepEqual([pending.status, pending.text], [400, '']);
  const page = await sandbox.call('GET', `${AUTH}/activate/${typed}`);
  assert.match(page.text, new RegExp(`name="code" value="${typed}"`));
  assert.match((await type(typed.toLowerCase())).text, /Connected/);
  await sandbox.advance(5000);
  const { status: ok, body } = await poll(code);
  assert.equal(ok, 200);
  assert.equal(body.expires_in, 604_800);
  assert.equal((await sandbox.trakt.send(body.access_token, 'GET', '/users/me')).body.username, 'ada');
  assert.equal(await status(code), 409);
});

test('418 after No, 410 after ten minutes, 404 for what nobody was given', async () => {
  const [denied, late] = [await begin(), await begin()];
  await type(denied.user_code, 'deny');
  assert.equal(await status(denied.device_code), 418);
  assert.equal(await status('nobody-was-given-this'), 404);
  await sandbox.control('POST', 'apps', { service: 'trakt', client_id: 'other' });
  assert.equal((await poll(late.device_code, { client_id: 'other' })).status, 404);
  await sandbox.advance(600_000);
  assert.equal(await status(late.device_code), 410);
  assert.match((await type(late.user_code)).text, /no such code/);
});

test('429 within the interval, counted from the last attempt', async () => {
  const { device_code: code } = await begin();
  const answers = [];
  for (const wait of [0, 4000, 4900, 5000]) {
    await sandbox.advance(wait);
    answers.push((await poll(code)).status);
  }
  assert.deepEqual(answers, [400, 429, 429, 400]);
});

test('only a code that waits can be allowed', async () => {
  const { device_code: code, user_code: typed } = await begin();
  assert.match((await type('WRONG')).text, /no such code/);
  await type(typed, 'deny', `/activate/${typed}`);
  assert.match((await type(typed)).text, /no such code/);
  assert.equal(await status(code), 418);
});
