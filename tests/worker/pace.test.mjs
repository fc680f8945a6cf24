// Thousands of plays are told at the pace of the services' quotas, in batches as large as they
// take, and what a day does not allow waits for the next. Time stands still meanwhile: what is
// measured is the hub, not the machine.
import { after, afterEach, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startWorld, until } from '../support/world.mjs';

const DAY = 24 * 60 * 60_000;
const SHOWS = 100;
const EPISODES = 100;

/** Shows both services know, of a hundred episodes each. */
const shows = Array.from({ length: SHOWS }, (_, show) => ({
  type: 'show', title: `Long Show ${show}`, year: 2001, runtime: 30,
  ids: { trakt: 700_000 + show, slug: `long-show-${show}`, imdb: `tt7${String(show).padStart(7, '0')}`, tmdb: 700_000 + show, tvdb: 700_000 + show, simkl: 7_000_000 + show },
  episodes: Array.from({ length: EPISODES }, (_, i) => ({ season: 1, number: i + 1, title: `Part ${i + 1}`, runtime: 30, aired: '2001-01-01', ids: { trakt: 7_000_000 + show * EPISODES + i } })),
}));

/** A file of so many plays, every one of another episode, one an hour. */
const file = (count) => JSON.stringify({
  playtally: 1,
  rows: Array.from({ length: count }, (_, at) => {
    const { title, year, ids: { imdb, tmdb, tvdb } } = shows[Math.floor(at / EPISODES)];
    const show = { title, year, ids: { imdb, tmdb, tvdb } };
    return { listing: 'history', work: { kind: 'episode', show, season: 1, number: 1 + (at % EPISODES), ids: {} }, at: Date.now() - 2 * DAY - at * 3_600_000 };
  }),
});

describe('pace', () => {
  let world;
  let me;

  before(async () => { world = await startWorld(); });
  after(() => world?.stop());
  afterEach(async () => {
    await world.still(false);
    for (const service of ['trakt', 'simkl']) await me.post(`user/services/${service}/disconnect`);
  });

  /** Somebody who brought so many plays. */
  async function someone(count) {
    await world.control('reset', {});
    await world.control('catalogue', shows);
    me = world.person();
    await me.get('user/services');
    const { status, data } = await me.call('POST', 'import', Buffer.from(file(count)));
    assert.equal(status, 201, JSON.stringify(data));
    const { id } = data.import;
    // A connection may end with what it was used for before.
    const reached = (state) => until(async () => (await me.get(`import/${id}`).catch(() => undefined))?.data.import.state === state, 300_000);
    await reached('ready');
    await me.post(`import/${id}/run`);
    await reached('done');
  }

  const row = async (service) => (await me.get('user/services')).data.services.find((it) => it.service === service);

  /** Has a service told all there is; how it stands once that ended. */
  async function tell(service) {
    await me.connect(service);
    await world.still(true);
    const { status, data } = await me.call('PATCH', `user/services/${service}/settings`, { sync_history: true });
    assert.equal(status, 200, JSON.stringify(data));
    return ended(service);
  }

  async function ended(service) {
    let now;
    await until(async () => {
      now = await row(service);
      return now.sync_state !== 'syncing' && (now.sync_error ?? now.last_sync_at);
    }, 600_000);
    return now;
  }

  /** The writes of plays to a service, once it is sure that none of them was one too many. */
  async function writes(host) {
    const { requests } = await world.control('state');
    const here = requests.filter((it) => it.host === host);
    assert.deepEqual(here.filter(({ status }) => status >= 400), []);
    return here.filter(({ path, method }) => path === '/sync/history' && method === 'POST');
  }

  test('ten thousand plays are told at 95 % or more of what Trakt and Simkl allow', async (t) => {
    await someone(SHOWS * EPISODES);
    for (const [service, host, batch] of [['trakt', 'api.trakt.tv', 100], ['simkl', 'api.simkl.com', 50]]) {
      const done = await tell(service);
      assert.deepEqual([done.sync_error, done.pushed, done.refused], [null, SHOWS * EPISODES, 0]);
      const told = await writes(host);
      assert.equal(told.length, SHOWS * EPISODES / batch, `${batch} plays at once`);
      // One a second, and nothing to wait for before the first.
      const took = Date.parse(told.at(-1).at) - Date.parse(told[0].at);
      const share = (told.length - 1) * 1000 / took;
      t.diagnostic(`${service}: ${told.length} writes in ${took / 1000} s, ${share.toFixed(3)} of the quota`);
      assert.ok(share >= 0.95 && share <= 1, `${service}: ${share}`);
      await world.still(false);
    }
    const { trakt, simkl } = await world.control('state');
    const different = (history) => new Set(history.map((it) => `${it.show.title} ${it.episode.number ?? it.episode.episode}`)).size;
    for (const { history } of [trakt, simkl]) assert.deepEqual([history.length, different(history)], [SHOWS * EPISODES, SHOWS * EPISODES]);
  });

  test('what Simkl does not take today is told after its midnight, once', async () => {
    await someone(600);
    await world.control('settings', { simkl_daily: 20 });
    const waits = await tell('simkl');
    const part = (await writes('api.simkl.com')).length * 50;
    assert.ok(part > 0 && part < 600, `${part}`);
    assert.equal(waits.pushed, part);
    assert.equal(waits.sync_state, 'error');
    const [, day, time] = /tried again on (\S+) at (\S+) UTC\.$/.exec(waits.sync_error.text) ?? assert.fail(waits.sync_error.text);
    const next = Date.parse(waits.next_sync_at);
    assert.equal(Date.parse(`${day}T${time}Z`), next);
    const there = new Intl.DateTimeFormat('en', { timeZone: 'America/New_York', timeStyle: 'medium', hourCycle: 'h23' });
    assert.equal(there.format(next), '00:00:00');
    // Not before, whoever asks.
    const before = (await world.control('state')).requests.length;
    await me.post('user/services/simkl/sync');
    assert.equal((await ended('simkl')).next_sync_at, waits.next_sync_at);
    assert.equal((await world.control('state')).requests.length, before);
    await world.advance(next - await world.still(true) - 60_000);
    assert.equal((await world.control('state')).requests.length, before);
    await world.advance(60_000);
    await until(async () => (await row('simkl')).last_sync_at !== null);
    assert.equal((await ended('simkl')).sync_error, null);
    assert.equal((await writes('api.simkl.com')).length * 50, 600);
    const { simkl } = await world.control('state');
    assert.equal(simkl.history.length, 600);
  });
});
