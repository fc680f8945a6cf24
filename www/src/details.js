// What the catalogue behind the hub knows of a film or a series: poster, genres, its notice.

import { hub } from './hub.js';

const CATALOGUES = ['imdb', 'tvdb'];

// `query` goes with the question, as `language=de`. `undefined` where no id of the work leads there.
export async function detailsOf({ kind, ids = {} }, query = '') {
  const type = kind === 'movie' ? 'movie' : 'tv';
  if (ids.tmdb) return hub.call('GET', `metadata/${type}/${ids.tmdb}${query && `?${query}`}`);
  const catalogue = CATALOGUES.find((name) => ids[name]);
  if (!catalogue) return undefined;
  const { candidates } = await hub.call('GET', `metadata/find/${catalogue}/${ids[catalogue]}?kind=${type}`);
  const known = candidates.find(({ work }) => work.ids?.tmdb);
  return known && detailsOf(known.work, query);
}
