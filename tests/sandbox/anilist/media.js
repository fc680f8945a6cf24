// AniList's titles: which ones a question means, and how one is written.

import * as anime from '../anime.js';
import * as entries from './entries.js';

const WEEK = 7 * 86_400;

export function find(context, args) {
  const { box } = context;
  const { id, idMal, type, search, sort, id_in: ids, idMal_in: malIds } = args;
  if (type === 'MANGA') return [];
  let items = anime.all(box, 'anilist');
  if (id !== undefined) items = items.filter((item) => item.ids.anilist === id);
  if (idMal !== undefined) items = items.filter((item) => anime.idMal(item) === idMal);
  if (ids) items = items.filter((item) => ids.includes(item.ids.anilist));
  if (malIds) items = items.filter((item) => malIds.includes(anime.idMal(item)));
  items = items.filter((item) => fits(box, item, args));
  if (search !== undefined) items = anime.search(items, search);
  return sorted(items, sort);
}

const number = (date) => Number((date ?? '0').replaceAll('-', ''));

function fits(box, item, args) {
  const season = anime.seasonOf(item);
  const rules = {
    format: (value) => item.format === value,
    format_in: (value) => value.includes(item.format),
    format_not_in: (value) => !value.includes(item.format),
    status: (value) => anime.statusOf(box, item) === value,
    season: (value) => season?.season === value,
    seasonYear: (value) => season?.year === value,
    isAdult: (value) => Boolean(item.adult) === value,
    startDate_greater: (value) => number(item.from) > value,
    startDate_lesser: (value) => number(item.from) < value,
  };
  return Object.entries(rules).every(([name, rule]) => args[name] === undefined || rule(args[name]));
}

// What was searched for comes in the order of the match, unless told otherwise.
function sorted(items, [sort = 'SEARCH_MATCH'] = []) {
  const key = { ID: (item) => item.ids.anilist, START_DATE: (item) => number(item.from) }[sort.replace('_DESC', '')];
  if (!key) return items;
  const sign = sort.endsWith('_DESC') ? -1 : 1;
  return [...items].sort((a, b) => sign * (key(a) - key(b)));
}

export function written(context, item) {
  const { box } = context;
  const id = item.ids.anilist;
  const season = anime.seasonOf(item);
  return {
    id, idMal: anime.idMal(item), type: 'ANIME', format: item.format, status: anime.statusOf(box, item),
    title: { romaji: item.title, english: item.english ?? null, native: item.native ?? null, userPreferred: item.title },
    synonyms: item.synonyms ?? [], startDate: date(item.from), endDate: date(item.until),
    season: season?.season ?? null, seasonYear: season?.year ?? null,
    episodes: item.episodes, duration: item.runtime, countryOfOrigin: 'JP', isAdult: Boolean(item.adult),
    siteUrl: `https://anilist.co/anime/${id}`,
    externalLinks: [{ id, site: 'Official Site', url: `https://anime.example/${id}`, type: 'INFO' }],
    nextAiringEpisode: () => nextEpisode(box, item),
    mediaListEntry: () => entries.shownTo(context, context.user && entries.byMedia(box, context.user.name, id)),
    relations: () => related(context, item),
  };
}

function date(text) {
  const [year = null, month = null, day = null] = text ? text.split('-').map(Number) : [];
  return { year, month, day };
}

// A new one each week while it runs; how many came before stays as the catalogue says.
function nextEpisode(box, item) {
  if (anime.statusOf(box, item) !== 'RELEASING' || item.aired === undefined) return null;
  const now = Math.floor(box.now() / 1000);
  const airingAt = (Math.floor(now / WEEK) + 1) * WEEK;
  return { id: item.ids.anilist, mediaId: item.ids.anilist, episode: item.aired + 1, airingAt, timeUntilAiring: airingAt - now };
}

function related(context, item) {
  const edges = anime.relations(context.box, 'anilist', item)
    .map(({ kind, item: other }, i) => ({ id: item.ids.anilist * 10 + i, relationType: kind, node: written(context, other) }));
  return { edges, nodes: edges.map(({ node }) => node) };
}
