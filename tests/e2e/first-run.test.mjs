// Somebody new: from nothing to a play at two services, and a history to look at.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { sampleHistory } from '../../www/src/first-run/sample.js';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { FILM, openStage } from './stage.mjs';

describe('the first steps', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const steps = (someone) => someone.page.getByRole('region', { name: 'Three steps to begin with' });
  const state = (someone, step) => steps(someone).getByRole('listitem').filter({ hasText: step }).getAttribute('data-state');

  test('connect, play, bring: each is ticked when it is done, and then they go', async () => {
    const ada = await stage.visitor('ada', []);
    await steps(ada).waitFor();
    await axe(ada.page, 'the first steps');
    await steps(ada).getByRole('button', { name: 'Connect Trakt' }).click();
    await ada.page.getByLabel('Sign in as').fill('ada');
    await ada.page.getByRole('button', { name: 'Allow' }).click();
    await ada.card('trakt').waitFor();
    await ada.settle();
    await ada.page.getByText('Step 2 of 3: Play something').waitFor();

    await ada.go('now');
    await until(async () => (await state(ada, 'Connect a service')) === 'done');
    await steps(ada).getByRole('button', { name: 'Play the sample' }).click();
    // In the player.
    await ada.page.waitForFunction(() => document.activeElement.id.startsWith('play-'));
    await ada.choose('lake');
    const { reachedAt, doneAt } = await ada.play();
    await ada.arrived({ trakt: [{ item: FILM, from: reachedAt, to: doneAt + 3_000 }] });
    await until(async () => (await state(ada, 'Play something')) === 'done');

    await steps(ada).getByRole('button', { name: 'Bring 20,000 sample plays' }).click();
    await ada.page.getByText('All set. From now on it works by itself.').waitFor({ timeout: 120_000 });
    assert.equal(await steps(ada).count(), 0);
    const answer = await ada.context.request.get(`${stage.world.origin}/api/v1/stats`);
    const { totals } = await answer.json();
    assert.equal(Object.values(totals).reduce((sum, { plays }) => sum + plays, 0), 20_001, 'the sample and the film');
    await ada.check();
    await ada.reopen();
    await ada.page.getByRole('heading', { name: 'Now', exact: true }).waitFor();
    assert.equal(await steps(ada).count(), 0);
  });

  test('where the line to the hub is blocked, what is brought is taken all the same', async () => {
    const dan = await stage.visitor('dan', []);
    await dan.page.routeWebSocket('**/api/v1/live', (socket) => socket.close());
    await dan.page.reload();
    await steps(dan).getByRole('button', { name: 'Bring 20,000 sample plays' }).click();
    const mine = async () => (await (await dan.context.request.get(`${stage.world.origin}/api/v1/import`)).json()).imports;
    await until(async () => (await mine())[0]?.state === 'done');
  });

  test('each can be skipped, all can be dismissed, and shown again', async () => {
    const bea = await stage.visitor('bea', []);
    await steps(bea).getByRole('button', { name: 'Skip: Connect a service' }).click();
    await until(async () => (await state(bea, 'Connect a service')) === 'skipped');
    assert.equal(await state(bea, 'Play something'), 'next');
    await steps(bea).getByRole('button', { name: 'I know my way' }).click();
    await steps(bea).waitFor({ state: 'detached' });
    await bea.reopen();
    await bea.go('settings');
    await bea.page.getByRole('link', { name: 'Show the first steps again' }).click();
    await steps(bea).waitFor();
  });

  test('who comes with something is not new', async () => {
    const cleo = await stage.visitor('cleo', ['trakt']);
    await cleo.page.evaluate(() => localStorage.clear());
    await cleo.reopen();
    await cleo.page.getByRole('heading', { name: 'Now', exact: true }).waitFor();
    await cleo.go('connections');
    assert.equal(await cleo.page.getByText('Step 2 of 3').count(), 0);
  });

  test('nor who comes when the hub is away', async () => {
    const fred = await stage.visitor('fred', ['trakt'], { serviceWorkers: 'block' });
    await fred.page.evaluate(() => localStorage.clear());
    let away = true;
    await fred.page.route('**/api/v1/user/services', (route) => (away ? route.abort() : route.continue()));
    await fred.page.goto(stage.world.origin);
    await steps(fred).waitFor();
    away = false;
    await steps(fred).waitFor({ state: 'detached' });
  });

  test('the sample is the same for the same day, in order, and of every kind', () => {
    const day = Date.UTC(2026, 10, 20);
    assert.equal(sampleHistory(day), sampleHistory(day + 3_600_000));
    const { rows } = JSON.parse(sampleHistory(day));
    const plays = rows.filter(({ listing }) => listing === 'history');
    assert.equal(plays.length, 20_000);
    assert.deepEqual([...new Set(plays.map(({ work }) => work.kind))].sort(), ['episode', 'movie', 'track']);
    assert.ok(plays.every(({ at }, nth) => nth === 0 || at > plays[nth - 1].at), 'one after the other');
    assert.ok(plays.at(-1).at < day);
  });
});
