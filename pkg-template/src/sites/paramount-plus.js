import { ofPage } from './structured.js';

export const paramountPlus = {
  id: 'paramount-plus',
  name: 'Paramount+',
  match: ['*://www.paramountplus.com/*'],
  kind: 'video',
  checked: '2025-10',
  sources: ['PreMiD/Presences websites/P/Paramount+', 'yt-dlp/yt-dlp yt_dlp/extractor/paramountplus.py'],
  player: '.video__player-area video:not(.marqueeVideo)',
  preview: '.marqueeVideo',
  ad: '.ad-info-manager-circular-loader-copy, .ad-container:not(:empty)',
  parts: { player: '.video__player-area', title: 'script[type="application/ld+json"]' },
  place: page => page.path(/\/video\/([\w-]+)/),
  read: page => ofPage(page),
};
