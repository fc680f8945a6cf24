import { track } from './texts.js';

const BAR = 'ytmusic-player-bar';

export const youtubeMusic = {
  id: 'youtube-music',
  name: 'YouTube Music',
  match: ['*://music.youtube.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/youtube-music.ts', 'PreMiD/Activities websites/Y/YouTube Music'],
  player: '.html5-main-video',
  ad: '.ytmusic-player-bar.advertisement',
  parts: { title: `${BAR} .title`, artist: `${BAR} .byline a[href*="channel/"]` },
  read: page => track(
    page.texts(`${BAR} .byline a[href*="channel/"]:not([href*="MPREb_"])`).join(', '),
    page.text(`${BAR} .title`),
    page.text(`${BAR} .byline a[href*="browse/MPREb_"]`),
  ),
};
