// ListenBrainz' love and hate of recordings, by either kind of id.

import { json } from '../reply.js';
import { limits, problem } from './check.js';
import { isUuid, known, readJson, userOf, whole } from './users.js';

// An id that was not given is an empty text, so that the key can hold it.
export const schema = `
  CREATE TABLE IF NOT EXISTS lb_feedback(user TEXT, msid TEXT, mbid TEXT, score INTEGER, created INTEGER, place INTEGER,
    PRIMARY KEY(user, msid, mbid));
`;

export const routes = [
  ['POST', '/1/feedback/recording-feedback', give],
  ['GET', '/1/feedback/user/:user/get-feedback', read],
  ['GET', '/1/feedback/user/:user/get-feedback-for-recordings', readSome],
  ['POST', '/1/feedback/user/:user/get-feedback-for-recordings', readSome],
];

const FIELDS = ['recording_msid', 'recording_mbid', 'score'];
const COUNT = 25;
const MOST_IN_ADDRESS = 75;

function give(box, call) {
  const user = userOf(box, call);
  const body = readJson(call);
  const { recording_msid: msid = '', recording_mbid: mbid = '', score } = body;
  if ((!msid && !mbid) || score === undefined) {
    throw problem(400, 'JSON document must contain either recording_msid or recording_mbid, and score top level keys');
  }
  if (Object.keys(body).some((key) => !FIELDS.includes(key))) {
    throw problem(400, 'JSON document may only contain recording_msid, recording_mbid and score top level keys');
  }
  const wrong = ![1, 0, -1].includes(score) ? 'Score can have a value of 1, 0 or -1.' : [msid, mbid].some((id) => id && !isUuid(id)) && 'invalid UUID';
  if (wrong) throw problem(400, `Invalid JSON document submitted: ${wrong}`);
  box.run('DELETE FROM lb_feedback WHERE user = ? AND msid = ? AND mbid = ?', user, msid, mbid);
  if (score) box.run('INSERT INTO lb_feedback VALUES (?, ?, ?, ?, ?, ?)', user, msid, mbid, score, Math.floor(box.now() / 1000), box.nextId());
  return json(200, { status: 'ok' });
}

function read(box, call, { user }) {
  known(box, user);
  const { query } = call;
  const score = query.get('score');
  if (score !== null && !['1', '-1'].includes(score)) throw problem(400, 'Score can have a value of 1 or -1.');
  const rows = box.rows('SELECT * FROM lb_feedback WHERE user = ? ORDER BY created DESC, place DESC', user)
    .filter((row) => score === null || row.score === Number(score));
  const offset = whole(query.get('offset'), 0);
  const some = rows.slice(offset, offset + Math.min(whole(query.get('count'), COUNT), limits.perGet));
  const told = query.get('metadata') === 'true' ? (row) => trackOf(box, row) : () => null;
  return json(200, { feedback: some.map((row) => shown(row, told(row))), count: some.length, total_count: rows.length, offset });
}

// What is known of a recording comes from the listens it was in.
function trackOf(box, { msid, mbid }) {
  const listen = box.rows('SELECT msid, listen FROM lb_listens').map((row) => ({ msid: row.msid, track: JSON.parse(row.listen).track_metadata }))
    .find((one) => one.msid === msid || (mbid && one.track.additional_info?.recording_mbid === mbid));
  if (!listen) return null;
  const { artist_name: artist, track_name: name, release_name: release } = listen.track;
  return { artist_name: artist, track_name: name, ...(release ? { release_name: release } : {}) };
}

const shown = ({ user, msid, mbid, score, created }, track) => ({
  user_id: user, recording_msid: msid || null, recording_mbid: mbid || null, score, created, track_metadata: track,
});

// In the order asked, with 0 for what has no score. A long address breaks the server in front.
function readSome(box, call, { user }) {
  known(box, user);
  const body = call.method === 'POST' ? readJson(call) : undefined;
  const ids = (key) => body?.[key] ?? (call.query.get(key) ?? '').split(',').filter(Boolean);
  const [msids, mbids] = [ids('recording_msids'), ids('recording_mbids')];
  if (!msids.length && !mbids.length) throw problem(400, "'recording_msids' or 'recording_mbids' has no valid recording.");
  if (!body && msids.length + mbids.length > MOST_IN_ADDRESS) throw problem(502, 'Bad gateway');
  const one = (column, id) => {
    const row = box.row(`SELECT * FROM lb_feedback WHERE user = ? AND ${column} = ?`, user, id);
    return shown(row ?? { user, [column]: id, score: 0, created: null }, null);
  };
  return json(200, { feedback: [...msids.map((id) => one('msid', id)), ...mbids.map((id) => one('mbid', id))] });
}

export const state = (box) => box.rows('SELECT * FROM lb_feedback ORDER BY created DESC, place DESC').map((row) => shown(row, trackOf(box, row)));
