// What Trakt keeps of an item beside its plays: one row a list, a person and an item.

import { iso } from '../box.js';
import { empty, json } from '../reply.js';
import { asSent, checkItem, findById, findEpisode, findMovie, findSeason, findShow, invalid, ofSeason, ofShow, readBody, wholeShow } from './items.js';
import { readTime } from './page.js';
import { moved } from './users.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS trakt_lists(id INTEGER PRIMARY KEY, user TEXT, list TEXT, type TEXT, item INTEGER, at INTEGER,
    updated_at INTEGER, rating INTEGER, notes TEXT, UNIQUE(user, list, type, item));
`;

const KINDS = ['movies', 'shows', 'seasons', 'episodes'];
const nothing = () => Object.fromEntries(KINDS.map((kind) => [kind, 0]));

// The items a body means, each with what was said of it, and what nobody knows. What is said of the whole holds for its parts.
export function meant(box, call) {
  const body = readBody(call);
  const found = [];
  const missing = { movies: [], shows: [], seasons: [], episodes: [] };
  const one = (kind, said, item) => {
    if (item) found.push({ item, said });
    else missing[kind].push(asSent(said));
  };
  for (const movie of checked(body.movies)) one('movies', movie, findMovie(box, movie));
  for (const season of checked(body.seasons)) one('seasons', season, findSeason(box, season));
  for (const episode of checked(body.episodes)) one('episodes', episode, findEpisode(box, episode));
  for (const wanted of checked(body.shows)) {
    const show = findShow(box, wanted);
    if (!show || !wanted.seasons) one('shows', wanted, show && wholeShow(show));
    else for (const seasons of partsOf(show, wanted, found)) missing.shows.push({ ...asSent(wanted), seasons });
  }
  return { found, missing };
}

function checked(items = []) {
  if (!Array.isArray(items)) throw invalid();
  return items.map(checkItem);
}

// Seasons and episodes by number below their show; the answer is what it has not, one list or none.
function partsOf(show, wanted, found) {
  const unknown = [];
  for (const season of checked(wanted.seasons)) {
    const whole = ofSeason(show, season.number);
    const lost = [];
    for (const said of checked(season.episodes)) {
      const episode = show.episodes.find((one) => one.season === season.number && one.number === said.number);
      if (episode) found.push({ item: ofShow(show, episode), said });
      else lost.push({ number: said.number });
    }
    if (season.episodes) {
      if (lost.length) unknown.push({ number: season.number, episodes: lost });
    } else if (whole) found.push({ item: whole, said: season });
    else unknown.push({ number: season.number });
  }
  return unknown.length ? [unknown] : [];
}

export const timeOf = (box, text) => {
  if (text === undefined || text === null) return box.now();
  const time = readTime(text);
  if (time === undefined) throw invalid();
  return time;
};

// Counts what is new and what was there; what was there is written anew where `again` says so.
export function put(box, user, list, entries, { again = false } = {}) {
  const added = nothing();
  const existing = nothing();
  for (const { item, at, rating = null, notes = null } of entries) {
    const old = box.row('SELECT id FROM trakt_lists WHERE user = ? AND list = ? AND type = ? AND item = ?', user, list, item.type, item.id);
    (old && !again ? existing : added)[`${item.type}s`] += 1;
    if (old && !again) continue;
    box.run('INSERT OR REPLACE INTO trakt_lists VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      old?.id ?? box.nextId(), user, list, item.type, item.id, at, box.now(), rating, notes);
    touched(box, user, list, item.type);
  }
  return { added, existing };
}

export function take(box, user, list, items) {
  const deleted = nothing();
  for (const { type, id } of items) {
    const gone = box.rows('DELETE FROM trakt_lists WHERE user = ? AND list = ? AND type = ? AND item = ? RETURNING id', user, list, type, id);
    deleted[`${type}s`] += gone.length;
    if (gone.length) touched(box, user, list, type);
  }
  return deleted;
}

const STAMPS = { ratings: 'rated_at', watchlist: 'watchlisted_at', collection: 'collected_at' };

function touched(box, user, list, type) {
  moved(box, user, `${type}s.${STAMPS[list]}`);
  if (list === 'watchlist') moved(box, user, 'watchlist.updated_at');
}

// How long a list is, and since when it is as it is.
export function told(box, user, list) {
  const { count, at } = box.row('SELECT count(*) AS count, max(updated_at) AS at FROM trakt_lists WHERE user = ? AND list = ?', user, list);
  return { updated_at: iso(at ?? box.now()), item_count: count };
}

// The rows of a list with their items; `order` is SQL of our own.
export function rows(box, user, list, type, order) {
  return box.rows(`SELECT * FROM trakt_lists WHERE user = ? AND list = ? ORDER BY ${order}`, user, list)
    .filter((row) => type === 'all' || `${row.type}s` === type)
    .map((row) => ({ row, item: findById(box, row.type, row.item) }));
}

// The handler of `…/remove`: ids alone count.
export const removal = (list, more = () => ({})) => (box, call) => {
  const { found, missing } = meant(box, call);
  const deleted = take(box, call.user, list, found.map(({ item }) => item));
  return json(200, { deleted, not_found: missing, ...more(box, call.user) });
};

export const isKind = (type) => type === 'all' || KINDS.includes(type);
export const unknownKind = () => empty(404);

export const state = (box, list) => box.rows('SELECT * FROM trakt_lists WHERE list = ? ORDER BY at DESC, id DESC', list)
  .map((row) => ({ row, item: findById(box, row.type, row.item) }));
