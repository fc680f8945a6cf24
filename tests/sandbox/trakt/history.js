// Trakt's history: plays are added without looking for duplicates, read in pages and removed.

import { iso } from '../box.js';
import { empty, json } from '../reply.js';
import { asSent, checkItem, findById, findEpisode, findMovie, findSeason, findShow, invalid, ofShow, readBody, written } from './items.js';
import { full, paged, readTime } from './page.js';
import { moved } from './users.js';
import { watched } from './watchlist.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS trakt_history(id INTEGER PRIMARY KEY, user TEXT, type TEXT, item INTEGER,
    watched_at INTEGER, action TEXT, added_at INTEGER);
`;

export const routes = [
  ['POST', '/sync/history', add],
  ['POST', '/sync/history/remove', remove],
  ['GET', '/sync/history', read],
  ['GET', '/sync/history/:type', read],
  ['GET', '/sync/history/:type/:item', read],
  ['GET', '/users/:id/history', read],
  ['GET', '/users/:id/history/:type', read],
  ['GET', '/users/:id/history/:type/:item', read],
];

const KINDS = ['movies', 'shows', 'seasons', 'episodes'];

export function addPlay(box, user, item, watchedAt, action) {
  const id = box.nextId();
  box.run('INSERT INTO trakt_history VALUES (?, ?, ?, ?, ?, ?, ?)',
    id, user, item.type, item.id, Math.floor(watchedAt / 1000) * 1000, action, box.now());
  moved(box, user, `${item.type}s.watched_at`);
  watched(box, user, item);
  return id;
}

export function lastScrobble(box, user, { type, id }) {
  const row = box.row(`SELECT watched_at FROM trakt_history WHERE user = ? AND type = ? AND item = ? AND action = 'scrobble'
    ORDER BY watched_at DESC LIMIT 1`, user, type, id);
  return row?.watched_at;
}

function add(box, call) {
  const body = checkedLists(readBody(call));
  const added = { movies: 0, episodes: 0 };
  const { plays, missing } = resolve(box, body);
  // All times are read before the first play is stored: a refused request leaves nothing behind.
  const timed = plays.map(({ item, watchedAt }) => ({ item, time: playTime(box, item, watchedAt) }));
  for (const { item, time } of timed) {
    addPlay(box, call.user, item, time, 'watch');
    added[`${item.type}s`] += 1;
  }
  return json(201, { added, updated: { movies: 0, episodes: 0 }, not_found: missing });
}

function remove(box, call) {
  const body = checkedLists(readBody(call));
  const { plays, missing } = resolve(box, body);
  const deleted = { movies: 0, episodes: 0 };
  const drop = (rows) => {
    for (const { type } of rows) {
      deleted[`${type}s`] += 1;
      moved(box, call.user, `${type}s.watched_at`);
    }
    return rows.length;
  };
  for (const { item } of plays) {
    drop(box.rows('DELETE FROM trakt_history WHERE user = ? AND type = ? AND item = ? RETURNING type', call.user, item.type, item.id));
  }
  const unknown = (body.ids ?? []).filter((id) => !drop(
    box.rows('DELETE FROM trakt_history WHERE user = ? AND id = ? RETURNING type', call.user, id)));
  return json(200, { deleted, not_found: body.ids ? { ...missing, ids: unknown } : missing });
}

function checkedLists(body) {
  for (const kind of KINDS) {
    if (body[kind] === undefined) continue;
    if (!Array.isArray(body[kind])) throw invalid();
    body[kind].forEach(checkItem);
  }
  for (const show of body.shows ?? []) {
    for (const season of checkedList(show.seasons)) checkedList(season.episodes);
  }
  if (body.ids !== undefined && !(Array.isArray(body.ids) && body.ids.every(Number.isInteger))) throw invalid();
  return body;
}

function checkedList(items = []) {
  if (!Array.isArray(items)) throw invalid();
  items.forEach(checkItem);
  return items;
}

// Every play that is meant, and what nobody knows. A bare show means all its episodes, a bare season all of that season.
function resolve(box, { movies = [], shows = [], seasons = [], episodes = [] }) {
  const plays = [];
  const missing = { movies: [], shows: [], seasons: [], episodes: [], people: [], users: [] };
  const one = (kind, wanted, item) => {
    if (item) plays.push({ item, watchedAt: wanted.watched_at });
    else missing[kind].push(asSent(wanted));
  };
  for (const movie of movies) one('movies', movie, findMovie(box, movie));
  for (const episode of episodes) one('episodes', episode, findEpisode(box, episode));
  for (const wanted of seasons) {
    const known = findSeason(box, wanted);
    if (!known) one('seasons', wanted, undefined);
    else plays.push(...ofSeasons(known.show, { ...wanted, seasons: [{ number: known.season.number }] }).found);
  }
  for (const wanted of shows) {
    const show = findShow(box, wanted);
    if (!show) {
      one('shows', wanted, undefined);
      continue;
    }
    const { found, unknown } = ofSeasons(show, wanted);
    plays.push(...found);
    if (unknown.length) missing.shows.push({ ...asSent(wanted), seasons: unknown });
  }
  return { plays, missing };
}

function ofSeasons(show, wanted) {
  const found = [];
  const unknown = [];
  const all = (episodes, watchedAt) => found.push(...episodes.map((episode) => ({ item: ofShow(show, episode), watchedAt })));
  if (!wanted.seasons) all(show.episodes, wanted.watched_at);
  for (const season of wanted.seasons ?? []) {
    const known = show.episodes.filter((episode) => episode.season === season.number);
    const seasonTime = season.watched_at ?? wanted.watched_at;
    if (!season.episodes) {
      if (known.length) all(known, seasonTime);
      else unknown.push({ number: season.number });
      continue;
    }
    const lost = [];
    for (const { number, watched_at: own } of season.episodes) {
      const episode = known.find((candidate) => candidate.number === number);
      if (episode) found.push({ item: ofShow(show, episode), watchedAt: own ?? seasonTime });
      else lost.push({ number });
    }
    if (lost.length) unknown.push({ number: season.number, episodes: lost });
  }
  return { found, unknown };
}

// A number is quietly ignored and becomes now, as on the real server.
function playTime(box, item, watchedAt) {
  if (watchedAt === undefined || watchedAt === null || typeof watchedAt === 'number') return box.now();
  if (watchedAt === 'unknown') return 0;
  if (watchedAt === 'released') return Date.parse(item.movie?.released ?? item.episode?.aired ?? '1970-01-01') + item.runtime * 60_000;
  const time = readTime(watchedAt);
  if (time === undefined) throw invalid();
  return time;
}

// The filter by a synchronised id is for a few apps only.
function read(box, call, { type = 'all', item, id = 'me' }) {
  if (!['all', ...KINDS].includes(type)) return empty(404);
  if (call.query.has('sync_id')) return empty(403);
  const from = readTime(call.query.get('start_at')) ?? 0;
  const to = readTime(call.query.get('end_at')) ?? Number.MAX_SAFE_INTEGER;
  const rows = box.rows(`SELECT * FROM trakt_history WHERE user = ? AND watched_at BETWEEN ? AND ?
    ORDER BY watched_at DESC, id DESC`, id === 'me' ? call.user : id, from, to).filter(wanted(box, type, item && Number(item)));
  return paged(call, rows, (row) => shown(box, row, full(call)));
}

function wanted(box, type, id) {
  if (type === 'all') return () => true;
  if (type === 'movies' || type === 'episodes') return (row) => `${row.type}s` === type && (id === undefined || row.item === id);
  const { show, season } = (type === 'seasons' ? findSeason(box, { ids: { trakt: id } }) : { show: findShow(box, { ids: { trakt: id } }) }) ?? {};
  const episodes = show && new Set(show.episodes.filter((one) => !season || one.season === season.number).map(({ ids }) => ids.trakt));
  return (row) => row.type === 'episode' && (id === undefined || Boolean(episodes?.has(row.item)));
}

const shown = (box, { id, watched_at: watchedAt, action, type, item }, more = false) => ({
  id, watched_at: iso(watchedAt), action, type, ...written(findById(box, type, item), more),
});

export function state(box) {
  return {
    history: box.rows('SELECT * FROM trakt_history ORDER BY watched_at DESC, id DESC')
      .map((row) => ({ user: row.user, added_at: iso(row.added_at), ...shown(box, row) })),
  };
}
