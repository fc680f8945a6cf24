// ListenBrainz: tokens, the checks on a submission with their words, storing, reading and the shared limit.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { LISTENBRAINZ_TOKEN, startSandbox } from './helper.mjs';

const AT = 1_790_000_000;
const NOW = (AT + 1000) * 1000;
const TRACK = { artist_name: 'Portishead', track_name: 'Roads', release_name: 'Dummy', additional_info: { duration_ms: 304_000 } };
const LISTEN = { listened_at: AT, track_metadata: TRACK };
let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  await sandbox.control('POST', 'clock', { set_ms: NOW });
});

const send = (...call) => sandbox.listenbrainz.send(...call);
const submit = (json, options) => send('POST', '/1/submit-listens', json, options);
const single = (listen) => submit({ listen_type: 'single', payload: [listen] });
const playing = (track, query = '') => send('POST', `/1/submit-listens${query}`, { listen_type: 'playing_now', payload: [{ track_metadata: track }] });
const stored = async () => (await sandbox.state()).listenbrainz;
const settle = () => sandbox.advance(500);

const validate = (headers, path = '/1/validate-token') => send('GET', path, undefined, { headers });

test('validate-token answers 200 for a wrong token too', async () => {
  assert.deepEqual((await validate()).body, { code: 200, message: 'Token valid.', valid: true, user_name: 'demo' });
  const wrong = await validate({ authorization: 'Token 00000000-0000-4000-8000-00000000000f' });
  assert.deepEqual([wrong.status, wrong.body], [200, { code: 200, message: 'Token invalid.', valid: false }]);
  assert.equal((await validate({ authorization: `tOKEN ${LISTENBRAINZ_TOKEN}` })).body.valid, true);
  assert.equal((await validate({ authorization: undefined }, `/1/validate-token?token=${LISTENBRAINZ_TOKEN}`)).body.valid, true);
  for (const header of [undefined, `Bearer ${LISTENBRAINZ_TOKEN}`]) {
    const none = await validate({ authorization: header });
    assert.deepEqual([none.status, none.body], [400, { code: 400, error: 'You need to provide an Authorization token.' }]);
  }
});

const UNAUTHORISED = [
  [undefined, 'You need to provide an Authorization header.'],
  [LISTENBRAINZ_TOKEN, 'Provided Authorization header is invalid.'],
  ['Token 00000000-0000-4000-8000-00000000000f', 'Invalid authorization token.'],
];
for (const [header, error] of UNAUTHORISED) {
  test(`submitting with "${header}": ${error}`, async () => {
    const { status, body } = await submit({ listen_type: 'single', payload: [LISTEN] }, { headers: { authorization: header } });
    assert.deepEqual([status, body], [401, { code: 401, error }]);
  });
}

test('submit takes the second word whatever the first, and any content type', async () => {
  const body = JSON.stringify({ listen_type: 'single', payload: [LISTEN] });
  const { status } = await submit(undefined, { body, headers: { authorization: `Bearer ${LISTENBRAINZ_TOKEN}`, 'content-type': 'text/plain' } });
  assert.equal(status, 200);
});

const info = (additional) => ({ ...LISTEN, track_metadata: { ...TRACK, additional_info: additional } });
const track = (changes) => ({ ...LISTEN, track_metadata: { ...TRACK, ...changes } });
const of = (type, ...payload) => ({ listen_type: type, payload });

const WRONG = [
  [[], 'Invalid JSON document submitted. Top level of JSON document should be a json object.'],
  [{ listen_type: 'single' }, 'Invalid JSON document submitted.'],
  [{ payload: [LISTEN] }, 'Invalid JSON document submitted.'],
  [{ listen_type: 'single', payload: {} }, 'The payload in the JSON document should be a list of listens.'],
  [of('single'), 'JSON document does not contain any listens'],
  [of('import', ...Array(1001).fill(LISTEN)), 'Too many listens. You may not submit more than 1000 listens at once.'],
  [of('single', info({ text: 'x'.repeat(10_240) })), 'JSON document is too large. Each listens may not be larger than 10240 bytes.'],
  [of('double', LISTEN), 'JSON document requires a valid listen_type key.'],
  [of('single', LISTEN, LISTEN), 'JSON document contains more than listen for a single/playing_now. It should contain only one.'],
  [of('single', null), 'Listen is empty and cannot be validated.'],
  [of('single', { track_metadata: TRACK }), 'JSON document must contain the key listened_at at the top level.'],
  [of('single', { ...LISTEN, listened_at: 'soon' }), 'JSON document must contain an int value for listened_at.'],
  [of('single', { ...LISTEN, listened_at: AT + 5000 }), 'Value for key listened_at is too high.'],
  [of('single', { ...LISTEN, listened_at: 1_033_430_399 }), 'Value for key listened_at is too low. listened_at timestamp should be greater than 1033410600 (2002-10-01 00:00:00 UTC).'],
  [of('single', { listened_at: AT }), 'JSON document must contain the key track_metadata at the top level.'],
  [of('single', { ...LISTEN, extra: 1 }), 'JSON document may only contain listened_at and track_metadata top level keys'],
  [of('playing_now', LISTEN), 'JSON document must not contain listened_at while submitting playing_now.'],
  [of('playing_now', { track_metadata: TRACK, extra: 1 }), 'JSON document may only contain track_metadata as top level key when submitting playing_now.'],
  [of('single', { listened_at: AT, track_metadata: null }), 'JSON document may not have track_metadata with null value.'],
  [of('single', track({ track_name: null })), 'track_metadata.track_name must be a single string.'],
  [of('single', track({ artist_name: ['A'] })), 'track_metadata.artist_name must be a single string.'],
  [of('single', track({ artist_name: '  ' })), 'field track_metadata.artist_name is empty.'],
  [of('single', { listened_at: AT, track_metadata: { artist_name: 'A' } }), 'JSON document does not contain required field track_metadata.track_name.'],
  [of('single', info({ tags: Array(51).fill('t') })), 'JSON document may not contain more than 50 items in track_metadata.additional_info.tags.'],
  [of('single', info({ tags: ['t'.repeat(65)] })), 'JSON document may not contain track_metadata.additional_info.tags longer than 64 characters.'],
  [of('single', info({ duration: 1, duration_ms: 1000 })), 'JSON document should not contain both duration and duration_ms.'],
  [of('single', info({ duration_ms: 0 })), 'Value for duration_ms is invalid, should be a positive integer.'],
  [of('single', info({ duration: 'abc' })), 'Value for duration is invalid, should be a positive integer.'],
  [of('single', info({ duration: null })), 'Value for duration is invalid, should be a positive integer.'],
  [of('single', info({ duration: 2_073_601 })), 'Value for duration is too large, max permitted value is 2073600'],
  [of('single', info({ recording_mbid: 'x' })), 'recording_mbid MBID format invalid.'],
  [of('single', info({ artist_mbids: ['x'] })), 'artist_mbids MBID format invalid.'],
  [of('single', track({ track_name: 'a\u0000b' })), 'a\u0000b contains a unicode null'],
];
for (const [body, error] of WRONG) {
  test(`refused: ${error.replace('\u0000', '\\0')}`, async () => {
    const answer = await submit(body);
    assert.equal(answer.status, 400);
    assert.deepEqual([answer.body.code, answer.body.error], [400, error]);
    await settle();
    assert.equal((await stored()).listens.length, 0);
  });
}

test('what is no JSON, or no UTF-8, cannot be parsed', async () => {
  const { status, body } = await submit(undefined, { body: '{' });
  assert.equal(status, 400);
  assert.match(body.error, /^Cannot parse JSON document: /);
});

const SERVER_FALLS_OVER = [['additional_info null', info(null)], ['a listen that is a text', 'Roads'], ['track_metadata a list', { listened_at: AT, track_metadata: [] }]];
for (const [what, listen] of SERVER_FALLS_OVER) {
  test(`${what} makes the server fall over`, async () => assert.equal((await single(listen)).status, 500));
}

const TAKEN = [
  ['a time as text', { ...LISTEN, listened_at: String(AT) }],
  ['a time with a fraction', { ...LISTEN, listened_at: AT + 0.9 }],
  ['an empty release name', track({ release_name: '' })],
  ['no release name', { listened_at: AT, track_metadata: { artist_name: 'Air', track_name: 'Kelly' } }],
  ['the first second allowed', { ...LISTEN, listened_at: 1_033_430_400 }],
  ['the last second allowed', { ...LISTEN, listened_at: AT + 4590 }],
  ['an MBID without hyphens', info({ recording_mbid: 'E8F9B188F8194E430AB0F4BD26CE9FF5' })],
  ['empty MBIDs', info({ recording_mbid: '', artist_mbids: [] })],
];
for (const [what, listen] of TAKEN) {
  test(`taken: ${what}`, async () => {
    assert.deepEqual((await single(listen)).body, { status: 'ok' });
    await settle();
    assert.equal((await stored()).listens.length, 1);
  });
}

test('one bad listen refuses the whole import, and comes back with the reason', async () => {
  const bad = { ...LISTEN, listened_at: AT + 9999 };
  const { status, body } = await submit(of('import', LISTEN, bad));
  assert.equal(status, 400);
  assert.deepEqual(body, { code: 400, error: 'Value for key listened_at is too high.', ...bad });
  await settle();
  assert.equal((await stored()).listens.length, 0);
});

test('a listen is stored a moment after the answer, and the moment can be set', async () => {
  await single(LISTEN);
  const read = async () => (await send('GET', '/1/user/demo/listens')).body.payload.count;
  assert.equal(await read(), 0);
  assert.equal((await stored()).queued, 1);
  await settle();
  assert.equal(await read(), 1);
  await sandbox.control('POST', 'settings', { listenbrainz_delay_ms: 20_000 });
  await single({ ...LISTEN, listened_at: AT + 1 });
  await sandbox.advance(19_000);
  assert.equal(await read(), 1);
  await sandbox.advance(1000);
  assert.equal(await read(), 2);
});

const SAME = [
  ['the same bytes', LISTEN, 1],
  ['other letters case', track({ artist_name: 'PORTISHEAD' }), 1],
  ['an MBID more', info({ duration_ms: 304_000, recording_mbid: 'e8f9b188-f819-4e43-ab0f-4bd26ce9ff56' }), 1],
  ['the length in seconds', info({ duration: 304 }), 1],
  ['another length', info({ duration_ms: 304_001 }), 2],
  ['no length', info({}), 2],
  ['no release name', track({ release_name: undefined }), 2],
  ['another track in the same second', track({ track_name: 'Glory Box' }), 2],
  ['another second', { ...LISTEN, listened_at: AT + 1 }, 2],
];
for (const [what, second, count] of SAME) {
  test(`resent with ${what}: ${count} listen${count > 1 ? 's' : ''}`, async () => {
    await single(LISTEN);
    await single(second);
    await settle();
    assert.equal((await stored()).listens.length, count);
  });
}

test('people keep their own listens', async () => {
  const { token } = await sandbox.control('POST', 'tokens', { service: 'listenbrainz', user: 'ada' });
  await single(LISTEN);
  await submit(of('single', LISTEN), { headers: { authorization: `Token ${token}` } });
  await settle();
  assert.deepEqual((await stored()).listens.map(({ user_name: user }) => user).sort(), ['ada', 'demo']);
});

test('playing now lives as long as the track, is not stored, and is not prolonged', async () => {
  const now = async () => (await send('GET', '/1/user/demo/playing-now')).body.payload;
  assert.deepEqual(await now(), { count: 0, user_id: 'demo', playing_now: true, listens: [] });
  await playing(TRACK);
  assert.deepEqual((await now()).listens, [{ user_name: 'demo', playing_now: true, track_metadata: TRACK }]);
  await sandbox.advance(300_000);
  await playing(TRACK);
  await sandbox.advance(4000);
  assert.equal((await now()).count, 0);
  await playing({ artist_name: 'Air', track_name: 'Kelly' });
  await sandbox.advance(599_000);
  assert.equal((await now()).count, 1);
  await playing(TRACK);
  assert.equal((await now()).listens[0].track_metadata.track_name, 'Roads');
  await settle();
  assert.equal((await stored()).listens.length, 0);
});

test("return_msid answers with an id that is not the stored listen's once a length is sent", async () => {
  const { body } = await playing(TRACK, '?return_msid=true');
  assert.match(body.recording_msid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  await single(LISTEN);
  await settle();
  assert.notEqual((await stored()).listens[0].recording_msid, body.recording_msid);
});

test('playing now is cleared, by the client that set it', async () => {
  const clear = (json) => send('POST', '/1/playing-now/delete', json);
  assert.deepEqual((await clear({})).body, { status: 'ok', message: 'Playing now was already cleared' });
  await playing({ ...TRACK, additional_info: { submission_client: 'playtally' } });
  const foreign = await clear({ client: 'other' });
  assert.deepEqual([foreign.status, foreign.body.error], [404, 'No playing now listen found for the specified client.']);
  assert.deepEqual((await clear({ client: 'playtally' })).body, { status: 'ok', message: 'Playing now cleared successfully' });
});

test('listens are read newest first, between two times, counted', async () => {
  const listens = Array.from({ length: 30 }, (_, i) => ({ ...LISTEN, listened_at: AT + i }));
  await submit(of('import', ...listens));
  await settle();
  const read = async (query) => (await send('GET', `/1/user/demo/listens${query}`)).body.payload.listens.map(({ listened_at: at }) => at - AT);
  assert.deepEqual(await read(''), Array.from({ length: 25 }, (_, i) => 29 - i));
  assert.deepEqual(await read(`?max_ts=${AT + 3}&min_ts=${AT}`), [2, 1]);
  assert.deepEqual(await read(`?min_ts=${AT + 27}&count=1`), [29]);
  assert.equal((await read('?count=5000')).length, 30);
  const { body } = await send('GET', '/1/user/demo/listens?count=1');
  const [{ listened_at: at, user_name: user, track_metadata: data, recording_msid: msid }] = body.payload.listens;
  assert.deepEqual([at, user, data.track_name, data.additional_info.recording_msid], [AT + 29, 'demo', 'Roads', msid]);
  assert.deepEqual([body.payload.latest_listen_ts, body.payload.oldest_listen_ts], [AT + 29, AT]);
  assert.deepEqual((await send('GET', '/1/user/demo/listen-count')).body, { payload: { count: 30 } });
});

const BAD_READS = [
  ['/1/user/rob/listens', 404, 'Cannot find user: rob'],
  ['/1/user/demo/listens?max_ts=abc', 400, 'Incorrect max_ts timestamp argument: abc'],
  ['/1/user/demo/listens?count=x', 400, 'Invalid count argument: x'],
  ['/1/user/demo/listens?max_ts=5&min_ts=5', 400, 'max_ts should be greater than min_ts'],
];
for (const [path, status, error] of BAD_READS) {
  test(`${path}: ${error}`, async () => assert.deepEqual((await send('GET', path)).body, { code: status, error }));
}

test('30 calls in ten seconds of the clock, told on every answer, by address', async () => {
  const call = () => send('GET', '/1/validate-token', undefined, { paced: false });
  const start = Math.ceil(NOW / 10_000) * 10_000;
  await sandbox.control('POST', 'clock', { set_ms: start + 1000 });
  const first = await call();
  assert.equal(first.headers['x-ratelimit-limit'], '30');
  assert.equal(first.headers['x-ratelimit-remaining'], '29');
  assert.equal(first.headers['x-ratelimit-reset'], String(start / 1000 + 10));
  assert.ok(Number(first.headers['x-ratelimit-reset-in']) <= 9);
  for (let i = 1; i < 30; i += 1) assert.equal((await call()).status, 200);
  const over = await call();
  assert.deepEqual([over.status, over.body.code, over.headers['retry-after']], [429, 429, undefined]);
  assert.match(over.body.error, /^You have exceeded your rate limit\./);
  const preflight = await send('OPTIONS', '/1/submit-listens', undefined, { paced: false });
  assert.deepEqual([preflight.status, preflight.headers['access-control-allow-origin']], [204, '*']);
  await sandbox.control('POST', 'clock', { set_ms: start + 10_000 });
  assert.equal((await call()).status, 200);
});

test('the settings page shows the token to copy', async () => {
  const own = await sandbox.call('GET', 'https://listenbrainz.org/settings/');
  assert.match(own.text, new RegExp(LISTENBRAINZ_TOKEN));
  const other = await sandbox.call('GET', 'https://listenbrainz.org/settings/?user=%3Cb%3E');
  assert.ok(!other.text.includes('<b>'));
  const [token] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(other.text);
  assert.equal((await validate({ authorization: `Token ${token}` })).body.user_name, '<b>');
});
