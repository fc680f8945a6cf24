// Trakt's check-in: one at a time, and a play when the runtime is over.

import { iso } from '../box.js';
import { empty, json } from '../reply.js';
import { addPlay } from './history.js';
import { findById, readItem, written } from './items.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS trakt_checkins(user TEXT PRIMARY KEY, type TEXT, item INTEGER, started_at INTEGER, expires_at INTEGER);
`;

export const routes = [
  ['POST', '/checkin', checkin],
  ['DELETE', '/checkin', cancel],
];

const SHARING = { twitter: false, mastodon: false, tumblr: false };

const current = (box, user) => box.row('SELECT * FROM trakt_checkins WHERE user = ?', user);
const drop = (box, user) => box.run('DELETE FROM trakt_checkins WHERE user = ?', user);

// A check-in whose time is over has become a play.
export function settle(box, user) {
  const row = current(box, user);
  if (!row || box.now() < row.expires_at) return;
  drop(box, user);
  addPlay(box, user, findById(box, row.type, row.item), row.started_at, 'checkin');
}

function checkin(box, call) {
  const item = readItem(box, call);
  const busy = current(box, call.user);
  if (busy) return json(409, { expires_at: iso(busy.expires_at) });
  const now = box.now();
  box.run('INSERT INTO trakt_checkins VALUES (?, ?, ?, ?, ?)', call.user, item.type, item.id, now, now + item.runtime * 60_000);
  return json(200, { id: box.nextId(), watched_at: iso(now), sharing: SHARING, ...written(item) });
}

function cancel(box, call) {
  drop(box, call.user);
  return empty(204);
}

export function watching(box, user) {
  const row = current(box, user);
  return row && { ...row, action: 'checkin' };
}

export const state = (box) => box.rows('SELECT * FROM trakt_checkins ORDER BY started_at DESC').map((row) => ({
  user: row.user, started_at: iso(row.started_at), expires_at: iso(row.expires_at), ...written(findById(box, row.type, row.item)),
}));
