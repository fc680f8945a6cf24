// Last.fm's writes: scrobbles judged one by one and never compared with each other, what is playing now, and love.

import { take } from '../limits.js';
import { Failure, many } from './wire.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS lastfm_scrobbles(id INTEGER PRIMARY KEY, user TEXT, artist TEXT, track TEXT, album TEXT,
    album_artist TEXT, mbid TEXT, duration INTEGER, timestamp INTEGER);
  CREATE TABLE IF NOT EXISTS lastfm_playing(user TEXT PRIMARY KEY, artist TEXT, track TEXT, album TEXT, until INTEGER);
  CREATE TABLE IF NOT EXISTS lastfm_loved(user TEXT, artist TEXT, track TEXT, at INTEGER, PRIMARY KEY(user, artist, track));
`;

export const methods = {
  'track.scrobble': { write: true, signed: true, run: scrobble },
  'track.updateNowPlaying': { write: true, signed: true, run: updateNowPlaying },
  'track.love': { write: true, signed: true, run: love },
  'track.unlove': { write: true, signed: true, run: unlove },
};

const BATCH = 50;
const FIELDS = ['artist', 'track', 'timestamp', 'album', 'albumArtist', 'mbid', 'duration'];
const OLDEST = 14 * 86_400;
const AHEAD = 300;
const SHORTEST = 30;
const DAY = 86_400_000;
const DAILY = 750;
const PLAYING_SECONDS = 600;

const ARTISTS_IGNORED = new Set(['unknown artist', '[unknown]', 'various artists', 'various', 'va']);
const TRACKS_IGNORED = new Set(['unknown track', '[untitled]']);
const CORRECTIONS = { 'Guns N Roses': "Guns N' Roses", 'Guns and Roses': "Guns N' Roses", Bjork: 'Björk' };

function scrobble(box, call, params) {
  const tracks = readTracks(params);
  // A request that lacks something leaves nothing behind.
  for (const { artist, track, timestamp } of tracks) {
    if (!artist || !track || !/^\d+$/.test(timestamp ?? '')) throw new Failure(6);
  }
  const judged = tracks.map((sent) => ({ sent, ...judge(box, call.user, sent) }));
  for (const { sent, artist, code } of judged) {
    if (code) continue;
    box.run(`INSERT INTO lastfm_scrobbles(user, artist, track, album, album_artist, mbid, duration, timestamp)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, call.user, artist, sent.track, sent.album ?? '', sent.albumArtist ?? '', sent.mbid ?? '',
    Number(sent.duration) || 0, Number(sent.timestamp));
  }
  const ignored = judged.filter(({ code }) => code).length;
  return {
    scrobbles: {
      scrobble: many(judged.map((one) => ({ ...names(one), timestamp: one.sent.timestamp }))),
      '@attr': { ignored, accepted: judged.length - ignored },
    },
  };
}

// Plain names for one, `name[i]` for a batch; the answer is in the order of the indices.
function readTracks(params) {
  const indices = new Set();
  for (const key of Object.keys(params)) {
    const index = /^(\w+)\[(\d+)\]$/.exec(key);
    if (index && FIELDS.includes(index[1])) indices.add(Number(index[2]));
  }
  if (!indices.size) return [Object.fromEntries(FIELDS.map((field) => [field, params[field]]))];
  const sorted = [...indices].sort((a, b) => a - b);
  if (sorted.length > BATCH || sorted.at(-1) >= BATCH) throw new Failure(6);
  return sorted.map((i) => Object.fromEntries(FIELDS.map((field) => [field, params[`${field}[${i}]`]])));
}

function judge(box, user, { artist, track, albumArtist, timestamp, duration }) {
  const now = box.now() / 1000;
  const ignored = (code, words) => ({ artist, code, words });
  if (ARTISTS_IGNORED.has(artist.toLowerCase())) return ignored(1, `Artist name failed filter: ${artist}`);
  if (albumArtist === 'VA') return ignored(1, `Artist name failed filter: ${albumArtist}`);
  // So it is since 2026: a short length is refused, no length is not.
  if (duration && Number(duration) < SHORTEST) return ignored(1, 'Track is too short');
  if (TRACKS_IGNORED.has(track.toLowerCase())) return ignored(2, `Track name failed filter: ${track}`);
  if (timestamp < now - OLDEST) return ignored(3, 'Timestamp failed filter: too old');
  if (timestamp > now + AHEAD) return ignored(4, 'Timestamp failed filter: too far in the future');
  if (!take(box, `lastfm ${user}`, box.setting('lastfm daily', DAILY), DAY, { aligned: true }).allowed) {
    return ignored(5, 'Daily scrobble limit reached');
  }
  return { artist: CORRECTIONS[artist] ?? artist, code: 0, words: '' };
}

const told = (value, corrected = false) => ({ corrected: corrected ? '1' : '0', '#text': value ?? '' });

const names = ({ sent, artist, code, words }) => ({
  artist: told(artist, artist !== sent.artist), album: told(sent.album), track: told(sent.track),
  ignoredMessage: { code: String(code), '#text': words }, albumArtist: told(sent.albumArtist),
});

function updateNowPlaying(box, call, params) {
  const { artist: sentArtist, track, album, duration } = params;
  if (!sentArtist || !track) throw new Failure(6);
  const artist = CORRECTIONS[sentArtist] ?? sentArtist;
  const until = box.now() + (Number(duration) || PLAYING_SECONDS) * 1000;
  box.run('INSERT OR REPLACE INTO lastfm_playing VALUES (?, ?, ?, ?, ?)', call.user, artist, track, album ?? '', until);
  return { nowplaying: names({ sent: params, artist, code: 0, words: '' }) };
}

function love(box, call, { artist, track }) {
  if (!artist || !track) throw new Failure(6);
  box.run('INSERT OR IGNORE INTO lastfm_loved VALUES (?, ?, ?, ?)', call.user, artist, track, Math.floor(box.now() / 1000));
  return {};
}

function unlove(box, call, { artist, track }) {
  if (!artist || !track) throw new Failure(6);
  box.run('DELETE FROM lastfm_loved WHERE user = ? AND artist = ? AND track = ?', call.user, artist, track);
  return {};
}

export const playingNow = (box, user) => box.row('SELECT * FROM lastfm_playing WHERE user = ? AND until > ?', user, box.now());

export const state = (box) => ({
  scrobbles: box.rows('SELECT * FROM lastfm_scrobbles ORDER BY timestamp DESC, id DESC'),
  playing: box.rows('SELECT * FROM lastfm_playing WHERE until > ? ORDER BY user', box.now()),
  loved: box.rows('SELECT * FROM lastfm_loved ORDER BY at DESC, artist, track'),
});
