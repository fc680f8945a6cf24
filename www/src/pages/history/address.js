// What of the history is shown, as the address says it: the way back, and links, lead to the same.

import { useLocation } from 'preact-iso';

export const VIEWS = ['plays', 'ratings', 'watchlist', 'collection', 'loved', 'status'];
export const KINDS = ['movie', 'episode', 'track', 'book'];

const FILTERS = ['kind', 'service', 'from', 'to', 'q'];

export function useAddress() {
  const { query, route } = useLocation();
  const filters = Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
  const address = (changes) => {
    const next = Object.entries({ ...query, ...changes }).filter(([, value]) => value);
    return `/history${next.length > 0 ? `?${new URLSearchParams(next)}` : ''}`;
  };
  return {
    view: VIEWS.includes(query.view) ? query.view : 'plays',
    play: query.play,
    filters,
    address,
    // What is typed makes no steps to go back by.
    go: (changes, { replace = false } = {}) => route(address(changes), replace),
  };
}
