import { aroundPlace, episode, movie, placeIn } from './texts.js';

export const peacock = {
  id: 'peacock',
  name: 'Peacock',
  match: ['*://www.peacocktv.com/*'],
  kind: 'video',
  checked: '2026-03',
  sources: ['PreMiD/Activities websites/P/Peacock', 'Adblockers-extensions/expert-adblocker src/peacock'],
  player: '#core-video-shaka, .video-player-component video',
  ad: '.ad-countdown__container, .playback-ad-countdown__container',
  parts: { player: '#core-video-shaka', title: '[data-testid="metadata-title"]' },
  place: page => page.path(/^\/watch\/(?:playback|asset)\/(.+)/),
  read(page) {
    const title = page.text('[data-testid="metadata-title"]') ?? page.text('.playback-header__title') ?? page.text('.playback-metadata__container-title');
    const line = page.text('.playback-metadata__container-episode-metadata-info') ?? page.text('[data-testid="metadata-description"]');
    const place = placeIn(line);
    return place ? episode(title, place, aroundPlace(line).after) : movie(title);
  },
};
