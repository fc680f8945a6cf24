// What a service can do, in words a person uses.

import { h, swap } from './dom.js';

const TAKES = {
  live: 'what plays now',
  now_playing: 'what plays now',
  plays: 'plays',
  progress: 'how far you are',
  watchlist: 'watchlist',
  collection: 'collection',
  loved: 'loved tracks',
  ratings: 'ratings',
  statuses: 'where you stand',
  files: 'files you carry there',
};

const TELLS = {
  history: 'history',
  watched: 'what you watched',
  ratings: 'ratings',
  watchlist: 'watchlist',
  collection: 'collection',
  loved: 'loved tracks',
  statuses: 'where you stand',
  playback: 'saved places',
  watching: 'what is watched now',
  files: 'files you export',
};

const FINDS = { search: 'titles by name', find: 'titles by id', metadata: 'everything about a title' };

export function abilities(id) {
  const list = h('dl', { className: 'abilities' });
  const element = h('details', { id: `${id}-abilities` }, h('summary', {}, 'What it can do'), list);
  return {
    element,
    update({ writes, reads, can }) {
      const rows = [['Takes', named(TAKES, writes)], ['Tells', named(TELLS, reads)], ['Finds', named(FINDS, can)]];
      swap(list, ...rows.filter(([, words]) => words).map(([name, words]) => h('div', {}, h('dt', {}, name), h('dd', {}, words))));
    },
  };
}

// A word the hub has and this page does not is left out.
function named(names, words) {
  return words.map((word) => names[word]).filter((name) => name !== undefined).join(', ');
}
