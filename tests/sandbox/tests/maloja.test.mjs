// The server of a person's own: ListenBrainz' language below a path, with its own habits.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const BASE = 'https://music.example.org/apis/listenbrainz/1';
const KEY = { authorization: 'Token sandbox-maloja-key' };
let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

const listen = (at, track) => ({ listened_at: at, track_metadata: { artist_name: 'Air', track_name: track } });
const submit = (type, payload, headers = {}) => (
  sandbox.call('POST', `${BASE}/submit-listens`, { json: { listen_type: type, payload }, headers: { ...KEY, ...headers } })
);
const titles = async () => (await sandbox.state()).maloja.scrobbles.map((row) => row.title);

test('a token is good, or 401', async () => {
  const good = await sandbox.call('GET', `${BASE}/validate-token`, { headers: KEY });
  assert.deepEqual([good.status, good.body.valid, good.body.user_name], [200, true, 'maloja-owner']);
  const bad = await sandbox.call('GET', `${BASE}/validate-token`, { headers: { authorization: 'Token wrong' } });
  assert.equal(bad.status, 401);
  assert.equal((await submit('single', [listen(1, 'Kelly')], { authorization: 'Token wrong' })).status, 401);
});

test('only below its path, and only with a content type', async () => {
  assert.equal((await sandbox.call('GET', 'https://music.example.org/1/validate-token', { headers: KEY })).status, 404);
  const bare = await submit('single', [listen(1, 'Kelly')], { 'content-type': 'text/plain' });
  assert.equal(bare.status, 400);
});

test('what is playing is not kept; what follows a duplicate is dropped', async () => {
  await submit('playing_now', [{ track_metadata: { artist_name: 'Air', track_name: 'Now' } }]);
  assert.equal((await submit('single', [listen(20, 'Talisman')])).status, 200);
  assert.equal((await submit('import', [listen(10, 'Kelly'), listen(20, 'Talisman'), listen(30, 'Remember')])).status, 200);
  assert.deepEqual(await titles(), ['Kelly', 'Talisman']);
});
