// Simkl's live half: the one session a person has, start, pause, stop, check-in, and saved places.

import { isoSeconds } from '../box.js';
import { empty, json } from '../reply.js';
import { findEpisode, findTitle, fromRow, item as itemOf, readBody, refused, written } from './items.js';
import { account, isWatched, lastScrobble, markWatched, moved, watchedAt } from './library.js';
import { isWhole } from './titles.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS simkl_sessions(user TEXT PRIMARY KEY, title INTEGER, season INTEGER, number INTEGER, kind TEXT,
    progress REAL, started_at INTEGER, expires_at INTEGER);
  CREATE TABLE IF NOT EXISTS simkl_playback(id INTEGER PRIMARY KEY, user TEXT, title INTEGER, season INTEGER, number INTEGER,
    progress REAL, paused_at INTEGER, UNIQUE(user, title));
`;

export const routes = [
  ['POST', '/scrobble/start', start],
  ['POST', '/scrobble/pause', pause],
  ['POST', '/scrobble/stop', stop],
  ['POST', '/scrobble/checkin', checkin],
  ['GET', '/sync/playback', playback],
  ['GET', '/sync/playback/:type', playback],
  ['DELETE', '/sync/playback/:id', deletePlayback],
];

const WATCHED = 80;
const AGAIN_AFTER = 3_600_000;
const REWATCH_GAP = 2 * 86_400_000;
const LARGEST_PAGE = 10_000;

// A check-in whose time is over has become a watched title.
export function settle(box, user) {
  const row = session(box, user);
  if (row?.kind !== 'checkin' || box.now() < row.expires_at) return;
  endSession(box, user);
  markWatched(box, user, fromRow(box, row), row.expires_at, 'checkin');
}

function start(box, call) {
  const { item, progress } = read(box, call);
  finishPrevious(box, call.user);
  begin(box, call.user, item, 'start', progress);
  return done(0, 'start', progress, item);
}

// Reaching 80 % counts even when nobody sent the stop, as long as the session is still alive.
function finishPrevious(box, user) {
  const row = session(box, user);
  if (!row || box.now() >= row.expires_at) return;
  const previous = fromRow(box, row);
  const reached = row.progress + ((box.now() - row.started_at) / (previous.runtime * 60_000)) * 100;
  if (reached >= WATCHED) markWatched(box, user, previous, box.now(), 'scrobble');
}

function begin(box, user, item, kind, progress) {
  dropPlayback(box, user, item);
  const left = item.runtime * 60_000 * (1 - progress / 100);
  box.run('INSERT OR REPLACE INTO simkl_sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    user, item.id, item.season, item.number, kind, progress, box.now(), Math.floor(box.now() + left));
}

function pause(box, call) {
  const { item, progress } = read(box, call);
  return savePlace(box, call.user, item, progress);
}

function stop(box, call) {
  const { item, progress } = read(box, call);
  if (progress < WATCHED) return savePlace(box, call.user, item, progress);

  endSession(box, call.user);
  const last = lastScrobble(box, call.user, item);
  if (last !== undefined && box.now() < last + AGAIN_AFTER) {
    return json(409, { watched_at: eastern(last), expires_at: eastern(last + AGAIN_AFTER) });
  }
  dropPlayback(box, call.user, item);
  const rewatch = call.query.get('allow_rewatch') === 'yes' ? rewatchOf(box, call.user, item) : {};
  if (!isWatched(box, call.user, item)) markWatched(box, call.user, item, box.now(), 'scrobble');
  return done(box.nextId(), 'scrobble', progress, item, rewatch);
}

// A second viewing is kept beside the first, for those who pay, two days later at the earliest.
function rewatchOf(box, user, item) {
  const before = watchedAt(box, user, item);
  const status = before === undefined ? 'first_watch'
    : account(box, user).plan === 'free' ? 'pro_required'
      : box.now() < before + REWATCH_GAP ? 'too_soon' : 'completed';
  if (status !== 'completed') return { rewatch_id: null, rewatch_status: status };
  const id = markWatched(box, user, item, box.now(), 'rewatch');
  return { rewatch_id: id, rewatch_status: status };
}

function checkin(box, call) {
  const { item } = read(box, call, { progressNeeded: false });
  finishPrevious(box, call.user);
  begin(box, call.user, item, 'checkin', 0);
  return done(box.nextId(), 'checkin', 0, item);
}

function read(box, call, { progressNeeded = true } = {}) {
  const { movie, show, anime, episode, progress } = readBody(call);
  const titles = [movie, show, anime].filter((title) => title !== undefined);
  if (titles.length === 0) throw refused(400, 'empty_field', 'One of movie, show or anime is required');
  if (titles.length > 1) throw refused(400, 'wrong_parameter', 'Only one of movie, show or anime is allowed');
  if (progress === undefined && progressNeeded) throw refused(400, 'empty_field', 'The progress field is required');
  if (progress !== undefined && (typeof progress !== 'number' || !(progress >= 0 && progress <= 100))) {
    throw refused(400, 'wrong_parameter', 'The progress has to be a number from 0 to 100');
  }
  if (show && !episode) throw refused(400, 'empty_field', 'The episode field is required');
  const named = findTitle(box, movie ? 'movie' : 'show', titles[0]);
  const found = named && !isWhole(named) ? findEpisode(box, titles[0], episode) : { title: named };
  if (!named || (!isWhole(named) && !found.episode)) throw refused(404, 'id_err', 'The title was not found');
  return { item: itemOf(found.title, found.episode), progress: Math.round((progress ?? 0) * 100) / 100 };
}

function savePlace(box, user, item, progress) {
  endSession(box, user);
  dropPlayback(box, user, item);
  const id = box.nextId();
  box.run('INSERT INTO simkl_playback VALUES (?, ?, ?, ?, ?, ?, ?)', id, user, item.id, item.season, item.number, progress, box.now());
  moved(box, user, item.title, 'playback');
  return done(id, 'pause', progress, item);
}

const done = (id, action, progress, item, more = {}) => json(201, { id, action, progress, ...written(item), ...more });

const session = (box, user) => box.row('SELECT * FROM simkl_sessions WHERE user = ?', user);
const endSession = (box, user) => box.run('DELETE FROM simkl_sessions WHERE user = ?', user);

// A title has one saved place, whichever episode it is of.
const dropPlayback = (box, user, { id }) => box.run('DELETE FROM simkl_playback WHERE user = ? AND title = ?', user, id);

// This answer still speaks with a fixed offset.
const eastern = (ms) => isoSeconds(ms - 5 * 3_600_000).replace('Z', '-05:00');

function playback(box, call, { type = 'all' }) {
  if (!['all', 'movies', 'episodes'].includes(type)) throw refused(404, 'url_failed', 'This URL does not exist');
  const { query } = call;
  const from = Date.parse(query.get('date_from') ?? '') || 0;
  const to = Date.parse(query.get('date_to') ?? '') || Number.MAX_SAFE_INTEGER;
  const limit = Math.min(Number(query.get('limit')) || LARGEST_PAGE, LARGEST_PAGE);
  const hide = query.get('hide_watched') !== 'false';
  const places = box.rows('SELECT * FROM simkl_playback WHERE user = ? AND paused_at BETWEEN ? AND ? ORDER BY paused_at DESC, id DESC',
    call.user, from, to)
    .map((row) => ({ row, item: fromRow(box, row) }))
    .filter(({ item }) => type === 'all' || `${item.type}s` === type)
    .filter(({ item }) => !(hide && isWatched(box, call.user, item)));
  return json(200, places.slice(0, limit).map(({ row, item }) => place(row, item)));
}

const place = (row, item) => ({
  id: row.id, progress: row.progress, paused_at: isoSeconds(row.paused_at), type: item.type, ...written(item),
});

function deletePlayback(box, call, { id }) {
  const gone = box.rows('DELETE FROM simkl_playback WHERE user = ? AND id = ? RETURNING id', call.user, Number(id) || 0);
  if (!gone.length) throw refused(404, 'empty', 'There is no such playback');
  return empty(204);
}

export function state(box) {
  return {
    playback: box.rows('SELECT * FROM simkl_playback ORDER BY paused_at DESC, id DESC')
      .map((row) => ({ user: row.user, ...place(row, fromRow(box, row)) })),
    watching: box.rows('SELECT * FROM simkl_sessions WHERE expires_at > ? ORDER BY started_at DESC', box.now())
      .map((row) => ({
        user: row.user, kind: row.kind, progress: row.progress,
        started_at: isoSeconds(row.started_at), expires_at: isoSeconds(row.expires_at), ...written(fromRow(box, row)),
      })),
  };
}
