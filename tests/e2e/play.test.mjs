// What is really played in the page, and what of it arrives: the right plays, ids and times, and no more.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { haltAt, slowAt } from './pace.mjs';
import { FILM, LOCKS, TIDES, TRACK, openStage } from './stage.mjs';

describe('playing', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  describe('people of their own', { concurrency: 3 }, () => {
    test('a film at 16× to its end is one play at Trakt and one at Simkl', async () => {
      const ada = await stage.visitor('ada', ['trakt', 'simkl', 'listenbrainz']);
      await ada.choose('lake');
      const { begunAt, reachedAt, doneAt, duration } = await ada.play();
      assert.ok(duration >= 180, 'a film of three minutes');
      assert.ok(doneAt - begunAt >= (duration / 16) * 1000 - 500, 'no faster than it can be played');
      const play = { item: FILM, from: reachedAt, to: doneAt + 3_000 };
      await ada.arrived({ trakt: [play], simkl: [play] });
      await until(async () => (await ada.outbox()).filter(({ outcome }) => outcome === 'stored').length === 2);
      await ada.page.getByText('Counted for Trakt and Simkl.').waitFor();
    });

    test('a seek to the end gives no credit and no play', async () => {
      const bea = await stage.visitor('bea');
      await bea.choose('lake', '1');
      await bea.play({ to: 0.005 });
      await bea.page.evaluate(() => new Promise((resolve) => {
        shown().addEventListener('ended', resolve, { once: true });
        shown().currentTime = shown().duration - 2;
      }));
      // All of it is told, and what is to come of it came.
      await until(() => bea.page.evaluate(() => !Object.keys(localStorage).some((key) => key.includes(':fact:'))));
      await until(async () => (await bea.openEntries()).length === 0);
      await bea.arrived({});
      assert.equal(await bea.page.getByText(/^Counted/).count(), 0);
      assert.deepEqual(await bea.outbox().then((entries) => entries.filter((entry) => entry.outcome !== 'saved_place')), []);
    });

    test('a pause is told, and what follows is the same play', async () => {
      const cleo = await stage.visitor('cleo');
      await cleo.choose('locks');
      await haltAt(cleo, 0.4);
      const { begunAt } = await cleo.play({ to: 0.4 });
      const half = ({ item, progress }) => item === LOCKS && progress > 35 && progress < 60;
      await until(async () => Object.values(await cleo.places()).every((places) => places.length === 1 && places.every(half)));
      await cleo.arrived({});
      const { doneAt } = await cleo.play();
      const play = { item: LOCKS, from: begunAt, to: doneAt + 3_000 };
      await cleo.arrived({ trakt: [play], simkl: [play] });
      assert.equal(cleo.playIds.size, 1, 'one play, not two');
      await until(async () => Object.values(await cleo.places()).every((places) => places.length === 0));
    });

    test('a film after a track is followed from its start', async () => {
      const mia = await stage.visitor('mia', ['trakt']);
      // By play, the first of each: one that had to wait for its file begins again.
      const begun = new Map();
      mia.context.on('request', (request) => {
        const { facts = [] } = request.method() === 'POST' ? JSON.parse(request.postData() || '{}') : {};
        for (const { type, playId, position } of facts) if (type === 'started' && !begun.has(playId)) begun.set(playId, position);
      });
      // At its own pace: how late a busy machine hears of the start must not pass for another's place.
      for (const [item, to] of [['locks', 0.05], ['harbour', 0.1], ['lake', 0.02]]) {
        await mia.choose(item, '1');
        await mia.play({ to });
      }
      await mia.halt();
      await until(() => begun.size === 2);
      assert.ok([...begun.values()].every((position) => position < 5), JSON.stringify([...begun.values()]));
    });

    test('the next episode begins without a reload, each counted as itself', async () => {
      const dora = await stage.visitor('dora');
      await dora.choose('locks');
      const first = await dora.play();
      await dora.page.getByRole('button', { name: 'Next episode' }).click();
      const second = await dora.play();
      const plays = [[LOCKS, first], [TIDES, second]].map(([item, { reachedAt, doneAt }]) => ({ item, from: reachedAt, to: doneAt + 3_000 }));
      await dora.arrived({ trakt: plays, simkl: plays });
    });

    test('the next episode taken half way leaves the first one unseen', async () => {
      const edda = await stage.visitor('edda');
      await edda.choose('locks');
      await slowAt(edda, 0.5);
      await edda.play({ to: 0.5 });
      await edda.page.getByRole('button', { name: 'Next episode' }).click();
      const { reachedAt, doneAt } = await edda.play();
      const play = { item: TIDES, from: reachedAt, to: doneAt + 3_000 };
      await edda.arrived({ trakt: [play], simkl: [play] });
    });

    test('seen again within the hour: twice at Trakt, once at Simkl', async () => {
      const fay = await stage.visitor('fay');
      await fay.choose('locks');
      const first = await fay.play();
      const second = await fay.play();
      const plays = [first, second].map(({ reachedAt, doneAt }) => ({ item: LOCKS, from: reachedAt, to: doneAt + 3_000 }));
      await fay.arrived({ trakt: plays, simkl: plays.slice(0, 1) });
      await until(async () => (await fay.openEntries()).length === 0);
      const again = (await fay.outbox()).filter((entry) => entry.service === 'simkl').map((entry) => entry.outcome);
      assert.deepEqual(again, ['already_there', 'stored']);
    });

    test('a track goes to ListenBrainz alone, stamped with its start', async () => {
      const gwen = await stage.visitor('gwen', ['trakt', 'simkl', 'listenbrainz']);
      await gwen.choose('harbour');
      const { begunAt } = await gwen.play();
      await gwen.arrived({ listenbrainz: [{ item: TRACK, from: begunAt, to: begunAt }] });
      const { listenbrainz } = await stage.world.control('state');
      const { track_metadata: sent } = listenbrainz.listens.find((listen) => listen.user_name === 'gwen');
      assert.deepEqual([sent.artist_name, sent.release_name], ['The Demo Ensemble', 'Tidewater']);
    });
  });

  test('an hour later nothing more has arrived', () => stage.anHourLater());
});
