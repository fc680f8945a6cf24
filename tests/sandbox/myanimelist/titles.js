// MyAnimeList's titles: search, details, and how one is written.

import * as anime from '../anime.js';
import { byAnime, inLists, written as writtenStatus } from './list.js';
import { badRequest, notFound } from './problems.js';
import { parse, pick } from './fields.js';
import { page, paging } from './paging.js';
import { json } from '../reply.js';

export const routes = [
  ['GET', '/v2/anime', search],
  ['GET', '/v2/anime/:id', details],
];

const ALWAYS = ['id', 'title', 'main_picture'];
const DETAILS_ONLY = ['related_anime', 'background', 'pictures'];
const TYPES = { TV: 'tv', TV_SHORT: 'tv', MOVIE: 'movie', SPECIAL: 'special', OVA: 'ova', ONA: 'ona', MUSIC: 'music' };
const STATUSES = { FINISHED: 'finished_airing', RELEASING: 'currently_airing', NOT_YET_RELEASED: 'not_yet_aired' };

// Titles that are not for everybody vanish without a word unless they are asked for.
export const visible = (query) => ({ nsfw = 'white' }) => nsfw === 'white' || query.get('nsfw') === 'true';

function search(box, call) {
  const text = call.query.get('q') ?? '';
  if ([...text].length < 3 || [...text].length > 64) throw badRequest('invalid q');
  const window = page(call, { usual: 100, most: 100 });
  const fields = forLists(parse(call.query.get('fields')));
  const found = anime.search(anime.all(box, 'mal').filter(visible(call.query)), text);
  const nodes = window.of(found).map((item) => ({ node: written(box, call, item, fields) }));
  return json(200, { data: nodes, paging: paging(call, window, found.length) });
}

export function forLists(fields) {
  const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !DETAILS_ONLY.includes(name)));
  return { ...kept, ...(kept.my_list_status && { my_list_status: inLists(kept.my_list_status) }) };
}

function details(box, call, { id }) {
  const item = anime.byId(box, 'mal', id);
  if (!item) throw notFound();
  return json(200, written(box, call, item, parse(call.query.get('fields'))));
}

export function written(box, call, item, fields) {
  const id = item.ids.mal;
  const season = anime.seasonOf(item);
  const own = call.user && fields.my_list_status && byAnime(box, call.user, id);
  return pick({
    id,
    title: item.malTitle ?? item.title,
    main_picture: { medium: `https://cdn.myanimelist.net/images/anime/${id}.jpg`, large: `https://cdn.myanimelist.net/images/anime/${id}l.jpg` },
    alternative_titles: { synonyms: item.synonyms ?? [], en: item.english ?? '', ja: item.native ?? '' },
    start_date: item.from, end_date: item.until,
    nsfw: item.nsfw ?? 'white',
    media_type: TYPES[item.format], status: STATUSES[anime.statusOf(box, item)],
    num_episodes: item.episodes ?? 0,
    start_season: season && { year: season.year, season: season.season.toLowerCase() },
    average_episode_duration: item.runtime * 60,
    my_list_status: own && writtenStatus(own, fields.my_list_status),
    related_anime: fields.related_anime && anime.relations(box, 'mal', item).map(related),
    background: '', pictures: [],
  }, ALWAYS, fields);
}

function related({ kind, item }) {
  const word = kind.toLowerCase();
  return {
    node: { id: item.ids.mal, title: item.malTitle ?? item.title },
    relation_type: word, relation_type_formatted: word[0].toUpperCase() + word.slice(1),
  };
}
