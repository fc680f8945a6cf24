// Trakt's people: settings, profile and when each part of an account last moved.

import { iso } from '../box.js';
import { empty, json } from '../reply.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS trakt_users(user TEXT PRIMARY KEY, joined_at INTEGER);
  CREATE TABLE IF NOT EXISTS trakt_moved(user TEXT, part TEXT, at INTEGER, PRIMARY KEY(user, part));
`;

export const routes = [
  ['GET', '/users/settings', settings],
  ['GET', '/users/:id', profile],
  ['GET', '/sync/last_activities', activities],
];

const PARTS = {
  movies: ['watched_at', 'collected_at', 'rated_at', 'watchlisted_at', 'favorited_at', 'commented_at', 'paused_at', 'hidden_at'],
  episodes: ['watched_at', 'collected_at', 'rated_at', 'watchlisted_at', 'commented_at', 'paused_at'],
  shows: ['rated_at', 'watchlisted_at', 'favorited_at', 'commented_at', 'hidden_at', 'dropped_at'],
  seasons: ['rated_at', 'watchlisted_at', 'commented_at', 'hidden_at'],
  comments: ['liked_at', 'reacted_at', 'blocked_at'],
  lists: ['liked_at', 'reacted_at', 'updated_at', 'commented_at'],
  watchlist: ['updated_at'],
  favorites: ['updated_at'],
  collaborations: ['updated_at'],
  account: ['settings_at', 'followed_at', 'following_at', 'pending_at', 'requested_at'],
  saved_filters: ['updated_at'],
  notes: ['updated_at'],
};

export function join(box, user) {
  box.run('INSERT OR IGNORE INTO trakt_users VALUES (?, ?)', user, box.now());
}

export function moved(box, user, part) {
  box.run('INSERT OR REPLACE INTO trakt_moved VALUES (?, ?, ?)', user, part, box.now());
}

const FREE = { vip: false, watchlist: 250 };
const VIP = { vip: true, watchlist: 5000 };

// What an account may do; a test can give somebody another one.
export function account(box, user) {
  const given = box.setting(`trakt account ${user}`, {});
  return { ...(given.vip ? VIP : FREE), ...given };
}

const find = (box, user) => box.row('SELECT * FROM trakt_users WHERE user = ?', user);
const slug = (user) => user.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function settings(box, call) {
  const { user, joined_at: joined } = find(box, call.user);
  const { vip, watchlist } = account(box, user);
  return json(200, {
    user: {
      username: user, private: false, name: user, vip, vip_ep: false, director: false,
      ids: { slug: slug(user), trakt: joined % 1_000_000, uuid: `sandbox-${slug(user)}-${joined}` },
      joined_at: iso(joined), location: null, about: null, gender: null, age: null,
      images: { avatar: { full: '' } }, vip_og: false, vip_years: 0,
    },
    account: { timezone: 'Europe/Berlin', date_format: 'dmy', time_24hr: true, cover_image: null },
    sharing_text: { watching: "I'm watching [item]", watched: 'I just watched [item]', rated: '[item] [stars]' },
    permissions: { commenting: true, liking: true, following: true },
    limits: { list: { count: vip ? 100 : 5, item_count: watchlist }, watchlist: { item_count: watchlist }, favorites: { item_count: watchlist } },
  });
}

function profile(box, call, { id }) {
  const row = find(box, id === 'me' ? call.user : id);
  if (!row) return empty(404);
  return json(200, {
    username: row.user, private: false, name: row.user, vip: account(box, row.user).vip, vip_ep: false,
    ids: { slug: slug(row.user), trakt: row.joined_at % 1_000_000 },
  });
}

// A part that never moved shows the day the account was made.
function activities(box, call) {
  const { joined_at: joined } = find(box, call.user);
  const stamps = new Map(box.rows('SELECT part, at FROM trakt_moved WHERE user = ?', call.user).map(({ part, at }) => [part, at]));
  const all = Math.max(joined, ...stamps.values());
  const groups = Object.entries(PARTS).map(([group, names]) => [
    group, Object.fromEntries(names.map((name) => [name, iso(stamps.get(`${group}.${name}`) ?? joined)])),
  ]);
  return json(200, { all: iso(all), ...Object.fromEntries(groups) });
}

export const state = (box) => box.rows('SELECT user FROM trakt_users ORDER BY user').map(({ user }) => user);
