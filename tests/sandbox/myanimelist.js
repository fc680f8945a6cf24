// MyAnimeList's door: who is calling, and which handler answers. No page of another origin gets a word out of it.

import * as auth from './myanimelist/auth.js';
import * as list from './myanimelist/list.js';
import * as profile from './myanimelist/profile.js';
import { badToken, blocked, forbidden, notFound } from './myanimelist/problems.js';
import * as titles from './myanimelist/titles.js';
import * as users from './myanimelist/users.js';
import * as oauth from './oauth.js';
import { time } from './pages.js';
import { empty, route } from './reply.js';

export const name = 'myanimelist';
export const hosts = ['api.myanimelist.net', 'myanimelist.net'];
export const schema = users.schema + list.schema;
export const grant = auth.grant;

const ROUTES = [...profile.routes, ...list.routes, ...titles.routes];

export function answer(box, call) {
  if (!call.headers.get('user-agent')) throw blocked();
  if (call.host === 'myanimelist.net') return auth.answer(box, call);
  identify(box, call);
  const found = route(ROUTES, call.method, call.path);
  if (found.known && !found.handler) return empty(405);
  if (!found.handler) throw notFound();
  return found.handler(box, call, found.params);
}

// A person's token, or for what is public an app's id. Without either the door is shut, which is no matter of a token.
function identify(box, call) {
  const bearer = oauth.bearer(call.headers);
  if (!bearer) {
    const app = call.headers.get('x-mal-client-id');
    if (!app || !oauth.findApp(box, name, app)) throw forbidden();
    return;
  }
  const row = oauth.findToken(box, name, 'access', bearer);
  if (!row) throw badToken();
  call.user = row.user;
}

export const state = (box) => ({ list: list.state(box), users: users.state(box) });

export const tables = (stored) => [{
  heading: 'MyAnimeList: list',
  heads: ['Changed', 'What', 'How far', 'Score', 'Who'],
  rows: stored.list.map((row) => [
    time(row.updated_at), row.title, `${row.status}${row.is_rewatching ? ', again' : ''} ${row.num_episodes_watched}`, row.score, row.user,
  ]),
}];
