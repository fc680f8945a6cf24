// What a page tells search engines of its item: schema.org as JSON-LD.

import { episode, movie, track } from './texts.js';

/** The item that the page's structured data is about. */
export function ofPage(page) {
  for (const script of page.all('script[type="application/ld+json"]')) {
    for (const item of itemsIn(script.textContent)) {
      const found = ofItem(item);
      if (found) return found;
    }
  }
  return undefined;
}

function itemsIn(text) {
  try {
    const data = JSON.parse(text);
    return [data].flat().flatMap(item => item['@graph'] ?? item);
  } catch {
    return [];
  }
}

function ofItem(item) {
  const year = /^\d{4}/.exec(item.datePublished ?? item.dateCreated ?? '')?.[0];
  const { imdb } = [item.sameAs].flat().reduce((ids, address) => ({ imdb: /imdb\.com\/title\/(tt\d+)/.exec(address ?? '')?.[1] ?? ids.imdb }), {});
  const ids = imdb && { imdb };
  switch ([item['@type']].flat()[0]) {
    case 'TVEpisode': case 'Episode':
      return episode(item.partOfSeries?.name, {
        season: whole(item.partOfSeason?.seasonNumber), number: whole(item.episodeNumber),
      }, item.name, { ids });
    case 'Movie': return movie(item.name, year, ids);
    case 'MusicRecording': return track([item.byArtist].flat()[0]?.name, item.name, item.inAlbum?.name);
    default: return undefined;
  }
}

function whole(given) {
  return /^\d+$/.test(given ?? '') ? Number(given) : undefined;
}
