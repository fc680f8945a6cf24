import { episode, movie } from './texts.js';

export const netflix = {
  id: 'netflix',
  name: 'Netflix',
  match: ['*://*.netflix.com/*'],
  kind: 'video',
  asks: true,
  checked: '2025-11',
  sources: ['PreMiD/Activities websites/N/Netflix', 'trakt-tools/universal-trakt-scrobbler src/services/netflix'],
  player: '.watch-video video',
  preview: '.previewModal--container, .billboard-row',
  ad: '[data-uia="ads-info-container"]',
  parts: { player: '.watch-video video' },
  place: page => page.path(/^\/watch\/(\d+)/),
  async read(page, id) {
    const answer = await page.json(`/nq/website/memberapi/release/metadata?movieid=${id}`);
    const { type, title, year, seasons = [], currentEpisode } = answer?.video ?? {};
    if (type !== 'show') return movie(title, year);
    // The site goes on to the next episode under its own address; what it calls current may lag.
    for (const wanted of [Number(id), currentEpisode]) {
      for (const { seq: season, episodes } of seasons) {
        const found = episodes.find(one => (one.episodeId ?? one.id) === wanted);
        if (found) return episode(title, { season, number: found.seq }, found.title);
      }
    }
    return undefined;
  },
};
