// Simkl's history: added without a second row for what is there, and removed by the episode or as a whole.

import { json } from '../reply.js';
import { findEpisode, findTitle, item as itemOf, readBody } from './items.js';
import { account, list, listed, markWatched, rate, regular, unlist, unwatch } from './library.js';
import { isWhole, titles } from './titles.js';

export const routes = [
  ['POST', '/sync/history', add],
  ['POST', '/sync/history/remove', remove],
];

// What is older than this reads as "watched, date unknown".
const OLDEST = Date.UTC(2000, 0, 1);
const UNKNOWN = 1000;

function readTime(box, text) {
  const time = Date.parse(text ?? '');
  if (Number.isNaN(time)) return box.now();
  return time < OLDEST ? UNKNOWN : time;
}

function add(box, call) {
  const body = readBody(call);
  const added = { movies: 0, shows: 0, episodes: 0, statuses: [] };
  const missing = { movies: [], shows: [], episodes: [] };
  const pays = account(box, call.user).plan !== 'free';
  const put = (item, at, counter, again) => {
    const action = again && pays ? 'rewatch' : 'history';
    if (markWatched(box, call.user, item, readTime(box, at), action) !== undefined) added[counter] += 1;
  };
  const told = (wanted, title) => {
    if (wanted.status && wanted.status !== 'completed') list(box, call.user, title, wanted.status);
    if (wanted.rating) rate(box, call.user, title, wanted.rating, box.now());
    added.statuses.push({
      request: { ids: wanted.ids ?? {}, type: title.type },
      response: {
        status: listed(box, call.user, title)?.status, simkl_type: title.type === 'show' ? 'tv' : title.type, anime_type: title.animeType ?? null,
      },
    });
  };

  for (const wanted of body.movies ?? []) {
    const title = findTitle(box, 'movie', wanted);
    if (!title) {
      missing.movies.push(wanted);
      continue;
    }
    put(itemOf(title), wanted.watched_at, 'movies', wanted.is_rewatch);
    told(wanted, title);
  }
  for (const wanted of [...(body.shows ?? []), ...(body.anime ?? [])]) {
    const title = findTitle(box, 'show', wanted);
    const { found, unknown } = title ? itemsOf(box, title, wanted) : {};
    if (!title || (found.length === 0 && unknown.length)) {
      missing.shows.push(wanted);
      continue;
    }
    const before = added.episodes;
    for (const { item, at } of found) put(item, at, 'episodes', wanted.is_rewatch);
    if (!wanted.seasons && !wanted.episodes && added.episodes > before) added.shows += 1;
    missing.episodes.push(...unknown);
    told(wanted, found[0]?.item.title ?? title);
  }
  for (const wanted of body.episodes ?? []) {
    const title = wanted.ids?.tvdb !== undefined && titles(box).find((one) => one.episodes?.some(({ ids }) => String(ids.tvdb) === String(wanted.ids.tvdb)));
    if (title) put(itemOf(title, title.episodes.find(({ ids }) => String(ids.tvdb) === String(wanted.ids.tvdb))), wanted.watched_at, 'episodes');
    else missing.episodes.push(wanted);
  }
  return json(201, { added, not_found: missing });
}

// A bare title means all its regular episodes, a bare season the whole season; loose episodes are of the first season.
function itemsOf(box, title, wanted) {
  if (isWhole(title)) return { found: [{ item: itemOf(title), at: wanted.watched_at }], unknown: [] };
  const seasons = wanted.seasons ?? (wanted.episodes && [{ number: 1, episodes: wanted.episodes }]);
  if (!seasons) return { found: regular(title).map((episode) => ({ item: itemOf(title, episode), at: wanted.watched_at })), unknown: [] };
  const found = [];
  const unknown = [];
  for (const season of seasons) {
    const at = season.watched_at ?? wanted.watched_at;
    const whole = () => title.episodes.filter((one) => one.season === season.number).map(({ number }) => ({ number }));
    for (const one of season.episodes ?? whole()) {
      const match = findEpisode(box, wanted, { season: season.number, number: one.number, ids: one.ids });
      if (match.episode) found.push({ item: itemOf(match.title, match.episode), at: one.watched_at ?? at });
      else unknown.push({ ids: wanted.ids ?? {}, season: season.number, number: one.number });
    }
  }
  return { found, unknown };
}

// A title without seasons leaves the library altogether. Anime travels under shows.
function remove(box, call) {
  const body = readBody(call);
  const deleted = { movies: 0, shows: 0, episodes: 0 };
  const missing = { movies: [], shows: [] };
  for (const wanted of body.movies ?? []) {
    const title = findTitle(box, 'movie', wanted);
    if (title && unlist(box, call.user, title)) deleted.movies += 1;
    else missing.movies.push(wanted);
  }
  for (const wanted of body.shows ?? []) {
    const title = findTitle(box, 'show', wanted);
    if (!title) missing.shows.push(wanted);
    else if (wanted.seasons || wanted.episodes) deleted.episodes += itemsOf(box, title, wanted).found.filter(({ item }) => unwatch(box, call.user, item)).length;
    else if (unlist(box, call.user, title)) deleted.shows += 1;
  }
  return json(201, { deleted, not_found: missing });
}
