// Last.fm's door: what was sent in query and body alike, who is calling, the signature, and which method answers.

import { createHash } from 'node:crypto';

import * as auth from './lastfm/auth.js';
import * as library from './lastfm/library.js';
import * as scrobble from './lastfm/scrobble.js';
import { Failure, refused, written } from './lastfm/wire.js';
import * as oauth from './oauth.js';
import { seconds } from './pages.js';
import { empty } from './reply.js';

export const name = 'lastfm';
export const hosts = ['ws.audioscrobbler.com', 'www.last.fm'];
export const schema = auth.schema + scrobble.schema;
export const grant = auth.grant;

const METHODS = Object.fromEntries(
  Object.entries({ ...auth.methods, ...scrobble.methods, ...library.methods }).map(([method, rule]) => [method.toLowerCase(), rule]),
);

export function answer(box, call) {
  if (call.host === 'www.last.fm') return auth.page(box, call);
  if (call.path.replace(/\/$/, '') !== '/2.0') return empty(404);
  const params = readParams(call);
  const format = params.format ?? 'xml';
  try {
    return written(format, run(box, call, params));
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return refused(format, failure);
  }
}

// Query and body are one; of a name sent twice the body's counts.
function readParams({ query, text, method }) {
  return { ...Object.fromEntries(query), ...(method === 'POST' ? Object.fromEntries(new URLSearchParams(text)) : {}) };
}

function run(box, call, params) {
  const rule = METHODS[(params.method ?? '').toLowerCase()];
  if (!rule) throw new Failure(3);
  const app = oauth.findApp(box, name, params.api_key);
  if (!app) throw new Failure(10);
  call.client = app.client;
  // Reads need no signature, but a wrong one is wrong there too.
  if ((rule.signed || params.sk || params.api_sig) && params.api_sig !== signature(params, app.secret)) throw new Failure(13);
  if (params.sk || rule.write) call.user = auth.userOf(box, app, params.sk);
  if (rule.write && call.method !== 'POST') throw new Failure(6);
  return rule.run(box, call, params);
}

// Names sorted as bytes, names and values in a row, the secret behind them.
function signature(params, secret) {
  const names = Object.keys(params).filter((key) => !['format', 'callback', 'api_sig'].includes(key));
  names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return createHash('md5').update(names.map((key) => key + params[key]).join('') + secret).digest('hex');
}

export const state = (box) => (scrobble.state(box));

export const tables = ({ scrobbles, playing, loved }) => [
  {
    heading: 'Last.fm: scrobbles', heads: ['Listened', 'What', 'Album', 'Who'],
    rows: scrobbles.map((row) => [seconds(row.timestamp), `${row.artist}: ${row.track}`, row.album, row.user]),
  },
  { heading: 'Last.fm: playing now', heads: ['Who', 'What'], rows: playing.map((row) => [row.user, `${row.artist}: ${row.track}`]) },
  { heading: 'Last.fm: loved', heads: ['Since', 'What', 'Who'], rows: loved.map((row) => [seconds(row.at), `${row.artist}: ${row.track}`, row.user]) },
];
