import { ofPage } from './structured.js';
import { movie, titleAndYear } from './texts.js';

export const vimeo = {
  id: 'vimeo',
  name: 'Vimeo',
  match: ['*://vimeo.com/*', '*://player.vimeo.com/*'],
  kind: 'video',
  checked: '2025-10',
  sources: ['yt-dlp/yt-dlp yt_dlp/extractor/vimeo.py', 'PreMiD/Presences websites/V/Vimeo'],
  player: '.vp-video video, .player video',
  parts: { player: '.vp-video video, .player video', title: 'h1, .vp-title' },
  place: page => page.path(/^\/(?:[\w/]+\/)?(?:video\/)?(\d+)/),
  read(page) {
    const { title, year } = titleAndYear(page.text('main h1') ?? page.text('.vp-title h1') ?? page.text('h1'));
    const data = ofPage(page);
    return data?.title === title ? data : movie(title, year);
  },
};
