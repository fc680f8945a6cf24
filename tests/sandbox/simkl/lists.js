// Simkl's lists and ratings: where somebody has a title, from 1 to 10, and back as rows of the library.

import { json } from '../reply.js';
import { findTitle, readBody, refused } from './items.js';
import { list, listed, rate, STATUSES, unrate } from './library.js';
import { rowsOf } from './rows.js';
import { isWhole, listOf } from './titles.js';

export const routes = [
  ['POST', '/sync/add-to-list', addToList],
  ['POST', '/sync/ratings', addRatings],
  ['POST', '/sync/ratings/remove', removeRatings],
  ['GET', '/sync/ratings', ratings],
  ['GET', '/sync/ratings/:type', ratings],
  ['GET', '/sync/ratings/:type/:rating', ratings],
];

// Every title a body names, under films or under shows; anime is a kind of show.
function each(box, call, work) {
  const body = readBody(call);
  const missing = { movies: [], shows: [] };
  const through = (kind, wanted, type) => {
    const title = findTitle(box, type, wanted);
    if (!title || work(kind, wanted, title) === false) missing[kind].push(wanted);
  };
  for (const wanted of body.movies ?? []) through('movies', wanted, 'movie');
  for (const wanted of [...(body.shows ?? []), ...(body.anime ?? [])]) through('shows', wanted, 'show');
  return missing;
}

// Arrays here, where the history counts.
function addToList(box, call) {
  const wanted = Object.values(readBody(call)).flat();
  if (wanted.some((one) => one?.to === undefined)) throw refused(400, 'empty_field', 'The to field is required');
  if (wanted.some(({ to }) => !STATUSES.includes(to))) throw refused(400, 'wrong_parameter', 'The to field is wrong');
  const added = { movies: [], shows: [] };
  const missing = each(box, call, (kind, { to, ids = {} }, title) => {
    added[kind].push({ to: list(box, call.user, title, to), ids, type: title.type });
  });
  return json(201, { added, not_found: missing });
}

// A rating out of range is not found, as it were. What nobody had yet is filed with its rating.
function addRatings(box, call) {
  const added = { movies: 0, shows: 0, statuses: [] };
  const missing = each(box, call, (kind, { rating, rated_at: at, ids = {} }, title) => {
    if (!Number.isInteger(rating) || rating < 1 || rating > 10) return false;
    if (!listed(box, call.user, title)) list(box, call.user, title, isWhole(title) ? 'completed' : 'watching');
    rate(box, call.user, title, rating, Date.parse(at ?? '') || box.now());
    added[kind] += 1;
    added.statuses.push({ request: { ids, type: title.type }, response: { status: listed(box, call.user, title).status } });
    return true;
  });
  return json(201, { added, not_found: missing });
}

function removeRatings(box, call) {
  const deleted = { movies: 0, shows: 0 };
  const missing = each(box, call, (kind, wanted, title) => {
    const gone = unrate(box, call.user, title);
    if (gone) deleted[kind] += 1;
    return gone;
  });
  return json(201, { deleted, not_found: missing });
}

// With a date all ratings that moved after it, taken back ones as null; without date and rating the whole library.
function ratings(box, call, { type = 'all', rating }) {
  const since = Date.parse(call.query.get('date_from') ?? '');
  const only = rating?.split(',').map(Number);
  const fits = ({ list: { rating: given, rerated_at: at } }) => (!only || only.includes(given)) && (Number.isNaN(since) || Math.floor(at / 1000) * 1000 > since);
  const found = rowsOf(box, call).filter(fits);
  const wanted = Object.fromEntries(['shows', 'movies', 'anime'].map((kind) => [kind, found.filter(({ title }) => listOf(title) === kind).map(({ row }) => row)]));
  return json(200, type in wanted ? { [type]: wanted[type] } : wanted);
}
