// Simkl's library: one row a title or episode, however often it is sent; lists, activities and settings.

import { isoSeconds } from '../box.js';
import { list } from '../catalogue.js';
import { json } from '../reply.js';
import { findEpisode, findTitle, fromRow, item as itemOf, readBody, writtenTitle, written } from './items.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS simkl_users(user TEXT PRIMARY KEY, id INTEGER, plan TEXT, joined_at INTEGER);
  CREATE TABLE IF NOT EXISTS simkl_watched(id INTEGER PRIMARY KEY, user TEXT, title INTEGER, season INTEGER, number INTEGER,
    watched_at INTEGER, action TEXT, added_at INTEGER);
  CREATE TABLE IF NOT EXISTS simkl_moved(user TEXT, kind TEXT, part TEXT, at INTEGER, PRIMARY KEY(user, kind, part));
`;

export const routes = [
  ['GET', '/users/settings', settings],
  ['GET', '/sync/activities', activities],
  ['GET', '/sync/all-items', allItems],
  ['GET', '/sync/all-items/:type', allItems],
  ['GET', '/sync/all-items/:type/:status', allItems],
  ['POST', '/sync/history', add],
  ['POST', '/sync/history/remove', remove],
];

// What is older than this reads as "watched, date unknown".
const OLDEST = Date.UTC(2000, 0, 1);
const UNKNOWN = 1000;
const PARTS = {
  tv_shows: ['all', 'rated_at', 'playback', 'plantowatch', 'watching', 'completed', 'hold', 'dropped', 'removed_from_list'],
  anime: ['all', 'rated_at', 'playback', 'plantowatch', 'watching', 'completed', 'hold', 'dropped', 'removed_from_list'],
  movies: ['all', 'rated_at', 'playback', 'plantowatch', 'completed', 'dropped', 'removed_from_list'],
};
const STATUSES = ['watching', 'plantowatch', 'hold', 'completed', 'dropped'];

export function join(box, user, plan) {
  box.run('INSERT OR IGNORE INTO simkl_users VALUES (?, ?, ?, ?)', user, box.nextId(), 'free', box.now());
  if (plan) box.run('UPDATE simkl_users SET plan = ? WHERE user = ?', plan, user);
}

export const account = (box, user) => box.row('SELECT * FROM simkl_users WHERE user = ?', user);

export function moved(box, user, { type }, part) {
  const kind = type === 'movie' ? 'movies' : 'tv_shows';
  for (const name of new Set(['all', part])) box.run('INSERT OR REPLACE INTO simkl_moved VALUES (?, ?, ?, ?)', user, kind, name, box.now());
}

const OF_ITEM = 'user = ? AND title = ? AND season = ? AND number = ?';

export function markWatched(box, user, item, at, action) {
  if (action !== 'rewatch' && isWatched(box, user, item)) return undefined;
  const id = box.nextId();
  box.run('INSERT INTO simkl_watched VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    id, user, item.id, item.season, item.number, Math.floor(at / 1000) * 1000, action, box.now());
  moved(box, user, item, status(box, user, item.title));
  return id;
}

export function watchedAt(box, user, item) {
  const row = box.row(`SELECT max(watched_at) AS at FROM simkl_watched WHERE ${OF_ITEM}`, user, item.id, item.season, item.number);
  return row.at ?? undefined;
}

export const isWatched = (box, user, item) => watchedAt(box, user, item) !== undefined;

export function lastScrobble(box, user, item) {
  const row = box.row(`SELECT max(watched_at) AS at FROM simkl_watched WHERE ${OF_ITEM} AND action != 'history'`,
    user, item.id, item.season, item.number);
  return row.at ?? undefined;
}

function status(box, user, title) {
  if (title.type === 'movie') return 'completed';
  const regular = title.episodes.filter(({ season }) => season > 0);
  return regular.every((episode) => isWatched(box, user, itemOf(title, episode))) ? 'completed' : 'watching';
}

function add(box, call) {
  const body = readBody(call);
  const added = { movies: 0, shows: 0, episodes: 0, statuses: [] };
  const missing = { movies: [], shows: [], episodes: [] };
  const put = (item, at, counter) => {
    if (markWatched(box, call.user, item, readTime(box, at), 'history') !== undefined) added[counter] += 1;
  };
  const told = (wanted, title) => added.statuses.push({
    request: { ids: wanted.ids ?? {}, type: title.type },
    response: { status: status(box, call.user, title), simkl_type: title.type === 'movie' ? 'movie' : 'tv', anime_type: null },
  });

  for (const wanted of body.movies ?? []) {
    const title = findTitle(box, 'movie', wanted);
    if (!title) {
      missing.movies.push(wanted);
      continue;
    }
    put(itemOf(title), wanted.watched_at, 'movies');
    told(wanted, title);
  }
  for (const wanted of [...(body.shows ?? []), ...(body.anime ?? [])]) {
    const title = findTitle(box, 'show', wanted);
    const { found, unknown } = title ? episodesOf(title, wanted) : {};
    if (!title || (found.length === 0 && unknown.length)) {
      missing.shows.push(wanted);
      continue;
    }
    const before = added.episodes;
    for (const { episode, at } of found) put(itemOf(title, episode), at, 'episodes');
    if (!wanted.seasons && !wanted.episodes && added.episodes > before) added.shows += 1;
    missing.episodes.push(...unknown);
    told(wanted, title);
  }
  for (const wanted of body.episodes ?? []) {
    const title = list(box, 'show', 'simkl').find((show) => wanted.ids?.tvdb !== undefined && findEpisode(show, wanted));
    if (title) put(itemOf(title, findEpisode(title, wanted)), wanted.watched_at, 'episodes');
    else missing.episodes.push(wanted);
  }
  return json(201, { added, not_found: missing });
}

// A bare title means all its regular episodes, a bare season the whole season; loose episodes are of the first season.
function episodesOf(title, wanted) {
  const regular = title.episodes.filter(({ season }) => season > 0);
  const seasons = wanted.seasons ?? (wanted.episodes && [{ number: 1, episodes: wanted.episodes }]);
  if (!seasons) return { found: regular.map((episode) => ({ episode, at: wanted.watched_at })), unknown: [] };
  const found = [];
  const unknown = [];
  for (const season of seasons) {
    const at = season.watched_at ?? wanted.watched_at;
    const meant = season.episodes ?? title.episodes.filter((episode) => episode.season === season.number);
    for (const one of meant) {
      const episode = findEpisode(title, { season: season.number, number: one.number, ids: season.episodes ? one.ids : undefined });
      if (episode) found.push({ episode, at: one.watched_at ?? at });
      else unknown.push({ ids: wanted.ids ?? {}, season: season.number, number: one.number });
    }
  }
  return { found, unknown };
}

function readTime(box, text) {
  const time = Date.parse(text ?? '');
  if (Number.isNaN(time)) return box.now();
  return time < OLDEST ? UNKNOWN : time;
}

// A title without seasons leaves the library altogether. Anime travels under shows.
function remove(box, call) {
  const body = readBody(call);
  const deleted = { movies: 0, shows: 0, episodes: 0 };
  const missing = { movies: [], shows: [] };
  const drop = (item) => {
    const rows = box.rows(`DELETE FROM simkl_watched WHERE ${OF_ITEM} RETURNING id`, call.user, item.id, item.season, item.number);
    if (rows.length) moved(box, call.user, item, 'removed_from_list');
    return rows.length > 0;
  };
  for (const wanted of body.movies ?? []) {
    const title = findTitle(box, 'movie', wanted);
    if (title && drop(itemOf(title))) deleted.movies += 1;
    else missing.movies.push(wanted);
  }
  for (const wanted of body.shows ?? []) {
    const title = findTitle(box, 'show', wanted);
    if (!title) {
      missing.shows.push(wanted);
      continue;
    }
    const whole = !wanted.seasons && !wanted.episodes;
    const episodes = whole ? title.episodes : episodesOf(title, wanted).found.map(({ episode }) => episode);
    const count = episodes.filter((episode) => drop(itemOf(title, episode))).length;
    if (!whole) deleted.episodes += count;
    else if (count) deleted.shows += 1;
  }
  return json(201, { deleted, not_found: missing });
}

function activities(box, call) {
  const stamps = new Map(box.rows('SELECT kind, part, at FROM simkl_moved WHERE user = ?', call.user)
    .map(({ kind, part, at }) => [`${kind}.${part}`, at]));
  const shown = (at) => (at === undefined ? null : isoSeconds(at));
  const groups = Object.entries(PARTS).map(([kind, parts]) => [
    kind, Object.fromEntries(parts.map((part) => [part, shown(stamps.get(`${kind}.${part}`))])),
  ]);
  const all = stamps.size ? Math.max(...stamps.values()) : undefined;
  return json(200, { all: shown(all), settings: { all: null }, ...Object.fromEntries(groups) });
}

// A delta is strictly after its date.
function allItems(box, call, { type = 'all', status: only = 'all' }) {
  const since = Date.parse(call.query.get('date_from') ?? '') || 0;
  const full = (call.query.get('extended') ?? '').startsWith('full');
  const wanted = { shows: [], movies: [] };
  for (const title of list(box, undefined, 'simkl')) {
    const plays = box.rows('SELECT * FROM simkl_watched WHERE user = ? AND title = ? ORDER BY watched_at', call.user, title.ids.simkl);
    if (!plays.some(({ added_at: at }) => Math.floor(at / 1000) * 1000 > since)) continue;
    const now = status(box, call.user, title);
    if (STATUSES.includes(only) && only !== now) continue;
    wanted[title.type === 'movie' ? 'movies' : 'shows'].push(libraryRow(title, plays, now, full));
  }
  if (type === 'movies' || type === 'shows') return json(200, wanted[type].length ? { [type]: wanted[type] } : {});
  if (type === 'anime') return json(200, {});
  return json(200, { ...wanted, anime: [] });
}

function libraryRow(title, plays, now, full) {
  const last = plays.at(-1);
  const row = {
    added_to_watchlist_at: isoSeconds(plays[0].added_at), last_watched_at: isoSeconds(last.watched_at),
    user_rated_at: null, user_rating: null, status: now,
  };
  if (title.type === 'movie') return { ...row, movie: writtenTitle(title) };
  const seen = new Map(plays.map((play) => [`${play.season}:${play.number}`, play]));
  const regular = title.episodes.filter(({ season }) => season > 0);
  const next = regular.find(({ season, number }) => !seen.has(`${season}:${number}`));
  const code = ({ season, number }) => `S${String(season).padStart(2, '0')}E${String(number).padStart(2, '0')}`;
  const seasons = [...new Set([...seen.values()].map(({ season }) => season))].map((number) => ({
    number,
    episodes: [...seen.values()].filter(({ season }) => season === number)
      .map((play) => ({ number: play.number, watched_at: isoSeconds(play.watched_at) })),
  }));
  return {
    ...row, last_watched: code(last), next_to_watch: next ? code(next) : null,
    watched_episodes_count: [...seen.values()].filter(({ season }) => season > 0).length,
    total_episodes_count: regular.length, not_aired_episodes_count: 0,
    show: writtenTitle(title), ...(full ? { seasons } : {}),
  };
}

function settings(box, call) {
  const { user, id, plan, joined_at: joined } = account(box, call.user);
  return json(200, {
    user: { name: user, joined_at: isoSeconds(joined), gender: '', avatar: '', bio: '', loc: '', age: '' },
    account: { id, timezone: 'Europe/Madrid', type: plan },
    connections: {},
  });
}

export function state(box) {
  return {
    history: box.rows('SELECT * FROM simkl_watched ORDER BY watched_at DESC, id DESC').map((row) => ({
      id: row.id, user: row.user, action: row.action, watched_at: isoSeconds(row.watched_at), added_at: isoSeconds(row.added_at),
      ...written(fromRow(box, row)),
    })),
    users: box.rows('SELECT user FROM simkl_users ORDER BY user').map(({ user }) => user),
  };
}
