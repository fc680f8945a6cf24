// Simkl's library as it is read: rows by kind, as long as asked for, since a date; and who asks for all of it too often.

import { isoSeconds } from '../box.js';
import { json } from '../reply.js';
import { refused, writtenTitle } from './items.js';
import { plays, regular, STATUSES } from './library.js';
import { byNumber, isWhole, listOf } from './titles.js';

export const routes = [
  ['GET', '/sync/all-items', allItems],
  ['GET', '/sync/all-items/:type', allItems],
  ['GET', '/sync/all-items/:type/:status', allItems],
];

const KINDS = ['shows', 'movies', 'anime'];
const STRIKES = 5;

// Who reads the same again without a look at the activities, or all of it again without a date, is a timer. After
// some of that the app is out, and hears no more than that it is unknown.
function watchOut(box, call) {
  const read = `${call.path} ${['extended', 'memos', 'anime_type'].map((name) => call.query.get(name) ?? '')}`;
  const whole = !call.query.has('date_from') && !/_only$/.test(call.query.get('extended') ?? '');
  const asked = box.setting(`simkl asked ${call.user}`, undefined);
  const before = box.setting(`simkl whole ${call.user}`, []);
  const bad = asked?.includes(read) || (whole && before.includes(read));
  if (whole && !before.includes(read)) box.set(`simkl whole ${call.user}`, [...before, read]);
  box.set(`simkl asked ${call.user}`, [...(asked ?? []), read]);
  if (!bad) return;
  const strikes = box.setting(`simkl strikes ${call.client} ${call.user}`, 0) + 1;
  box.set(`simkl strikes ${call.client} ${call.user}`, strikes);
  if (strikes >= STRIKES) box.set(`simkl suspended ${call.client}`, true);
}

export const isSuspended = (box, client) => box.setting(`simkl suspended ${client}`, false);

// A delta is strictly after its date. A word that is no kind is passed over; films are never watched or held.
function allItems(box, call, { type = 'all', status: only = 'all' }) {
  watchOut(box, call);
  const since = Date.parse(call.query.get('date_from') ?? '') || 0;
  const films = call.query.get('anime_type') === 'movies';
  const found = rowsOf(box, call).filter(({ title, list: { status, moved_at: at } }) => Math.floor(at / 1000) * 1000 > since
    && (!STATUSES.includes(only) || status === only) && (!films || title.type !== 'anime' || title.animeType === 'movie'));
  const rows = Object.fromEntries(KINDS.map((kind) => [kind, found.filter(({ title }) => listOf(title) === kind).map(({ row }) => row)]));
  if (!KINDS.includes(type)) return json(200, rows);
  return json(200, rows[type].length ? { [type]: rows[type] } : {});
}

const WORDS = ['full', 'full_anime_seasons', 'ids_only', 'simkl_ids_only'];

export function rowsOf(box, call) {
  const extended = call.query.get('extended') ?? '';
  if (extended && !WORDS.includes(extended)) throw refused(400, 'wrong_parameter', 'The extended parameter is wrong');
  return box.rows('SELECT * FROM simkl_listed WHERE user = ? ORDER BY added_at DESC, title', call.user)
    .map((list) => ({ list, title: byNumber(box, list.title) }))
    .map(({ list, title }) => ({ list, title, row: row(box, call, title, list, extended) }));
}

const orNull = (at) => (at === null || at === undefined ? null : isoSeconds(at));
const code = ({ type }, { season, number }) => (type === 'anime' ? `E${number}` : `S${String(season).padStart(2, '0')}E${String(number).padStart(2, '0')}`);

// Anime rows wrap their title in `show`.
function row(box, call, title, list, extended) {
  const wrapper = title.type === 'movie' ? 'movie' : 'show';
  const named = writtenTitle(title);
  if (extended === 'simkl_ids_only') return { [wrapper]: { ids: { simkl: title.ids.simkl } } };
  if (extended === 'ids_only') return { [wrapper]: { ids: named.ids } };
  const seen = plays(box, call.user, title);
  const shared = {
    added_to_watchlist_at: isoSeconds(list.added_at), last_watched_at: orNull(seen.at(-1)?.watched_at),
    user_rated_at: orNull(list.rating === null ? null : list.rated_at), user_rating: list.rating, status: list.status,
  };
  if (title.type === 'movie') return { ...shared, movie: named };
  const anime = title.type === 'anime' ? { anime_type: title.animeType } : {};
  if (isWhole(title)) return { ...shared, ...anime, show: named };
  const unique = new Map(seen.map((play) => [`${play.season}:${play.number}`, play]));
  const next = regular(title).find(({ season, number }) => !unique.has(`${season}:${number}`));
  const told = extended.startsWith('full')
    && (['watching', 'hold', 'plantowatch'].includes(list.status) || ['yes', 'original'].includes(call.query.get('include_all_episodes')));
  return {
    ...shared, ...anime, last_watched: seen.length ? code(title, seen.at(-1)) : null, next_to_watch: next ? code(title, next) : null,
    watched_episodes_count: [...unique.values()].filter(({ season }) => season > 0).length,
    total_episodes_count: regular(title).length, not_aired_episodes_count: 0,
    show: named, ...(told ? { seasons: seasons(call, title, [...unique.values()], extended) } : {}),
    ...(told && extended === 'full_anime_seasons' && title.type === 'anime' ? mapped(title) : {}),
  };
}

function seasons(call, title, seen, extended) {
  const dated = call.query.get('episode_watched_at') === 'yes';
  const elsewhere = (play) => {
    const { tvdb } = title.episodes.find(({ season, number }) => season === play.season && number === play.number);
    return extended === 'full_anime_seasons' && tvdb ? { tvdb } : {};
  };
  const numbers = [...new Set(seen.map(({ season }) => season))].sort((a, b) => a - b);
  return numbers.map((number) => ({
    number,
    episodes: seen.filter(({ season }) => season === number).sort((a, b) => a.number - b.number)
      .map((play) => ({ number: play.number, ...(dated ? { watched_at: isoSeconds(play.watched_at) } : {}), ...elsewhere(play) })),
  }));
}

const mapped = (title) => ({ mapped_tvdb_seasons: [...new Set(title.episodes.map(({ tvdb }) => tvdb?.season).filter((season) => season !== undefined))] });
