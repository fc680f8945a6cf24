// Tabs that are closed, opened again, and two of them on one item.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { ending, hurry, slowAt } from './pace.mjs';
import { LOCKS, openStage } from './stage.mjs';

describe('leaving', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  describe('people of their own', { concurrency: 3 }, () => {
    test('closed before the rule: the place is saved, offered, and the play goes on', async () => {
      const ada = await stage.visitor('ada');
      await ada.choose('locks');
      await slowAt(ada, 0.5);
      const { begunAt, position } = await ada.play({ to: 0.5 });
      await ada.page.close();
      const near = ({ item, progress }) => item === LOCKS && progress > 45 && progress < 75;
      await until(async () => Object.values(await ada.places()).every((places) => places.length === 1 && places.every(near)));
      await ada.arrived({});

      await ada.reopen();
      const offer = ada.page.getByRole('button', { name: /^Continue at 0:\d+: Slow Boats, S1 E1 – Locks/ });
      await offer.waitFor();
      const [minutes, seconds] = (await offer.innerText()).match(/\d+/g).map(Number);
      assert.ok(minutes * 60 + seconds >= Math.floor(position), 'offered where it was left');
      await ada.page.getByLabel('Speed').selectOption('16');
      const [{ doneAt }] = await Promise.all([ending(ada), offer.click()]);
      const play = { item: LOCKS, from: begunAt, to: doneAt + 3_000 };
      await ada.arrived({ trakt: [play], simkl: [play] });
      assert.equal(ada.playIds.size, 1, 'one play, not two');
      await until(async () => Object.values(await ada.places()).every((places) => places.length === 0));
    });

    test('half in one tab and half in the next count together', async () => {
      const bea = await stage.visitor('bea');
      await bea.choose('locks');
      await slowAt(bea, 0.3);
      const { begunAt } = await bea.play({ to: 0.3 });
      await bea.page.close();
      await bea.reopen();
      await bea.page.getByLabel('Speed').selectOption('16');
      await slowAt(bea, 0.32);
      await bea.page.getByRole('button', { name: /^Continue at .*: Slow Boats/ }).click();
      // From here on less than 40 % is played in this tab, which alone would not be enough.
      await bea.goOn({ to: 0.32 });
      await bea.page.evaluate(() => { shown().currentTime = shown().duration * 0.78; });
      const [{ doneAt }] = await Promise.all([ending(bea), hurry(bea)]);
      const play = { item: LOCKS, from: begunAt, to: doneAt + 3_000 };
      await bea.arrived({ trakt: [play], simkl: [play] });
    });

    test('closed after the rule: the play arrives, and reopening adds none', async () => {
      const cleo = await stage.visitor('cleo');
      await cleo.choose('locks');
      const { reachedAt, doneAt } = await cleo.play({ to: 0.87 });
      await cleo.page.close();
      const play = { item: LOCKS, from: reachedAt, to: doneAt + 3_000 };
      await cleo.arrived({ trakt: [play], simkl: [play] });

      await cleo.reopen();
      await cleo.page.locator('#play-locks .badge', { hasText: 'Played' }).waitFor();
      assert.equal(await cleo.page.getByRole('button', { name: /^Continue/ }).count(), 0);
      await cleo.check();
    });

    test('reloaded in the middle it is the same play', async () => {
      const dora = await stage.visitor('dora');
      await dora.choose('locks');
      await slowAt(dora, 0.5);
      const { begunAt } = await dora.play({ to: 0.5 });
      await dora.page.reload();
      await dora.page.getByRole('button', { name: /^Continue at .*: Slow Boats/ }).waitFor();
      await dora.page.getByLabel('Speed').selectOption('16');
      const [{ doneAt }] = await Promise.all([ending(dora), dora.page.getByRole('button', { name: /^Continue at .*: Slow Boats/ }).click()]);
      const play = { item: LOCKS, from: begunAt, to: doneAt + 3_000 };
      await dora.arrived({ trakt: [play], simkl: [play] });
      assert.equal(dora.playIds.size, 1, 'one play, not two');
    });

    test('two tabs on one item: it counts once, and the other tab is told', async () => {
      const edda = await stage.visitor('edda');
      const other = await edda.openTab();
      await edda.choose('locks', '8');
      await edda.choose('locks', '8', other);
      const here = edda.play();
      await edda.page.locator('.phase[data-phase=playing]').waitFor();
      const there = edda.play({}, other);
      await other.getByText('Another tab counts this one').waitFor();
      assert.equal(await edda.page.getByText('Another tab counts this one').count(), 0);
      const [{ reachedAt }, { doneAt }] = await Promise.all([here, there]);
      const play = { item: LOCKS, from: reachedAt, to: doneAt + 3_000 };
      await edda.arrived({ trakt: [play], simkl: [play] });
    });

    test('the tab that counts is closed: the other one goes on with the same play', async () => {
      const fay = await stage.visitor('fay');
      const other = await fay.openTab();
      await fay.choose('locks', '8');
      await fay.choose('locks', '8', other);
      await slowAt(fay, 0.3);
      const { begunAt } = await fay.play({ to: 0.3 });
      const there = fay.play({}, other);
      await other.getByText('Another tab counts this one').waitFor();
      await fay.page.close();
      await other.getByText('Another tab counts this one').waitFor({ state: 'detached' });
      const { doneAt } = await there;
      const play = { item: LOCKS, from: begunAt, to: doneAt + 3_000 };
      await fay.arrived({ trakt: [play], simkl: [play] });
    });
  });

  test('an hour later nothing more has arrived', () => stage.anHourLater());
});
