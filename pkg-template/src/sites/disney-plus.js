import { aroundPlace, episode, movie, placeIn } from './texts.js';

export const disneyPlus = {
  id: 'disney-plus',
  name: 'Disney+',
  match: ['*://www.disneyplus.com/*'],
  kind: 'video',
  checked: '2025-11',
  sources: ['PreMiD/Activities websites/D/Disney+', 'trakt-tools/universal-trakt-scrobbler src/services/disneyplus'],
  player: 'video#hivePlayer, .btm-media-client-element video, video.btm-media-client-element',
  ad: '.overlay_interstitials__badge, .overlay_interstitials__content_time_display',
  parts: { player: 'video#hivePlayer', title: '.title-field' },
  place: page => page.path(/\/(?:play|video)\/([\w-]+)/),
  read(page) {
    const subtitle = page.text('.subtitle-field');
    const place = placeIn(subtitle);
    const title = page.text('.title-field');
    if (subtitle && !place) return undefined;
    return place ? episode(title, place, aroundPlace(subtitle).after) : movie(title);
  },
};
