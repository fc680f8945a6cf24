import { ofPage } from './structured.js';
import { episode, placeIn } from './texts.js';

export const crunchyroll = {
  id: 'crunchyroll',
  name: 'Crunchyroll',
  match: ['*://www.crunchyroll.com/*'],
  kind: 'video',
  checked: '2025-11',
  sources: ['PreMiD/Activities websites/C/Crunchyroll', 'MALSync/MALSync src/pages/Crunchyroll'],
  player: '.video-player video, video#player0, .bitmovinplayer-container video',
  ad: '.bmpui-ui-ads-status, [data-testid="ad-overlay"]',
  cast: '.bmpui-ui-cast-status-overlay',
  parts: { player: '.video-player video, .bitmovinplayer-container video', series: 'a > h4', title: 'h1.title' },
  place: page => page.path(/\/watch\/(\w+)/),
  read(page) {
    const show = page.text('.show-title-link h4') ?? page.text('a > h4');
    const line = page.text('h1.title');
    const data = ofPage(page);
    // The data of the page it was opened with: good while it speaks of the same episode.
    const same = data?.kind === 'episode' && line?.includes(data.title ?? '');
    const number = /^E(\d+)\b/i.exec(line ?? '')?.[1];
    const season = same ? data.season : /\bS(\d+)\b/.exec(page.text('.season-info, .erc-seasons-select') ?? '')?.[1];
    const place = placeIn(line) ?? (number && season !== undefined ? { season: Number(season), number: Number(number) } : undefined);
    return episode(show, place, line?.replace(/^(?:S\d+\s*)?E\d+\s*[-–—:]\s*/i, ''));
  },
};
