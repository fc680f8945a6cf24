import { track } from './texts.js';

export const bandcamp = {
  id: 'bandcamp',
  name: 'Bandcamp',
  match: ['*://*.bandcamp.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/bandcamp.ts', 'PreMiD/Presences websites/B/Bandcamp'],
  player: 'audio',
  parts: { player: 'audio', title: '.title-section .title, #name-section .trackTitle', artist: '#name-section a' },
  read(page) {
    const artist = page.text('#name-section h3 span a') ?? page.text('#name-section a');
    const named = page.text('#name-section .trackTitle');
    return page.meta('og:type') === 'album'
      ? track(artist, page.text('.title-section .title'), named)
      : track(artist, named, page.text('#name-section .fromAlbum'));
  },
};
