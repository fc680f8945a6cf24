import { aroundPlace, episode, movie, placeIn, trackOf } from './texts.js';

export const twitch = {
  id: 'twitch',
  name: 'Twitch',
  match: ['*://www.twitch.tv/*'],
  kind: 'any',
  checked: '2025-10',
  sources: ['yt-dlp/yt-dlp yt_dlp/extractor/twitch.py', 'PreMiD/Presences websites/T/Twitch'],
  player: '[data-a-target="video-player"] video',
  preview: '[data-a-target="featured-carousel"], .preview-card-image-link',
  ad: '[data-a-target="video-ad-label"], [data-a-target="video-ad-countdown"]',
  parts: { player: '[data-a-target="video-player"]', title: '[data-a-target="stream-title"]' },
  // Recordings alone: what is live has no end, and is nobody's work in a catalogue.
  place: page => page.path(/^\/videos\/(\d+)/),
  read(page) {
    const title = page.text('[data-a-target="stream-title"]');
    const place = placeIn(title);
    return place ? episode(aroundPlace(title).before, place) : trackOf(title) ?? movie(title);
  },
};
