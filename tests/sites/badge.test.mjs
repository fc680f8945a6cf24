// What a person sees and does on a site: pairs, looks, corrects, drops, pauses, hides; by
// keyboard, and told when a site is no longer understood.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { axe } from '../e2e/axe.mjs';
import { until } from '../support/world.mjs';
import { openSites } from './support/sites.mjs';

const FILM = 'tt99000001';
const LOCKS = 'tt99000010:1:1';
const TIDES = 'tt99000010:1:2';

let sites;
before(async () => { sites = await openSites(); });
after(() => sites?.close());

const label = page => page.locator('.badge .label');
const panel = page => page.getByRole('region', { name: 'playtally' });
const act = (page, name) => panel(page).getByRole('button', { name });
// The first item plays slowly until the test has done what it does meanwhile.
const WAITS = { waits: true };
const goOn = page => page.evaluate(() => { globalThis.told.waits = false; });
const open = async page => {
  if (!(await panel(page).isVisible())) await label(page).click();
};

// Each waits for media more than it works.
describe('the badge', { concurrency: 3 }, () => {
  test('a browser is paired by a code, and what plays then counts', async () => {
    const someone = await sites.visitor('pairs', { paired: false });
    await someone.visit('netflix', 'https://www.netflix.com/watch/70001');
    const { page } = someone;
    await act(page, 'Pair with your hub').waitFor();
    page.once('dialog', async dialog => dialog.accept(await someone.pairing()));
    await Promise.all([page.waitForEvent('load'), act(page, 'Pair with your hub').click()]);
    await page.waitForFunction(() => document.documentElement.dataset.done);
    await someone.arrived([LOCKS, TIDES]);
    assert.ok(someone.manager.requests.every(({ url }) => url.startsWith(sites.world.origin)));
  });

  test('it says what plays, how far it is and where it goes; axe finds nothing, in light and dark', async () => {
    const someone = await sites.visitor('looks');
    await someone.visit('netflix', 'https://www.netflix.com/watch/70001', WAITS);
    const { page } = someone;
    await label(page).filter({ hasText: 'Slow Boats 1×01 Locks' }).waitFor();
    await open(page);
    await panel(page).getByText('Goes to Trakt, ListenBrainz').waitFor();
    await panel(page).getByText(/of 0:\d\d counted|Counted as a play/).waitFor();
    await axe(page, 'the badge', { include: [['html > div', '.badge']] });
    await act(page, 'Correct the title').click();
    await axe(page, 'the form', { include: [['html > div', '.badge']] });
  });

  test('by keyboard alone: opened, left with Escape, hidden', async () => {
    const someone = await sites.visitor('keys');
    await someone.visit('netflix', 'https://www.netflix.com/watch/70001', WAITS);
    const { page } = someone;
    await label(page).filter({ hasText: 'Slow Boats' }).waitFor();
    await label(page).focus();
    await page.keyboard.press('Enter');
    await panel(page).waitFor();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'hidden' });
    assert.equal(await label(page).evaluate(element => element.getRootNode().activeElement === element), true);
    await page.keyboard.press('Enter');
    await act(page, 'Hide the badge').focus();
    await page.keyboard.press('Enter');
    await label(page).waitFor({ state: 'detached' });
    assert.equal(someone.manager.values.get('badge'), false);
  });

  test('a title that is corrected counts as what it is said to be, now and the next time', async () => {
    const someone = await sites.visitor('corrects');
    await someone.visit('generic', 'https://films.example/watch/lake', { ...WAITS, title: 'Some recording' });
    const { page } = someone;
    await label(page).filter({ hasText: 'Some recording' }).waitFor();
    await open(page);
    await act(page, 'Correct the title').click();
    await panel(page).getByLabel('Title').fill('The Long Way Round the Lake');
    await panel(page).getByLabel('Year').fill('2026');
    await act(page, 'Save').click();
    await label(page).filter({ hasText: 'The Long Way Round the Lake (2026)' }).waitFor();
    await goOn(page);
    await someone.finished();
    await someone.arrived([FILM, TIDES]);
  });

  test('what is dropped counts nowhere; what comes after it does', async () => {
    const someone = await sites.visitor('drops');
    await someone.visit('netflix', 'https://www.netflix.com/watch/70001', WAITS);
    const { page } = someone;
    await label(page).filter({ hasText: 'Slow Boats 1×01' }).waitFor();
    await open(page);
    await act(page, 'Don’t count this').click();
    await label(page).filter({ hasText: 'Not counted' }).waitFor();
    await goOn(page);
    await someone.finished();
    await someone.arrived([TIDES]);
  });

  test('a site is paused for a day, and wakes by the manager’s menu', async () => {
    const someone = await sites.visitor('sleeps');
    await someone.visit('netflix', 'https://www.netflix.com/watch/70001', WAITS);
    const { page } = someone;
    await label(page).filter({ hasText: 'Slow Boats' }).waitFor();
    await open(page);
    await act(page, 'Pause on this site for a day').click();
    await label(page).waitFor({ state: 'detached' });
    await page.evaluate(() => new Promise(resolve => {
      const video = document.querySelector('.watch-video video');
      video.playbackRate = 16;
      video.addEventListener('ended', resolve, { once: true });
    }));
    await someone.arrived([]);
    await Promise.all([page.waitForEvent('load'), someone.menus.get('playtally: count on this site again')()]);
    await label(page).filter({ hasText: 'Slow Boats' }).waitFor();
  });

  test('a site is paused, too, before the hub has answered', async () => {
    const someone = await sites.visitor('hasty');
    let go;
    someone.manager.held = new Promise(resolve => { go = resolve; });
    await someone.visit('netflix', 'https://www.netflix.com/watch/70001', WAITS);
    const { page } = someone;
    await label(page).waitFor();
    await open(page);
    await act(page, 'Pause on this site for a day').click();
    await label(page).waitFor({ state: 'detached' });
    go();
    await page.evaluate(() => new Promise(resolve => {
      const video = document.querySelector('.watch-video video');
      video.playbackRate = 16;
      video.addEventListener('ended', resolve, { once: true });
    }));
    await someone.arrived([]);
  });

  test('what a site could not tell is asked for again, and not at every look', async () => {
    const someone = await sites.visitor('patient');
    let asked = 0;
    let first;
    someone.context.once('page', page => page.route('**/season/5', route => {
      asked += 1;
      first ??= Date.now();
      return Date.now() - first < 5_000 ? route.fulfill({ status: 503 }) : route.fallback();
    }));
    await someone.visit('hidive', 'https://www.hidive.com/video/1?seasonId=5', WAITS);
    await label(someone.page).filter({ hasText: 'Slow Boats' }).waitFor();
    assert.equal(asked, 2);
  });

  test('a site that is no longer understood says what is missing, and tells nobody', async () => {
    const someone = await sites.visitor('broken');
    await someone.visit('youtube', 'https://www.youtube.com/watch?v=harbour-six', { without: 'h1' });
    const { page } = someone;
    await label(page).filter({ hasText: 'no name here' }).waitFor();
    await open(page);
    await panel(page).getByText('no longer understands YouTube: the title not found').waitFor();
    const told = someone.manager.requests.filter(({ method }) => method !== 'GET');
    assert.deepEqual(told, []);
    await someone.arrived([]);
  });

  test('where the page refuses wasm the hub counts', async () => {
    const someone = await sites.visitor('refused');
    await someone.visit('netflix', 'https://www.netflix.com/watch/70001', {}, {
      'content-security-policy': "script-src 'self'; style-src 'none'",
    });
    await someone.finished();
    await someone.arrived([LOCKS, TIDES]);
    const told = someone.manager.requests.filter(({ url }) => url.includes('/scrobble'));
    assert.ok(told.length > 0 && told.every(({ body }) => body.events && !body.facts), 'events, not facts');
  });

  test('a page that is closed while nothing can be reached loses nothing: the next site sends it', async () => {
    const someone = await sites.visitor('closes');
    await someone.visit('netflix', 'https://www.netflix.com/watch/70001', WAITS);
    const { page } = someone;
    await label(page).filter({ hasText: 'Slow Boats 1×01' }).waitFor();
    someone.manager.offline = true;
    await goOn(page);
    await label(page).filter({ hasText: '100 %' }).waitFor();
    await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
    someone.manager.offline = false;
    await someone.visit('youtube', 'https://www.youtube.com/watch?v=harbour-six');
    await until(async () => (await someone.plays()).includes(LOCKS));
    assert.deepEqual((await someone.plays()).filter(item => item === LOCKS), [LOCKS]);
  });
});
