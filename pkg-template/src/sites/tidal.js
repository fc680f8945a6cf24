import { timesIn } from './shown.js';
import { track } from './texts.js';

const BAR = '#footerPlayer';

export const tidal = {
  id: 'tidal',
  name: 'TIDAL',
  match: ['*://listen.tidal.com/*', '*://tidal.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/tidal.ts', 'PreMiD/Presences websites/T/Tidal'],
  parts: { player: `${BAR} time[data-test="current-time"]`, title: `${BAR} [data-test="footer-track-title"]`, artist: `${BAR} a[data-test="grid-item-detail-text-title-artist"]` },
  seen: page => timesIn(page, `${BAR} time[data-test="current-time"]`, `${BAR} time[data-test="duration"]`),
  read: page => track(
    page.texts(`${BAR} a[data-test="grid-item-detail-text-title-artist"]`).join(', '),
    page.text(`${BAR} [data-test="footer-track-title"]`),
    page.session?.album || undefined,
  ),
};
