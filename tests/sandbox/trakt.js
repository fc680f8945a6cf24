// Trakt's door: both hosts, the headers it insists on, who is calling, how often, and which handler answers.

import { consentPage, places, plays, time, title, watching } from './pages.js';
import { edgePage, empty, json, Refusal, route } from './reply.js';
import { take } from './limits.js';
import * as oauth from './oauth.js';
import * as checkin from './trakt/checkin.js';
import * as collection from './trakt/collection.js';
import * as device from './trakt/device.js';
import * as history from './trakt/history.js';
import { schema as listsSchema } from './trakt/lists.js';
import * as ratings from './trakt/ratings.js';
import * as scrobble from './trakt/scrobble.js';
import * as search from './trakt/search.js';
import * as users from './trakt/users.js';
import * as watched from './trakt/watched.js';
import * as watchlist from './trakt/watchlist.js';

export const name = 'trakt';
export const hosts = ['api.trakt.tv', 'auth.trakt.tv'];
export const schema = checkin.schema + scrobble.schema + history.schema + listsSchema + users.schema;

const WEEK = 7 * 86_400_000;
const SCOPE = 'public';

const AUTH_ROUTES = [
  ['GET', '/oauth/authorize', authorize],
  ['POST', '/oauth/authorize', decide],
  ['POST', '/oauth/token', token],
  ['POST', '/oauth/revoke', revoke],
  ['POST', '/oauth/device/code', deviceCode],
  ['POST', '/oauth/device/token', deviceToken],
  ['GET', '/activate', activate],
  ['POST', '/activate', activate],
  ['GET', '/activate/:code', activate],
  ['POST', '/activate/:code', activate],
];

const PARTS = [checkin, scrobble, history, watched, ratings, watchlist, collection, search, users];
const API_ROUTES = PARTS.flatMap(({ routes }) => routes);

export function answer(box, call) {
  if (!call.headers.get('user-agent')) return edgePage(403, 'Sorry, you have been blocked');
  const routes = call.host === 'auth.trakt.tv' ? AUTH_ROUTES : API_ROUTES;
  const found = route(routes, call.method, call.path);
  if (routes === API_ROUTES) {
    if (call.path === '/') return empty(412);
    checkApp(box, call);
    if (found.handler) identify(box, call, found.params);
  }
  if (!found.handler) return empty(found.known ? 405 : 404);
  if (call.user) checkin.settle(box, call.user);
  return found.handler(box, call, found.params);
}

export function state(box) {
  for (const { user } of checkin.state(box)) checkin.settle(box, user);
  return {
    ...history.state(box), ...scrobble.state(box), ...ratings.state(box), ...watchlist.state(box), ...collection.state(box),
    checkins: checkin.state(box), users: users.state(box),
  };
}

export const tables = (state) => [
  plays('Trakt: history', state.history), watching('Trakt: watching', state.watching), places('Trakt: saved places', state.playback),
  { heading: 'Trakt: ratings', heads: ['Rated', 'What', 'Rating', 'Who'], rows: state.ratings.map((row) => [time(row.rated_at), title(row), row.rating, row.user]) },
  { heading: 'Trakt: watchlist', heads: ['Listed', 'What', 'Who'], rows: state.watchlist.map((row) => [time(row.listed_at), title(row), row.user]) },
  { heading: 'Trakt: collection', heads: ['Since', 'What', 'Who'], rows: state.collection.map((row) => [time(row.collected_at), title(row), row.user]) },
];

// The sheet asks for the version header without naming the answer; 412 is what its neighbour gets.
function checkApp(box, call) {
  const app = oauth.findApp(box, name, call.headers.get('trakt-api-key'));
  if (!app) throw new Refusal(empty(403));
  call.client = app.client;
  if (call.headers.get('trakt-api-version') !== '2') throw new Refusal(empty(412));
  if (call.method === 'POST') requireJson(call);
}

function requireJson(call) {
  const type = (call.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(empty(412));
}

function identify(box, call, params) {
  const bearer = oauth.bearer(call.headers);
  const row = bearer && oauth.findToken(box, name, 'access', bearer);
  const open = call.method === 'GET'
    && (call.path.startsWith('/search/') || (params.id !== undefined && params.id !== 'me' && call.path.startsWith('/users/')));
  if (!row || row.client !== call.client) {
    if (bearer || !open) throw new Refusal(empty(401, { 'www-authenticate': 'Bearer realm="trakt", error="invalid_token"' }));
  } else {
    call.user = row.user;
  }

  const write = call.method !== 'GET';
  const [limitName, limit, period] = write
    ? ['AUTHED_API_POST_LIMIT', 1, 1]
    : [call.user ? 'AUTHED_API_GET_LIMIT' : 'UNAUTHED_API_GET_LIMIT', 500, 300];
  const who = call.user ?? `${call.client} ${call.address}`;
  const { allowed, remaining, until, waitSeconds } = take(box, `trakt ${limitName} ${who}`, limit, period * 1000);
  if (allowed) return;
  throw new Refusal(json(429, {}, {
    'retry-after': String(waitSeconds),
    'x-ratelimit': JSON.stringify({ name: limitName, period, limit, remaining, until: new Date(until).toISOString() }),
  }));
}

function authorize(box, call) {
  const request = authorization(box, call);
  return request.refused ?? consentPage({ service: 'Trakt', client: request.client, wants: 'see and add what you watched' });
}

function decide(box, call) {
  const { refused, client, redirectUri, challenge, state: given } = authorization(box, call);
  if (refused) return refused;
  const form = new URLSearchParams(call.text);
  const user = (form.get('user') ?? '').trim() || 'demo';
  if (form.get('decision') !== 'allow') return redirect(redirectUri, { error: 'access_denied', state: given });
  const code = oauth.newCode(box, { service: name, client, redirectUri, challenge, scope: SCOPE, user });
  return redirect(redirectUri, { code, state: given });
}

// What the address asks for. Until the redirect is known to be registered, nobody is sent anywhere.
function authorization(box, call) {
  const query = call.query;
  const app = oauth.findApp(box, name, query.get('client_id'));
  if (!app) return { refused: oauthError('invalid_client', 'client_id is required') };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!oauth.redirectAllowed(app, redirectUri)) {
    return { refused: oauthError('invalid_request', 'The redirect uri included is not valid.') };
  }
  const back = { state: query.get('state') };
  const challenge = query.get('code_challenge') ?? '';
  const wrong = query.get('response_type') !== 'code' ? 'unsupported_response_type'
    : query.get('code_challenge_method') !== 'S256' || !oauth.challengeLooksRight(challenge) ? 'invalid_request' : undefined;
  if (wrong) return { refused: redirect(redirectUri, { error: wrong, ...back }) };
  return { client: app.client, redirectUri, challenge, ...back };
}

function token(box, call) {
  const { body, app } = oauthBody(box, call);
  if (!app) return oauthError('invalid_client', 'client_id is required');
  switch (body.grant_type) {
    case 'authorization_code': return exchange(box, app, body);
    case 'refresh_token': return refresh(box, app, body);
    default: return oauthError('unsupported_grant_type', 'The authorization grant type is not supported by the authorization server.');
  }
}

const GRANT_WORDING = 'The provided authorization grant is invalid, expired, revoked, '
  + 'does not match the redirection URI used in the authorization request, or was issued to another client.';

function exchange(box, app, { code, code_verifier: verifier, redirect_uri: redirectUri }) {
  const burned = oauth.burnCode(box, name, app.client, String(code));
  const right = burned && burned.redirect_uri === redirectUri && oauth.pkceMatches(String(verifier), burned.challenge);
  if (!right) return oauthError('invalid_grant', GRANT_WORDING);
  return grant(box, burned);
}

// The old refresh token dies with the first use. A redirect address has to come along, as the server of 2026 wants it.
function refresh(box, app, { refresh_token: old, redirect_uri: redirectUri }) {
  if (typeof redirectUri !== 'string' || !oauth.redirectAllowed(app, redirectUri)) return oauthError('invalid_grant', GRANT_WORDING);
  const row = oauth.findToken(box, name, 'refresh', String(old));
  if (!row || row.client !== app.client) return oauthError('invalid_grant', 'session not found');
  oauth.dropToken(box, row.token);
  return grant(box, row);
}

export function grant(box, { client, user, scope = SCOPE, session }, life = WEEK) {
  const shared = { service: name, client, user, scope };
  const { access, refresh } = session === undefined
    ? oauth.newSession(box, shared, { accessLife: life, refreshLife: null })
    : { access: oauth.addToken(box, { ...shared, session }, 'access', life), refresh: oauth.addToken(box, { ...shared, session }, 'refresh', null) };
  users.join(box, user);
  return json(200, {
    access_token: access, token_type: 'bearer', expires_in: Math.floor(life / 1000), refresh_token: refresh,
    scope, created_at: Math.floor(box.now() / 1000),
  });
}

function revoke(box, call) {
  const { body, app } = oauthBody(box, call);
  if (!app) return oauthError('invalid_client', 'client_id is required');
  const row = oauth.findToken(box, name, 'access', String(body.token));
  if (row && row.client === app.client) oauth.dropSession(box, row.session);
  return empty(200);
}

function deviceCode(box, call) {
  const { app } = oauthBody(box, call);
  return app ? device.start(box, app) : oauthError('invalid_client', 'client_id is required');
}

function deviceToken(box, call) {
  const { body, app } = oauthBody(box, call);
  if (!app) return oauthError('invalid_client', 'client_id is required');
  return device.poll(box, app, body, (of, { client, user }) => grant(of, { client, user }));
}

function activate(box, call, params) {
  return device.activate(box, call, params);
}

function oauthBody(box, call) {
  requireJson(call);
  const body = parse(call.text);
  if (!body) throw new Refusal(oauthError('invalid_request', 'The request is missing a required parameter.'));
  return { body, app: oauth.findApp(box, name, body.client_id) };
}

function parse(text) {
  try {
    const body = JSON.parse(text);
    return body && typeof body === 'object' && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const oauthError = (error, description) => json(400, { error, error_description: description });
const redirect = (uri, values) => empty(302, { location: oauth.withQuery(uri, values), 'referrer-policy': 'no-referrer' });
