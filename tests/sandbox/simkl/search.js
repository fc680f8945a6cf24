// Simkl's lookup: a redirect instead of an answer, search by id and by words, and the details of a title.

import { empty, json } from '../reply.js';
import { refused, slugOf, writtenTitle } from './items.js';
import { isWhole, titles } from './titles.js';

export const routes = [
  ['GET', '/redirect', redirect],
  ['GET', '/search/id', byId],
  ['GET', '/search/:kind', byWords],
  ['GET', '/movies/:id', detail('movie')],
  ['GET', '/tv/:id', detail('show')],
  ['GET', '/anime/:id', detail('anime')],
  ['GET', '/tv/episodes/:id', episodes('show')],
  ['GET', '/anime/episodes/:id', episodes('anime')],
];

const NOT_COUNTED = /^\/(redirect$|(movies|tv|anime)\/)/;
export const isCounted = ({ path }) => !NOT_COUNTED.test(path);

const IDS = ['simkl', 'imdb', 'tmdb', 'tvdb', 'mal', 'anidb', 'anilist', 'kitsu'];
const FOLDERS = { movie: 'movies', show: 'tv', anime: 'anime' };
const LARGEST_PAGE = 50;
const PAGE = 10;

// TMDB counts films and shows apart.
function known(box, { query }) {
  const key = IDS.find((name) => query.has(name));
  if (!key) throw refused(400, 'empty_field', 'An id is required');
  const type = query.get('type');
  if (key === 'tmdb' && !type) throw refused(400, 'empty_field', 'The type parameter is required');
  const fits = (title) => key !== 'tmdb' || (type === 'movie') === (title.type === 'movie');
  return titles(box).find((title) => String(title.ids[key]) === query.get(key) && fits(title));
}

// What is unknown leads to the front page.
function redirect(box, call) {
  const title = known(box, call);
  const path = title ? `/${FOLDERS[title.type]}/${title.ids.simkl}/${slugOf(title)}` : '';
  return empty(301, { location: `//simkl.com${path}` });
}

const kindOf = ({ type }) => (type === 'show' ? 'tv' : type);

function byId(box, call) {
  const title = known(box, call);
  if (!title) return json(200, []);
  const anime = title.type === 'anime' ? { anime_type: title.animeType, mal: { id: title.ids.mal, type: title.animeType } } : {};
  return json(200, [{
    type: kindOf(title), title: title.title, poster: null, year: title.year, status: 'ended',
    ...(isWhole(title) ? {} : { total_episodes: title.episodes.length }), ids: { simkl: title.ids.simkl, slug: slugOf(title) }, ...anime,
  }]);
}

const plain = (text) => String(text).toLowerCase();

function byWords(box, call, { kind }) {
  if (!['movie', 'tv', 'anime'].includes(kind)) return json(200, null);
  const query = plain(call.query.get('q') ?? '').trim();
  const hits = !query ? [] : titles(box).filter((title) => kindOf(title) === kind && [title.title, ...(title.others ?? [])]
    .some((name) => name && plain(name).includes(query)));
  const number = (key, otherwise, most) => Math.min(Number(call.query.get(key)) || otherwise, most);
  const [page, limit] = [number('page', 1, 20), number('limit', PAGE, LARGEST_PAGE)];
  return json(200, hits.slice((page - 1) * limit, page * limit).map((title) => {
    const { ids: { simkl, ...ids }, ...named } = writtenTitle(title);
    return { ...named, endpoint_type: FOLDERS[title.type], poster: null, ids: { simkl_id: simkl, ...ids } };
  }), {
    'x-pagination-page': String(page), 'x-pagination-limit': String(limit),
    'x-pagination-page-count': String(Math.ceil(hits.length / limit)), 'x-pagination-item-count': String(hits.length),
  });
}

const byNumber = (box, type, id) => titles(box).find((title) => title.type === type && String(title.ids.simkl) === id);

function detail(type) {
  return (box, call, { id }) => {
    const title = byNumber(box, type, id);
    if (!title) return json(200, []);
    return json(200, {
      ...writtenTitle(title), type: kindOf(title), runtime: title.runtime ?? null, ...(type === 'anime' ? { anime_type: title.animeType } : {}),
      ...(isWhole(title) ? {} : { total_episodes: title.episodes.length }),
    });
  };
}

function episodes(type) {
  return (box, call, { id }) => json(200, (byNumber(box, type, id)?.episodes ?? []).map(({ season, number, title, aired = null, tvdb }) => ({
    title, ...(type === 'show' ? { season } : {}), episode: number, type: season === 0 ? 'special' : 'episode', aired: true, date: aired,
    ...(tvdb ? { tvdb: { season: tvdb.season, episode: tvdb.number } } : {}),
  })));
}
