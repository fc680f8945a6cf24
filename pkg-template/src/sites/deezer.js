import { shown } from './spotify.js';
import { track } from './texts.js';

export const deezer = {
  id: 'deezer',
  name: 'Deezer',
  match: ['*://www.deezer.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['PreMiD/Activities websites/D/Deezer', 'web-scrobbler/web-scrobbler src/connectors/deezer.ts'],
  parts: { player: '[data-testid="elapsed_time"]', title: '[data-testid="item_title"]', artist: '[data-testid="item_subtitle"]' },
  seen(page) {
    const now = shown(page, '[data-testid="elapsed_time"]', '[data-testid="remaining_time"]');
    return now && { ...now, duration: now.duration };
  },
  read: page => track(page.session?.artist || page.text('[data-testid="item_subtitle"] > a'), page.session?.title || page.text('[data-testid="item_title"]'), page.session?.album || undefined),
};
