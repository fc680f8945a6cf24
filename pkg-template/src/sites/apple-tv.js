import { ofPage } from './structured.js';
import { aroundPlace, episode, movie, placeIn } from './texts.js';

const PLAYER = '[data-testid="video-player"]';

export const appleTv = {
  id: 'apple-tv',
  name: 'Apple TV+',
  match: ['*://tv.apple.com/*'],
  kind: 'video',
  checked: '2026-05',
  sources: ['trakt-tools/universal-trakt-scrobbler src/services/apple-tv', 'PreMiD/Presences websites/A/Apple TV'],
  player: '[data-testid="video-container"] video',
  parts: { player: '[data-testid="video-container"]', title: '[data-testid="player-metadata-title"]' },
  // The page's own data is of the item it was opened with; the player's words are of what it plays.
  read(page) {
    const title = page.text(`${PLAYER} [data-testid="player-metadata-title"]`);
    const line = page.text(`${PLAYER} [data-testid="player-metadata-subtitle"]`);
    if (!title) return undefined;
    const place = placeIn(line);
    if (place) return episode(title, place, aroundPlace(line).after);
    const data = ofPage(page);
    return data?.kind === 'movie' && data.title === title ? data : movie(title);
  },
};
