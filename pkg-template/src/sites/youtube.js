import { trackOf } from './texts.js';

export const youtube = {
  id: 'youtube',
  name: 'YouTube',
  match: ['*://*.youtube.com/*'],
  except: ['*://music.youtube.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/youtube.ts', 'PreMiD/Activities websites/Y/YouTube'],
  player: '.html5-main-video',
  preview: '#video-preview, ytd-video-preview',
  ad: '.html5-video-player.ad-showing',
  cast: '.ytp-remote-display-status',
  parts: { title: 'h1.ytd-watch-metadata', channel: '#top-row .ytd-channel-name a' },
  place: page => page.attr('ytd-watch-flexy', 'video-id') ?? page.query('v'),
  read: page => trackOf(page.text('h1.ytd-watch-metadata'), page.text('#top-row .ytd-channel-name a')),
};
