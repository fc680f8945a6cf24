import { ofPage } from './structured.js';
import { movie, titleAndYear } from './texts.js';

export const vimeo = {
  id: 'vimeo',
  name: 'Vimeo',
  match: ['*://vimeo.com/*', '*://player.vimeo.com/*'],
  kind: 'video',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/vimeo.ts', 'PreMiD/Activities websites/V/Vimeo'],
  player: '.player video, .vp-video video, [data-player] video',
  parts: { player: '.player video', title: 'h1, .vp-title' },
  place: page => page.path(/^\/(?:[\w/]+\/)?(?:video\/)?(\d+)/),
  read(page) {
    const { title, year } = titleAndYear(page.text('main h1') ?? page.text('.vp-title h1') ?? page.text('h1'));
    const data = ofPage(page);
    return data?.title === title ? data : movie(title, year);
  },
};
