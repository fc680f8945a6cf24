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
  ['jellyfin', 'http://media.home:8096/web/', [FILM, TIDES]],
  ['generic', 'https://films.example/watch/lake', [FILM, TIDES]],
];

let sites;
before(async () => {
  sites = await openSites();
});
after(() => sites?.close());

// Two cores, and media that play in real time: a few at once.
describe('plays', { concurrency: 3 }, () => {
  for (const [name, address, plays] of SITES) {
    test(name, async () => {
      const someone = await sites.visitor(name);
      await someone.visit(name, address);
      await someone.finished();
      await someone.arrived(plays);
    });
  }
});
