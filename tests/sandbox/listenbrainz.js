// ListenBrainz: tokens that are pasted, listens checked in the server's order, stored a moment later, read back.

import { createHash } from 'node:crypto';
import { json, Refusal, route } from './reply.js';
import { take } from './limits.js';
import { seconds, settingsPage } from './pages.js';
import { checkSubmission, limits, problem } from './listenbrainz/check.js';
import * as deleted from './listenbrainz/deleted.js';
import * as feedback from './listenbrainz/feedback.js';
import * as metadata from './listenbrainz/metadata.js';
import * as users from './listenbrainz/users.js';

export const name = 'listenbrainz';
export const hosts = ['api.listenbrainz.org', 'listenbrainz.org'];
export const schema = users.schema + feedback.schema + deleted.schema + `
  CREATE TABLE IF NOT EXISTS lb_queue(place INTEGER PRIMARY KEY, due INTEGER, user TEXT, listen TEXT);
  CREATE TABLE IF NOT EXISTS lb_listens(user TEXT, listened_at INTEGER, msid TEXT, listen TEXT, inserted_at INTEGER,
    PRIMARY KEY(user, listened_at, msid));
  CREATE TABLE IF NOT EXISTS lb_playing(user TEXT PRIMARY KEY, listen TEXT, until INTEGER);
  CREATE TABLE IF NOT EXISTS lb_imports(user TEXT, service TEXT, ts INTEGER, PRIMARY KEY(user, service));
`;

const WINDOW = 10_000;
const CALLS = 30;
const NOW_PLAYING_SECONDS = 600;
const DEFAULT_COUNT = 25;

const ROUTES = [
  ['GET', '/1/validate-token', validateToken],
  ['POST', '/1/submit-listens', submit],
  ['GET', '/1/user/:user/listens', listens],
  ['GET', '/1/user/:user/playing-now', playingNow],
  ['GET', '/1/user/:user/listen-count', listenCount],
  ['POST', '/1/playing-now/delete', clearPlayingNow],
  ['GET', '/1/latest-import', latestImport],
  ['POST', '/1/latest-import', raiseLatestImport],
  ...feedback.routes,
  ...deleted.routes,
  ...metadata.routes,
];

export const seed = users.seed;

export const grant = (box, { user }) => json(200, { token: users.tokenOf(box, user), user_name: user });

export function answer(box, call) {
  store(box);
  if (call.host === 'listenbrainz.org') return site(box, call);
  if (call.method === 'OPTIONS') return withCors(new Response(null, { status: 204 }));
  const { allowed, remaining, until } = take(box, `listenbrainz ${call.address}`, CALLS, WINDOW, { aligned: true });
  let response;
  try {
    if (!allowed) {
      throw problem(429, 'You have exceeded your rate limit. See the X-RateLimit-* response headers '
        + 'for more information on your current rate limit.');
    }
    const { handler, known, params } = route(ROUTES, call.method, call.path);
    if (!handler) throw problem(known ? 405 : 404, known ? 'Method not allowed' : 'Not found');
    response = handler(box, call, params);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    response = refusal.response;
  }
  response.headers.set('x-ratelimit-limit', String(CALLS));
  response.headers.set('x-ratelimit-remaining', String(remaining));
  response.headers.set('x-ratelimit-reset-in', String(Math.ceil((until - box.now()) / 1000)));
  response.headers.set('x-ratelimit-reset', String(Math.floor(until / 1000)));
  return withCors(response);
}

function withCors(response) {
  response.headers.set('access-control-allow-origin', '*');
  response.headers.set('access-control-allow-methods', 'GET, POST, OPTIONS');
  response.headers.set('access-control-allow-headers', 'Authorization, Content-Type');
  response.headers.set('access-control-max-age', '21600');
  response.headers.set('access-control-expose-headers',
    'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-RateLimit-Reset-In');
  return response;
}

function site(box, call) {
  if (call.path.replace(/\/$/, '') !== '/settings') return json(404, { code: 404, error: 'Not found' });
  const user = (call.query.get('user') ?? '').trim() || 'demo';
  return settingsPage({ user, token: users.tokenOf(box, user) });
}

function validateToken(box, call) {
  const token = /^token (\S+)/i.exec(call.headers.get('authorization') ?? '')?.[1] ?? call.query.get('token');
  if (!token) throw problem(400, 'You need to provide an Authorization token.');
  const row = box.row('SELECT user FROM lb_users WHERE token = ?', token);
  if (!row) return json(200, { code: 200, message: 'Token invalid.', valid: false });
  call.user = row.user;
  return json(200, { code: 200, message: 'Token valid.', valid: true, user_name: row.user });
}

function submit(box, call) {
  const user = users.userOf(box, call);
  const { type, payload } = checkSubmission(call.bytes, box.now());
  if (type === 'playing_now') {
    setPlayingNow(box, user, payload[0]);
    const wanted = call.query.get('return_msid');
    return json(200, wanted ? { status: 'ok', recording_msid: playingMsid(payload[0]) } : { status: 'ok' });
  }
  const due = box.now() + box.setting('listenbrainz delay', 500);
  for (const listen of payload) box.run('INSERT INTO lb_queue(due, user, listen) VALUES (?, ?, ?)', due, user, JSON.stringify(listen));
  return json(200, { status: 'ok' });
}

// Moves what is due out of the queue. A listen that is known already is dropped without a word.
export function store(box) {
  for (const { place, due, user, listen: text } of box.rows('SELECT * FROM lb_queue WHERE due <= ? ORDER BY place', box.now())) {
    const listen = JSON.parse(text);
    box.run('INSERT OR IGNORE INTO lb_listens VALUES (?, ?, ?, ?, ?)', user, listen.listened_at, msid(listen), text, due);
    box.run('DELETE FROM lb_queue WHERE place = ?', place);
  }
  deleted.carryOut(box);
}

const uuidOf = (parts) => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
  .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const plain = (value) => (value === undefined || value === null ? null : String(value).toLowerCase());

// What makes a recording: a changed length or release name makes another one.
function msid({ track_metadata: track }) {
  const info = track.additional_info ?? {};
  const length = info.duration !== undefined ? info.duration * 1000 : info.duration_ms;
  return uuidOf([plain(track.artist_name), plain(track.track_name), plain(track.release_name), plain(info.track_number), length ?? null]);
}

// The answer to a playing_now is computed with another field and no length, so it often differs from the stored one.
function playingMsid({ track_metadata: track }) {
  const number = track.additional_info?.tracknumber;
  return uuidOf([plain(track.artist_name), plain(track.track_name), plain(track.release_name), plain(number), null]);
}

function setPlayingNow(box, user, listen) {
  const same = ({ track_metadata: track }) => `${track.artist_name}\n${track.track_name}`;
  const old = currentlyPlaying(box, user);
  if (old && same(old) === same(listen)) return;
  const { duration, duration_ms: ms } = listen.track_metadata.additional_info ?? {};
  const seconds = duration ?? (ms !== undefined ? ms / 1000 : NOW_PLAYING_SECONDS);
  box.run('INSERT OR REPLACE INTO lb_playing VALUES (?, ?, ?)', user, JSON.stringify(listen), Math.floor(box.now() + seconds * 1000));
}

function currentlyPlaying(box, user) {
  const row = box.row('SELECT listen FROM lb_playing WHERE user = ? AND until > ?', user, box.now());
  return row && JSON.parse(row.listen);
}

function clearPlayingNow(box, call) {
  const user = users.userOf(box, call);
  const playing = currentlyPlaying(box, user);
  if (!playing) return json(200, { status: 'ok', message: 'Playing now was already cleared' });
  const { client } = readObject(call.text);
  if (client && client !== playing.track_metadata.additional_info?.submission_client) {
    throw problem(404, 'No playing now listen found for the specified client.');
  }
  box.run('DELETE FROM lb_playing WHERE user = ?', user);
  return json(200, { status: 'ok', message: 'Playing now cleared successfully' });
}

function readObject(text) {
  try {
    return JSON.parse(text || '{}') ?? {};
  } catch {
    return {};
  }
}

function listens(box, call, { user }) {
  users.known(box, user);
  const number = (key, what) => {
    const text = call.query.get(key);
    if (text === null) return undefined;
    if (!/^-?\d+$/.test(text)) throw problem(400, `${what}: ${text}`);
    return Number(text);
  };
  const max = number('max_ts', 'Incorrect max_ts timestamp argument');
  const min = number('min_ts', 'Incorrect min_ts timestamp argument');
  if (max !== undefined && min !== undefined && max <= min) throw problem(400, 'max_ts should be greater than min_ts');
  const count = Math.min(number('count', 'Invalid count argument') ?? DEFAULT_COUNT, limits.perGet);
  if (count < 0) throw problem(400, `Invalid count argument: ${count}`);
  const rows = box.rows(`SELECT * FROM lb_listens WHERE user = ? AND listened_at > ? AND listened_at < ?
    ORDER BY listened_at DESC LIMIT ?`, user, min ?? 0, max ?? Number.MAX_SAFE_INTEGER, count);
  const { latest, oldest } = box.row('SELECT max(listened_at) AS latest, min(listened_at) AS oldest FROM lb_listens WHERE user = ?', user);
  return json(200, {
    payload: {
      count: rows.length, user_id: user, latest_listen_ts: latest ?? 0, oldest_listen_ts: oldest ?? 0, listens: rows.map(shown),
    },
  });
}

// A recording the client named itself is matched; what nobody matched has no mapping.
function mapping({ track_name: name, additional_info: info = {} }) {
  if (!info.recording_mbid) return {};
  const optional = Object.fromEntries(Object.entries({ release_mbid: info.release_mbid, artist_mbids: info.artist_mbids }).filter(([, id]) => id));
  return { mbid_mapping: { recording_mbid: info.recording_mbid, recording_name: name, ...optional } };
}

function shown(row) {
  const { track_metadata: track } = JSON.parse(row.listen);
  return {
    inserted_at: Math.floor(row.inserted_at / 1000), listened_at: row.listened_at, recording_msid: row.msid, user_name: row.user,
    track_metadata: { ...track, additional_info: { ...track.additional_info, recording_msid: row.msid }, ...mapping(track) },
  };
}

function playingNow(box, call, { user }) {
  users.known(box, user);
  const listen = currentlyPlaying(box, user);
  const playing = listen ? [{ user_name: user, playing_now: true, ...listen }] : [];
  return json(200, { payload: { count: playing.length, user_id: user, playing_now: true, listens: playing } });
}

function listenCount(box, call, { user }) {
  users.known(box, user);
  return json(200, { payload: { count: box.row('SELECT count(*) AS count FROM lb_listens WHERE user = ?', user).count } });
}

const SERVICES = ['lastfm', 'librefm', 'spotify', 'soundcloud'];

function latestImport(box, { query }) {
  const [user, service] = [query.get('user_name') ?? '', query.get('service') ?? 'lastfm'];
  users.known(box, user);
  if (!SERVICES.includes(service)) throw problem(404, `Service does not exist: ${service}`);
  const row = box.row('SELECT ts FROM lb_imports WHERE user = ? AND service = ?', user, service);
  return json(200, { musicbrainz_id: user, latest_import: row?.ts ?? 0, status: null, error: null });
}

// It only ever rises.
function raiseLatestImport(box, call) {
  const user = users.userOf(box, call);
  const { ts, service = 'lastfm' } = readObject(call.text);
  if (!Number.isInteger(ts) || !SERVICES.includes(service)) throw problem(400, 'Invalid data sent');
  box.run('INSERT INTO lb_imports VALUES (?, ?, ?) ON CONFLICT(user, service) DO UPDATE SET ts = max(ts, excluded.ts)', user, service, ts);
  return json(200, { status: 'ok' });
}

export function state(box) {
  store(box);
  return {
    listens: box.rows('SELECT * FROM lb_listens ORDER BY listened_at DESC').map(shown),
    queued: box.row('SELECT count(*) AS count FROM lb_queue').count,
    playing_now: box.rows('SELECT * FROM lb_playing WHERE until > ? ORDER BY user', box.now())
      .map((row) => ({ user_name: row.user, ...JSON.parse(row.listen) })),
    feedback: feedback.state(box),
    users: box.rows('SELECT user FROM lb_users ORDER BY user').map(({ user }) => user),
  };
}

const named = ({ track_metadata: data }) => `${data.artist_name}: ${data.track_name}`;

const recording = ({ track_metadata: track, recording_mbid: mbid, recording_msid: msid }) => (track ? named({ track_metadata: track }) : mbid ?? msid);

export const tables = (state) => [
  {
    heading: 'ListenBrainz: listens', heads: ['Listened', 'What', 'Who'],
    rows: state.listens.map((row) => [seconds(row.listened_at), named(row), row.user_name]),
  },
  { heading: 'ListenBrainz: playing now', heads: ['Who', 'What'], rows: state.playing_now.map((row) => [row.user_name, named(row)]) },
  {
    heading: 'ListenBrainz: feedback', heads: ['Given', 'What', 'Score', 'Who'],
    rows: state.feedback.map((row) => [seconds(row.created), recording(row), row.score, row.user_id]),
  },
];
