// Simkl's AUTH V1, for apps that were registered before: codes without refresh tokens, and PINs. Ends in 2027.

import * as device from '../device.js';
import * as oauth from '../oauth.js';
import { consentPage } from '../pages.js';
import { empty, json, Refusal, route } from '../reply.js';
import { newCode } from './device.js';
import { join } from './library.js';

const TOKEN_LIFE = 157_680_000;
const PIN_LIFE = 900_000;
const SCOPE = 'public';

export const pages = [
  ['GET', '/oauth/authorize', authorize],
  ['POST', '/oauth/authorize', decide],
];

const API = [
  ['POST', '/oauth/token', exchange],
  ['GET', '/oauth/pin', startPin],
  ['GET', '/oauth/pin/:code', pollPin],
];

const failed = (status, error, message) => new Refusal(json(status, { error, code: status, message }));

// `app` is known; one of AUTH V2 has no business here.
export function api(box, call, app) {
  if (app.auth !== 'v1') throw failed(400, 'unauthorized_client', 'This client_id is registered for AUTH V2');
  const { handler, params } = route(API, call.method, call.path);
  if (!handler) throw failed(404, 'url_failed', 'This URL does not exist');
  return handler(box, call, app, params);
}

function authorize(box, call) {
  const { refused, app } = authorization(box, call);
  return refused ?? consentPage({ service: 'Simkl', client: app.client, wants: 'read and change your lists' });
}

// A No leads to Simkl's own start page; the app hears nothing.
function decide(box, call) {
  const { refused, app, redirectUri, challenge } = authorization(box, call);
  if (refused) return refused;
  const form = new URLSearchParams(call.text);
  if (form.get('decision') !== 'allow') return empty(302, { location: 'https://simkl.com/' });
  const user = (form.get('user') ?? '').trim() || 'demo';
  const code = oauth.newCode(box, { service: 'simkl', client: app.client, redirectUri, challenge, scope: SCOPE, user });
  return empty(302, { location: oauth.withQuery(redirectUri, { code, state: call.query.get('state') }) });
}

function authorization(box, call) {
  const { query } = call;
  const app = oauth.findApp(box, 'simkl', query.get('client_id'));
  if (!app || app.auth !== 'v1') return { refused: json(400, { error: 'client_id_failed', code: 400, message: 'Your client_id is wrong' }) };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!oauth.redirectAllowed(app, redirectUri) || query.get('response_type') !== 'code') {
    return { refused: json(403, { error: 'redirect_failed', code: 403, message: 'redirect_uri is wrong' }) };
  }
  return { app, redirectUri, challenge: query.get('code_challenge') ?? '' };
}

// By the secret, or by the verifier in its stead.
function exchange(box, call, app) {
  const body = readBody(call);
  const { code, redirect_uri: redirectUri, grant_type: grantType, client_secret: secret, code_verifier: verifier } = body;
  if (!code || !redirectUri || grantType !== 'authorization_code' || !(secret || verifier)) {
    throw failed(403, 'empty_field', 'A field is missing');
  }
  if (secret && secret !== app.secret) throw failed(401, 'secret_error', 'client_secret is wrong');
  const burned = oauth.burnCode(box, 'simkl', app.client, code);
  if (!burned || (!secret && !oauth.pkceMatches(verifier, burned.challenge))) throw failed(401, 'grant_error', 'The code is wrong or was used');
  if (burned.redirect_uri !== redirectUri) throw failed(403, 'redirect_failed', 'redirect_uri is wrong');
  return json(200, { access_token: tokenOf(box, app, burned.user), token_type: 'bearer', scope: SCOPE, expires_in: TOKEN_LIFE });
}

function readBody(call) {
  if (!/^application\/json\b/i.test(call.headers.get('content-type') ?? '')) return Object.fromEntries(new URLSearchParams(call.text));
  try {
    return JSON.parse(call.text) ?? {};
  } catch {
    return {};
  }
}

// The same token each time for an app and a person.
function tokenOf(box, { client }, user) {
  join(box, user);
  const old = box.row("SELECT token FROM tokens WHERE service = 'simkl' AND client = ? AND user = ? AND scope = ?", client, user, SCOPE);
  return old?.token ?? oauth.addToken(box, { service: 'simkl', session: box.nextId(), client, user, scope: SCOPE }, 'access', TOKEN_LIFE * 1000);
}

function startPin(box, call, app) {
  const userCode = newCode(6);
  device.begin(box, { service: 'simkl', client: app.client, userCode, life: PIN_LIFE });
  const page = 'https://simkl.com/pin';
  return json(200, {
    result: 'OK', device_code: 'DEVICE_CODE', user_code: userCode, verification_uri: page, verification_url: page,
    expires_in: PIN_LIFE / 1000, interval: device.INTERVAL,
  });
}

// A PIN that is unknown, used or over is answered with a new one.
function pollPin(box, call, app, { code }) {
  const row = device.byUserCode(box, 'simkl', code, (text) => text);
  if (!row || row.client !== app.client || row.status === 'used' || device.ended(box, row)) return startPin(box, call, app);
  if (row.status !== 'allowed') return json(200, { result: 'KO', message: 'Authorization pending' });
  device.use(box, row);
  return json(200, { result: 'OK', access_token: tokenOf(box, app, row.user) });
}
