// Last.fm: the sign-in by token, signatures, scrobbles judged one by one, and the oddities of its answers.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { lastfmSigned, startSandbox } from './helper.mjs';

const ROOT = 'https://ws.audioscrobbler.com/2.0/';
const CALLBACK = 'http://localhost:8787/api/v1/auth/callback/lastfm?state=test-state';
const DAY = 86_400;

let sandbox;
let sk;
let lastfm;

before(async () => {
  sandbox = await startSandbox();
  lastfm = sandbox.lastfm;
});
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  sk = await lastfm.key();
});

const stored = async () => (await sandbox.state()).lastfm;
const nowSeconds = async () => Math.floor((await sandbox.control('GET', 'clock')).now_ms / 1000);
const getSession = (token, more) => lastfm.get({ ...lastfmSigned({ api_key: 'sandbox-lastfm', method: 'auth.getSession', token, ...more }), format: 'json' });

// A batch of scrobbles, `[artist, track, secondsAgo, more]` each.
async function scrobble(tracks, { user = sk } = {}) {
  const now = await nowSeconds();
  const params = {};
  tracks.forEach(([artist, track, ago, more = {}], i) => {
    for (const [name, value] of Object.entries({ artist, track, timestamp: String(now - ago), ...more })) params[`${name}[${i}]`] = value;
  });
  return lastfm.write('track.scrobble', user, params);
}

function consent(query, form) {
  return sandbox.call(form ? 'POST' : 'GET', `https://www.last.fm/api/auth/?${new URLSearchParams(query)}`, { form });
}

test('a token is allowed on the page, comes back to the callback and is good once', async () => {
  const query = { api_key: 'sandbox-lastfm', cb: CALLBACK };
  assert.match((await consent(query)).text, /Allow/);
  const allowed = await consent(query, { user: 'ada', decision: 'allow' });
  const location = new URL(allowed.headers.location);
  assert.equal(allowed.status, 302);
  assert.ok(location.href.startsWith(`${CALLBACK}&token=`));
  const token = location.searchParams.get('token');
  const { status, body } = await getSession(token);
  assert.equal(status, 200);
  assert.deepEqual([body.session.name, body.session.subscriber], ['ada', 0]);
  assert.equal((await lastfm.write('track.love', body.session.key, { artist: 'Air', track: 'Kelly' })).status, 200);
  const again = await getSession(token);
  assert.deepEqual([again.status, again.body.error], [403, 4]);
});

test('a No, an unknown app and an address that is none lead nowhere', async () => {
  const no = await consent({ api_key: 'sandbox-lastfm', cb: CALLBACK }, { decision: 'deny' });
  assert.deepEqual([no.status, no.headers.location], [302, 'https://www.last.fm/']);
  assert.equal((await consent({ api_key: 'nobody', cb: CALLBACK })).status, 400);
  assert.equal((await consent({ api_key: 'sandbox-lastfm', cb: 'javascript:0' })).status, 400);
});

test('a desktop program waits for its own token, which ends after an hour', async () => {
  const { token } = (await lastfm.get({ method: 'auth.getToken' })).body;
  assert.equal((await getSession(token)).body.error, 14);
  await consent({ api_key: 'sandbox-lastfm', token }, { user: 'ada', decision: 'allow' });
  assert.equal((await getSession(token)).body.session.name, 'ada');
  const late = (await lastfm.get({ method: 'auth.gettoken' })).body.token;
  await sandbox.advance(3_600_000);
  assert.equal((await getSession(late)).body.error, 15);
});

const REFUSALS = [
  ['an unknown method', 3, 400, () => lastfm.get({ method: 'track.shout' })],
  ['no method', 3, 400, () => lastfm.get({})],
  ['a write by GET', 6, 400, () => lastfm.get(lastfmSigned({ api_key: 'sandbox-lastfm', method: 'track.love', sk, artist: 'A', track: 'B' }))],
  ['a missing parameter', 6, 400, () => lastfm.write('track.love', sk, { artist: 'A' })],
  ['a missing user', 6, 400, () => lastfm.get({ method: 'user.getRecentTracks' })],
  ['an unknown user', 6, 404, () => lastfm.get({ method: 'user.getRecentTracks', user: 'nobody' })],
  ['an unknown track', 6, 404, () => lastfm.get({ method: 'track.getInfo', artist: 'A', track: 'B' })],
  ['a wrong session key', 9, 403, () => lastfm.write('track.love', 'test-session-1', { artist: 'A', track: 'B' })],
  ['a wrong API key', 10, 403, () => lastfm.get({ method: 'auth.getToken', api_key: 'nobody' })],
  ['no signature', 13, 403, () => sandbox.call('POST', ROOT, {
    form: { method: 'track.love', api_key: 'sandbox-lastfm', sk, artist: 'A', track: 'B', format: 'json' },
  })],
  ['a wrong signature on a read', 13, 403, () => lastfm.get({ method: 'user.getInfo', sk, api_sig: '0'.repeat(32) })],
];
for (const [what, code, status, send] of REFUSALS) {
  test(`${what} is error ${code} at ${status}`, async () => {
    const answer = await send();
    assert.deepEqual([answer.status, answer.body.error], [status, code]);
  });
}

test('a session key belongs to the app that made it', async () => {
  await sandbox.control('POST', 'apps', { service: 'lastfm', client_id: 'other', client_secret: 'test-secret-2' });
  const { body } = await lastfm.get({
    ...lastfmSigned({ api_key: 'other', method: 'user.getInfo', sk }, 'test-secret-2'), format: 'json',
  });
  assert.equal(body.error, 9);
});

test('names are signed as bytes, from query and body together', async () => {
  const now = await nowSeconds();
  const params = { method: 'track.scrobble', api_key: 'sandbox-lastfm', sk };
  for (let i = 0; i < 12; i += 1) Object.assign(params, { [`artist[${i}]`]: 'AC/DC', [`track[${i}]`]: `1 + ${i}`, [`timestamp[${i}]`]: String(now - 60 * i) });
  Object.assign(params, { 'album[0]': 'High Voltage', 'albumArtist[0]': 'AC/DC & Co' });
  const { sk: body, ...query } = { ...lastfmSigned(params), format: 'json' };
  const answer = await sandbox.call('POST', `${ROOT}?${new URLSearchParams(query)}`, { form: { sk: body } });
  assert.equal(answer.body.scrobbles['@attr'].accepted, 12);
  assert.deepEqual((await stored()).scrobbles.map(({ track }) => track), Array.from({ length: 12 }, (_, i) => `1 + ${i}`));
});

test('one scrobble is answered as an object, several as a list', async () => {
  const one = await scrobble([['Guns N Roses', 'Patience', 300, { album: 'Lies' }]]);
  const { scrobble: told, '@attr': counts } = one.body.scrobbles;
  assert.deepEqual(counts, { ignored: 0, accepted: 1 });
  assert.deepEqual([told.artist, told.album['#text'], told.ignoredMessage.code], [{ corrected: '1', '#text': "Guns N' Roses" }, 'Lies', '0']);
  const two = await scrobble([['A', 'B', 200], ['A', 'C', 100]]);
  assert.deepEqual(two.body.scrobbles.scrobble.map(({ track }) => track['#text']), ['B', 'C']);
});

test('filters judge each track of a batch by itself, in the order sent', async () => {
  const { status, body } = await scrobble([
    ['Portishead', 'Roads', 60], ['Unknown Artist', 'Track 01', 60], ['A', 'B', 60, { albumArtist: 'VA' }], ['A', '[untitled]', 60],
    ['A', 'B', 14 * DAY + 60], ['A', 'B', 14 * DAY - 60], ['A', 'B', -600], ['A', 'B', -60], ['A', 'B', 60, { duration: '29' }],
    ['A', 'B', 60, { duration: '30' }],
  ]);
  assert.equal(status, 200);
  assert.deepEqual(body.scrobbles.scrobble.map(({ ignoredMessage: { code } }) => code), ['0', '1', '1', '2', '3', '0', '4', '0', '1', '0']);
  assert.deepEqual(body.scrobbles['@attr'], { ignored: 6, accepted: 4 });
  assert.equal((await stored()).scrobbles.length, 4);
});

test('what comes after the daily limit is ignored until the next day', async () => {
  await sandbox.control('POST', 'settings', { lastfm_daily: 2 });
  const codes = async () => (await scrobble([['A', '1', 60], ['A', '2', 50], ['A', '3', 40]])).body.scrobbles.scrobble.map((one) => one.ignoredMessage.code);
  assert.deepEqual(await codes(), ['0', '0', '5']);
  assert.deepEqual(await codes(), ['5', '5', '5']);
  await sandbox.advance(DAY * 1000);
  assert.deepEqual(await codes(), ['0', '0', '5']);
});

test('nothing is deduplicated', async () => {
  const track = ['Air', 'Kelly', 60];
  await scrobble([track, track]);
  await scrobble([track]);
  assert.equal((await stored()).scrobbles.length, 3);
});

test('a batch is fifty at most, and whole or nothing', async () => {
  const many = (count) => Array.from({ length: count }, (_, i) => ['A', `T${i}`, 60 + i]);
  assert.equal((await scrobble(many(50))).body.scrobbles['@attr'].accepted, 50);
  assert.equal((await scrobble(many(51))).body.error, 6);
  assert.equal((await scrobble([['A', 'B', 60], ['A', '', 60]])).body.error, 6);
  assert.equal((await stored()).scrobbles.length, 50);
});

test('recent tracks: newest first, in pages, numbers as text, what is playing on top of every page', async () => {
  await scrobble(Array.from({ length: 5 }, (_, i) => ['A', `T${i}`, 60 * (i + 1)]));
  await lastfm.write('track.updateNowPlaying', sk, { artist: 'Bonobo', track: 'Kerala', album: 'Migration', duration: '240' });
  const read = async (params) => (await lastfm.get({ method: 'user.getRecentTracks', user: 'demo', ...params })).body.recenttracks;
  const second = await read({ limit: '2', page: '2' });
  assert.deepEqual(second['@attr'], { page: '2', total: '5', user: 'demo', perPage: '2', totalPages: '3' });
  assert.deepEqual(second.track.map(({ name }) => name), ['Kerala', 'T2', 'T3']);
  assert.deepEqual([second.track[0]['@attr'], second.track[0].date], [{ nowplaying: 'true' }, undefined]);
  assert.match(second.track[1].date['#text'], /^\d\d [A-Z][a-z]{2} \d{4}, \d\d:\d\d$/);
  await sandbox.advance(240_000);
  const last = await read({ limit: '2', page: '3' });
  assert.equal(last.track.name, 'T4', 'a list of one is an object');
  assert.equal((await read({ limit: '1000' }))['@attr'].perPage, '200');
  const times = (await stored()).scrobbles.map(({ timestamp }) => timestamp);
  const between = await read({ from: String(times[4]), to: String(times[1]), extended: '1' });
  assert.deepEqual(between.track.map(({ name, artist, loved }) => [name, artist.name, loved]), [['T2', 'A', '0'], ['T3', 'A', '0']]);
});

test('who hides the recent tracks shows them to the own session only', async () => {
  await sandbox.control('POST', 'settings', { lastfm_private: ['demo'] });
  const open = await lastfm.get({ method: 'user.getRecentTracks', user: 'demo' });
  assert.deepEqual([open.status, open.body.error], [403, 17]);
  const own = await lastfm.get({ ...lastfmSigned({ api_key: 'sandbox-lastfm', method: 'user.getRecentTracks', user: 'demo', sk }), format: 'json' });
  assert.equal(own.status, 200);
});

test('love is kept once, read back and taken back', async () => {
  for (const track of ['Kelly', 'Kelly', 'Alone']) assert.deepEqual((await lastfm.write('track.love', sk, { artist: 'Air', track })).body, {});
  const read = async () => (await lastfm.get({ method: 'user.getLovedTracks', user: 'demo' })).body.lovedtracks;
  assert.deepEqual((await read()).track.map(({ name, artist }) => `${artist.name} ${name}`).sort(), ['Air Alone', 'Air Kelly']);
  await lastfm.write('track.unlove', sk, { artist: 'Air', track: 'Alone' });
  assert.equal((await read()).track.name, 'Kelly');
  await lastfm.write('track.unlove', sk, { artist: 'Air', track: 'Kelly' });
  assert.deepEqual((await read()).track, []);
});

test('a person and a track are described, the length of a track in milliseconds', async () => {
  await scrobble([['Air', 'Kelly', 60, { duration: '215', album: 'Virgin' }], ['Air', 'Kelly', 30]]);
  const { user } = (await lastfm.get({ ...lastfmSigned({ api_key: 'sandbox-lastfm', method: 'user.getInfo', sk }), format: 'json' })).body;
  assert.deepEqual([user.name, user.playcount, user.track_count], ['demo', '2', '1']);
  const { track } = (await lastfm.get({ method: 'track.getInfo', artist: 'air', track: 'kelly', username: 'demo' })).body;
  assert.deepEqual([track.duration, track.userplaycount, track.userloved], ['215000', '2', '0']);
});

test('without a format the answer is XML', async () => {
  await lastfm.write('track.love', sk, { artist: 'A & B', track: 'C' });
  const good = await lastfm.get({ method: 'user.getLovedTracks', user: 'demo', format: 'xml' });
  assert.match(good.headers['content-type'], /^text\/xml/);
  assert.match(good.text, /<lfm status="ok"><lovedtracks page="1" total="1" user="demo" perPage="50" totalPages="1"><track><artist>/);
  assert.match(good.text, /<name>A &#38; B<\/name>.*<date uts="\d+">\d\d /);
  const bad = await lastfm.get({ method: 'user.getInfo', user: 'nobody', format: 'xml' });
  assert.deepEqual([bad.status, /<lfm status="failed"><error code="6">User not found<\/error><\/lfm>$/.test(bad.text)], [404, true]);
});

test("an error may come at any status, in the service's own words", async () => {
  const offline = { error: 11, message: 'Service Offline - This service is temporarily offline. Try again later.' };
  await sandbox.fault({ host: 'ws.audioscrobbler.com', kind: 'status', status: 200, body: offline, stored: true });
  const answer = await scrobble([['A', 'B', 60]]);
  assert.deepEqual([answer.status, answer.body], [200, offline]);
  assert.equal((await stored()).scrobbles.length, 1);
});

test('a fault can wait for one method among those of the one address', async () => {
  await sandbox.fault({ host: 'ws.audioscrobbler.com', contains: 'track.scrobble', kind: 'status', status: 429, body: { error: 29, message: 'Too many' } });
  assert.equal((await lastfm.write('track.love', sk, { artist: 'A', track: 'B' })).status, 200);
  assert.equal((await scrobble([['A', 'B', 60]])).body.error, 29);
  assert.equal((await scrobble([['A', 'B', 60]])).status, 200);
});
