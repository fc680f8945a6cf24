// How Trakt reads an item out of a request, strictly, and how it writes one into an answer.

import { byTitle, list } from '../catalogue.js';
import { empty, json, Refusal } from '../reply.js';

const NUMBERS = ['trakt', 'tmdb', 'tvdb'];
const TEXTS = ['slug', 'imdb'];
const IDS = { movie: ['trakt', 'slug', 'imdb', 'tmdb'], show: ['trakt', 'slug', 'imdb', 'tmdb', 'tvdb'], episode: ['trakt', 'tvdb', 'imdb', 'tmdb'] };

export const invalid = (message = 'Validation error') => new Refusal(json(422, { message }));

export function readBody(call) {
  let body;
  try {
    body = JSON.parse(call.text);
  } catch {
    throw new Refusal(json(400, { message: 'Bad request' }));
  }
  if (!body || typeof body !== 'object' || Array.isArray(body)) throw invalid();
  return body;
}

// Ids and numbers must have the right type; a text where a number belongs is refused, not converted.
export function checkItem(item) {
  if (!item || typeof item !== 'object' || Array.isArray(item)) throw invalid();
  const { ids } = item;
  if (ids !== undefined && (ids === null || typeof ids !== 'object' || Array.isArray(ids))) throw invalid();
  const typed = (value, type) => value === undefined || value === null || (type === 'number' ? Number.isInteger(value) : typeof value === type);
  const right = NUMBERS.every((key) => typed(ids?.[key], 'number')) && TEXTS.every((key) => typed(ids?.[key], 'string'))
    && ['season', 'number', 'number_abs', 'year'].every((key) => typed(item[key], 'number')) && typed(item.title, 'string');
  if (!right) throw invalid();
  return item;
}

// The one item a scrobble or a check-in is about.
export function itemOf(box, body) {
  if (body.app_version === null || body.app_date === null) throw new Refusal(json(400, { message: 'Bad request' }));
  const { movie, show, episode } = body;
  if ((movie === undefined) === (episode === undefined)) throw invalid();
  for (const part of [movie, show, episode]) if (part !== undefined) checkItem(part);
  if (!isNamed(movie, show, episode)) throw invalid();
  const item = movie ? findMovie(box, movie) : findEpisode(box, episode, show);
  if (!item) throw new Refusal(empty(404));
  return item;
}

export const readItem = (box, call) => itemOf(box, readBody(call));

function isNamed(movie, show, episode) {
  if (movie) return hasIds(movie) || Boolean(movie.title);
  if (hasIds(episode)) return true;
  const numbered = Number.isInteger(episode.number_abs) || (Number.isInteger(episode.season) && Number.isInteger(episode.number));
  return Boolean(show) && (hasIds(show) || Boolean(show.title)) && numbered;
}

export function findMovie(box, wanted) {
  const movies = list(box, 'movie', 'trakt');
  const movie = byIds(movies, wanted.ids, IDS.movie) ?? (hasIds(wanted) ? undefined : byTitle(movies, wanted));
  return movie && { type: 'movie', movie, id: movie.ids.trakt, runtime: movie.runtime };
}

export function findShow(box, wanted) {
  const shows = list(box, 'show', 'trakt');
  return byIds(shows, wanted.ids, IDS.show) ?? (hasIds(wanted) ? undefined : byTitle(shows, wanted));
}

export function findEpisode(box, wanted, show) {
  if (hasIds(wanted)) {
    for (const known of list(box, 'show', 'trakt')) {
      const episode = byIds(known.episodes, wanted.ids, IDS.episode);
      if (episode) return ofShow(known, episode);
    }
    return undefined;
  }
  const known = show && findShow(box, show);
  if (!known) return undefined;
  const regular = known.episodes.filter(({ season }) => season > 0);
  const episode = Number.isInteger(wanted.number_abs) && wanted.number === undefined
    ? regular[wanted.number_abs - 1]
    : known.episodes.find(({ season, number }) => season === wanted.season && number === wanted.number);
  return episode && ofShow(known, episode);
}

export function ofShow(show, episode) {
  return { type: 'episode', show, episode, id: episode.ids.trakt, runtime: episode.runtime ?? show.runtime };
}

// Seasons have no place of their own in the catalogue: their ids are made of the show's.
export function ofSeason(show, number) {
  if (!show.episodes.some(({ season }) => season === number)) return undefined;
  const ids = { trakt: show.ids.trakt * 100 + number, tvdb: null, tmdb: show.ids.tmdb * 100 + number };
  return { type: 'season', show, season: { number, ids }, id: ids.trakt };
}

export function findSeason(box, { ids }) {
  const number = ids?.trakt % 100;
  const show = list(box, 'show', 'trakt').find((one) => one.ids.trakt * 100 + number === ids?.trakt);
  return show && ofSeason(show, number);
}

export const wholeShow = (show) => ({ type: 'show', show, id: show.ids.trakt });

export function findById(box, type, id) {
  const ids = { trakt: id };
  switch (type) {
    case 'movie': return findMovie(box, { ids });
    case 'show': return wholeShow(findShow(box, { ids }));
    case 'season': return findSeason(box, { ids });
    default: return findEpisode(box, { ids });
  }
}

// What nobody knows is sent back as it came, without what was said of it.
export const asSent = (sent) => (hasIds(sent) ? { ids: sent.ids } : { title: sent.title, year: sent.year });

export const hasIds = ({ ids }) => Object.values(ids ?? {}).some((id) => id !== null && id !== undefined);

// The Trakt id decides when it is there: the others are not looked at, even if it is wrong.
function byIds(items, ids = {}, keys) {
  for (const key of keys) {
    if (ids[key] === undefined || ids[key] === null) continue;
    const found = items.find((item) => item.ids[key] === ids[key]);
    if (found || key === 'trakt') return found;
  }
  return undefined;
}

const idsOf = (item, kind) => Object.fromEntries(IDS[kind].map((key) => [key, item.ids[key] ?? null]));

// What `extended=full` adds, as far as the catalogue knows it.
const more = {
  movie: ({ runtime = null, released = null }) => ({ runtime, released, language: 'en' }),
  show({ runtime = null, episodes }) {
    const regular = episodes.filter(({ season }) => season > 0);
    return { runtime, first_aired: airedAt(regular[0]), aired_episodes: regular.length };
  },
  episode: ({ runtime = null, ...episode }) => ({ runtime, first_aired: airedAt(episode), number_abs: null }),
};
const airedAt = (episode) => (episode?.aired ? `${episode.aired}T00:00:00.000Z` : null);

export function written({ type, movie, show, season, episode }, full = false) {
  const extra = (kind, item) => (full ? more[kind](item) : {});
  if (type === 'movie') return { movie: { title: movie.title, year: movie.year ?? null, ids: idsOf(movie, 'movie'), ...extra('movie', movie) } };
  const own = { show: { title: show.title, year: show.year, ids: idsOf(show, 'show'), ...extra('show', show) } };
  if (season) return { season, ...own };
  if (!episode) return own;
  const { season: of, number, title } = episode;
  return { episode: { season: of, number, title, ids: idsOf(episode, 'episode'), ...extra('episode', episode) }, ...own };
}
