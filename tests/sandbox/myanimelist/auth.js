// MyAnimeList's sign-in: a code with PKCE in its plain form, and tokens that are both replaced at each refresh.

import * as oauth from '../oauth.js';
import { consentPage } from '../pages.js';
import { empty, json, route } from '../reply.js';
import * as users from './users.js';

const MONTH = 31 * 86_400_000;

const ROUTES = [
  ['GET', '/v1/oauth2/authorize', authorize],
  ['POST', '/v1/oauth2/authorize', decide],
  ['POST', '/v1/oauth2/token', token],
];

export function answer(box, call) {
  const { handler, known } = route(ROUTES, call.method, call.path);
  return handler ? handler(box, call) : empty(known ? 405 : 404);
}

function authorize(box, call) {
  const { refused, app } = authorization(box, call);
  return refused ?? consentPage({ service: 'MyAnimeList', client: app.client, wants: 'see and change your list' });
}

function decide(box, call) {
  const { refused, app, redirectUri, given, challenge, state } = authorization(box, call);
  if (refused) return refused;
  const form = new URLSearchParams(call.text);
  const user = (form.get('user') ?? '').trim() || 'demo';
  if (form.get('decision') !== 'allow') {
    return redirect(redirectUri, {
      error: 'access_denied', message: 'The resource owner or authorization server denied the request.', hint: 'The user denied the request', state,
    });
  }
  const code = oauth.newCode(box, { service: 'myanimelist', client: app.client, redirectUri: given, challenge, scope: 'write:users', user });
  return redirect(redirectUri, { code, state });
}

const isPlain = (text) => /^[A-Za-z0-9\-._~]{43,128}$/.test(text);

// The address may be left out where the app has one alone; what was left out here is left out at the exchange.
function authorization(box, { query }) {
  const app = oauth.findApp(box, 'myanimelist', query.get('client_id'));
  if (!app) return { refused: invalidClient() };
  const given = query.get('redirect_uri');
  const only = app.redirects.length === 1 && !app.redirects[0].includes('*') ? app.redirects[0] : undefined;
  const redirectUri = given ?? only;
  if (redirectUri === undefined || (given !== null && !oauth.redirectAllowed(app, given))) return { refused: invalidClient() };
  const state = query.get('state');
  const challenge = query.get('code_challenge') ?? '';
  const method = query.get('code_challenge_method') ?? 'plain';
  const wrong = query.get('response_type') !== 'code' ? 'Check the `response_type` parameter'
    : method !== 'plain' ? 'Code challenge method must be `plain`'
      : !isPlain(challenge) ? 'Check the `code_challenge` parameter' : undefined;
  if (wrong) return { refused: invalidRequest(wrong) };
  return { app, redirectUri, given, challenge, state };
}

function token(box, call) {
  const body = Object.fromEntries(new URLSearchParams(call.text));
  const app = clientOf(box, call, body);
  if (!app) return invalidClient();
  switch (body.grant_type) {
    case 'authorization_code': return exchange(box, app, body);
    case 'refresh_token': return refresh(box, app, body);
    default: return json(400, {
      error: 'unsupported_grant_type', message: 'The authorization grant type is not supported by the authorization server.',
      hint: 'Check that all required parameters have been provided',
    });
  }
}

// From the body or from HTTP Basic. An app with a secret cannot do without it; one without has none to send.
function clientOf(box, call, { client_id: client, client_secret: secret }) {
  const basic = /^Basic +(\S+)$/i.exec(call.headers.get('authorization') ?? '')?.[1];
  if (basic) [client, secret] = Buffer.from(basic, 'base64').toString().split(':');
  const app = oauth.findApp(box, 'myanimelist', client);
  return app && (app.secret ?? undefined) === (secret || undefined) ? app : undefined;
}

function exchange(box, app, { code, code_verifier: verifier, redirect_uri: redirectUri = null }) {
  if (code === undefined) return invalidRequest('Check the `code` parameter');
  if (!isPlain(verifier ?? '')) return invalidRequest('Check the `code_verifier` parameter');
  const burned = oauth.burnCode(box, 'myanimelist', app.client, code);
  if (!burned) return invalidGrant('Authorization code has expired');
  if (burned.redirect_uri !== redirectUri) return invalidGrant('Check the `redirect_uri` parameter');
  if (burned.challenge !== verifier) return invalidGrant('Failed to verify `code_verifier`.');
  return grant(box, burned);
}

// The access token before it dies at once. The refresh token before it lives on until its own end.
function refresh(box, app, { refresh_token: given }) {
  if (given === undefined) return invalidRequest('Check the `refresh_token` parameter');
  const row = oauth.findToken(box, 'myanimelist', 'refresh', given);
  if (!row || row.client !== app.client) {
    return json(401, { error: 'invalid_request', message: 'The refresh token is invalid.', hint: row ? 'Token is not linked to client' : 'Token has expired' });
  }
  oauth.dropAccess(box, row.session);
  return pair(box, row, MONTH);
}

export function grant(box, { client, user }, life = MONTH) {
  users.join(box, user);
  return pair(box, { client, user, scope: 'write:users', session: box.nextId() }, life);
}

function pair(box, { client, user, scope, session }, life) {
  const shared = { service: 'myanimelist', client, user, scope, session };
  return json(200, {
    token_type: 'Bearer', expires_in: Math.floor(life / 1000),
    access_token: oauth.addToken(box, shared, 'access', life), refresh_token: oauth.addToken(box, shared, 'refresh', MONTH),
  });
}

const invalidClient = () => json(401, { error: 'invalid_client', message: 'Client authentication failed' });
const invalidRequest = (hint) => json(400, {
  error: 'invalid_request',
  message: 'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  hint,
});
const invalidGrant = (hint) => json(400, {
  error: 'invalid_grant',
  message: 'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, '
    + 'does not match the redirection URI used in the authorization request, or was issued to another client.',
  hint,
});
const redirect = (uri, values) => empty(302, { location: oauth.withQuery(uri, values), 'referrer-policy': 'no-referrer' });
