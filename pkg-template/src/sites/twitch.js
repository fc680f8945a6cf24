import { trackOf, movie, placeIn, episode } from './texts.js';

export const twitch = {
  id: 'twitch',
  name: 'Twitch',
  match: ['*://www.twitch.tv/*'],
  kind: 'any',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/twitch.ts', 'PreMiD/Activities websites/T/Twitch'],
  player: '[data-a-target="video-player"] video',
  preview: '[data-a-target="featured-carousel"], .preview-card-image-link',
  ad: '[data-a-target="video-ad-label"], [data-a-target="video-ad-countdown"]',
  parts: { player: '[data-a-target="video-player"]', title: '[data-a-target="stream-title"]' },
  // Recordings alone: what is live has no end, and is nobody's work in a catalogue.
  place: page => page.path(/^\/videos\/(\d+)/),
  read(page) {
    const title = page.text('[data-a-target="stream-title"]');
    const place = placeIn(title);
    const show = title?.split(/\s*[-–—:|]?\s*\bS\d+/i)[0];
    return place ? episode(show, place) : trackOf(title) ?? movie(title);
  },
};
