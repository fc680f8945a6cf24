// Trakt's collection: films and episodes somebody owns. A show or a season stands for all its episodes.

import { iso } from '../box.js';
import { empty, json } from '../reply.js';
import { ofShow, written } from './items.js';
import { meant, put, rows, state as stateOf, take, timeOf, told } from './lists.js';
import { full, paged } from './page.js';

export const routes = [
  ['GET', '/sync/collection/:type', read],
  ['POST', '/sync/collection', add],
  ['POST', '/sync/collection/remove', remove],
];

const LIST = 'collection';

function entriesOf(box, call) {
  const { found, missing } = meant(box, call);
  const parts = ({ type, show, season }) => show.episodes.filter((one) => (type === 'show' ? one.season > 0 : one.season === season.number));
  const entries = found.flatMap(({ item, said }) => (item.type === 'show' || item.type === 'season'
    ? parts(item).map((episode) => ({ item: ofShow(item.show, episode), said }))
    : [{ item, said }]));
  return { entries, missing };
}

function add(box, call) {
  const { entries, missing } = entriesOf(box, call);
  const timed = entries.map(({ item, said }) => ({ item, at: timeOf(box, said.collected_at) }));
  return json(201, { ...put(box, call.user, LIST, timed), not_found: missing, list: told(box, call.user, LIST) });
}

function remove(box, call) {
  const { entries, missing } = entriesOf(box, call);
  return json(200, { deleted: take(box, call.user, LIST, entries.map(({ item }) => item)), not_found: missing, list: told(box, call.user, LIST) });
}

function read(box, call, { type }) {
  const more = full(call);
  if (type === 'shows') return paged(call, shows(box, call.user), (show) => shownShow(show, more));
  if (type !== 'movies' && type !== 'episodes') return empty(404);
  return paged(call, rows(box, call.user, LIST, type, 'at DESC, id DESC'), ({ row, item }) => ({
    collected_at: iso(row.at), updated_at: iso(row.updated_at), type: row.type, ...written(item, more),
  }));
}

function shows(box, user) {
  const byShow = new Map();
  for (const one of rows(box, user, LIST, 'episodes', 'item')) {
    const { show } = one.item;
    if (!byShow.has(show.ids.trakt)) byShow.set(show.ids.trakt, { show, episodes: [] });
    byShow.get(show.ids.trakt).episodes.push(one);
  }
  return [...byShow.values()];
}

function shownShow({ show, episodes }, more) {
  const last = (key) => iso(Math.max(...episodes.map(({ row }) => row[key])));
  const numbers = [...new Set(episodes.map(({ item }) => item.episode.season))].sort((a, b) => a - b);
  const seasons = numbers.map((number) => ({
    number,
    episodes: episodes.filter(({ item }) => item.episode.season === number)
      .map(({ row, item }) => ({ number: item.episode.number, collected_at: iso(row.at) })),
  }));
  return { last_collected_at: last('at'), last_updated_at: last('updated_at'), type: 'show', ...written({ type: 'show', show }, more), seasons };
}

export const state = (box) => ({
  collection: stateOf(box, LIST).map(({ row, item }) => ({ user: row.user, collected_at: iso(row.at), type: row.type, ...written(item) })),
});
