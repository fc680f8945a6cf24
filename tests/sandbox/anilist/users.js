// AniList's people: how they score, and the lists of their own making.

import { notFound } from './run.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS anilist_users(id INTEGER PRIMARY KEY, user TEXT UNIQUE, options TEXT);
`;

const OPTIONS = { scoreFormat: 'POINT_10_DECIMAL', customLists: [], splitCompleted: false };

// `options` changes those that are given: `scoreFormat`, `customLists`, `splitCompleted`.
export function join(box, user, options = {}) {
  const old = named(box, user);
  if (!old) box.run('INSERT INTO anilist_users VALUES (?, ?, ?)', box.nextShortId(), user, JSON.stringify({ ...OPTIONS, ...options }));
  else box.run('UPDATE anilist_users SET options = ? WHERE user = ?', JSON.stringify({ ...old.options, ...options }), user);
  return named(box, user);
}

const read = (row) => row && { id: row.id, name: row.user, options: JSON.parse(row.options) };
export const named = (box, name) => read(box.row('SELECT * FROM anilist_users WHERE user = ?', name));

export function find(box, { id, name }) {
  const user = id === undefined ? named(box, name ?? '') : read(box.row('SELECT * FROM anilist_users WHERE id = ?', id));
  if (!user) throw notFound();
  return user;
}

const PICTURE = 'https://s4.anilist.co/file/anilistcdn/user/avatar/large/default.png';

export const written = ({ id, name, options }) => ({
  id, name, siteUrl: `https://anilist.co/user/${name}`, avatar: { large: PICTURE, medium: PICTURE },
  options: { titleLanguage: 'ROMAJI', displayAdultContent: false, timezone: '00:00' },
  mediaListOptions: {
    scoreFormat: options.scoreFormat,
    animeList: { customLists: options.customLists, splitCompletedSectionByFormat: options.splitCompleted, advancedScoringEnabled: false },
  },
});

export const state = (box) => box.rows('SELECT user FROM anilist_users ORDER BY user').map(({ user }) => user);
