// What people have on their AniList lists: one entry a title, with one number for how far they are.

import * as anime from '../anime.js';
import * as media from './media.js';
import { notFound } from './run.js';
import * as scores from './scores.js';
import * as users from './users.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS anilist_entries(id INTEGER PRIMARY KEY, user TEXT, media INTEGER, entry TEXT, UNIQUE(user, media));
`;

// The most that a collection gives: the ones that moved last.
const MOST = 11_000;

const read = (row) => row && { id: row.id, user: row.user, media: row.media, ...JSON.parse(row.entry) };
export const byId = (box, id) => read(box.row('SELECT * FROM anilist_entries WHERE id = ?', id));
export const byMedia = (box, user, of) => read(box.row('SELECT * FROM anilist_entries WHERE user = ? AND media = ?', user, of));
export const remove = (box, id) => box.run('DELETE FROM anilist_entries WHERE id = ?', id);

export function store(box, { id = box.nextShortId(), user, media: of, ...entry }) {
  box.run('INSERT OR REPLACE INTO anilist_entries VALUES (?, ?, ?, ?)', id, user, of, JSON.stringify(entry));
  return byId(box, id);
}

// Somebody's entries as the caller may see them.
export function find(context, args) {
  const { box } = context;
  const { id, userId, userName, mediaId, type, status, status_in: any, status_not_in: none, sort } = args;
  if (type === 'MANGA') return [];
  const owner = id === undefined ? users.find(box, { id: userId, name: userName }).name : undefined;
  const rows = owner === undefined ? [byId(box, id)].filter(Boolean) : box.rows('SELECT * FROM anilist_entries WHERE user = ?', owner).map(read);
  const wanted = rows.filter((entry) => (mediaId === undefined || entry.media === mediaId)
    && (status === undefined || entry.status === status)
    && (!any || any.includes(entry.status)) && !none?.includes(entry.status)
    && (!entry.private || entry.user === context.user?.name));
  return sorted(wanted, ['UPDATED_TIME_DESC']).slice(0, MOST).sort(order(sort));
}

const day = ({ year, month, day: of }) => (year ?? 0) * 10_000 + (month ?? 0) * 100 + (of ?? 0);

const KEYS = {
  MEDIA_ID: (entry) => entry.media,
  SCORE: (entry) => entry.score,
  PROGRESS: (entry) => entry.progress,
  STARTED_ON: (entry) => day(entry.startedAt),
  FINISHED_ON: (entry) => day(entry.completedAt),
  ADDED_TIME: (entry) => entry.createdAt,
  UPDATED_TIME: (entry) => entry.updatedAt,
};

function order(sort) {
  const chosen = sort?.[0] ?? 'MEDIA_ID';
  const key = KEYS[chosen.replace('_DESC', '')];
  const sign = chosen.endsWith('_DESC') ? -1 : 1;
  return (a, b) => sign * (key(a) - key(b) || a.id - b.id);
}

const sorted = (entries, sort) => [...entries].sort(order(sort));

export function shownTo(context, entry) {
  if (!entry || (entry.private && entry.user !== context.user?.name)) return null;
  return written(context, entry);
}

export function written(context, entry) {
  const { box } = context;
  const owner = users.named(box, entry.user);
  const lists = owner.options.customLists.map((name) => ({ name, enabled: entry.customLists.includes(name) }));
  return {
    id: entry.id, userId: owner.id, mediaId: entry.media, status: entry.status, progress: entry.progress, repeat: entry.repeat,
    priority: entry.priority, private: entry.private, notes: entry.notes, hiddenFromStatusLists: entry.hiddenFromStatusLists,
    startedAt: entry.startedAt, completedAt: entry.completedAt, updatedAt: entry.updatedAt, createdAt: entry.createdAt,
    score: ({ format = owner.options.scoreFormat }) => scores.shown(entry.score, format),
    customLists: ({ asArray }) => (asArray ? lists : lists.length ? Object.fromEntries(lists.map(({ name, enabled }) => [name, enabled])) : null),
    media: () => media.written(context, anime.byId(box, 'anilist', entry.media)),
    user: () => users.written(owner),
  };
}

export function one(context, args) {
  const [entry] = find(context, args);
  if (!entry) throw notFound();
  return written(context, entry);
}

export function state(box) {
  return box.rows('SELECT * FROM anilist_entries ORDER BY user, media').map(read)
    .map((entry) => ({ ...entry, title: anime.byId(box, 'anilist', entry.media).title }));
}
