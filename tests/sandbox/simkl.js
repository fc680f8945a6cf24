// Simkl's door: who is calling, with which scope, how often, and which handler answers.

import { json, edgePage, Refusal, route } from './reply.js';
import { block, blocked, newYorkDay, take } from './limits.js';
import * as oauth from './oauth.js';
import { places, plays, time, title, watching } from './pages.js';
import * as auth from './simkl/auth.js';
import * as history from './simkl/history.js';
import * as library from './simkl/library.js';
import * as lists from './simkl/lists.js';
import * as rows from './simkl/rows.js';
import * as scrobble from './simkl/scrobble.js';
import * as search from './simkl/search.js';
import * as v1 from './simkl/v1.js';

export const name = 'simkl';
export const hosts = ['api.simkl.com', 'simkl.com'];
export const schema = library.schema + scrobble.schema;
export const grant = auth.grant;

const ROUTES = [scrobble, library, history, lists, rows, search].flatMap(({ routes }) => routes);
const DAILY = { free: 500, pro: 1000, vip: 10_000 };
const LOCK = 20_000;
const CORS = { 'access-control-allow-origin': '*' };
const EXPOSED = 'X-RateLimit-Limit, X-RateLimit-Remaining, Retry-After, '
  + 'X-Pagination-Page, X-Pagination-Limit, X-Pagination-Page-Count, X-Pagination-Item-Count';

const failed = (status, error, message, headers = {}) => new Refusal(json(status, { error, code: status, message }, headers));

export function answer(box, call) {
  if (call.host === 'simkl.com') return auth.page(box, call);
  let response;
  try {
    response = api(box, call);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    response = refusal.response;
  }
  const headers = { ...CORS, 'access-control-expose-headers': EXPOSED, ...call.quota };
  for (const [key, value] of Object.entries(headers)) response.headers.set(key, value);
  return response;
}

function api(box, call) {
  if (call.method === 'OPTIONS') return preflight();
  if (!call.headers.get('user-agent')) return edgePage(403, 'Sorry, you have been blocked');
  if (call.path.startsWith('/oauth2/')) return auth.api(box, call);

  const app = checkApp(box, call);
  if (call.path.startsWith('/oauth/')) return v1.api(box, call, app);
  const found = route(ROUTES, call.method, call.path);
  if (!found.handler) throw failed(404, 'url_failed', 'This URL does not exist');
  checkDebugLimit(box, call);
  identify(box, call, app);
  checkRates(box, call);
  scrobble.settle(box, call.user);
  return found.handler(box, call, found.params);
}

function preflight() {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
      'access-control-allow-headers': 'Authorization, Content-Type, simkl-api-key',
      'access-control-max-age': '86400',
    },
  });
}

function checkApp(box, call) {
  const client = call.query.get('client_id') ?? call.headers.get('simkl-api-key');
  const app = client && oauth.findApp(box, name, client);
  if (!app || rows.isSuspended(box, app.client)) throw failed(412, 'client_id_failed', 'Your client_id is wrong. Try another one');
  for (const field of ['app-name', 'app-version']) {
    if (!call.query.get(field)) throw failed(400, 'empty_field', `The ${field} parameter is required`);
  }
  return app;
}

// A test aid of the real service: the true 429 on any call.
function checkDebugLimit(box, call) {
  const kind = call.query.get('debug_limit');
  if (kind === 'user') throw overQuota(box);
  if (kind === 'app') {
    throw failed(429, 'app_limit_exceeded', 'This app has reached its daily API request limit', untilMidnight(box));
  }
}

const untilMidnight = (box) => ({ 'retry-after': String(newYorkDay(box.now()).secondsLeft) });
const overQuota = (box) => failed(429, 'user_limit_exceeded', 'This user has reached their daily API request limit', untilMidnight(box));

function identify(box, call, { client }) {
  if (!call.headers.get('authorization')) {
    throw failed(401, 'user_token_required', 'This client_id requires a user access token on every request');
  }
  const row = oauth.findToken(box, name, 'access', oauth.bearer(call.headers) ?? '');
  if (!row || row.client !== client) throw failed(401, 'user_token_failed', 'Your user token is wrong');
  call.user = row.user;
  call.client = client;
  call.token = row;
  // Tokens of AUTH V1 know no scopes.
  if (row.scope === 'public') return;
  const write = call.method !== 'GET' || call.text !== '' || call.path.startsWith('/scrobble');
  if (write && !row.scope.includes('media:write')) {
    throw failed(403, 'insufficient_scope', 'This action requires the "media:read media:write" scope', {
      'www-authenticate': 'Bearer error="insufficient_scope", scope="media:read media:write"',
    });
  }
}

function checkRates(box, call) {
  const wrongClient = () => failed(412, 'client_id_failed', 'Your client_id is wrong. Try another one');
  const bucket = `simkl ${call.user}`;
  if (blocked(box, bucket)) throw wrongClient();
  if (call.method === 'GET') {
    // The time to wait is a second; the header says a minute and is to be ignored.
    if (!take(box, `${bucket} GET`, 10, 1000).allowed) throw failed(429, 'rate_limit', 'Too many requests', { 'retry-after': '60' });
  } else if (!take(box, `${bucket} POST`, 1, 1000).allowed) {
    block(box, bucket);
    throw wrongClient();
  }

  if (!search.isCounted(call)) return;
  const limit = box.setting('simkl daily', DAILY[library.account(box, call.user).plan]);
  const { allowed, remaining } = take(box, `${bucket} ${newYorkDay(box.now()).day}`, limit, 2 * 86_400_000);
  if (!allowed) throw overQuota(box);
  if (call.token.calls > 0 && call.token.scope !== 'public') call.quota = { 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(remaining) };
  box.run('UPDATE tokens SET calls = calls + 1 WHERE token = ?', call.token.token);

  if (isLocked(call) && writing(box, call)) throw failed(400, 'RATE_LIMIT', 'Another request of this user is being processed');
}

// One write of a person at a time, for as long as it takes and twenty seconds at most.
const isLocked = ({ method, path }) => method === 'POST' && (path.startsWith('/scrobble/') || path === '/sync/history');

function writing(box, call) {
  for (const other of box.inFlight) {
    if (other === call || other.service !== name || !isLocked(other) || other.at + LOCK <= box.now()) continue;
    if (oauth.findToken(box, name, 'access', oauth.bearer(other.headers) ?? '')?.user === call.user) return true;
  }
  return false;
}

export function state(box) {
  return { ...library.state(box), ...scrobble.state(box) };
}

export const tables = (state) => [
  plays('Simkl: history', state.history), watching('Simkl: watching', state.watching), places('Simkl: saved places', state.playback),
  {
    heading: 'Simkl: lists', heads: ['Moved', 'What', 'Where', 'Rating', 'Who'],
    rows: state.lists.map((row) => [time(row.at), title(row), row.status, row.rating, row.user]),
  },
];
