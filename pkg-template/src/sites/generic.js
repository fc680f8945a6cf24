// Any page the person allows: what it tells the system, search engines and other pages.

import { ofPage } from './structured.js';
import { aroundPlace, episode, movie, placeIn, titleAndYear, track } from './texts.js';

export const generic = {
  id: 'generic',
  name: 'This site',
  match: [],
  kind: 'any',
  checked: '2026-06',
  sources: ['W3C Media Session', 'schema.org TVEpisode, Movie, MusicRecording', 'The Open Graph protocol'],
  parts: { title: 'meta[property="og:title"], script[type="application/ld+json"]' },
  ad: '.ima-ad-container:not(:empty), .vast-ad, [class~="ad-playing"]',
  read: page => ofSession(page.session) ?? ofPage(page) ?? ofGraph(page),
};

/** What the page tells the system: always of what plays now. */
export function ofSession(session) {
  if (!session?.title) return undefined;
  const { title, artist, album } = session;
  const place = placeIn(title) ?? placeIn(album) ?? placeIn(artist);
  if (place) return episode(bare(placeIn(artist) ? album : artist) ?? bare(album), place, bare(title));
  return track(artist, title, album || undefined);
}

function ofGraph(page) {
  const title = page.meta('og:title');
  switch (page.meta('og:type')) {
    case 'video.movie': {
      const read = titleAndYear(title);
      return movie(read.title, read.year ?? page.meta('video:release_date')?.slice(0, 4));
    }
    case 'video.episode': {
      const place = placeIn(title);
      return place && episode(bare(title), place);
    }
    case 'music.song': return track(page.meta('music:musician_description'), title);
    default: return undefined;
  }
}

// A name without the season and episode that stand in it.
function bare(text) {
  const { before, after } = aroundPlace(text);
  return before ?? after;
}
