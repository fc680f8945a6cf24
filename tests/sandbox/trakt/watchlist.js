// Trakt's watchlist: as long as the account may have it, and without what was watched.

import { iso } from '../box.js';
import { empty, json, Refusal } from '../reply.js';
import { ofSeason, wholeShow, written } from './items.js';
import { isKind, meant, put, removal, rows, state as stateOf, take, timeOf, told, unknownKind } from './lists.js';
import { full, paged } from './page.js';
import { account } from './users.js';

export const routes = [
  ['GET', '/sync/watchlist', read],
  ['GET', '/sync/watchlist/:type', read],
  ['GET', '/sync/watchlist/:type/:by', read],
  ['GET', '/sync/watchlist/:type/:by/:how', read],
  ['POST', '/sync/watchlist', add],
  ['POST', '/sync/watchlist/remove', removal('watchlist', (box, user) => ({ list: told(box, user, 'watchlist') }))],
];

const LIST = 'watchlist';
const LONGEST_NOTE = 500;

// Nothing is added where not everything has room.
function add(box, call) {
  const { found, missing } = meant(box, call);
  const { vip, watchlist: limit } = account(box, call.user);
  if (!vip && found.some(({ said }) => said.notes)) throw new Refusal(empty(426, { 'x-upgrade-url': 'https://trakt.tv/vip' }));
  const entries = found.map(({ item, said: { listed_at: at, notes } }) => ({ item, at: timeOf(box, at), notes: notes?.slice(0, LONGEST_NOTE) }));
  const known = new Set(rows(box, call.user, LIST, 'all', 'id').map(({ row }) => `${row.type} ${row.item}`));
  const together = new Set([...known, ...entries.map(({ item }) => `${item.type} ${item.id}`)]);
  if (together.size > limit && together.size > known.size) throw new Refusal(empty(420));
  return json(201, { ...put(box, call.user, LIST, entries), not_found: missing, list: told(box, call.user, LIST) });
}

// One watched episode takes its season and its show off the list.
export function watched(box, user, { type, id, show, episode }) {
  take(box, user, LIST, type === 'movie' ? [{ type, id }] : [{ type, id }, ofSeason(show, episode.season), wholeShow(show)]);
}

const ORDERS = { rank: 'id', added: 'at, id', title: 'id' };

function read(box, call, { type = 'all', by = 'rank', how = 'asc' }) {
  if (!isKind(type)) return unknownKind();
  const listed = rows(box, call.user, LIST, type, ORDERS[by] ?? ORDERS.rank).map((one, i) => ({ ...one, rank: i + 1 }));
  const name = ({ item: { movie, show } }) => (movie ?? show).title;
  if (by === 'title') listed.sort((a, b) => name(a).localeCompare(name(b)));
  if (how === 'desc') listed.reverse();
  return paged(call, listed, ({ row, item, rank }) => shown(box, row, item, rank, full(call)));
}

function shown(box, row, item, rank, more) {
  const rating = box.row("SELECT rating FROM trakt_lists WHERE user = ? AND list = 'ratings' AND type = ? AND item = ?", row.user, row.type, row.item);
  return { rank, id: row.id, listed_at: iso(row.at), notes: row.notes, my_rating: rating?.rating ?? null, type: row.type, ...written(item, more) };
}

export const state = (box) => ({
  watchlist: stateOf(box, LIST).map(({ row, item }) => ({ user: row.user, listed_at: iso(row.at), type: row.type, notes: row.notes, ...written(item) })),
});
