import { track } from './texts.js';

const LCD = '.lcd-meta__secondary .lcd-meta-line__fragment';

export const appleMusic = {
  id: 'apple-music',
  name: 'Apple Music',
  match: ['*://music.apple.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/apple-music.ts', 'PreMiD/Presences websites/A/Apple Music'],
  player: 'audio#apple-music-player',
  parts: { player: 'audio#apple-music-player', title: '.lcd-meta__primary-wrapper', artist: LCD },
  read: page => track(page.texts(LCD)[0], page.text('.lcd-meta__primary-wrapper .lcd-meta-line__fragment'), page.texts(LCD)[1]),
};
