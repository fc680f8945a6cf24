import { movie } from './texts.js';

export const stremio = {
  id: 'stremio',
  name: 'Stremio Web',
  match: ['*://web.stremio.com/*', '*://app.strem.io/*'],
  kind: 'video',
  checked: '2025-10',
  sources: ['Stremio/stremio-web src/common/routesRegexp.js', 'trakt-tools/universal-trakt-scrobbler src/services/stremio'],
  player: '[class*="player-container"] video, #player video',
  parts: { player: '[class*="player-container"] video' },
  // `#/player/stream/…/…/series/tt1/tt1:1:2`: the address says it all.
  place: page => /^#\/player\/.*\/((?:movie|series)\/[^/?]+\/[^/?]+)/.exec(page.location.hash)?.[1],
  read(page, place) {
    const [type, id, video] = place.split('/').map(decodeURIComponent);
    if (!/^tt\d+$/.test(id)) return undefined;
    const [, season, number] = /^tt\d+:(\d+):(\d+)$/.exec(video) ?? [];
    const title = page.text('[class*="nav-bar"] [class*="title"]');
    if (type === 'movie') return { ...movie(title), kind: 'movie', ids: { imdb: id } };
    return season === undefined ? undefined
      : { kind: 'episode', show: { ids: { imdb: id } }, season: Number(season), number: Number(number) };
  },
};
