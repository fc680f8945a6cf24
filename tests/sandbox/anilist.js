// AniList's door: sign-in on one host; on the other one address for everything, thirty calls a minute from each place.

import * as auth from './anilist/auth.js';
import * as entries from './anilist/entries.js';
import { root } from './anilist/root.js';
import { run } from './anilist/run.js';
import * as users from './anilist/users.js';
import { blockFor, blockedUntil, take } from './limits.js';
import * as oauth from './oauth.js';
import { time } from './pages.js';
import { json, Refusal } from './reply.js';

export const name = 'anilist';
export const hosts = ['graphql.anilist.co', 'anilist.co'];
export const schema = users.schema + entries.schema;
export const grant = auth.grant;

const LIMIT = 30;
const MINUTE = 60_000;

export function answer(box, call) {
  if (call.host === 'anilist.co') return auth.answer(box, call);
  let response;
  try {
    response = api(box, call);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    response = refusal.response;
  }
  for (const [key, value] of Object.entries(call.quota ?? {})) response.headers.set(key, value);
  return response;
}

// What a test can set of it: `disabled`, `needs_referer` and `no_workers` (ways it was shut in 2026; only browsers say
// an origin), `chunk_fails_above` (the
// size of a chunk that is too much for it) and `errors_with_200`.
function api(box, call) {
  const modes = box.setting('anilist', {});
  const bearer = oauth.bearer(call.headers);
  const { origin, referer } = Object.fromEntries(call.headers);
  const shut = modes.disabled || (modes.no_workers && !origin) || (modes.needs_referer && !bearer && !referer);
  if (shut) throw failed(403, 'The AniList API has been temporarily disabled due to severe stability issues.');
  if (call.method !== 'POST' || call.path !== '/') throw failed(404, 'Not Found.');
  checkRate(box, call);

  const row = bearer && oauth.findToken(box, name, 'access', bearer);
  if (bearer && !row) throw failed(400, 'Invalid token');
  call.user = row?.user;
  const { status, body } = run(root, { box, user: row && users.named(box, row.user) }, parse(call.text));
  return json(modes.errors_with_200 ? 200 : status, body);
}

const failed = (status, message, headers) => new Refusal(json(status, { errors: [{ message, status, locations: [{ line: 1, column: 1 }] }], data: null }, headers));

// One call too many, and the place is shut out for a minute.
function checkRate(box, call) {
  const bucket = `anilist ${call.address}`;
  let until = blockedUntil(box, bucket);
  if (!until) {
    const { allowed, remaining } = take(box, bucket, LIMIT, MINUTE);
    call.quota = { 'x-ratelimit-limit': String(LIMIT), 'x-ratelimit-remaining': String(remaining) };
    if (allowed) return;
    until = blockFor(box, bucket, MINUTE);
  }
  call.quota = { 'x-ratelimit-limit': String(LIMIT), 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(until / 1000)) };
  throw failed(429, 'Too Many Requests.', { 'retry-after': String(Math.ceil((until - box.now()) / 1000)) });
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw failed(400, 'The request body is no JSON.');
  }
}

export const state = (box) => ({ entries: entries.state(box), users: users.state(box) });

export const tables = (stored) => [{
  heading: 'AniList: list',
  heads: ['Changed', 'What', 'How far', 'Score', 'Who'],
  rows: stored.entries.map((row) => [time(new Date(row.updatedAt * 1000).toISOString()), row.title, `${row.status} ${row.progress}`, row.score, row.user]),
}];
