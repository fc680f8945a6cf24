// How Simkl finds the title and episode a request means, and how it writes them into an answer.

import { byTitle } from '../catalogue.js';
import { json, Refusal } from '../reply.js';
import { byNumber, isWhole, titles } from './titles.js';

// Ids that mean one cour come first: with one of them there, TVDB's seasons are not looked at.
const COUR_IDS = ['simkl', 'mal', 'anidb', 'anilist', 'kitsu'];
const SHOW_IDS = ['imdb', 'tmdb', 'tvdb'];

export const refused = (status, error, message) => new Refusal(json(status, { error, code: status, message }));

export function readBody(call) {
  try {
    const body = JSON.parse(call.text || '{}');
    if (body && typeof body === 'object' && !Array.isArray(body)) return body;
  } catch {
    // Answered below, like any other body that is not an object.
  }
  throw refused(400, 'wrong_parameter', 'The body has to be a JSON object');
}

const given = (ids, key) => ids[key] !== undefined && ids[key] !== null;

// Ids in their order, numbers or text alike; then title and year; then the title. An anime is never a `movie`;
// whether something was called show or anime says nothing.
function candidates(box, type, wanted) {
  const items = titles(box).filter((title) => (type === 'movie') === (title.type === 'movie'));
  const ids = wanted?.ids ?? {};
  for (const key of [...COUR_IDS, ...SHOW_IDS]) {
    const found = given(ids, key) ? items.filter((item) => String(item.ids[key]) === String(ids[key])) : [];
    if (found.length) return { found, numbered: SHOW_IDS.includes(key) };
  }
  const others = items.flatMap((item) => [item, ...(item.others ?? []).filter(Boolean).map((title) => ({ item, title, year: item.year }))]);
  const named = byTitle(others, wanted ?? {}) ?? byTitle(others, { title: wanted?.title });
  return { found: named ? [named.item ?? named] : [], numbered: false };
}

export const findTitle = (box, type, wanted) => candidates(box, type, wanted).found[0];

// The episode's own TVDB id wins over its number; without a season it is the first. The seasons of TVDB count for an
// anime that was named by an id of that world, and lead to the cour they are part of.
export function findEpisode(box, wanted, episode) {
  const { found, numbered } = candidates(box, 'show', wanted);
  const [title] = found;
  if (!title) return {};
  const tvdb = episode?.ids?.tvdb;
  if (tvdb !== undefined) return { title, episode: title.episodes.find(({ ids }) => String(ids.tvdb) === String(tvdb)) };
  const { season = 1, number } = episode ?? {};
  if (title.type !== 'anime') return { title, episode: title.episodes.find((one) => one.season === season && one.number === number) };
  for (const cour of found) {
    const match = cour.episodes.find((one) => (numbered ? one.tvdb?.season === season && one.tvdb.number === number : one.number === number));
    if (match) return { title: cour, episode: match };
  }
  return { title };
}

const FALLBACK = { movie: 90, show: 45, anime: 25 };

export function item(title, episode) {
  return {
    type: isWhole(title) ? 'movie' : 'episode',
    title,
    episode,
    id: title.ids.simkl,
    season: episode?.season ?? 0,
    number: episode?.number ?? 0,
    runtime: episode?.runtime ?? title.runtime ?? FALLBACK[title.type],
  };
}

export function fromRow(box, row) {
  const title = byNumber(box, row.title);
  const episode = title.episodes?.find(({ season, number }) => season === row.season && number === row.number);
  return item(title, episode);
}

export const slugOf = ({ ids, title }) => ids.slug ?? title.toLowerCase().replace(/[^a-z0-9]+/g, '-');

// Every id but Simkl's own goes out as text.
export function writtenTitle(title) {
  const ids = { simkl: title.ids.simkl, slug: slugOf(title) };
  for (const key of ['imdb', 'tmdb', 'tvdb', 'mal', 'anidb', 'anilist']) if (title.ids[key] !== undefined) ids[key] = String(title.ids[key]);
  return { title: title.title, year: title.year, ids };
}

// TVDB's numbers stand beside an anime's own where they differ.
export function written({ title, episode }) {
  const named = title.type === 'show' ? writtenTitle(title) : { ...writtenTitle(title), anime_type: title.animeType ?? null };
  if (!episode) return { [title.type]: named };
  const { season, number, tvdb } = episode;
  const elsewhere = tvdb && (tvdb.season !== season || tvdb.number !== number) ? { tvdb_season: tvdb.season, tvdb_number: tvdb.number } : {};
  return { episode: { season, number, title: episode.title ?? `Episode ${number}`, ...elsewhere }, [title.type]: named };
}
