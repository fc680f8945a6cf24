// TMDB's door: the key or the bearer, how often, which language, and which handler answers; and the pictures beside it.

import { take } from './limits.js';
import * as oauth from './oauth.js';
import { route } from './reply.js';
import * as details from './tmdb/details.js';
import { FACTS, PEOPLE } from './tmdb/facts.js';
import * as image from './tmdb/image.js';
import * as lists from './tmdb/lists.js';
import { failed } from './tmdb/reply.js';

export const name = 'tmdb';
export const hosts = ['api.themoviedb.org', 'image.tmdb.org'];
export const schema = '';

const ROUTES = [...lists.routes, ...details.routes];
const PER_SECOND = 50;

const PICTURES = new Set([
  ...Object.values(FACTS).flatMap(({ poster, backdrop }) => [poster, backdrop]), ...PEOPLE.map(({ profile }) => profile),
]);

export function answer(box, call) {
  if (call.host === 'image.tmdb.org') return image.answer(call, PICTURES);
  if (!take(box, `tmdb ${call.address}`, PER_SECOND, 1000).allowed) return failed(25);
  const refused = identify(box, call);
  if (refused) return refused;
  const { handler, known, params } = route(ROUTES, call.method, call.path);
  if (!handler) return failed(known ? 42 : 34);
  call.language = call.query.get('language') ?? 'en-US';
  return handler(box, call, params);
}

// Either credential opens everything. A bearer that is none is told apart from a key that is wrong.
function identify(box, { query, headers }) {
  const bearer = oauth.bearer(headers);
  const key = query.get('api_key') ?? bearer;
  if (key && oauth.findApp(box, name, key)) return undefined;
  return failed(bearer && !query.has('api_key') ? 35 : 7);
}

// Nobody stores anything here.
export const state = () => ({});
export const tables = () => [];
