// Simkl's library: one row a title or episode, however often it is sent, a status and a rating a title, and what moved when.

import { isoSeconds } from '../box.js';
import { json } from '../reply.js';
import { fromRow, item as itemOf, written } from './items.js';
import { bucketOf, byNumber, isWhole } from './titles.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS simkl_users(user TEXT PRIMARY KEY, id INTEGER, plan TEXT, joined_at INTEGER);
  CREATE TABLE IF NOT EXISTS simkl_watched(id INTEGER PRIMARY KEY, user TEXT, title INTEGER, season INTEGER, number INTEGER,
    watched_at INTEGER, action TEXT, added_at INTEGER);
  CREATE INDEX IF NOT EXISTS simkl_watched_items ON simkl_watched(user, title, season, number);
  CREATE TABLE IF NOT EXISTS simkl_listed(user TEXT, title INTEGER, status TEXT, added_at INTEGER, moved_at INTEGER, rating INTEGER,
    rated_at INTEGER, rerated_at INTEGER, PRIMARY KEY(user, title));
  CREATE TABLE IF NOT EXISTS simkl_moved(user TEXT, kind TEXT, part TEXT, at INTEGER, PRIMARY KEY(user, kind, part));
`;

export const routes = [
  ['GET', '/users/settings', settings],
  ['GET', '/users/:id/stats', stats],
  ['GET', '/sync/activities', activities],
];

export const STATUSES = ['plantowatch', 'watching', 'completed', 'hold', 'dropped'];
const OF_FILMS = ['plantowatch', 'completed', 'dropped'];
const parts = (lists) => ['all', 'rated_at', 'playback', ...lists, 'removed_from_list'];
const PARTS = { tv_shows: parts(STATUSES), anime: parts(STATUSES), movies: parts(OF_FILMS) };

export function join(box, user, plan) {
  box.run('INSERT OR IGNORE INTO simkl_users VALUES (?, ?, ?, ?)', user, box.nextId(), 'free', box.now());
  if (plan) box.run('UPDATE simkl_users SET plan = ? WHERE user = ?', plan, user);
}

export const account = (box, user) => box.row('SELECT * FROM simkl_users WHERE user = ?', user);

export function moved(box, user, title, part) {
  for (const name of new Set(['all', part])) {
    box.run('INSERT OR REPLACE INTO simkl_moved VALUES (?, ?, ?, ?)', user, bucketOf(title), name, box.now());
  }
}

const OF_ITEM = 'user = ? AND title = ? AND season = ? AND number = ?';

export function markWatched(box, user, item, at, action) {
  if (action !== 'rewatch' && isWatched(box, user, item)) return undefined;
  const id = box.nextId();
  box.run('INSERT INTO simkl_watched VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    id, user, item.id, item.season, item.number, Math.floor(at / 1000) * 1000, action, box.now());
  list(box, user, item.title, seenThrough(box, user, item.title) ? 'completed' : 'watching');
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

export const plays = (box, user, title) => box.rows('SELECT * FROM simkl_watched WHERE user = ? AND title = ? ORDER BY watched_at', user, title.ids.simkl);
export const listed = (box, user, title) => box.row('SELECT * FROM simkl_listed WHERE user = ? AND title = ?', user, title.ids.simkl);

export const regular = (title) => title.episodes.filter(({ season }) => season > 0);

export function seenThrough(box, user, title) {
  if (isWhole(title)) return isWatched(box, user, itemOf(title));
  return regular(title).every((episode) => isWatched(box, user, itemOf(title, episode)));
}

// Where somebody has a title. A film is never being watched, and nothing is completed before its last episode.
export function list(box, user, title, status) {
  const settled = isWhole(title) && ['watching', 'hold'].includes(status) ? 'completed'
    : status === 'completed' && title.airing ? 'watching' : status;
  const old = listed(box, user, title);
  box.run('INSERT OR REPLACE INTO simkl_listed VALUES (?, ?, ?, ?, ?, ?, ?, ?)', user, title.ids.simkl, settled,
    old?.added_at ?? box.now(), box.now(), old?.rating ?? null, old?.rated_at ?? null, old?.rerated_at ?? null);
  moved(box, user, title, settled);
  return settled;
}

// A rating says nothing to those who ask what moved in the library; it has a stamp of its own.
export function rate(box, user, title, rating, at) {
  box.run('UPDATE simkl_listed SET rating = ?, rated_at = ?, rerated_at = ? WHERE user = ? AND title = ?', rating, at, box.now(), user, title.ids.simkl);
  moved(box, user, title, 'rated_at');
}

export function unrate(box, user, title) {
  if (typeof listed(box, user, title)?.rating !== 'number') return false;
  rate(box, user, title, null, null);
  return true;
}

// Out of the library: plays, place and rating.
export function unlist(box, user, title) {
  const plays = box.rows('DELETE FROM simkl_watched WHERE user = ? AND title = ? RETURNING id', user, title.ids.simkl);
  const rows = box.rows('DELETE FROM simkl_listed WHERE user = ? AND title = ? RETURNING title', user, title.ids.simkl);
  if (plays.length + rows.length) moved(box, user, title, 'removed_from_list');
  return plays.length + rows.length > 0;
}

export function unwatch(box, user, item) {
  const gone = box.rows(`DELETE FROM simkl_watched WHERE ${OF_ITEM} RETURNING id`, user, item.id, item.season, item.number);
  if (gone.length) moved(box, user, item.title, 'removed_from_list');
  return gone.length > 0;
}

function activities(box, call) {
  box.set(`simkl asked ${call.user}`, []);
  const stamps = new Map(box.rows('SELECT kind, part, at FROM simkl_moved WHERE user = ?', call.user)
    .map(({ kind, part, at }) => [`${kind}.${part}`, at]));
  const shown = (at) => (at === undefined ? null : isoSeconds(at));
  const groups = Object.entries(PARTS).map(([kind, names]) => [
    kind, Object.fromEntries(names.map((part) => [part, shown(stamps.get(`${kind}.${part}`))])),
  ]);
  const all = stamps.size ? Math.max(...stamps.values()) : undefined;
  const lists = { all: null, regular: null, favorites: null, recommendations: null, auto: null };
  return json(200, { all: shown(all), settings: { all: null }, ...Object.fromEntries(groups), custom_lists: { lists } });
}

function settings(box, call) {
  const { user, id, plan, joined_at: joined } = account(box, call.user);
  return json(200, {
    user: { name: user, joined_at: isoSeconds(joined), gender: '', avatar: '', bio: '', loc: '', age: '' },
    account: { id, timezone: 'Europe/Madrid', type: plan },
    connections: {},
  });
}

// Minutes and counts, a group a kind. There is no `me`.
function stats(box, call, { id }) {
  const owner = box.row('SELECT user FROM simkl_users WHERE id = ?', Number(id) || 0);
  if (!owner) return json(404, { error: 'user_id_failed', code: 404, message: 'There is no such user' });
  const rows = box.rows('SELECT title, status FROM simkl_listed WHERE user = ?', owner.user);
  const group = (kind) => {
    const mine = rows.map(({ title, status }) => ({ title: byNumber(box, title), status })).filter(({ title }) => title.type === kind);
    const minutes = (some) => some.reduce((sum, { title }) => sum + plays(box, owner.user, title).length * (title.runtime ?? 0), 0);
    const lists = STATUSES.map((status) => {
      const some = mine.filter((one) => one.status === status);
      const seen = some.reduce((sum, { title }) => sum + plays(box, owner.user, title).length, 0);
      const counts = kind === 'movie' ? { mins: minutes(some) } : { watched_episodes_count: seen };
      return [status === 'dropped' ? 'notinteresting' : status, { ...counts, count: some.length }];
    });
    return { total_mins: minutes(mine), ...Object.fromEntries(lists) };
  };
  const [movies, tv, anime] = ['movie', 'show', 'anime'].map(group);
  return json(200, { total_mins: movies.total_mins + tv.total_mins + anime.total_mins, movies, tv, anime });
}

export function state(box) {
  return {
    history: box.rows('SELECT * FROM simkl_watched ORDER BY watched_at DESC, id DESC').map((row) => ({
      id: row.id, user: row.user, action: row.action, watched_at: isoSeconds(row.watched_at), added_at: isoSeconds(row.added_at),
      ...written(fromRow(box, row)),
    })),
    lists: box.rows('SELECT * FROM simkl_listed ORDER BY moved_at DESC, title').map(({ user, title, status, rating, moved_at: at }) => ({
      user, status, rating, at: isoSeconds(at), ...written({ title: byNumber(box, title) }),
    })),
    users: box.rows('SELECT user FROM simkl_users ORDER BY user').map(({ user }) => user),
  };
}
