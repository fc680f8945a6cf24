// AniList's sign-in: the consent page for a code or, without any server, for the token itself.

import * as oauth from '../oauth.js';
import { consentPage } from '../pages.js';
import { empty, json, route } from '../reply.js';
import * as users from './users.js';

const YEAR = 365 * 86_400_000;
const WANTS = 'see and change your lists';

const ROUTES = [
  ['GET', '/api/v2/oauth/authorize', authorize],
  ['POST', '/api/v2/oauth/authorize', decide],
  ['POST', '/api/v2/oauth/token', token],
];

export function answer(box, call) {
  const { handler, known } = route(ROUTES, call.method, call.path);
  return handler ? handler(box, call) : empty(known ? 405 : 404);
}

function authorize(box, call) {
  const { refused, app } = authorization(box, call);
  return refused ?? consentPage({ service: 'AniList', client: app.client, wants: WANTS });
}

function decide(box, call) {
  const { refused, app, redirectUri, implicit, state } = authorization(box, call);
  if (refused) return refused;
  const form = new URLSearchParams(call.text);
  const user = (form.get('user') ?? '').trim() || 'demo';
  if (form.get('decision') !== 'allow') return redirect(oauth.withQuery(redirectUri, { error: 'access_denied', state }));
  if (implicit) {
    const { access_token, token_type, expires_in } = tokens(box, { client: app.client, user }, YEAR);
    return redirect(`${redirectUri}#${new URLSearchParams({ access_token, token_type, expires_in })}`);
  }
  const code = oauth.newCode(box, { service: 'anilist', client: app.client, redirectUri, challenge: null, scope: '', user });
  return redirect(oauth.withQuery(redirectUri, { code, state }));
}

// For the token itself nothing may be asked beside the app and the kind; whoever asks goes to the app's own address.
function authorization(box, { query }) {
  const app = oauth.findApp(box, 'anilist', query.get('client_id'));
  if (!app) return { refused: invalidClient() };
  const implicit = query.get('response_type') === 'token';
  if (implicit && ['redirect_uri', 'scope', 'state'].some((name) => query.has(name))) return { refused: unsupported() };
  const redirectUri = implicit ? app.redirects[0].replace(':*', '') : query.get('redirect_uri') ?? '';
  if (!implicit && !oauth.redirectAllowed(app, redirectUri)) return { refused: invalidClient() };
  if (!implicit && query.get('response_type') !== 'code') return { refused: unsupported() };
  return { app, redirectUri, implicit, state: query.get('state') };
}

function token(box, call) {
  const body = readBody(call);
  const app = oauth.findApp(box, 'anilist', body.client_id);
  if (!app || app.secret !== String(body.client_secret)) return invalidClient();
  if (body.grant_type !== 'authorization_code') return unsupported();
  const burned = oauth.burnCode(box, 'anilist', app.client, String(body.code));
  if (!burned) return invalidRequest('Cannot decrypt the authorization code');
  if (burned.redirect_uri !== body.redirect_uri) return invalidRequest('Invalid redirect URI');
  return grant(box, burned);
}

// JSON or a form.
function readBody(call) {
  try {
    return JSON.parse(call.text) ?? {};
  } catch {
    return Object.fromEntries(new URLSearchParams(call.text));
  }
}

export const grant = (box, wanted, life = YEAR) => json(200, tokens(box, wanted, life));

// The middle of the access token says whose it is and until when. The other token comes along and is good for nothing.
function tokens(box, { client, user }, life) {
  const { id } = users.join(box, user);
  const from = Math.floor(box.now() / 1000);
  const expiresIn = Math.floor(life / 1000);
  const payload = { aud: client, jti: oauth.random(), iat: from, nbf: from, exp: from + expiresIn, sub: String(id), scopes: [] };
  const middle = Buffer.from(JSON.stringify(payload)).toString('base64url');
  const grant = { service: 'anilist', session: box.nextId(), client, user, scope: '' };
  const access = oauth.addToken(box, grant, 'access', life, `test-anilist-access.${middle}.${oauth.random()}`);
  return { token_type: 'Bearer', expires_in: expiresIn, access_token: access, refresh_token: oauth.addToken(box, grant, 'unused', life) };
}

const invalidClient = () => json(401, { error: 'invalid_client', message: 'Client authentication failed' });
const unsupported = () => json(400, {
  error: 'unsupported_grant_type', message: 'The authorization grant type is not supported by the authorization server.',
  hint: 'Check that all required parameters have been provided',
});
const invalidRequest = (hint) => json(400, {
  error: 'invalid_request',
  message: 'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  hint,
});
const redirect = (location) => empty(302, { location, 'referrer-policy': 'no-referrer' });
