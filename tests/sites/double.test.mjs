// The same play, told of by a media server's webhook and by the script on that server's own
// page: one play, by its ids, at its time, whoever counts first.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { until } from '../support/world.mjs';
import { openSites } from './support/sites.mjs';

const FILM = 'tt99000001';
const TIDES = 'tt99000010:1:2';
const LENGTH_S = 75;
const SPEED = 16;
// Times at the services are whole seconds.
const SLACK_MS = 1_000;

const sample = name => JSON.parse(readFileSync(new URL(`../../src/servers/fixtures/${name}.json`, import.meta.url), 'utf8'));
const secondsAgo = seconds => new Date(Date.now() - seconds * 1000).toISOString();

/** Each server's own page, its items there, and what it posts as they begin, count and end. */
const SERVERS = {
  jellyfin: {
    address: 'http://media.home:8096/web/',
    items: [
      { shown: 'Der lange Weg um den See', ItemId: 'film', ItemType: 'Movie', Name: 'Der lange Weg um den See', Year: 2026, Provider_imdb: FILM, Provider_tmdb: '99000001' },
      {
        shown: 'Langsame Boote', ItemId: 'episode', ItemType: 'Episode', Name: 'Gezeiten', SeriesName: 'Langsame Boote', SeasonNumber: 1, EpisodeNumber: 2,
        Year: 2026, Provider_imdb: 'tt99000012', Provider_tmdb: '99000012',
      },
    ],
    post(item, event, place, UtcTimestamp = secondsAgo(0)) {
      return JSON.stringify({
        ...sample('jellyfin_film_start'), Provider_tmdb: undefined, ...item, UtcTimestamp, Timestamp: undefined,
        NotificationType: event, RunTimeTicks: LENGTH_S * 1e7, PlaybackPositionTicks: place * 1e7, PlayedToCompletion: place === LENGTH_S,
      });
    },
    // The page plays faster than the server's clock goes: it begins earlier there.
    begin(item) { return this.post(item, 'PlaybackStart', 0, secondsAgo(LENGTH_S)); },
    count(item) { return this.post(item, 'PlaybackProgress', LENGTH_S - 5); },
    end(item) { return this.post(item, 'PlaybackStop', LENGTH_S); },
  },
  plex: {
    address: 'https://app.plex.tv/desktop/',
    items: [
      { shown: 'The Long Way Round the Lake', ratingKey: '5', type: 'movie', title: 'The Long Way Round the Lake', year: 2026, Guid: [{ id: `imdb://${FILM}` }, { id: 'tmdb://99000001' }] },
      { shown: 'Slow Boats', ratingKey: '6', type: 'episode', title: 'Tides', grandparentTitle: 'Slow Boats', parentIndex: 1, index: 2, Guid: [{ id: 'imdb://tt99000012' }] },
    ],
    post(item, event, more) {
      const form = new FormData();
      form.append('payload', JSON.stringify({
        event: `media.${event}`, user: true, Account: { id: 1, title: 'una' }, Server: { title: 'Attic', uuid: 'attic' },
        Player: { title: 'Chromium', uuid: 'page' }, Metadata: { ...item, duration: LENGTH_S * 1000, ...more },
      }));
      return form;
    },
    // Of its beginning nothing is heard: it has no clock to say when that was.
    begin: () => undefined,
    count(item) { return this.post(item, 'scrobble', { viewCount: 1 }); },
    end(item) { return this.post(item, 'stop'); },
  },
};

let sites;
before(async () => { sites = await openSites(); });
after(() => sites?.close());

/** Somebody whose server posts to the hub, on that server's page. */
async function watcher(server, name) {
  const { address } = SERVERS[server];
  const someone = await sites.visitor(name);
  const hook = (await someone.me.post('user/webhooks')).data;
  const post = async (what, item) => {
    const body = SERVERS[server][what](item);
    if (body === undefined) return;
    const answer = await fetch(hook.address, {
      method: 'POST', body, headers: typeof body === 'string' ? { 'content-type': 'application/json' } : {},
    });
    assert.equal(answer.status, 204, await answer.text());
  };
  await someone.visit(server, address, { waits: true });
  const label = someone.page.locator('.badge .label');
  return {
    someone, post,
    follows: title => label.filter({ hasText: title }).filter({ hasText: '%' }).waitFor(),
    /** The rest of it, quickly. */
    rest: () => someone.page.evaluate(rate => new Promise((resolve) => {
      const video = document.querySelector('.htmlvideoplayer, .HTMLMedia-mediaElement-x');
      video.addEventListener('ended', resolve, { once: true });
      video.playbackRate = rate;
    }), SPEED),
    counted: many => until(async () => (await someone.me.get('history')).data.plays.length >= many),
  };
}

describe('a play that a server and a page tell of', { concurrency: 4 }, () => {
  for (const server of Object.keys(SERVERS)) {
    for (const first of ['server', 'page']) {
      test(`${server}: once, where the ${first} counts it first`, async () => {
        const since = Date.now();
        const { someone, post, follows, rest, counted } = await watcher(server, `${server}-${first}`);
        const told = wanted => someone.manager.requests.flatMap(({ body }) => body?.facts ?? []).filter(({ type }) => type === wanted).length;
        for (const [n, item] of SERVERS[server].items.entries()) {
          await follows(item.shown);
          await until(() => told('started') === n + 1);
          await post('begin', item);
          if (first === 'server') {
            await post('count', item);
            await counted(n + 1);
            await rest();
          } else {
            await rest();
            await counted(n + 1);
            await post('count', item);
          }
          await post('end', item);
        }
        await someone.finished();
        // The page told of both to their ends.
        for (const type of ['watched', 'stopped']) await until(() => told(type) === 2);
        await someone.arrived([FILM, TIDES]);
        const { plays } = (await someone.me.get('history')).data;
        assert.equal(plays.length, 2, JSON.stringify(plays));
        const rows = (await sites.world.control('state')).trakt.history.filter(({ user }) => user === `${server}-${first}`);
        assert.equal(rows.length, 2);
        for (const { watched_at: at } of rows) assert.ok(Date.parse(at) >= since - SLACK_MS && Date.parse(at) <= Date.now() + SLACK_MS, at);
      });
    }
  }
});
