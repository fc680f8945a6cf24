import { timesIn } from './shown.js';
import { track, trackOf } from './texts.js';

export const soundcloud = {
  id: 'soundcloud',
  name: 'SoundCloud',
  match: ['*://soundcloud.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/soundcloud.ts', 'PreMiD/Presences websites/S/SoundCloud'],
  parts: { player: '.playbackTimeline__timePassed', title: '.playbackSoundBadge__titleLink', artist: '.playbackSoundBadge__lightLink' },
  ad: '.playbackSoundBadge__titleLink[href*="ads."]',
  seen: page => timesIn(page, '.playbackTimeline__timePassed > span:nth-child(2)', '.playbackTimeline__duration > span:nth-child(2)'),
  read(page) {
    const title = page.text('.playbackSoundBadge__titleLink > span:nth-child(2)');
    return trackOf(title) ?? track(page.text('.playbackSoundBadge__titleContextContainer > a'), title);
  },
};
