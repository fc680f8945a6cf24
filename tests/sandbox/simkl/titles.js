// The titles Simkl knows. Its anime are one title a cour, numbered from 1, each with its place under the seasons of TVDB.

import { list } from '../catalogue.js';

// By MyAnimeList's number: Simkl, AniDB; then TVDB's show, season and what comes before in it, and TMDB's show.
const ANIME = {
  16498: [39687, 9541, [267440, 1, 0], 1429],
  25777: [439744, 10944, [267440, 2, 0], 1429],
  35760: [9939001, 13241, [267440, 3, 0], 1429],
  38524: [9939002, 14444, [267440, 3, 12], 1429],
  40028: [9939003, 14977, [267440, 4, 0], 1429],
  48583: [9939004, 16177, [267440, 4, 16], 1429],
  51535: [9939005, 17303, [267440, 4, 28], 1429],
  41457: [9939010, 15441, [378609, 1, 0], 100565],
  48569: [9939011, 16172, [378609, 1, 11], 100565],
  31646: [9939012, 12053, [306269, 1, 0]],
  35180: [9939013, 13172, [306269, 2, 0]],
  21: [38636, 69],
  990020: [9939020, 9900020],
  990022: [9939022, 9900022],
};

const TYPES = { TV: 'tv', TV_SHORT: 'tv', MOVIE: 'movie', OVA: 'ova', ONA: 'ona', SPECIAL: 'special' };

export function titles(box) {
  return [...list(box, 'movie', 'simkl'), ...list(box, 'show', 'simkl'), ...list(box, 'anime', 'mal').filter(({ ids }) => ANIME[ids.mal]).map(cour)];
}

export const byNumber = (box, simkl) => titles(box).find(({ ids }) => ids.simkl === simkl);

function cour(anime) {
  const { title, malTitle = title, english, ids, format, runtime, episodes, aired, from } = anime;
  const [simkl, anidb, place, tmdb] = ANIME[ids.mal];
  const [tvdb, season, before] = place ?? [];
  const numbers = Array.from({ length: format === 'MOVIE' ? 0 : episodes ?? aired ?? 0 }, (_, i) => i + 1);
  return {
    type: 'anime', animeType: TYPES[format], title: malTitle, others: [title, english], runtime,
    airing: episodes === null, year: from ? Number(from.slice(0, 4)) : undefined,
    ids: { simkl, mal: ids.mal, anilist: ids.anilist, anidb, tvdb, tmdb },
    episodes: numbers.map((number) => ({
      season: 1, number, title: `Episode ${number}`, runtime, ids: {}, ...(place ? { tvdb: { season, number: before + number } } : {}),
    })),
  };
}

// A film of whatever origin is one thing; everything else is watched by the episode.
export const isWhole = ({ type, episodes }) => type === 'movie' || episodes.length === 0;
export const bucketOf = ({ type }) => ({ movie: 'movies', show: 'tv_shows', anime: 'anime' }[type]);
export const listOf = ({ type }) => ({ movie: 'movies', show: 'shows', anime: 'anime' }[type]);
