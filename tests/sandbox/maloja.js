// A server of a person's own that speaks ListenBrainz' language below a path: Maloja, with its own habits.

import { seconds } from './pages.js';
import { json, Refusal, route } from './reply.js';

export const name = 'maloja';
export const hosts = ['music.example.org'];
export const schema = `
  CREATE TABLE IF NOT EXISTS maloja_scrobbles(at INTEGER PRIMARY KEY, artist TEXT, title TEXT, album TEXT);
`;

export const BASE = 'https://music.example.org/apis/listenbrainz';
const KEY = 'sandbox-maloja-key';
const OWNER = 'maloja-owner';

const ROUTES = [
  ['GET', '/apis/listenbrainz/1/validate-token', validate],
  ['POST', '/apis/listenbrainz/1/submit-listens', submit],
];

const failed = (status, error) => new Refusal(json(status, { code: status, error }));

export function answer(box, call) {
  const { handler, known } = route(ROUTES, call.method, call.path);
  if (!handler) throw failed(known ? 405 : 404, known ? 'Method not allowed' : 'Not found');
  if (/^token (\S+)$/i.exec(call.headers.get('authorization') ?? '')?.[1] !== KEY) throw failed(401, 'Incorrect Authorization');
  call.user = OWNER;
  return handler(box, call);
}

function validate() {
  return json(200, { code: 200, message: 'Token valid.', valid: true, user_name: OWNER });
}

// Without a content type the body is not looked at. What follows a scrobble of the same second is dropped.
function submit(box, call) {
  if (!/^application\/json\b/i.test(call.headers.get('content-type') ?? '')) throw failed(400, 'Invalid JSON document submitted.');
  const { listen_type: type, payload } = read(call.text);
  if (!['single', 'import', 'playing_now'].includes(type) || !Array.isArray(payload)) throw failed(400, 'Invalid JSON document submitted.');
  if (type !== 'playing_now') {
    for (const { listened_at: at, track_metadata: track } of payload) {
      if (box.row('SELECT 1 FROM maloja_scrobbles WHERE at = ?', at)) break;
      box.run('INSERT INTO maloja_scrobbles VALUES (?, ?, ?, ?)', at, track.artist_name, track.track_name, track.release_name ?? null);
    }
  }
  return json(200, { status: 'ok' });
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw failed(400, 'Invalid JSON document submitted.');
  }
}

export const state = (box) => ({ scrobbles: box.rows('SELECT * FROM maloja_scrobbles ORDER BY at') });

export const tables = ({ scrobbles }) => [{
  heading: 'Maloja: scrobbles', heads: ['Listened', 'What'], rows: scrobbles.map(({ at, artist, title }) => [seconds(at), `${artist}: ${title}`]),
}];
