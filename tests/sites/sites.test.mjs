// The userscript, as the hub serves it and a manager runs it, on pages that behave as the
// sites do: what was played whole arrives once, and nothing else.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openSites } from './support/sites.mjs';

const FILM = 'tt99000001';
const LOCKS = 'tt99000010:1:1';
const TIDES = 'tt99000010:1:2';
const HARBOUR = 'Harbour at Six';
const SLOW_TIDE = 'Slow Tide';

const SITES = [
  ['youtube', 'https://www.youtube.com/watch?v=harbour-six', [HARBOUR, SLOW_TIDE]],
  ['youtube-music', 'https://music.youtube.com/watch?v=a', [HARBOUR, SLOW_TIDE]],
  ['netflix', 'https://www.netflix.com/watch/70001', [LOCKS, TIDES]],
  ['prime-video', 'https://www.primevideo.com/detail/one', [LOCKS, TIDES]],
  ['disney-plus', 'https://www.disneyplus.com/play/f3f11053-one', [LOCKS, TIDES]],
  ['max', 'https://play.hbomax.com/video/watch/one/edit', [LOCKS, TIDES]],
  ['hulu', 'https://www.hulu.com/watch/one', [LOCKS, TIDES]],
  ['apple-tv', 'https://tv.apple.com/us/movie/lake/umc.cmc.1', [FILM, TIDES]],
  ['paramount-plus', 'https://www.paramountplus.com/shows/video/one/', [LOCKS, TIDES]],
  ['peacock', 'https://www.peacocktv.com/watch/playback/vod/one', [LOCKS, TIDES]],
  ['crunchyroll', 'https://www.crunchyroll.com/watch/GONE/locks', [LOCKS, TIDES]],
  ['hidive', 'https://www.hidive.com/video/1?seasonId=5', [LOCKS, TIDES]],
  ['twitch', 'https://www.twitch.tv/videos/1', [LOCKS, HARBOUR]],
  ['vimeo', 'https://vimeo.com/101', [FILM, TIDES]],
  ['internet-archive', 'https://archive.org/details/tidewater', [HARBOUR, SLOW_TIDE]],
  ['spotify', 'https://open.spotify.com/album/1', [HARBOUR, SLOW_TIDE]],
  ['soundcloud', 'https://soundcloud.com/demo', [HARBOUR, SLOW_TIDE]],
  ['bandcamp', 'https://demo.bandcamp.com/album/tidewater', [HARBOUR, SLOW_TIDE]],
  ['deezer', 'https://www.deezer.com/en/album/1', [HARBOUR, SLOW_TIDE]],
  ['tidal', 'https://listen.tidal.com/album/1', [HARBOUR, SLOW_TIDE]],
  ['apple-music', 'https://music.apple.com/us/album/1', [HARBOUR, SLOW_TIDE]],
  ['mixcloud', 'https://www.mixcloud.com/demo/tidewater/', [HARBOUR, SLOW_TIDE]],
  ['stremio', 'https://web.stremio.com/', [FILM, TIDES]],
  ['plex', 'https://app.plex.tv/desktop/', [FILM, TIDES]],
  ['jellyfin', 'http://media.home:8096/web/', [FILM, TIDES]],
  ['emby', 'http://media.home:8097/web/index.html', [FILM, TIDES]],
  ['kodi', 'http://kodi.home:8080/', [LOCKS, HARBOUR]],
  ['generic', 'https://films.example/watch/lake', [FILM, TIDES]],
];

let sites;
before(async () => {
  sites = await openSites();
});
after(() => sites?.close());

// Two cores, and media that play in real time: a few at once.
describe('plays', { concurrency: 4 }, () => {
  for (const [name, address, plays] of SITES) {
    test(name, async () => {
      const someone = await sites.visitor(name);
      await someone.visit(name, address);
      await someone.finished();
      const { preview, ad, navigation, stale } = await someone.page.evaluate(() => ({ ...document.documentElement.dataset }));
      assert.deepEqual({ preview, ad, navigation, stale }, { preview: 'told', ad: 'told', navigation: 'told', stale: 'told' }, 'the whole story');
      await someone.arrived(plays);
    });
  }
});
