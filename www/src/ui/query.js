// What matters of a page in its address, so that the way back and links to it work.

import { useLocation } from 'preact-iso';

// `[query, set]`: `set({name: value})` goes to the page as it is with that; without a value the name goes.
// `replace` makes no step of the way back.
export function useQuery() {
  const { path, query, route } = useLocation();
  function set(changes, { replace = false } = {}) {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    route(next.size > 0 ? `${path}?${next}` : path, replace);
  }
  return [query, set];
}
