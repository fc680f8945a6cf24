// Trakt's watched list: what the history comes to, in pages, with a show's episodes on request, or as one short map.

import { iso } from '../box.js';
import { empty, json } from '../reply.js';
import { findById, written } from './items.js';
import { extended, full, paged } from './page.js';

export const routes = [['GET', '/sync/watched/:type', read]];

const WITH_PROGRESS = 100;

function read(box, call, { type }) {
  const plays = box.rows('SELECT * FROM trakt_history WHERE user = ? ORDER BY watched_at DESC, id DESC', call.user)
    .map((row) => ({ ...row, found: findById(box, row.type, row.item) }));
  const shape = { movies: ofMovies, episodes: ofEpisodes, shows: ofShows }[type];
  return shape ? shape(call, plays) : empty(404);
}

const short = (call) => extended(call).includes('min');

function grouped(plays, keyOf) {
  const groups = new Map();
  for (const play of plays) groups.set(keyOf(play), [...(groups.get(keyOf(play)) ?? []), play]);
  return groups;
}

const times = (plays) => plays.map(({ watched_at: at }) => iso(at));

// Several plays of one thing in one row.
const summed = (plays) => ({
  plays: plays.length, last_watched_at: iso(Math.max(...plays.map(({ watched_at: at }) => at))),
  last_updated_at: iso(Math.max(...plays.map(({ added_at: at }) => at))),
});

function ofType(type) {
  return (call, plays) => {
    const groups = grouped(plays.filter((play) => play.type === type), ({ item }) => item);
    if (short(call)) return json(200, Object.fromEntries([...groups].map(([id, some]) => [id, times(some)])));
    return paged(call, [...groups.values()], (some) => ({ ...summed(some), ...written(some[0].found, full(call)) }));
  };
}

const ofMovies = ofType('movie');
const ofEpisodes = ofType('episode');

function ofShows(call, plays) {
  const shows = grouped(plays.filter(({ type }) => type === 'episode'), ({ found }) => found.show.ids.trakt);
  if (short(call)) return json(200, Object.fromEntries([...shows].map(([id, some]) => [id, shortSeasons(some)])));
  const progress = extended(call).includes('progress');
  return paged(call, [...shows.values()], (some) => {
    const { show } = some[0].found;
    const { show: told } = written({ type: 'show', show }, full(call));
    const aired = show.episodes.filter(({ season }) => season > 0).length;
    return { ...summed(some), reset_at: null, show: { ...told, aired_episodes: aired }, ...(progress ? { seasons: seasonsOf(some) } : {}) };
  }, progress ? { largest: WITH_PROGRESS } : {});
}

const bySeason = (plays) => [...grouped(plays, ({ found }) => found.episode.season)].sort(([a], [b]) => a - b);

const shortSeasons = (plays) => Object.fromEntries(bySeason(plays).map(([season, some]) => [
  season, Object.fromEntries([...grouped(some, ({ item }) => item)].map(([id, few]) => [id, times(few)])),
]));

const seasonsOf = (plays) => bySeason(plays).map(([number, some]) => ({
  number,
  episodes: [...grouped(some, ({ found }) => found.episode.number)].sort(([a], [b]) => a - b).map(([episode, few]) => {
    const { plays: count, last_watched_at: at } = summed(few);
    return { number: episode, plays: count, last_watched_at: at };
  }),
}));
