// Trakt's live half: start, pause and stop, what is being watched, and saved places.

import { iso } from '../box.js';
import { empty, json } from '../reply.js';
import { findById, invalid, itemOf, readBody, written } from './items.js';
import * as checkin from './checkin.js';
import { addPlay, lastScrobble } from './history.js';
import { paged, readTime } from './page.js';
import { moved } from './users.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS trakt_watching(user TEXT PRIMARY KEY, type TEXT, item INTEGER, progress REAL,
    started_at INTEGER, expires_at INTEGER);
  CREATE TABLE IF NOT EXISTS trakt_playback(id INTEGER PRIMARY KEY, user TEXT, type TEXT, item INTEGER, progress REAL,
    paused_at INTEGER, UNIQUE(user, type, item));
`;

export const routes = [
  ['POST', '/scrobble/start', start],
  ['POST', '/scrobble/pause', pause],
  ['POST', '/scrobble/stop', stop],
  ['GET', '/sync/playback', playback],
  ['GET', '/sync/playback/:type', playback],
  ['DELETE', '/sync/playback/:id', deletePlayback],
  ['GET', '/users/:id/watching', watching],
];

const WATCHED = 80;
const LEAST = 1;
const AGAIN_AFTER = 3_600_000;
const SHARING = { twitter: false, mastodon: false, tumblr: false };

function start(box, call) {
  const { item, progress } = read(box, call);
  const now = box.now();
  const left = item.runtime * 60_000 * (1 - progress / 100);
  dropPlayback(box, call.user, item);
  box.run('INSERT OR REPLACE INTO trakt_watching VALUES (?, ?, ?, ?, ?, ?)',
    call.user, item.type, item.id, progress, now, Math.floor(now + left));
  return done(0, 'start', progress, item);
}

function pause(box, call) {
  const { item, progress } = read(box, call);
  if (progress >= WATCHED) throw invalid(`Progress is ${progress}%. Use stop to scrobble.`);
  return savePlace(box, call, item, progress);
}

function stop(box, call) {
  const { item, progress } = read(box, call);
  if (progress < LEAST) throw invalid(`Progress is ${progress}%. It has to be at least ${LEAST}%.`);
  if (progress < WATCHED) return savePlace(box, call, item, progress);

  stopWatching(box, call.user);
  const last = lastScrobble(box, call.user, item);
  if (last !== undefined && box.now() < last + AGAIN_AFTER) {
    return json(409, { watched_at: iso(last), expires_at: iso(last + AGAIN_AFTER) });
  }
  dropPlayback(box, call.user, item);
  return done(addPlay(box, call.user, item, box.now(), 'scrobble'), 'scrobble', progress, item);
}

function read(box, call) {
  const body = readBody(call);
  const { progress } = body;
  if (typeof progress !== 'number' || !(progress >= 0 && progress <= 100)) throw invalid();
  return { item: itemOf(box, body), progress };
}

function savePlace(box, call, item, progress) {
  stopWatching(box, call.user);
  dropPlayback(box, call.user, item);
  const id = box.nextId();
  box.run('INSERT INTO trakt_playback VALUES (?, ?, ?, ?, ?, ?)', id, call.user, item.type, item.id, progress, box.now());
  moved(box, call.user, `${item.type}s.paused_at`);
  return done(id, 'pause', progress, item);
}

const done = (id, action, progress, item) => json(201, { id, action, progress, sharing: SHARING, ...written(item) });

const stopWatching = (box, user) => box.run('DELETE FROM trakt_watching WHERE user = ?', user);

function dropPlayback(box, user, { type, id }) {
  box.run('DELETE FROM trakt_playback WHERE user = ? AND type = ? AND item = ?', user, type, id);
}

function playback(box, call, { type = 'all' }) {
  if (!['all', 'movies', 'episodes'].includes(type)) return empty(404);
  const from = readTime(call.query.get('start_at')) ?? 0;
  const to = readTime(call.query.get('end_at')) ?? Number.MAX_SAFE_INTEGER;
  const rows = box.rows('SELECT * FROM trakt_playback WHERE user = ? AND paused_at BETWEEN ? AND ? ORDER BY paused_at DESC, id DESC',
    call.user, from, to).filter((row) => type === 'all' || `${row.type}s` === type);
  return paged(call, rows, (row) => ({
    progress: row.progress, paused_at: iso(row.paused_at), id: row.id, type: row.type, ...written(findById(box, row.type, row.item)),
  }));
}

function deletePlayback(box, call, { id }) {
  const gone = box.rows('DELETE FROM trakt_playback WHERE user = ? AND id = ? RETURNING id', call.user, Number(id) || 0);
  return empty(gone.length ? 204 : 404);
}

function watching(box, call, { id }) {
  const user = id === 'me' ? call.user : id;
  const row = checkin.watching(box, user) ?? box.row('SELECT * FROM trakt_watching WHERE user = ?', user);
  if (!row || box.now() >= row.expires_at) return empty(204);
  return json(200, {
    expires_at: iso(row.expires_at), started_at: iso(row.started_at), action: row.action ?? 'scrobble', type: row.type,
    ...written(findById(box, row.type, row.item)),
  });
}

export function state(box) {
  const shown = (row) => ({ user: row.user, type: row.type, progress: row.progress, ...written(findById(box, row.type, row.item)) });
  return {
    playback: box.rows('SELECT * FROM trakt_playback ORDER BY paused_at DESC, id DESC')
      .map((row) => ({ id: row.id, paused_at: iso(row.paused_at), ...shown(row) })),
    watching: box.rows('SELECT * FROM trakt_watching WHERE expires_at > ? ORDER BY started_at DESC', box.now())
      .map((row) => ({ started_at: iso(row.started_at), expires_at: iso(row.expires_at), ...shown(row) })),
  };
}
