import { episode, movie } from './texts.js';

export const hidive = {
  id: 'hidive',
  name: 'HIDIVE',
  match: ['*://www.hidive.com/*'],
  kind: 'video',
  checked: '2025-07',
  sources: ['PreMiD/Activities websites/H/HIDIVE', 'MALSync/MALSync src/pages/Hidive'],
  player: '#dice-player video',
  ad: '.dice-ad-container',
  parts: { player: '#dice-player', title: '.player-title' },
  place: page => page.path(/^\/(?:video|interstitial)\/(\d+)/),
  // The player names the episode alone; its season's page has the rest.
  async read(page) {
    const line = page.text('.player-title');
    const season = page.query('seasonId');
    if (!line) return undefined;
    if (!season) return movie(line);
    const heading = await page.title(`/season/${season}`);
    const [show, named = 'Season 1'] = heading?.split(' - ') ?? [];
    const number = /^E(\d+)/i.exec(line)?.[1];
    return number && episode(show, { season: Number(/\d+/.exec(named)?.[0] ?? 1), number: Number(number) }, line.replace(/^E\d+\s*[-–:]\s*/i, ''));
  },
};
