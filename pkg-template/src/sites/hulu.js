import { aroundPlace, episode, movie, placeIn } from './texts.js';

export const hulu = {
  id: 'hulu',
  name: 'Hulu',
  match: ['*://www.hulu.com/*'],
  kind: 'video',
  checked: '2025-10',
  sources: ['PreMiD/Activities websites/H/Hulu', 'tejassharma96/media-strategies strategies/hulu.js'],
  player: 'video#content-video-player, video.content-video-player',
  preview: '.Masthead, .StandardSlide',
  // Advertisements play in an element of their own.
  ad: '#ad-video-player:not([style*="none"]), .AdUnitView__adBarContainer',
  parts: { player: 'video#content-video-player', title: '.PlayerMetadata__titleText' },
  place: page => page.path(/^\/watch\/([\w-]+)/),
  read(page) {
    const title = page.text('.PlayerMetadata__titleText') ?? page.text('.metadata-area__second-line');
    const line = page.text('.PlayerMetadata__subTitle') ?? page.text('.metadata-area__third-line');
    const place = placeIn(line);
    return place ? episode(title, place, aroundPlace(line).after) : movie(title);
  },
};
