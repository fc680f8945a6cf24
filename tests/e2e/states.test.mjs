// Every page in every state: awaited, full, empty, failed, offline, signed out; it fits every width and is good in both palettes.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { episode, play, until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { ask, fill } from './filled.mjs';
import { fits } from './fits.mjs';
import { openStage, TIDES } from './stage.mjs';

/** Where each page is, and what stands there once the hub has answered for somebody who has something. */
const PAGES = {
  now: { path: '/', full: '#playing .now-card, #continue .place' },
  history: { path: '/history', full: '.watched:not(.missing)' },
  connections: { path: '/connections', full: 'article[data-service=trakt] .service-opener' },
  outbox: { path: '/outbox', full: '#outbox .play' },
  import: { path: '/import', full: '#import article' },
  statistics: { path: '/statistics', full: '[data-chart=days]' },
  players: { path: '/players', full: '.device-card' },
  settings: { path: '/settings', full: '.service-plays' },
};
const NAMES = Object.keys(PAGES);
/** What a page may move while its answers arrive; where the web's vitals end to call it good is 0.1. */
const MOST_SHIFT = 0.02;

const PROBLEM = { status: 503, contentType: 'application/problem+json', body: '{"code":"cold","detail":"The hub has a cold."}' };

describe('every page', () => {
  let stage;
  let ada;
  let page;
  // How the hub is: `well`, `silent` until it is well again, or `ill`.
  let hub = 'well';
  let well;
  let recovered;

  before(async () => {
    stage = await openStage();
    // What a service worker asks for goes by no route of the test.
    ada = await stage.visitor('ada', ['trakt', 'simkl'], { serviceWorkers: 'block' });
    ({ page } = ada);
    await fill(stage, ada);
    await page.addInitScript(watchShifts);
    await page.route(/\/api\/v1\/(?!metadata\/image)/, async (route) => {
      if (hub === 'silent') await recovered;
      return hub === 'ill' ? route.fulfill(PROBLEM) : route.fallback();
    });
    await page.routeWebSocket('**/api/v1/live', async (socket) => {
      if (hub === 'ill') return socket.close();
      if (hub === 'silent') await recovered;
      return socket.connectToServer();
    });
  });
  after(() => stage.close());

  function recover() {
    hub = 'well';
    well?.();
  }
  async function open(name) {
    await page.goto(stage.world.origin + PAGES[name].path);
    await page.locator('main h1').waitFor();
  }
  /** The hub does not answer yet. */
  async function openAwaited(name) {
    hub = 'silent';
    recovered = new Promise((resolve) => { well = resolve; });
    await open(name);
    await page.locator('main .skeleton').first().waitFor();
  }
  const isFull = (name) => page.locator(PAGES[name].full).first().waitFor();
  const arrived = async (name) => {
    await isFull(name);
    await page.waitForLoadState('networkidle');
    await quiet();
  };
  const quiet = (where = page) => until(async () => (await where.locator('main .skeleton').filter({ visible: true }).count()) === 0);
  // Some pages ask again by themselves, and may do so just now.
  async function again() {
    const button = page.locator('main').getByRole('button', { name: 'Try again' }).first();
    await button.dispatchEvent('click', undefined, { timeout: 1_000 }).catch(() => {});
  }

  /** It fits every width, and axe finds nothing on a phone in the dark. */
  async function fair(what, where = page) {
    await where.setViewportSize({ width: 360, height: 800 });
    await axe(where, `${what}, a phone`, undefined, ['dark']);
    await fits(where, what);
  }
  /** Nor does it where there is room, in the light. */
  async function good(what, where = page) {
    await fair(what, where);
    await axe(where, what, undefined, ['light']);
  }

  for (const name of NAMES) {
    test(`${name}: awaited, it has the frame and empty places; what comes moves nothing; full, it is good`, async () => {
      await openAwaited(name);
      await fair(`${name}, awaited`);
      recover();
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await openAwaited(name);
        await page.evaluate(() => globalThis.forgetShifts());
        recover();
        await arrived(name);
        const moved = await page.evaluate(() => globalThis.shifts());
        assert.ok(moved.sum <= MOST_SHIFT, `${name} at ${width} moved by ${moved.sum.toFixed(3)}: ${moved.what.join('; ')}`);
      }
      await good(`${name}, full`);
    });
  }

  test('one after the other in German, they fit too', async () => {
    await page.evaluate(() => localStorage.setItem('playtally-page:language', 'de'));
    await open('now');
    for (const name of NAMES) {
      await ada.go(name);
      await isFull(name);
      await fits(page, `${name}, in German`);
    }
    await page.evaluate(() => localStorage.removeItem('playtally-page:language'));
  });

  test('without a network each says what it knows', async () => {
    await open('now');
    for (const name of NAMES) {
      await ada.go(name);
      await isFull(name);
    }
    await ada.context.setOffline(true);
    await page.locator('#sync[data-state=offline]').waitFor();
    for (const name of NAMES) {
      await ada.go(name);
      await quiet();
      await fair(`${name}, offline`);
    }
    await ada.context.setOffline(false);
    await page.locator('#sync:not([data-state=offline])').waitFor();
  });

  for (const name of NAMES) {
    test(`${name}: where the hub fails, it says so in its place, and goes on when asked again`, async () => {
      hub = 'ill';
      await open(name);
      await page.locator('#sync[data-state=error]').waitFor();
      await page.locator('main').getByText('The hub has a cold.').first().waitFor();
      await quiet();
      await good(`${name}, failed`);
      recover();
      await again();
      await isFull(name);
    });
  }

  test('a service that wants a new sign-in is told of wherever it matters; what waited goes out then, once', async () => {
    const { world } = stage;
    await world.control('faults', undefined, 'DELETE');
    await world.control('expire', { service: 'trakt' });
    await world.control('faults', { host: 'auth.trakt.tv', kind: 'status', status: 400, body: { error: 'invalid_grant' }, times: 1 });
    await open('outbox');
    const { watched, stopped } = play(episode(2));
    await ask(ada, world, 'POST', 'scrobble', { facts: [watched, stopped] });
    const entry = page.locator('.destination[data-service=trakt][data-state=signed_out]').first();
    await entry.waitFor();
    await good('outbox, signed out');
    await page.locator('#sync[data-state=error]').click();
    await page.locator('.light-rows [data-state=error]').getByText('Wants a new sign-in').waitFor();
    await page.keyboard.press('Escape');

    assert.deepEqual(await entry.locator('.actions > :not(.quiet)').allInnerTexts(), ['Sign in again']);
    await entry.getByRole('link', { name: /^Sign in again/ }).click();
    await ada.card('trakt').and(page.locator('[data-state=sign_in_again]')).waitFor();
    await good('connections, signed out');
    await ada.consent('trakt');
    await ada.card('trakt').and(page.locator('[data-state=connected]')).waitFor();
    const seen = async () => (await ada.plays()).trakt.filter(({ item }) => item === TIDES).length;
    await until(async () => (await seen()) === 1);
    await stage.rest();
    assert.equal(await seen(), 1);
  });

  test('of somebody new, each says how it fills; nothing is in the way once the first steps are dismissed', async () => {
    const eve = await stage.visitor('eve', []);
    for (const name of NAMES) {
      await eve.go(name);
      // What is looked at before stands there until the page has come.
      await eve.page.getByRole('heading', { level: 1, name: `${name[0].toUpperCase()}${name.slice(1)}`, exact: true }).waitFor();
      await quiet(eve.page);
      await good(`${name}, empty`, eve.page);
    }
    await eve.go('now');
    await eve.page.getByRole('button', { name: 'I know my way' }).click();
    await eve.page.getByText('Nothing plays right now').waitFor();
    await good('now, empty', eve.page);
    await eve.page.evaluate(() => localStorage.setItem('playtally-page:language', 'de'));
    await eve.reopen();
    for (const name of NAMES) {
      await eve.go(name);
      await fits(eve.page, `${name}, empty, in German`);
    }
    assert.deepEqual(eve.troubles, []);
  });

  test('no page broke', () => assert.deepEqual(ada.troubles, []));
});

/** In the page, before its own scripts: sums up what moves without the person having done anything. */
function watchShifts() {
  let seen = [];
  const take = (entries) => seen.push(...entries.filter(({ hadRecentInput }) => !hadRecentInput));
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  globalThis.forgetShifts = () => {
    observer.takeRecords();
    seen = [];
  };
  globalThis.shifts = () => {
    take(observer.takeRecords());
    const nameOf = ({ node }) => `${node?.localName ?? node?.nodeName} ${node?.id || node?.className || ''}`;
    return { sum: seen.reduce((sum, { value }) => sum + value, 0), what: seen.flatMap(({ value, sources }) => sources.map((source) => `${value.toFixed(3)} ${nameOf(source)}`)) };
  };
}
