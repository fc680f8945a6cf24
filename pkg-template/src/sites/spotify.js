import { timesIn } from './shown.js';
import { track } from './texts.js';

const BAR = '[data-testid="now-playing-bar"]';

export const spotify = {
  id: 'spotify',
  name: 'Spotify',
  match: ['*://open.spotify.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/spotify.ts', 'PreMiD/Activities websites/S/Spotify'],
  parts: { player: `${BAR} [data-testid="playback-position"]`, title: `${BAR} [data-testid="context-item-info-title"]`, artist: `${BAR} [data-testid="context-item-info-artist"]` },
  ad: '[data-testid="context-item-info-ad-subtitle"], [data-testid="ad-skip-button"], [data-testid="ad-cta-button"]',
  seen: page => timesIn(page, `${BAR} [data-testid="playback-position"]`, `${BAR} [data-testid="playback-duration"]`),
  // A podcast's artist is a link to a show.
  read: page => track(
    page.texts(`${BAR} [data-testid="context-item-info-artist"][href*="/artist/"]`).join(', '),
    page.text(`${BAR} [data-testid="context-item-info-title"]`),
    page.session?.album || undefined,
  ),
};
