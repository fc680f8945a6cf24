// Trakt's ratings, from 1 to 10, of films, shows, seasons and episodes.

import { iso } from '../box.js';
import { json } from '../reply.js';
import { invalid, written } from './items.js';
import { isKind, meant, put, removal, rows, state as stateOf, timeOf, unknownKind } from './lists.js';
import { full, paged } from './page.js';

export const routes = [
  ['GET', '/sync/ratings', read],
  ['GET', '/sync/ratings/:type', read],
  ['GET', '/sync/ratings/:type/:rating', read],
  ['POST', '/sync/ratings', rate],
  ['POST', '/sync/ratings/remove', removal('ratings')],
];

function rate(box, call) {
  const { found, missing } = meant(box, call);
  const entries = found.map(({ item, said: { rating, rated_at: at } }) => {
    if (!Number.isInteger(rating) || rating < 1 || rating > 10) throw invalid();
    return { item, rating, at: timeOf(box, at) };
  });
  const { added } = put(box, call.user, 'ratings', entries, { again: true });
  return json(201, { added, not_found: missing });
}

function read(box, call, { type = 'all', rating }) {
  if (!isKind(type)) return unknownKind();
  const wanted = rating?.split(',').map(Number);
  const rated = rows(box, call.user, 'ratings', type, 'at DESC, id DESC').filter(({ row }) => !wanted || wanted.includes(row.rating));
  return paged(call, rated, ({ row, item }) => shown(row, item, full(call)));
}

const shown = (row, item, more) => ({ rated_at: iso(row.at), rating: row.rating, type: row.type, ...written(item, more) });

export const state = (box) => ({ ratings: stateOf(box, 'ratings').map(({ row, item }) => ({ user: row.user, ...shown(row, item) })) });
