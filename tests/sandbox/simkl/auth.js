// Simkl's AUTH V2: the consent page on simkl.com, and codes, tokens and revocation on the API host.

import { consentPage } from '../pages.js';
import { empty, json, route } from '../reply.js';
import * as oauth from '../oauth.js';
import * as device from './device.js';
import * as v1 from './v1.js';
import { join } from './library.js';

const ACCESS_LIFE = 7 * 86_400_000;
const REFRESH_LIFE = 180 * 86_400_000;
const READ = 'media:read';
const WRITE = 'media:read media:write';
const ISSUER = 'https://simkl.com';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const PAGES = [
  ['GET', '/oauth2/authorize', authorize],
  ['POST', '/oauth2/authorize', decide],
  ['GET', '/.well-known/oauth-authorization-server', discovery],
  ['GET', '/pin', device.pinPage],
  ['POST', '/pin', device.pinPage],
  ...v1.pages,
];

const API = [
  ['POST', '/oauth2/token', token],
  ['POST', '/oauth2/revoke', revoke],
  ['POST', '/oauth2/device', deviceCode],
];

export function page(box, call) {
  const { handler, known } = route(PAGES, call.method, call.path);
  return handler ? handler(box, call) : empty(known ? 405 : 404);
}

export function api(box, call) {
  const { handler, known } = route(API, call.method, call.path);
  if (!handler) return json(known ? 405 : 404, { error: 'url_failed', code: known ? 405 : 404, message: 'This URL does not exist' });
  return handler(box, call);
}

function discovery() {
  return json(200, {
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/oauth2/authorize`,
    token_endpoint: 'https://api.simkl.com/oauth2/token',
    revocation_endpoint: 'https://api.simkl.com/oauth2/revoke',
    device_authorization_endpoint: 'https://api.simkl.com/oauth2/device',
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token', DEVICE_GRANT],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['media:read', 'media:write'],
    authorization_response_iss_parameter_supported: true,
  });
}

function authorize(box, call) {
  const { refused, client, scope } = authorization(box, call);
  const wants = scope === WRITE ? 'read and change your lists' : 'read your lists';
  return refused ?? consentPage({ service: 'Simkl', client, wants });
}

function decide(box, call) {
  const { refused, client, redirectUri, challenge, scope, back } = authorization(box, call);
  if (refused) return refused;
  const form = new URLSearchParams(call.text);
  const user = (form.get('user') ?? '').trim() || 'demo';
  if (form.get('decision') !== 'allow') return redirect(redirectUri, { error: 'access_denied', ...back });
  const code = oauth.newCode(box, { service: 'simkl', client, redirectUri, challenge, scope, user });
  return redirect(redirectUri, { code, ...back });
}

// The redirect address is judged before PKCE; only a registered one is ever sent anybody.
function authorization(box, call) {
  const query = call.query;
  const app = oauth.findApp(box, 'simkl', query.get('client_id'));
  if (!app || app.auth === 'v1') return { refused: problem(400, 'invalid_request', 'Unknown client_id') };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!oauth.redirectAllowed(app, redirectUri)) {
    return { refused: problem(400, 'invalid_request', 'redirect_uri must match a registered URI') };
  }
  const back = { state: query.get('state'), iss: ISSUER };
  const challenge = query.get('code_challenge') ?? '';
  const right = query.get('response_type') === 'code'
    && query.get('code_challenge_method') === 'S256' && oauth.challengeLooksRight(challenge);
  if (!right) return { refused: redirect(redirectUri, { error: 'invalid_request', ...back }) };
  return { client: app.client, redirectUri, challenge, scope: scopeOf(query.get('scope')), back };
}

// A scope that is missing or misspelt gives a read-only token, without a word.
const scopeOf = (text) => ((text ?? '').split(' ').includes('media:write') ? WRITE : READ);

function token(box, call) {
  const body = readForm(call);
  if (!body) return problem(400, 'invalid_request', 'The request could not be read');
  const app = clientOf(box, call, body);
  if (!app) return invalidClient(box, body);
  switch (body.grant_type) {
    case undefined: return problem(400, 'invalid_request', 'grant_type is required');
    case 'authorization_code': return exchange(box, app, body);
    case 'refresh_token': return refresh(box, app, body);
    case DEVICE_GRANT: return device.poll(box, app, body, { problem, grant });
    default: return problem(400, 'unsupported_grant_type', 'This grant type is not supported');
  }
}

// The code is spent by any exchange that got past the client's own check.
function exchange(box, app, { code, code_verifier: verifier, redirect_uri: redirectUri }) {
  if (code === undefined) return problem(400, 'invalid_request', 'code is required');
  const burned = oauth.burnCode(box, 'simkl', app.client, code);
  if (!burned || burned.redirect_uri !== redirectUri) return problem(400, 'invalid_grant', 'The grant is invalid');
  if (!oauth.pkceMatches(verifier ?? '', burned.challenge)) return problem(400, 'invalid_grant', 'PKCE verification failed');
  return grant(box, burned);
}

// The refresh token stays and lives on; the access token before it dies at once.
function refresh(box, app, { refresh_token: given, scope }) {
  if (given === undefined) return problem(400, 'invalid_request', 'refresh_token is required');
  const row = oauth.findToken(box, 'simkl', 'refresh', given);
  if (!row || row.client !== app.client) return problem(400, 'invalid_grant', 'The grant is invalid');
  if (scope !== undefined && !scope.split(' ').every((part) => row.scope.split(' ').includes(part))) {
    return problem(400, 'invalid_scope', 'The scope is wider than the one granted');
  }
  oauth.dropAccess(box, row.session);
  box.run('UPDATE tokens SET expires_at = ? WHERE token = ?', box.now() + REFRESH_LIFE, row.token);
  const access = oauth.addToken(box, { ...row, service: 'simkl' }, 'access', ACCESS_LIFE);
  return tokens(access, row.token, row.scope, ACCESS_LIFE);
}

export function grant(box, { client, user, scope = WRITE }, life = ACCESS_LIFE) {
  join(box, user);
  const { access, refresh: refreshToken } = oauth.newSession(box, { service: 'simkl', client, user, scope },
    { accessLife: life, refreshLife: REFRESH_LIFE });
  return tokens(access, refreshToken, scope, life);
}

function tokens(access, refreshToken, scope, life) {
  return json(200, {
    access_token: access, token_type: 'Bearer', expires_in: Math.floor(life / 1000), refresh_token: refreshToken, scope,
  }, { 'cache-control': 'no-store' });
}

// The app's secret has no place here.
function deviceCode(box, call) {
  const body = readForm(call);
  if (!body || body.client_secret !== undefined) return problem(400, 'invalid_request', 'The request could not be read');
  const app = oauth.findApp(box, 'simkl', body.client_id);
  return app && app.auth !== 'v1' ? device.start(box, app, scopeOf(body.scope)) : invalidClient(box, body);
}

function revoke(box, call) {
  const body = readForm(call) ?? {};
  const app = clientOf(box, call, body);
  if (!app) return invalidClient(box, body);
  const row = ['access', 'refresh'].map((kind) => oauth.findToken(box, 'simkl', kind, body.token ?? '')).find(Boolean);
  if (row && row.client === app.client) oauth.dropSession(box, row.session);
  return empty(200, { 'cache-control': 'no-store' });
}

// A form or JSON, where every value is a plain string.
function readForm(call) {
  if (!/^application\/json\b/i.test(call.headers.get('content-type') ?? '')) return Object.fromEntries(new URLSearchParams(call.text));
  try {
    const body = JSON.parse(call.text);
    return Object.values(body).every((value) => typeof value === 'string') ? body : undefined;
  } catch {
    return undefined;
  }
}

// The client and its secret, from the body or from HTTP Basic. An app with a secret cannot do without it.
function clientOf(box, call, body) {
  let { client_id: client, client_secret: secret } = body;
  const basic = /^Basic +(\S+)$/i.exec(call.headers.get('authorization') ?? '')?.[1];
  if (basic) {
    const [user, ...rest] = Buffer.from(basic, 'base64').toString().split(':');
    client ??= decodeURIComponent(user);
    secret ??= decodeURIComponent(rest.join(':'));
  }
  const app = oauth.findApp(box, 'simkl', client);
  return app && app.auth !== 'v1' && (app.secret ?? undefined) === secret ? app : undefined;
}

function invalidClient(box, { client_id: client }) {
  const older = oauth.findApp(box, 'simkl', client)?.auth === 'v1';
  return problem(401, 'invalid_client', older ? 'This client_id is not enabled for OAuth 2.0' : 'Client authentication failed');
}

function problem(status, error, description) {
  return json(status, { error, error_description: description }, { 'cache-control': 'no-store' });
}

const redirect = (uri, values) => empty(302, { location: oauth.withQuery(uri, values), 'referrer-policy': 'no-referrer' });
