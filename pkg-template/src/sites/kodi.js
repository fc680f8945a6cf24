import { timesIn } from './shown.js';
import { aroundPlace, episode, movie, placeIn, track } from './texts.js';

export const kodi = {
  id: 'kodi',
  name: 'Kodi',
  match: [],
  is: page => page.document.title.startsWith('Kodi') && page.one('#player-kodi, #now-playing-kodi') !== null,
  kind: 'any',
  checked: '2025-10',
  sources: ['xbmc/chorus2 src/js/apps/player', 'web-scrobbler/web-scrobbler src/connectors/kodi.ts'],
  parts: { player: '#player-kodi .playing-time-current', title: '#player-kodi .playing-title' },
  // Kodi plays on another machine: its page says how far it is.
  seen: page => timesIn(page, '#player-kodi .playing-time-current', '#player-kodi .playing-time-duration'),
  read(page) {
    const title = page.text('#player-kodi .playing-title');
    const line = page.text('#player-kodi .playing-subtitle');
    const place = placeIn(line);
    if (place) return episode(aroundPlace(line).before, place, title);
    return /^\d{4}$/.test(line ?? '') ? movie(title, line) : track(line, title);
  },
};
