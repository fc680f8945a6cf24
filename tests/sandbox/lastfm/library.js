// Last.fm's reads: recent and loved tracks in pages, and what is known of a person and a track.

import { playingNow } from './scrobble.js';
import { Failure, many, notFound } from './wire.js';

export const methods = {
  'user.getRecentTracks': { run: recentTracks },
  'user.getLovedTracks': { run: lovedTracks },
  'user.getInfo': { run: userInfo },
  'track.getInfo': { run: trackInfo },
};

const PAGE = 50;
const LARGEST_RECENT = 200;
const LARGEST_LOVED = 1000;
const SIZES = { small: '34s', medium: '64s', large: '174s', extralarge: '300x300' };
const IMAGES = Object.entries(SIZES).map(([size, folder]) => ({ size, '#text': `https://lastfm.freetls.fastly.net/i/u/${folder}/0.png` }));

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function date(at) {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(\d+:\d+)/.exec(new Date(at * 1000).toISOString());
  return { uts: String(at), '#text': `${day} ${MONTHS[month - 1]} ${year}, ${time}` };
}

// As in a form: a space is a plus.
const plus = (text) => encodeURIComponent(text).replaceAll('%20', '+');
const artistUrl = (artist) => `https://www.last.fm/music/${plus(artist)}`;
const trackUrl = ({ artist, track }) => `${artistUrl(artist)}/_/${plus(track)}`;

function person(box, user) {
  if (!user) throw new Failure(6);
  const row = box.row('SELECT * FROM lastfm_users WHERE user = ?', user);
  if (!row) throw notFound('User');
  return row;
}

const whole = (text, otherwise) => (/^[1-9]\d*$/.test(text ?? '') ? Number(text) : otherwise);

function paged(params, largest, user, rows) {
  const page = whole(params.page, 1);
  const perPage = Math.min(whole(params.limit, PAGE), largest);
  const attributes = { page, total: rows.length, user, perPage, totalPages: Math.ceil(rows.length / perPage) };
  return {
    '@attr': Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
    some: rows.slice((page - 1) * perPage, page * perPage),
  };
}

// What is playing comes first on every page, beside the number that was asked for.
function recentTracks(box, call, params) {
  const { user } = person(box, params.user);
  if (call.user !== user && box.setting('lastfm private', []).includes(user)) throw new Failure(17);
  const rows = box.rows('SELECT * FROM lastfm_scrobbles WHERE user = ? AND timestamp > ? AND timestamp < ? ORDER BY timestamp DESC, id DESC',
    user, whole(params.from, 0), whole(params.to, Number.MAX_SAFE_INTEGER));
  const { some, ...attributes } = paged(params, LARGEST_RECENT, user, rows);
  const write = (row) => recentTrack(box, user, row, params.extended === '1');
  const playing = playingNow(box, user);
  const now = playing ? [{ '@attr': { nowplaying: 'true' }, ...write(playing) }] : [];
  return { recenttracks: { ...attributes, track: many([...now, ...some.map((row) => ({ ...write(row), date: date(row.timestamp) }))]) } };
}

function recentTrack(box, user, row, extended) {
  const artist = extended
    ? { url: artistUrl(row.artist), name: row.artist, mbid: '', image: IMAGES }
    : { mbid: '', '#text': row.artist };
  const loved = box.row('SELECT 1 FROM lastfm_loved WHERE user = ? AND artist = ? AND track = ?', user, row.artist, row.track);
  return {
    artist, album: { mbid: '', '#text': row.album }, image: IMAGES, streamable: '0', url: trackUrl(row), name: row.track,
    mbid: row.mbid ?? '', ...(extended ? { loved: loved ? '1' : '0' } : {}),
  };
}

function lovedTracks(box, call, params) {
  const { user } = person(box, params.user);
  const rows = box.rows('SELECT * FROM lastfm_loved WHERE user = ? ORDER BY at DESC, artist, track', user);
  const { some, ...attributes } = paged(params, LARGEST_LOVED, user, rows);
  return { lovedtracks: { ...attributes, track: many(some.map(lovedTrack)) } };
}

const lovedTrack = (row) => ({
  artist: { url: artistUrl(row.artist), name: row.artist, mbid: '' }, mbid: '', date: date(row.at), url: trackUrl(row), name: row.track,
  image: IMAGES, streamable: { fulltrack: '0', '#text': '0' },
});

function userInfo(box, call, params) {
  const { user, joined_at: joined } = person(box, params.user ?? call.user);
  const since = Math.floor(joined / 1000);
  const count = (what) => String(box.row(`SELECT count(DISTINCT ${what}) AS count FROM lastfm_scrobbles WHERE user = ?`, user).count);
  return {
    user: {
      name: user, realname: '', url: `https://www.last.fm/user/${user}`, country: 'None', age: '0', gender: 'n', subscriber: '0',
      playcount: count('id'), artist_count: count('artist'), track_count: count("artist || char(10) || track"),
      album_count: count("artist || char(10) || album"), playlists: '0', bootstrap: '0', type: 'user', image: IMAGES,
      registered: { unixtime: String(since), '#text': since },
    },
  };
}

// Whatever was ever scrobbled is a track. Its length is in milliseconds here.
function trackInfo(box, call, { artist, track, mbid, username }) {
  if (!mbid && !(artist && track)) throw new Failure(6);
  const rows = mbid
    ? box.rows('SELECT * FROM lastfm_scrobbles WHERE mbid = ?', mbid)
    : box.rows('SELECT * FROM lastfm_scrobbles WHERE lower(artist) = lower(?) AND lower(track) = lower(?)', artist, track);
  if (!rows.length) throw notFound('Track');
  const [row] = rows;
  const length = Math.max(...rows.map(({ duration }) => duration));
  const loved = box.row('SELECT 1 FROM lastfm_loved WHERE user = ? AND artist = ? AND track = ?', username ?? '', row.artist, row.track);
  return {
    track: {
      name: row.track, ...(row.mbid ? { mbid: row.mbid } : {}), url: trackUrl(row), duration: String(length * 1000),
      streamable: { '#text': '0', fulltrack: '0' }, listeners: String(new Set(rows.map(({ user }) => user)).size), playcount: String(rows.length),
      artist: { name: row.artist, mbid: '', url: artistUrl(row.artist) },
      ...(row.album ? { album: { artist: row.artist, title: row.album, mbid: '', url: `${artistUrl(row.artist)}/${plus(row.album)}`, image: IMAGES } } : {}),
      ...(username ? { userplaycount: String(rows.filter(({ user }) => user === username).length), userloved: loved ? '1' : '0' } : {}),
      toptags: { tag: [] },
    },
  };
}
