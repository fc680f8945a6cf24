// Last.fm's sign-in: a token a person allows on the website, exchanged once for a key that never ends.

import * as oauth from '../oauth.js';
import { activatePage, consentPage } from '../pages.js';
import { empty, json, route } from '../reply.js';
import { Failure } from './wire.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS lastfm_tokens(token TEXT PRIMARY KEY, client TEXT, user TEXT, expires_at INTEGER);
  CREATE TABLE IF NOT EXISTS lastfm_users(user TEXT PRIMARY KEY, joined_at INTEGER);
`;

export const methods = {
  'auth.getToken': { run: (box, call) => ({ token: newToken(box, call.client, null) }) },
  'auth.getSession': { signed: true, run: getSession },
};

const TOKEN_LIFE = 60 * 60_000;

const PAGES = [
  ['GET', '/api/auth', ask],
  ['POST', '/api/auth', decide],
];

export function page(box, call) {
  const { handler, known } = route(PAGES, call.method, call.path);
  return handler ? handler(box, call) : empty(known ? 405 : 404);
}

function newToken(box, client, user) {
  const token = `test-lastfm-token-${oauth.random()}`;
  box.run('INSERT INTO lastfm_tokens VALUES (?, ?, ?, ?)', token, client, user, box.now() + TOKEN_LIFE);
  return token;
}

// What the address asks for: a token to come back with, or the one a desktop program brought along.
function asked(box, { query }) {
  const app = oauth.findApp(box, 'lastfm', query.get('api_key'));
  const callback = query.get('cb') ?? '';
  const brought = box.row('SELECT * FROM lastfm_tokens WHERE token = ? AND client = ?', query.get('token'), app?.client ?? null);
  const right = app && (brought || /^https?:\/\//.test(callback));
  return right ? { client: app.client, callback, brought } : { refused: empty(400) };
}

function ask(box, call) {
  const { refused, client } = asked(box, call);
  return refused ?? consentPage({ service: 'Last.fm', client, wants: 'see and add what you listened to' });
}

// Nobody is sent back after a No.
function decide(box, call) {
  const { refused, client, callback, brought } = asked(box, call);
  if (refused) return refused;
  const form = new URLSearchParams(call.text);
  if (form.get('decision') !== 'allow') return empty(302, { location: 'https://www.last.fm/' });
  const user = (form.get('user') ?? '').trim() || 'demo';
  if (brought) {
    box.run('UPDATE lastfm_tokens SET user = ? WHERE token = ?', user, brought.token);
    return activatePage({ title: 'Last.fm', done: 'Connected. You can go back to the app.' });
  }
  const location = `${callback}${callback.includes('?') ? '&' : '?'}token=${newToken(box, client, user)}`;
  return empty(302, { location, 'referrer-policy': 'no-referrer' });
}

// Single use: whoever comes again with it, a reloaded page perhaps, never had one.
function getSession(box, call, { token }) {
  if (!token) throw new Failure(6);
  const row = box.row('SELECT * FROM lastfm_tokens WHERE token = ? AND client = ?', token, call.client);
  if (!row) throw new Failure(4, 'Unauthorized Token - This token has not been issued');
  if (box.now() >= row.expires_at) throw new Failure(15);
  if (row.user === null) throw new Failure(14);
  box.run('DELETE FROM lastfm_tokens WHERE token = ?', token);
  return { session: { subscriber: 0, name: row.user, key: sessionKey(box, row) } };
}

function sessionKey(box, { client, user }) {
  box.run('INSERT OR IGNORE INTO lastfm_users VALUES (?, ?)', user, box.now());
  return oauth.addToken(box, { service: 'lastfm', session: box.nextId(), client, user, scope: '' }, 'session', null);
}

export const grant = (box, { client, user }) => json(200, { key: sessionKey(box, { client, user }), name: user });

// A key is bound to the app it was made for.
export function userOf(box, app, key) {
  const row = oauth.findToken(box, 'lastfm', 'session', key ?? '');
  if (!row || row.client !== app.client) throw new Failure(9);
  return row.user;
}
