import { movie, track } from './texts.js';

export const internetArchive = {
  id: 'internet-archive',
  name: 'Internet Archive',
  match: ['*://archive.org/*'],
  kind: 'any',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/archive.ts', 'yt-dlp/yt-dlp yt_dlp/extractor/archiveorg.py'],
  player: '#theatre-ia video, #theatre-ia audio, play-av video, play-av audio',
  parts: { player: '#theatre-ia', title: '.item-title' },
  place: page => page.path(/^\/details\/([^/]+)/),
  // Its player plays sound in a video element too; a list of tracks is what tells music apart.
  read(page) {
    const item = page.text('.item-title');
    const chosen = page.text('play-av .track.selected .track-title') ?? page.text('.track.selected .track-title');
    return chosen
      ? track(page.text('.item-details-metadata > dl > dd a'), chosen.replace(/^\d+\s*[-.–]?\s+/, ''), item)
      : movie(item, page.text('.item-details-metadata [itemprop="datePublished"]')?.slice(0, 4));
  },
};
