import { episode, movie, placeIn } from './texts.js';

export const max = {
  id: 'max',
  name: 'HBO Max',
  match: ['*://play.max.com/*', '*://play.hbomax.com/*'],
  kind: 'video',
  checked: '2025-11',
  sources: ['PreMiD/Activities websites/H/HBO Max', 'trakt-tools/universal-trakt-scrobbler src/services/max'],
  player: '[data-testid="playerContainer"] video, #layer-root-player-screen video',
  preview: '[data-testid="hero_video"], [data-testid="tile"]',
  ad: '[data-testid="player-ux-ad-info-container"], [class*="AdOverlayContainer"]',
  parts: { player: '[data-testid="playerContainer"]', title: '[data-testid="player-ux-asset-title"]', place: '[data-testid="player-ux-season-episode"]' },
  place: page => page.path(/^\/video\/watch\/([\w-]+)/),
  read(page) {
    const title = page.text('[data-testid="player-ux-asset-title"]');
    const line = page.text('[data-testid="player-ux-season-episode"]');
    return line ? episode(title, placeIn(line), page.text('[data-testid="player-ux-asset-subtitle"]')) : movie(title);
  },
};
