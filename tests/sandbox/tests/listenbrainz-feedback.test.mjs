// ListenBrainz' other half: love and hate, listens that are deleted, recordings by their words, and how far an import got.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const AT = 1_790_000_000;
const MBID = 'e8f9b188-f819-4e43-ab0f-4bd26ce9ff56';
const OTHER = 'e8f9b188-f819-4e43-ab0f-4bd26ce9ff57';

let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  await sandbox.control('POST', 'clock', { set_ms: (AT + 1000) * 1000 });
});

const send = (...call) => sandbox.listenbrainz.send(...call);
const give = (body) => send('POST', '/1/feedback/recording-feedback', body);
const given = async (query = '') => (await send('GET', `/1/feedback/user/demo/get-feedback${query}`)).body;

async function listen(info = {}) {
  await send('POST', '/1/submit-listens', {
    listen_type: 'single',
    payload: [{ listened_at: AT, track_metadata: { artist_name: 'Air', track_name: 'Kelly', release_name: 'Virgin', additional_info: info } }],
  });
  await sandbox.advance(500);
  return (await send('GET', '/1/user/demo/listens')).body.payload.listens[0];
}

test('love is given once, read newest first, turned and taken back', async () => {
  for (const recording_mbid of [MBID, MBID, OTHER]) assert.deepEqual((await give({ recording_mbid, score: 1 })).body, { status: 'ok' });
  await give({ recording_mbid: MBID, score: -1 });
  const all = await given();
  assert.deepEqual(all.feedback.map(({ recording_mbid: mbid, score }) => [mbid, score]), [[MBID, -1], [OTHER, 1]]);
  assert.deepEqual([all.count, all.total_count, all.offset], [2, 2, 0]);
  assert.deepEqual(all.feedback[0], {
    user_id: 'demo', recording_msid: null, recording_mbid: MBID, score: -1, created: all.feedback[0].created, track_metadata: null,
  });
  assert.deepEqual([(await given('?score=1')).total_count, (await given('?count=1&offset=1')).feedback[0].recording_mbid], [1, OTHER]);
  await give({ recording_mbid: OTHER, score: 0 });
  assert.deepEqual((await given('?score=1')).feedback, []);
});

test('feedback on a listen by its own id knows the track', async () => {
  const { recording_msid: msid } = await listen();
  await give({ recording_msid: msid, score: 1 });
  const [row] = (await given('?metadata=true')).feedback;
  assert.deepEqual([row.recording_msid, row.recording_mbid, row.track_metadata], [msid, null, { artist_name: 'Air', track_name: 'Kelly', release_name: 'Virgin' }]);
});

test('feedback for some recordings is in the order asked, 0 where there is none', async () => {
  await give({ recording_mbid: OTHER, score: -1 });
  const path = '/1/feedback/user/demo/get-feedback-for-recordings';
  const scores = ({ body }) => body.feedback.map(({ recording_mbid: mbid, score }) => [mbid, score]);
  const expected = [[MBID, 0], [OTHER, -1]];
  assert.deepEqual(scores(await send('GET', `${path}?recording_mbids=${MBID},${OTHER}`)), expected);
  assert.deepEqual(scores(await send('POST', path, { recording_mbids: [MBID, OTHER] })), expected);
  assert.equal((await send('GET', `${path}?recording_mbids=${Array(76).fill(MBID)}`)).status, 502);
});

const KEYS = 'JSON document must contain either recording_msid or recording_mbid, and score top level keys';
const REFUSED = [
  [{ score: 1 }, KEYS],
  [{ recording_mbid: MBID }, KEYS],
  [{ recording_mbid: MBID, score: 1, note: 'x' }, 'JSON document may only contain recording_msid, recording_mbid and score top level keys'],
  [{ recording_mbid: MBID, score: 2 }, /^Invalid JSON document submitted: /],
  [{ recording_mbid: 'x', score: 1 }, /^Invalid JSON document submitted: /],
];
for (const [body, error] of REFUSED) {
  test(`feedback ${JSON.stringify(body)} is refused`, async () => {
    const answer = await give(body);
    assert.equal(answer.status, 400);
    assert.match(answer.body.error, error instanceof RegExp ? error : new RegExp(`^${error}$`));
  });
}

test('feedback needs a token, a content type and somebody', async () => {
  const none = await send('POST', '/1/feedback/recording-feedback', { recording_mbid: MBID, score: 1 }, { headers: { authorization: undefined } });
  assert.equal(none.status, 401);
  for (const path of ['/1/feedback/recording-feedback', '/1/delete-listen']) {
    const untyped = await send('POST', path, undefined, { body: '{}', headers: { 'content-type': 'text/plain' } });
    assert.deepEqual([untyped.status, untyped.body, /html/.test(untyped.headers['content-type'])], [415, undefined, true]);
  }
  assert.equal((await send('GET', '/1/feedback/user/rob/get-feedback')).body.error, 'Cannot find user: rob');
});

test('a listen is deleted at the next full hour, an unknown one as well', async () => {
  const { recording_msid: msid } = await listen();
  const remove = (body) => send('POST', '/1/delete-listen', body);
  for (const id of [msid, MBID]) assert.deepEqual((await remove({ listened_at: AT, recording_msid: id })).body, { status: 'ok' });
  const count = async () => (await send('GET', '/1/user/demo/listen-count')).body.payload.count;
  assert.equal(await count(), 1);
  await sandbox.control('POST', 'clock', { set_ms: Math.ceil((AT + 1000) / 3600) * 3_600_000 });
  assert.equal(await count(), 0);
  const errors = [{ recording_msid: msid }, { listened_at: AT }, { listened_at: AT, recording_msid: 'x' }];
  const said = await Promise.all(errors.map(async (body) => (await remove(body)).body.error));
  assert.deepEqual(said, ['Listen timestamp missing.', 'Recording MSID missing.', 'x: Recording MSID format invalid.']);
});

test('a listen that names its recording is mapped, another is not', async () => {
  const mapped = await listen({ recording_mbid: MBID });
  assert.deepEqual(mapped.track_metadata.mbid_mapping, { recording_mbid: MBID, recording_name: 'Kelly' });
  await sandbox.reset();
  assert.ok(!('mbid_mapping' in (await listen()).track_metadata));
});

test('the latest import only ever rises', async () => {
  const raise = (ts) => send('POST', '/1/latest-import', { ts, service: 'lastfm' });
  const read = async () => (await send('GET', '/1/latest-import?user_name=demo&service=lastfm')).body;
  assert.deepEqual(await read(), { musicbrainz_id: 'demo', latest_import: 0, status: null, error: null });
  await raise(200);
  await raise(100);
  assert.equal((await read()).latest_import, 200);
  assert.deepEqual([(await raise('x')).body.error, (await send('GET', '/1/latest-import?user_name=demo&service=radio')).status], ['Invalid data sent', 404]);
});

test('a recording is found by its words, with a token and the slash', async () => {
  const path = '/1/metadata/lookup/';
  const find = (query, options) => send('GET', `${path}?${new URLSearchParams(query)}`, undefined, options);
  const words = { artist_name: 'rick astley', recording_name: 'Never Gonna Give You Up' };
  assert.equal((await find(words)).body.recording_mbid, '8f3471b5-7e6a-48da-86a9-c1c07a0f47ae');
  assert.deepEqual((await find({ ...words, artist_name: 'Nobody' })).body, {});
  assert.equal((await find(words, { headers: { authorization: undefined } })).status, 401);
  assert.equal((await find({ artist_name: 'A' })).body.error, 'recording_name is invalid or not present in arguments');
  assert.equal((await find({ ...words, release_name: 'x'.repeat(250) })).status, 400);
  const bare = await send('GET', '/1/metadata/lookup?artist_name=A&recording_name=B');
  assert.deepEqual([bare.status, bare.headers.location], [308, 'https://api.listenbrainz.org/1/metadata/lookup/?artist_name=A&recording_name=B']);
  const { body } = await send('POST', path, { recordings: [{ artist_name: 'A', recording_name: 'B' }, words] });
  assert.deepEqual(body.map(({ index, artist_name_arg: artist, recording_mbid: mbid }) => [index, artist, Boolean(mbid)]), [[0, 'A', false], [1, 'rick astley', true]]);
});
