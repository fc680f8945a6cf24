// The whole way by keyboard alone, from the first visit to the last: the focus is always somewhere, and to be seen.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { ask } from './filled.mjs';
import { FILM, openStage } from './stage.mjs';

/** So many stops no page has. */
const MOST_STOPS = 150;
/** Where the focus is before the first stop. */
const START = '#page, html, body';

describe('by keyboard alone', () => {
  let stage;
  let kai;
  let page;
  before(async () => {
    stage = await openStage();
    kai = await stage.visitor('kai', []);
    ({ page } = kai);
  });
  after(() => stage.close());

  const press = (key, where = page) => where.keyboard.press(key);
  const hub = (...said) => ask(kai, stage.world, ...said);
  const dialog = () => page.getByRole('dialog');
  const has = (target) => target.evaluate((element) => element === document.activeElement);
  const isReached = (target) => until(() => has(target)).catch(async () => {
    assert.fail(`${target} has not the focus, but ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`);
  });
  /** What takes the focus from what is gone does so once the page is drawn. */
  async function seen(what, where = page) {
    let wrong;
    await until(async () => {
      wrong = await where.evaluate(lookAtFocus);
      return wrong === '';
    }).catch(() => {});
    assert.equal(wrong, '', what);
  }

  /** Presses Tab until the target has the focus; every stop on the way is to be seen. */
  async function reach(target, { back = false, where = page } = {}) {
    await target.waitFor({ state: 'attached' });
    for (let stops = 0; !(await has(target)); stops += 1) {
      assert.ok(stops < MOST_STOPS, `${target} is not reached`);
      await press(back ? 'Shift+Tab' : 'Tab', where);
      // After the last stop comes the browser's own, then the first.
      if (!(await where.evaluate((start) => document.activeElement.matches(start), START))) await seen(`on the way to ${target}`, where);
    }
  }
  async function use(target, options) {
    await reach(target, options);
    await press('Enter', options?.where);
  }
  /** By the menu; the focus is at the page's beginning then. */
  async function go(name, label) {
    await use(page.locator('nav.menu').getByRole('link', { name: label, exact: true }));
    await page.locator(`main[data-page=${name}] h1`).waitFor();
    await isReached(page.locator('#page'));
  }
  /** What is open is left by Escape, and the focus is where it was. */
  async function escapes(opener) {
    await dialog().waitFor();
    await seen('in the window that opened');
    assert.ok(await page.evaluate(() => document.activeElement.closest('dialog') !== null), 'the focus is in it');
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await isReached(opener);
    await seen('back where it was opened');
  }

  test('a service is connected by the menu', async () => {
    await use(page.locator('.skip'));
    await isReached(page.locator('#page'));
    await go('connections', 'Connections');
    const [consent] = await Promise.all([kai.context.waitForEvent('page'), use(page.getByRole('button', { name: 'Connect Trakt', exact: true }))]);
    await consent.getByLabel('Sign in as').focus();
    await press('Control+A', consent);
    await consent.keyboard.type('kai');
    await Promise.all([consent.waitForEvent('close'), consent.getByRole('button', { name: 'Allow' }).press('Enter')]);
    await dialog().waitFor();
    await seen('what may be told is asked');
    await use(dialog().getByRole('button', { name: 'Done' }));
    await dialog().waitFor({ state: 'detached' });
    await isReached(page.locator('#details-trakt'));
    await seen('at the new account');
  });

  test('the sample is played', async () => {
    await go('now', 'Now');
    await use(page.getByRole('button', { name: 'Play the sample' }).first());
    await use(page.locator('#play-lake'));
    await reach(page.getByLabel('Speed'), { back: true });
    await press('End');
    await until(async () => (await page.getByLabel('Speed').inputValue()) === '16');
    // From before it, so that it is the player itself and none of its buttons.
    await reach(page.locator('#decided summary'), { back: true });
    await reach(page.locator('#video'));
    await press('Space');
    await page.waitForFunction(() => !shown().paused);
    await until(async () => (await kai.plays()).trakt.length === 1);
    assert.equal((await kai.plays()).trakt[0].item, FILM);
  });

  test('the play is rated, removed, and brought back', async () => {
    await go('history', 'History');
    const row = page.locator('.watched .open');
    await use(row);
    await escapes(row);
    await press('Enter');
    const stars = dialog().getByRole('slider');
    // It is closed until the hub has answered.
    await stars.and(page.locator(':enabled')).waitFor();
    await reach(stars);
    for (let half = 0; half < 8; half += 1) await press('ArrowRight');
    await until(async () => (await hub('GET', 'ratings')).ratings[0]?.rating === 80);
    await use(dialog().getByRole('button', { name: 'Remove everywhere' }));
    await row.waitFor({ state: 'detached' });
    await isReached(page.getByRole('button', { name: 'Add a play' }).first());
    await seen('where the last play was removed');
    await use(page.locator('.notice').getByRole('button', { name: 'Undo' }), { back: true });
    await row.waitFor();
    await until(async () => (await hub('GET', 'history')).plays.length === 1);
    await seen('after what was removed is back');
  });

  test('a file is brought', async () => {
    await go('import', 'Import');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), use(page.locator('#import-file'))]);
    await chooser.setFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from('Title,Date\nSea Clocks,2024-04-03\nRope,2024-04-05\n') });
    await use(page.getByRole('button', { name: /^Import 2 new rows/ }));
    await page.getByText('Imported. 2 new.').waitFor();
    await seen('after it was imported');
    const remove = page.getByRole('button', { name: /^Remove/ });
    await use(remove);
    await escapes(remove);
  });

  test('a player is paired by its code', async () => {
    await go('players', 'Players');
    const opener = page.locator('#pair-player');
    await use(opener);
    await escapes(opener);
    await press('Enter');
    await reach(dialog().getByRole('button', { name: 'Copy the code' }));
    const code = (await page.locator('#pairing-code').innerText()).trim();
    const paired = await fetch(`${stage.world.origin}/api/v1/pair`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code, name: 'The kitchen' }),
    });
    assert.equal(paired.status, 201);
    await dialog().getByText('The kitchen is paired.').waitFor();
    await isReached(dialog().getByRole('button', { name: 'Done' }));
    await seen('once it is paired');
    await press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await isReached(page.locator('#pair-player'));
    await seen('at the players');
  });

  test('the account is let go, and nothing broke', async () => {
    await go('connections', 'Connections');
    await use(page.locator('#details-trakt'));
    const letGo = page.getByRole('button', { name: 'Disconnect Trakt' });
    await use(letGo);
    await escapes(letGo);
    await press('Enter');
    await use(dialog().getByRole('button', { name: 'Disconnect', exact: true }));
    await isReached(page.locator('#connect-trakt'));
    await seen('at what connects again');
    const light = page.locator('#sync');
    await use(light, { back: true });
    await page.locator('.light-rows').waitFor();
    await press('Tab');
    await press('Escape');
    await isReached(light);
    assert.deepEqual(kai.troubles, []);
  });
});

/** In the page: what is wrong with where the focus is, in words. */
function lookAtFocus() {
  const at = document.activeElement;
  if (at === document.body || at === document.documentElement) return 'the focus is lost';
  // What is within a player or a date is drawn by the browser.
  if (at.matches('video, audio, [type=date]') && !at.matches(':focus-visible')) return '';
  const name = `<${at.localName} ${at.id || at.className}> ${(at.ariaLabel ?? at.textContent ?? '').trim().slice(0, 40)}`;
  // A field that is drawn by another element shows it there.
  const drawn = [at, at.closest('.stars, .stage'), ...(at.labels ?? [])].filter(Boolean);
  const outlined = drawn.filter((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
  if (outlined.length === 0) return `the focus is not seen: ${name}`;
  const { left, right, top, bottom } = outlined.at(-1).getBoundingClientRect();
  const inside = { x: (Math.max(0, left) + Math.min(innerWidth, right)) / 2, y: (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2 };
  const hit = document.elementFromPoint(inside.x, inside.y);
  const own = hit && outlined.some((element) => element.contains(hit) || hit.contains(element));
  return own ? '' : `the focus is covered by <${hit?.localName} ${hit?.className}>: ${name}`;
}
