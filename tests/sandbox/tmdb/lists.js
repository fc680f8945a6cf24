// TMDB's lists: search in films, shows and people, what is trending, and the title behind another catalogue's id.

import { PEOPLE } from './facts.js';
import { creditsOf, episodeRow, facts, firstDay, originalTitle, personRow, popular, row, titles } from './write.js';
import { failed, notFound, ok, unprocessable } from './reply.js';

export const routes = [
  ['GET', '/3/search/:kind', search],
  ['GET', '/3/trending/:kind/:window', trending],
  ['GET', '/3/find/:id', find],
];

const PAGE = 20;
const LAST_PAGE = 500;

function listed(call, items, write) {
  const asked = call.query.get('page') ?? '1';
  const page = Number(asked);
  if (!/^\d+$/.test(asked) || page < 1 || page > LAST_PAGE) return failed(22);
  return ok({
    page, results: items.slice((page - 1) * PAGE, page * PAGE).map(write),
    total_pages: Math.max(1, Math.ceil(items.length / PAGE)), total_results: items.length,
  });
}

const plain = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

// By the English, the original, a translated or another name, which has to hold every word asked for.
function named(item, words) {
  const { de, alternative = [] } = facts(item);
  return [item.title, originalTitle(item), de?.title, ...alternative].some((name) => name && words.every((word) => plain(name).includes(word)));
}

const YEARS = {
  movie: {
    primary_release_year: (item) => [item.released],
    year: (item) => [item.released],
  },
  tv: {
    first_air_date_year: (item) => [firstDay(item)],
    year: (item) => item.episodes.map(({ aired }) => aired),
  },
};

function search(box, call, { kind }) {
  if (!['movie', 'tv', 'multi', 'person'].includes(kind)) return notFound();
  const words = plain(call.query.get('query') ?? '').split(' ').filter(Boolean);
  if (!call.query.get('query')) return unprocessable('query must be provided');
  const found = (of) => titles(box, of).filter((item) => named(item, words) && inYear(item, YEARS[of], call.query));
  const people = PEOPLE.filter(({ name }) => words.every((word) => plain(name).includes(word)));
  if (kind === 'person') return listed(call, people, (one) => personItem(box, one, call.language));
  if (kind !== 'multi') return listed(call, popular(found(kind)), (item) => row(item, call.language));
  // Years mean nothing to a search in everything.
  const all = ['movie', 'tv'].flatMap((of) => titles(box, of).filter((item) => named(item, words)));
  return listed(call, [...popular(all), ...people],
    (one) => (one.ids ? row(one, call.language, { typed: true }) : personItem(box, one, call.language)));
}

function inYear(item, rules, query) {
  return Object.entries(rules).every(([name, days]) => {
    const year = query.get(name);
    return !year || days(item).some((day) => day?.startsWith(`${year}-`));
  });
}

function personItem(box, one, language) {
  const known = creditsOf(box, one.id, language).cast.slice(0, 3).map(({ id, media_type: type, title, name, genre_ids: genres }) => ({
    id, media_type: type, ...(title ? { title } : { name }), genre_ids: genres,
  }));
  return { ...personRow(one), media_type: 'person', known_for: known };
}

function trending(box, call, { kind, window }) {
  if (!['all', 'movie', 'tv', 'person'].includes(kind) || !['day', 'week'].includes(window)) return notFound();
  if (kind === 'person') return listed(call, PEOPLE, (one) => personItem(box, one, call.language));
  const items = ['movie', 'tv'].filter((of) => kind === 'all' || kind === of).flatMap((of) => titles(box, of));
  return listed(call, popular(items), (item) => row(item, call.language, { typed: true }));
}

const SOURCES = new Set([
  'imdb_id', 'tvdb_id', 'wikidata_id', 'facebook_id', 'instagram_id', 'twitter_id', 'tiktok_id', 'youtube_id',
]);

// One number may be a show and an episode of another; what nobody knows is five empty lists.
function find(box, call, { id }) {
  const source = call.query.get('external_source');
  if (!SOURCES.has(source)) return failed(5);
  const key = source.replace(/_id$/, '');
  const same = (ids) => ids[key] !== undefined && String(ids[key]) === id;
  const write = (item) => row(item, call.language, { typed: true });
  const shows = titles(box, 'tv');
  const episodes = shows.flatMap((show) => show.episodes.filter(({ ids }) => same(ids)).map((episode) => ({
    ...episodeRow(show, episode), media_type: 'tv_episode',
  })));
  return ok({
    // TVDB numbers of films are unknown here.
    movie_results: key === 'imdb' ? titles(box, 'movie').filter(({ ids }) => same(ids)).map(write) : [],
    person_results: key === 'imdb' ? PEOPLE.filter(({ imdb }) => imdb === id).map((one) => personItem(box, one, call.language)) : [],
    tv_results: shows.filter(({ ids }) => same(ids)).map(write), tv_episode_results: episodes, tv_season_results: [],
  });
}
