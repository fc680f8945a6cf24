// How TMDB writes what it knows: titles in lists and in detail, seasons, episodes and people.

import { list } from '../catalogue.js';
import { COLLECTIONS, FACTS, GENRES, PEOPLE } from './facts.js';

export const KINDS = { movie: 'movie', tv: 'show' };
const kindOf = ({ type }) => (type === 'movie' ? 'movie' : 'tv');

export const titles = (box, kind) => list(box, KINDS[kind], 'tmdb');
export const title = (box, kind, id) => titles(box, kind).find(({ ids }) => String(ids.tmdb) === id);
export const facts = (item) => FACTS[`${kindOf(item)} ${item.ids.tmdb}`] ?? {};
export const popular = (items) => [...items].sort((a, b) => (facts(b).popularity ?? 0) - (facts(a).popularity ?? 0));

export const originalTitle = (item) => facts(item).original ?? item.title;

// Where there is no translation the words are empty and the title is the original one.
function worded(item, language) {
  const { overview = '', tagline = '', language: spoken = 'en' } = facts(item);
  const code = language.slice(0, 2);
  if (code === 'en') return { name: item.title, overview, tagline };
  if (code === spoken) return { name: originalTitle(item), overview: '', tagline: '' };
  const { title: name, overview: told = '' } = facts(item)[code] ?? {};
  return { name: name ?? originalTitle(item), overview: told, tagline: '' };
}

const regular = ({ episodes = [] }) => episodes.filter(({ season }) => season > 0);
export const firstDay = (show) => regular(show).map(({ aired }) => aired).filter(Boolean).sort()[0];

function shared(item, language) {
  const { genres = [], popularity = 0.6, votes: [average, count] = [0, 0], poster = null, backdrop = null, language: spoken = 'en' } = facts(item);
  return {
    adult: false, backdrop_path: backdrop, genre_ids: genres, id: item.ids.tmdb, original_language: spoken,
    overview: worded(item, language).overview, popularity, poster_path: poster, vote_average: average, vote_count: count,
  };
}

// A title as it stands in a list. What has no day yet has an empty one.
export function row(item, language, { typed = false } = {}) {
  const { name } = worded(item, language);
  const type = typed ? { media_type: kindOf(item) } : {};
  if (item.type === 'movie') {
    return { ...shared(item, language), ...type, title: name, original_title: originalTitle(item), release_date: item.released ?? '', video: false };
  }
  return { ...shared(item, language), ...type, name, original_name: originalTitle(item), first_air_date: firstDay(item) ?? '', origin_country: ['US'] };
}

function detail(item, language) {
  const { genre_ids: genres, ...others } = row(item, language);
  return {
    ...others, genres: genres.map((id) => ({ id, name: GENRES[id] })), homepage: '', production_companies: [], production_countries: [],
    spoken_languages: [], tagline: worded(item, language).tagline,
  };
}

export function movieDetail(item, language) {
  const collection = COLLECTIONS.find(({ id }) => id === facts(item).collection);
  return {
    ...detail(item, language), belongs_to_collection: collection ? collectionRow(collection) : null, budget: 0, revenue: 0,
    imdb_id: item.ids.imdb ?? null, origin_country: ['US'], runtime: item.runtime ?? 0, status: item.released ? 'Released' : 'Planned',
  };
}

const collectionRow = ({ id, name }) => ({ id, name, poster_path: null, backdrop_path: null });

export function collectionDetail(box, collection, language) {
  const parts = titles(box, 'movie').filter((item) => facts(item).collection === collection.id);
  return {
    ...collectionRow(collection), original_language: 'en', original_name: collection.name, overview: collection.overview,
    parts: parts.map((item) => row(item, language, { typed: true })),
  };
}

// There is no IMDb id here; it comes with the external ids.
export function showDetail(item, language, today) {
  const known = regular(item);
  const aired = known.filter((episode) => episode.aired && episode.aired <= today);
  const next = known.find((episode) => episode.aired > today);
  const last = aired.at(-1);
  const { status = 'Planned' } = facts(item);
  return {
    ...detail(item, language), created_by: [], episode_run_time: [], in_production: status === 'Returning Series', languages: ['en'], networks: [],
    last_air_date: last?.aired ?? null, last_episode_to_air: last ? episodeRow(item, last) : null,
    next_episode_to_air: next ? episodeRow(item, next) : null, number_of_episodes: known.length,
    number_of_seasons: seasonNumbers(item).filter((number) => number > 0).length,
    seasons: seasonNumbers(item).map((number) => seasonRow(item, number)), status, type: 'Scripted',
  };
}

const seasonNumbers = ({ episodes = [] }) => [...new Set(episodes.map(({ season }) => season))].sort((a, b) => a - b);

function seasonRow(show, number) {
  const episodes = show.episodes.filter(({ season }) => season === number);
  return {
    air_date: episodes[0].aired ?? null, episode_count: episodes.length, id: show.ids.tmdb * 100 + number,
    name: number === 0 ? 'Specials' : `Season ${number}`, overview: '', poster_path: facts(show).poster ?? null, season_number: number, vote_average: 0,
  };
}

export function episodeRow(show, episode) {
  const last = regular(show).at(-1);
  return {
    air_date: episode.aired ?? null, episode_number: episode.number, episode_type: episode === last ? 'finale' : 'standard', id: episode.ids.tmdb,
    name: episode.title, overview: '', production_code: '', runtime: episode.runtime ?? null, season_number: episode.season, show_id: show.ids.tmdb,
    still_path: facts(show).backdrop ?? null, vote_average: 0, vote_count: 0,
  };
}

// Every episode brings its own crew and guests.
export function seasonDetail(show, number) {
  const episodes = show.episodes?.filter(({ season }) => season === number) ?? [];
  if (!episodes.length) return undefined;
  const { episode_count: count, ...others } = seasonRow(show, number);
  const { cast, crew } = credits(show);
  return {
    _id: `sandbox-${others.id}`, ...others, networks: [],
    episodes: episodes.map((episode) => ({ ...episodeRow(show, episode), crew, guest_stars: cast })),
  };
}

export const person = (id) => PEOPLE.find((one) => String(one.id) === String(id));

export const personRow = (one) => ({
  adult: false, gender: one.gender, id: one.id, known_for_department: one.department, name: one.name, original_name: one.name,
  popularity: one.popularity, profile_path: one.profile,
});

const creditId = (...parts) => `sandbox-${parts.join('-')}`;

export function credits(item) {
  const { cast = [], crew = [] } = facts(item);
  return {
    cast: cast.map(([id, character], order) => ({
      ...personRow(person(id)), cast_id: order + 1, character, credit_id: creditId(item.ids.tmdb, id), order,
    })),
    crew: crew.map(([id, department, job]) => ({ ...personRow(person(id)), credit_id: creditId(item.ids.tmdb, id, job), department, job })),
  };
}

// The titles somebody worked on, films and shows mixed.
export function creditsOf(box, id, language, kinds = Object.keys(KINDS)) {
  const cast = [];
  const crew = [];
  for (const item of kinds.flatMap((kind) => titles(box, kind))) {
    const written = { ...row(item, language), media_type: kindOf(item) };
    facts(item).cast?.forEach(([who, character], order) => {
      if (who === id) cast.push({ ...written, character, credit_id: creditId(item.ids.tmdb, id), order });
    });
    facts(item).crew?.forEach(([who, department, job]) => {
      if (who === id) crew.push({ ...written, credit_id: creditId(item.ids.tmdb, id, job), department, job });
    });
  }
  return { cast, crew };
}

export const externalIds = {
  movie: ({ ids }) => ({ imdb_id: ids.imdb ?? null, wikidata_id: null, facebook_id: null, instagram_id: null, twitter_id: null }),
  tv: ({ ids }) => ({
    imdb_id: ids.imdb ?? null, freebase_mid: null, freebase_id: null, tvdb_id: ids.tvdb ?? null, tvrage_id: null, wikidata_id: null,
    facebook_id: null, instagram_id: null, twitter_id: null,
  }),
};
