import { ofSession } from './generic.js';
import { timesIn } from './shown.js';
import { track } from './texts.js';

export const deezer = {
  id: 'deezer',
  name: 'Deezer',
  match: ['*://www.deezer.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['PreMiD/Activities websites/D/Deezer', 'web-scrobbler/web-scrobbler src/connectors/deezer.ts'],
  parts: { player: '[data-testid="elapsed_time"]', title: '[data-testid="item_title"]', artist: '[data-testid="item_subtitle"]' },
  // Called what is left, it is the length.
  seen: page => timesIn(page, '[data-testid="elapsed_time"]', '[data-testid="remaining_time"]'),
  read: page => ofSession(page.session) ?? track(page.text('[data-testid="item_subtitle"] > a'), page.text('[data-testid="item_title"]')),
};
