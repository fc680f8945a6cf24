import { aroundPlace, episode, movie, placeIn } from './texts.js';

const PLAYER = 'div[id^="dv-web-player"]';

export const primeVideo = {
  id: 'prime-video',
  name: 'Prime Video',
  match: ['*://*.primevideo.com/*', '*://*.amazon.com/*', '*://*.amazon.co.uk/*', '*://*.amazon.de/*', '*://*.amazon.co.jp/*'],
  kind: 'video',
  checked: '2026-06',
  sources: ['PreMiD/Activities websites/P/Prime Video', 'trakt-tools/universal-trakt-scrobbler src/services/amazon-prime'],
  // The shop has more videos than this one.
  player: `${PLAYER} video:not(.tst-video-overlay-player-html5)`,
  ad: '.atvwebplayersdk-ad-timer, .atvwebplayersdk-adtimeindicator-text',
  parts: { player: PLAYER, title: '.atvwebplayersdk-title-text' },
  read(page) {
    const line = page.text(`${PLAYER} .atvwebplayersdk-episode-info`) ?? page.text(`${PLAYER} .atvwebplayersdk-subtitle-text`);
    const title = page.text(`${PLAYER} .atvwebplayersdk-title-text`);
    const place = placeIn(line);
    if (line && !place) return undefined;
    return place ? episode(title, place, aroundPlace(line).after) : movie(title);
  },
};
