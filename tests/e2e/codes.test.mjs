// Connecting by a code: on a phone, by keyboard, and every way it can end.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { late } from './late.mjs';
import { openStage } from './stage.mjs';

const MINUTE = 60_000;

describe('a code instead of the consent page', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  /** Somebody who asked for a code of a service. */
  async function asking(name, service, options) {
    const someone = await stage.visitor(name, [], options);
    const card = someone.card(service);
    await someone.go('connections');
    await card.getByRole('button', { name: /^Use a code instead/ }).click();
    await card.locator('output').waitFor();
    const button = (label) => card.getByRole('button', { name: label });
    return { ...someone, card, button, code: () => card.locator('output').innerText() };
  }

  /** The services' page in a tab of its own, where the code is typed. */
  async function typeIt({ card, context, name }, decision) {
    const [tab] = await Promise.all([context.waitForEvent('page'), card.getByRole('link', { name: /^Open/ }).click()]);
    await tab.getByLabel('Sign in as').fill(name);
    await tab.getByRole('button', { name: decision }).click();
    await tab.getByRole('status').waitFor();
    await tab.close();
  }

  /** The hub asks when the interval is over. */
  const laps = () => stage.advance(6_000);

  for (const service of ['trakt', 'simkl']) {
    test(`${service} is connected by it, on a narrow screen`, async () => {
      const someone = await asking(`${service}-phone`, service);
      await someone.page.setViewportSize({ width: 360, height: 780 });
      assert.match(await someone.code(), /^[0-9A-Z-]{8,9}$/);
      assert.match(await someone.card.innerText(), /It ends in \d+:\d\d\./);
      const [inside, all] = await someone.page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
      assert.equal(all, inside, 'nothing sticks out');
      await typeIt(someone, 'Allow');
      await laps();
      await someone.page.getByText(/ is connected\. What you play/).waitFor();
      await someone.card.and(someone.page.locator('[data-state=connected]')).waitFor();
      assert.match(await someone.card.innerText(), new RegExp(`As ${service}-phone`));
      await someone.card.locator('output').waitFor({ state: 'hidden' });
      assert.deepEqual(someone.troubles, []);
    });
  }

  test('a No is said, and another code is one key away', async () => {
    const someone = await asking('unsure', 'trakt');
    const first = await someone.code();
    await typeIt(someone, 'Deny');
    await laps();
    await someone.card.getByText('You said no at Trakt').waitFor();
    await someone.button('Get a new code').press('Enter');
    await someone.card.locator('output').waitFor();
    assert.notEqual(await someone.code(), first);
    await typeIt(someone, 'Allow');
    await laps();
    await someone.card.and(someone.page.locator('[data-state=connected]')).waitFor();
  });

  test('a code that ran out says so', async () => {
    const someone = await asking('late', 'simkl');
    await stage.advance(16 * MINUTE);
    await someone.card.getByText('The code ran out').waitFor();
    await someone.button('Close').click();
    await someone.button('Connect Simkl').waitFor();
  });

  test('cancel stops it by keyboard; what failed is said too', async () => {
    const someone = await asking('mindful', 'trakt');
    await someone.button('Cancel').press('Enter');
    await someone.card.getByText('The sign-in was given up').waitFor();
    await stage.world.control('faults', { path: '/oauth/device/code', kind: 'status', status: 503 });
    await someone.button('Get a new code').press('Enter');
    await someone.card.getByText('Trakt does not answer right now.').waitFor();
    await someone.button('Get a new code').press('Enter');
    await someone.card.locator('output').waitFor();
  });

  test('a code that was given up is not brought back by an answer of before', async () => {
    const someone = await asking('brisk', 'trakt', { serviceWorkers: 'block' });
    const { page } = someone;
    const { seen, go, heard } = await late(page, '**/trakt/device');
    await seen;
    await someone.button('Cancel').click();
    await someone.card.getByText('The sign-in was given up').waitFor();
    go();
    await heard;
    assert.equal(await someone.card.locator('output').count(), 0);
  });

  test('the code is copied, and still there when the page is left and opened again', async () => {
    const someone = await asking('returning', 'trakt');
    await someone.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const code = await someone.code();
    await someone.button('Copy').click();
    await someone.button('Copied').waitFor();
    assert.equal(await someone.page.evaluate(() => navigator.clipboard.readText()), code);
    await someone.page.reload();
    await someone.card.locator('output').waitFor();
    assert.equal(await someone.code(), code);
  });
});
