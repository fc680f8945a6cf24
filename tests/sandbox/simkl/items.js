// How Simkl finds the title and episode a request means, and how it writes them into an answer.

import { byTitle, list } from '../catalogue.js';
import { json, Refusal } from '../reply.js';

const ORDER = ['simkl', 'imdb', 'tmdb', 'tvdb'];

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

// Ids in their order, numbers or text alike; then title and year; then the title.
export function findTitle(box, type, wanted) {
  const items = list(box, type, 'simkl');
  const ids = wanted?.ids ?? {};
  for (const key of ORDER) {
    if (ids[key] === undefined || ids[key] === null) continue;
    const found = items.find((item) => String(item.ids[key]) === String(ids[key]));
    if (found) return found;
  }
  return byTitle(items, wanted ?? {}) ?? byTitle(items, { title: wanted?.title });
}

// The episode's own TVDB id wins over its number; without a season it is the first.
export function findEpisode(show, wanted) {
  const tvdb = wanted?.ids?.tvdb;
  if (tvdb !== undefined) return show.episodes.find(({ ids }) => String(ids.tvdb) === String(tvdb));
  const season = wanted?.season ?? 1;
  return show.episodes.find((episode) => episode.season === season && episode.number === wanted?.number);
}

const FALLBACK = { movie: 90, show: 45 };

export function item(title, episode) {
  return {
    type: title.type === 'movie' ? 'movie' : 'episode',
    title,
    episode,
    id: title.ids.simkl,
    season: episode?.season ?? 0,
    number: episode?.number ?? 0,
    runtime: episode?.runtime ?? title.runtime ?? FALLBACK[title.type],
  };
}

export function fromRow(box, row) {
  const title = list(box, undefined, 'simkl').find(({ ids }) => ids.simkl === row.title);
  const episode = title.episodes?.find(({ season, number }) => season === row.season && number === row.number);
  return item(title, episode);
}

// Every id but Simkl's own goes out as text.
export function writtenTitle(title) {
  const { simkl, slug, ...others } = title.ids;
  const ids = { simkl, slug: slug ?? title.title.toLowerCase().replace(/[^a-z0-9]+/g, '-') };
  for (const key of ['imdb', 'tmdb', 'tvdb']) if (others[key] !== undefined) ids[key] = String(others[key]);
  return { title: title.title, year: title.year, ids };
}

export function written({ type, title, episode }) {
  if (type === 'movie') return { movie: { ...writtenTitle(title), anime_type: null } };
  const { season, number } = episode;
  return { episode: { season, number, title: episode.title ?? `Episode ${number}` }, show: writtenTitle(title) };
}
