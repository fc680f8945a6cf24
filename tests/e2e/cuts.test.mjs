// The line is cut: between page and hub, and between hub and services. Each play still arrives once.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { hurry, slowAt } from './pace.mjs';
import { LOCKS, TIDES, TRACK, openStage } from './stage.mjs';

const HOUR = 3_600_000;

describe('cuts', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  /** Nothing of the file is left to be fetched. */
  const buffered = (someone) => someone.page.waitForFunction(() => {
    const { buffered: parts, duration } = shown();
    return parts.length > 0 && parts.end(parts.length - 1) > duration - 1;
  });
  /** Plays, and is offline from this share on. */
  async function goOffline(someone, share) {
    await slowAt(someone, share);
    await someone.play({ to: share });
    await buffered(someone);
    await someone.context.setOffline(true);
    const going = someone.play();
    await hurry(someone);
    return going;
  }
  /** The play's entry for a service comes to one of these states. */
  const stands = (someone, service, ...states) => until(async () => (
    (await someone.outbox()).some((entry) => entry.service === service && states.includes(entry.state))));

  describe('people of their own', { concurrency: 3 }, () => {
    test('the page goes offline in the middle: the play arrives once it is back', async () => {
      const ada = await stage.visitor('ada');
      await ada.choose('locks');
      const { reachedAt, doneAt } = await goOffline(ada, 0.1);
      await ada.page.locator('#sync[data-state=offline]').waitFor();
      await ada.arrived({});
      await ada.context.setOffline(false);
      const play = { item: LOCKS, from: reachedAt, to: Math.max(doneAt, Date.now()) + 3_000 };
      await ada.arrived({ trakt: [play], simkl: [play] });
      await ada.page.locator('#sync[data-state=idle]').waitFor();
    });

    test('the hub took it, but its answer was lost: the page sends it again, and it counts once', async () => {
      const cleo = await stage.visitor('cleo', ['trakt', 'simkl', 'listenbrainz']);
      let lost = 0;
      await cleo.context.route('**/api/v1/scrobble*', async (route) => {
        lost += 1;
        if (lost > 3) return route.fallback();
        await route.fetch();
        return route.abort();
      });
      await cleo.choose('locks');
      const film = await cleo.play();
      await cleo.choose('harbour');
      const { begunAt } = await cleo.play();
      const play = { item: LOCKS, from: film.reachedAt, to: film.doneAt + 20_000 };
      await cleo.arrived({ trakt: [play], simkl: [play], listenbrainz: [{ item: TRACK, from: begunAt, to: begunAt }] });
      // The page gives up a fact only for an answer, so each lost one has gone out again.
      const kept = () => cleo.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(':fact:')).length);
      await until(async () => (await kept()) === 0);
      assert.ok(lost > 3, `${lost} requests`);
      await cleo.check();
    });
  });

  describe('one after the other, for a cut at a service is for all', () => {
    test('Trakt is gone: Simkl has the play at once, Trakt gets it later with its own time', async () => {
      const dora = await stage.visitor('dora');
      await stage.world.control('faults', [{ host: 'api.trakt.tv', kind: 'drop-before', times: 1_000 }]);
      await dora.choose('locks');
      const { reachedAt, doneAt } = await dora.play();
      const simkl = [{ item: LOCKS, from: reachedAt, to: doneAt + 3_000 }];
      await dora.arrived({ simkl });
      await stands(dora, 'simkl', 'done');
      await stands(dora, 'trakt', 'checking', 'waiting');

      await stage.world.control('faults', undefined, 'DELETE');
      await stage.advance(HOUR);
      await dora.arrived({ simkl, trakt: [{ item: LOCKS, from: reachedAt, to: reachedAt }] });
      await stands(dora, 'trakt', 'done');
    });

    test('services store it and their answers are lost: looked up, not sent twice', async () => {
      const edda = await stage.visitor('edda', ['trakt', 'simkl', 'listenbrainz']);
      await stage.world.control('faults', [
        ...['/scrobble/stop', '/sync/history'].map((path) => ({ host: 'api.trakt.tv', method: 'POST', path, kind: 'drop-after', times: 2 })),
        ...['/scrobble/stop', '/sync/history'].map((path) => ({ host: 'api.simkl.com', method: 'POST', path, kind: 'drop-after', times: 2 })),
        { host: 'api.listenbrainz.org', path: '/1/submit-listens', kind: 'drop-after', times: 3 },
      ]);
      await edda.choose('tides');
      const film = await edda.play();
      await edda.choose('harbour');
      const { begunAt } = await edda.play();
      for (let minutes = 0; minutes < 120 && (await edda.openEntries()).length > 0; minutes += 5) {
        await stage.advance(5 * 60_000);
        await stage.rest();
      }
      const play = { item: TIDES, from: film.reachedAt, to: film.doneAt + 3_000 };
      await edda.arrived({ trakt: [play], simkl: [play], listenbrainz: [{ item: TRACK, from: begunAt, to: begunAt }] });
      await stage.world.control('faults', undefined, 'DELETE');
    });

    test('closed while offline and opened three hours later: the play comes with its own time', async () => {
      // What a service worker lets through is beyond the cut that is played here.
      const fay = await stage.visitor('fay', ['trakt', 'simkl', 'listenbrainz'], { serviceWorkers: 'block' });
      await fay.choose('locks');
      const { reachedAt } = await goOffline(fay, 0.05);
      await fay.page.close();
      await stage.advance(3 * HOUR);
      await fay.arrived({});
      await fay.context.setOffline(false);
      await fay.reopen();
      const play = { item: LOCKS, from: reachedAt, to: reachedAt };
      await fay.arrived({ trakt: [play], simkl: [play] });
    });

    test('the process is killed while a play waits for Trakt: it still arrives once', async () => {
      const gwen = await stage.visitor('gwen');
      await stage.world.control('faults', [{ host: 'api.trakt.tv', kind: 'status', status: 503, times: 1_000 }]);
      await gwen.choose('tides');
      const { reachedAt, doneAt } = await gwen.play();
      await until(async () => (await gwen.openEntries()).some((entry) => entry.service === 'trakt' && entry.attempts > 0));
      await stage.world.kill();
      await stage.world.control('faults', undefined, 'DELETE');
      await stage.advance(HOUR);
      await gwen.arrived({
        trakt: [{ item: TIDES, from: reachedAt, to: reachedAt }],
        simkl: [{ item: TIDES, from: reachedAt, to: doneAt + 3_000 }],
      });
    });
  });

  test('an hour later nothing more has arrived', () => stage.anHourLater());
});
