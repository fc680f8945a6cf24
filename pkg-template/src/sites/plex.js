import { ofSession } from './generic.js';
import { episode, movie, placeIn, track } from './texts.js';

const BAR = '[class*="PlayerControlsMetadata"]';

export const plex = {
  id: 'plex',
  name: 'Plex Web',
  match: ['*://app.plex.tv/*'],
  is: page => page.meta('application-name') === 'Plex' || page.one('#plex') !== null && page.kept('myPlexAccessToken') !== undefined,
  kind: 'any',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/plex.ts', 'PreMiD/Presences websites/P/Plex'],
  player: '[class*="Player"] video, [class*="Player"] audio, video[class*="HTMLMedia"], audio[class*="HTMLMedia"]',
  preview: '[class*="PrePlay"], [class*="HubsBackground"]',
  parts: { player: '[class*="Player"] video', title: `${BAR} [data-testid="metadataTitleLink"], ${BAR} [class*="MetadataPosterTitle"]` },
  read(page) {
    const [first, ...others] = page.texts(`${BAR} a`);
    const place = placeIn(page.text(BAR));
    if (place) return episode(first, place, others.at(-1));
    const year = page.text(`${BAR} [data-testid="metadataYear"]`);
    if (year) return movie(first, year);
    return ofSession(page.session) ?? (others.length > 0 ? track(first, others[0], others[1]) : undefined);
  },
};
