// The history: what was watched by day, found, marked, corrected, removed and brought back; quick though it is long.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { openStage } from './stage.mjs';

const inception = { kind: 'movie', title: 'Inception', year: 2010, ids: { imdb: 'tt1375666', tmdb: 27205 } };
const matrix = { kind: 'movie', title: 'The Matrix', year: 1999, ids: { imdb: 'tt0133093', tmdb: 603 } };
const pilot = { kind: 'episode', show: { title: 'Breaking Bad', year: 2008, ids: { tmdb: 1396 } }, season: 1, number: 1, ids: {} };
const track = { kind: 'track', title: 'Harbour at Six', artist: 'The Demo Ensemble', ids: {} };
const book = { kind: 'book', title: 'Tides', authors: ['Ada Pier'], isbn13: '9780000000019' };
const PLAYS = [
  { work: inception, watched_at: '2026-03-05T20:00:00Z', play_id: 'evening-1' },
  { work: pilot, watched_at: '2026-03-05T18:00:00Z', play_id: 'evening-2' },
  { work: track, watched_at: '2026-03-04T10:00:00Z' },
  { work: matrix, watched_at: '2025-12-24T19:30:00Z' },
  { work: book, watched_on: '2024-07' },
  { work: matrix, watched_at: 'undated' },
];

/** Asks the hub as the page does. */
const ask = (page, method, path, body) => page.evaluate(async ([how, where, what]) => {
  const answer = await fetch(`/api/v1/${where}`, { method: how, ...(what && { headers: { 'content-type': 'application/json' }, body: what }) });
  return answer.json();
}, [method, path, body && JSON.stringify(body)]);

const row = (page, title) => page.locator('.watched').filter({ hasText: title });
const titles = (page) => page.locator('.watched b').allInnerTexts();
const dialog = (page) => page.getByRole('dialog');
const notice = (page, text) => page.locator('.notice').filter({ hasText: text });
const held = async (page) => (await ask(page, 'GET', 'history')).plays;

describe('history', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  /** Somebody with these plays, at their history. */
  async function visitor(name, { plays = PLAYS, services = [], options = {} } = {}) {
    const someone = await stage.visitor(name, services, { timezoneId: 'UTC', ...options });
    if (plays.length > 0) await ask(someone.page, 'POST', 'history', { plays });
    await someone.go('history');
    if (plays.length > 0) await someone.page.locator('.watched:not(.missing)').first().waitFor();
    return someone;
  }

  test('what was watched is there by day, the newest first, with what is known of when', async () => {
    const { page } = await visitor('abe');
    assert.deepEqual(await titles(page), ['Inception', 'Breaking Bad', 'Harbour at Six', 'The Matrix', 'Tides', 'The Matrix']);
    assert.deepEqual((await page.locator('.day h2').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')), [
      'Thursday, March 5, 2026 2 plays', 'Wednesday, March 4, 2026 One play', 'Wednesday, December 24, 2025 One play', 'Monday, July 1, 2024 One play', 'Nobody knows when One play',
    ]);
    assert.match(await row(page, 'Inception').innerText(), /Film, 2010\s+08:00 PM\s+You/);
    assert.match(await row(page, 'Tides').innerText(), /Ada Pier\s+July 2024/);
    const second = page.locator('.day').first().getByRole('listitem').nth(1);
    assert.deepEqual([await second.getAttribute('aria-posinset'), await second.getAttribute('aria-setsize')], ['2', '2']);
    await page.waitForFunction(() => document.querySelector('.watched img')?.complete);
    await axe(page, 'plays');
  });

  test('an empty history says how it fills, and a film is marked from the search by keyboard alone', async () => {
    const { page } = await visitor('bea', { plays: [] });
    await page.getByText('Your history is empty').waitFor();
    assert.equal(await page.locator('.empty').getByRole('link', { name: 'Bring a history' }).getAttribute('href'), '/import');
    await axe(page, 'an empty history');
    await page.locator('.empty').getByRole('button', { name: 'Add a play' }).press('Enter');
    await dialog(page).getByLabel(/Search for a film/).fill('inception');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: 'Choose Inception (Film, 2010)' }).press('Enter');
    await dialog(page).getByRole('radio', { name: 'On the day it came out' }).press('Space');
    await axe(page, 'marking a film');
    await dialog(page).getByRole('button', { name: 'Mark as watched' }).press('Enter');
    await row(page, 'Inception').waitFor();
    await page.getByRole('heading', { name: /Thursday, July 15, 2010/ }).waitFor();
    await notice(page, 'Inception (Film, 2010) is marked.').getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('Your history is empty').waitFor();
    assert.deepEqual(await held(page), []);
  });

  test('episodes of a season are marked together', async () => {
    const { page } = await visitor('cleo', { plays: [] });
    await page.getByRole('button', { name: 'Add a play' }).first().click();
    await dialog(page).getByLabel(/Search for a film/).fill('breaking bad');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: /Choose Breaking Bad/ }).first().click();
    await dialog(page).getByRole('checkbox', { name: /^1\. / }).check();
    await dialog(page).getByRole('checkbox', { name: /^3\. / }).check();
    await dialog(page).getByRole('radio', { name: 'Day and time' }).check();
    await dialog(page).getByLabel('Day and time').last().fill('2026-03-01T21:00');
    await dialog(page).getByRole('button', { name: 'Mark 2 as watched' }).click();
    await row(page, 'S1 E3').waitFor();
    const plays = await held(page);
    assert.deepEqual(plays.map(({ work, watched_at: at }) => [work.show.ids.tmdb, work.season, work.number, at]).sort((a, b) => a[2] - b[2]),
      [1, 3].map((number) => [1396, 1, number, '2026-03-01T21:00:00.000Z']));
  });

  test('filters stand in the address, and the way back takes them away', async () => {
    const { page } = await visitor('dora');
    await page.getByLabel('Kind').selectOption('movie');
    await page.waitForURL('**/history?kind=movie');
    await page.getByText('3 plays', { exact: true }).waitFor();
    await page.getByLabel('From').fill('2026-01-01');
    await until(async () => (await titles(page)).join() === 'Inception');
    await page.goBack();
    await page.goBack();
    await page.getByText('6 plays', { exact: true }).waitFor();
    await page.getByLabel('Title', { exact: true }).fill('harbour');
    await page.waitForURL('**/history?q=harbour');
    await until(async () => (await titles(page)).join() === 'Harbour at Six');
    await page.reload();
    await until(async () => (await titles(page)).join() === 'Harbour at Six');
    assert.equal(await page.getByLabel('Title', { exact: true }).inputValue(), 'harbour');
    await page.getByLabel('Title', { exact: true }).fill('nobody');
    await page.getByText('Nothing fits').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('6 plays', { exact: true }).waitFor();
    await page.getByLabel('Told by').selectOption('player');
    await page.waitForURL('**/history?service=player');
    await page.getByText('6 plays', { exact: true }).waitFor();
  });

  test('a play opens by its own address, and Escape leads back to where it was opened', async () => {
    const { page } = await visitor('emil');
    const opener = row(page, 'Breaking Bad').locator('.open');
    await opener.press('Enter');
    await page.waitForURL('**/history?play=*');
    await dialog(page).getByRole('heading', { name: 'Breaking Bad, S1 E1' }).waitFor();
    const address = page.url();
    await dialog(page).getByRole('button', { name: 'Watchlist' }).and(page.locator('[aria-pressed]:enabled')).waitFor();
    await axe(page, 'a play');
    await page.keyboard.press('Escape');
    await page.waitForURL('**/history');
    await until(() => opener.evaluate((button) => button === document.activeElement));
    await page.goto(address);
    await dialog(page).getByRole('heading', { name: 'Breaking Bad, S1 E1' }).waitFor();
    await page.goto(address.replace(/play=.*/, 'play=0000000000000000'));
    await dialog(page).getByText('This play is not there any more.').waitFor();
  });

  test('it is rated in halves by arrow keys, listed and given a status', async () => {
    const { page } = await visitor('fay');
    await row(page, 'Inception').locator('.open').click();
    const stars = dialog(page).getByRole('slider', { name: /Your rating of Inception/ });
    await stars.and(page.locator(':enabled')).waitFor();
    await stars.focus();
    for (let half = 0; half < 9; half += 1) await page.keyboard.press('ArrowRight');
    // Leaving at once takes nothing of it back.
    await page.keyboard.press('Escape');
    await row(page, 'Inception').locator('.open').click();
    const rating = async () => (await ask(page, 'GET', 'ratings')).ratings.map((it) => it.rating);
    await until(async () => (await rating()).join() === '90');
    await dialog(page).getByRole('button', { name: 'Watchlist' }).click();
    await dialog(page).getByRole('button', { name: 'Watchlist', pressed: true }).waitFor();
    await dialog(page).getByLabel('Status').selectOption('completed');
    await until(async () => (await ask(page, 'GET', 'status')).statuses[0]?.status === 'completed');
    await until(async () => (await ask(page, 'GET', 'watchlist')).items.length === 1);
    await page.keyboard.press('Escape');
    await row(page, 'Inception').locator('.open').click();
    await until(async () => await stars.inputValue() === '9');
    await dialog(page).getByRole('button', { name: 'Take the rating back' }).click();
    await until(async () => (await rating()).length === 0);
    // An episode, or the series it is of.
    await page.keyboard.press('Escape');
    await row(page, 'Breaking Bad').locator('.open').click();
    await dialog(page).getByRole('button', { name: 'The whole series' }).click();
    await dialog(page).getByRole('button', { name: 'Collection' }).click();
    await until(async () => (await ask(page, 'GET', 'collection')).items[0]?.work.kind === 'show');
  });

  test('where it arrived is told, and it is removed there too', async () => {
    const { page, ...gil } = await visitor('gil', { services: ['trakt'], plays: [PLAYS[0]] });
    await ask(page, 'PATCH', 'user/services/trakt/settings', { sync_history: true });
    const there = async () => (await stage.world.control('state')).trakt.history.filter(({ user }) => user === 'gil').length;
    await until(async () => await there() === 1);
    await row(page, 'Inception').locator('.open').click();
    await dialog(page).locator('.facts li').filter({ hasText: /^Trakt/ }).first().waitFor();
    await dialog(page).getByRole('button', { name: 'Remove everywhere' }).click();
    await page.getByText('Your history is empty').waitFor();
    await until(async () => await there() === 0);
    assert.deepEqual(gil.troubles, []);
  });

  test('its time and its title are corrected, and what was removed comes back as it was', async () => {
    const { page } = await visitor('hal');
    await row(page, 'Inception').locator('.open').click();
    await dialog(page).getByRole('button', { name: 'Correct the time' }).click();
    await dialog(page).getByLabel('Day and time').fill('2026-03-03T21:15');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).getByText('March 3, 2026, 09:15 PM').first().waitFor();
    await dialog(page).getByRole('button', { name: 'Correct the title' }).click();
    await dialog(page).getByLabel(/Search for a film/).fill('fight club');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: /Choose Fight Club/ }).first().click();
    await dialog(page).getByRole('heading', { name: /Fight Club/ }).waitFor();
    const [play] = (await held(page)).filter(({ work }) => work.title === 'Fight Club');
    assert.equal(play.watched_at, '2026-03-03T21:15:00.000Z');
    assert.deepEqual(play.told_by.map(({ id }) => id), ['evening-1']);
    const before = await held(page);
    assert.equal(before.length, PLAYS.length);
    await dialog(page).getByRole('button', { name: 'Remove everywhere' }).click();
    await row(page, 'Fight Club').waitFor({ state: 'detached' });
    await until(async () => (await held(page)).length === PLAYS.length - 1);
    await notice(page, 'is removed').getByRole('button', { name: 'Undo' }).click();
    await row(page, 'Fight Club').waitFor();
    // It is shown before the hub is told.
    await until(async () => (await held(page)).length === PLAYS.length);
    assert.deepEqual(await held(page), before);
  });

  test('music is added by what it is called, and corrected the same way', async () => {
    const { page } = await visitor('mia', { plays: [] });
    await page.getByRole('button', { name: 'Add a play' }).first().click();
    await dialog(page).getByRole('button', { name: 'Music' }).press('Enter');
    await axe(page, 'a track to be added');
    await dialog(page).getByLabel('Title').fill('Kelly');
    await dialog(page).getByLabel('Artist').fill('Air');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Air', { exact: true }).waitFor();
    assert.equal(await dialog(page).getByRole('radio').count(), 3, 'nobody knows when it came out');
    await dialog(page).getByRole('button', { name: 'Mark as heard' }).click();
    await row(page, 'Kelly').locator('.open').click();
    await dialog(page).getByRole('button', { name: 'Correct the title' }).click();
    await dialog(page).getByLabel('Title').fill('Kelly Watch the Stars');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).getByRole('heading', { name: /Kelly Watch the Stars/ }).waitFor();
    assert.deepEqual((await held(page)).map(({ work }) => [work.kind, work.title, work.artist]), [['track', 'Kelly Watch the Stars', 'Air']]);
  });

  test('a title that was wrong once is right the next time, until that is undone', async () => {
    const { page } = await visitor('uma', { plays: [] });
    const wrong = { kind: 'movie', title: 'Thelong Wayround', year: 2026, ids: { imdb: 'tt99990404' } };
    const watch = async (days) => {
      const { watched, stopped } = play(wrong, { at: Date.now() - days * 86_400_000 });
      await ask(page, 'POST', 'scrobble', { facts: [watched, stopped] });
      await page.reload();
    };
    const correct = async () => {
      await row(page, 'Thelong Wayround').locator('.open').click();
      await dialog(page).getByRole('button', { name: 'Correct the title' }).click();
      await dialog(page).getByLabel(/Search for a film/).fill('fight club');
      await page.keyboard.press('Enter');
      await dialog(page).getByRole('button', { name: /Choose Fight Club/ }).first().click();
      await dialog(page).getByRole('heading', { name: /Fight Club/ }).waitFor();
      await page.keyboard.press('Escape');
    };
    const kept = async () => (await ask(page, 'GET', 'corrections')).corrections.map(({ source, work }) => [source.title, work.title]);
    await watch(9);
    await correct();
    await until(async () => (await kept()).length === 1);
    assert.deepEqual(await kept(), [['Thelong Wayround', 'Fight Club']]);
    await notice(page, 'the next one like it').getByRole('button', { name: 'Undo' }).click();
    await row(page, 'Thelong Wayround').waitFor();
    await until(async () => (await kept()).length === 0);
    await correct();
    await watch(5);
    await until(async () => (await titles(page)).join() === 'Fight Club,Fight Club');
  });

  test('several are chosen with Shift, rated, listed, removed, and all that is undone', async () => {
    const { page } = await visitor('ivy');
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.locator('.mark-box').first().press('Space');
    await page.locator('.mark-box').nth(3).click({ modifiers: ['Shift'] });
    const bar = page.getByRole('toolbar', { name: '4 selected' });
    await bar.waitFor();
    await axe(page, 'several selected');
    await bar.getByRole('button', { name: 'Collection' }).click();
    await until(async () => (await ask(page, 'GET', 'collection')).items.length === 4);
    await notice(page, '4 titles are in your collection.').getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await ask(page, 'GET', 'collection')).items.length === 0);
    const before = await held(page);
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.locator('.mark-box').first().press('Space');
    await page.keyboard.press('Escape');
    await page.getByRole('toolbar').waitFor({ state: 'detached' });
    await page.locator('.mark-box').first().press('Space');
    await page.locator('.mark-box').nth(1).press('Space');
    await page.getByRole('toolbar').getByRole('button', { name: 'Remove' }).click();
    await until(async () => (await held(page)).length === 4);
    await until(async () => (await titles(page)).length === 4);
    await notice(page, '2 plays are removed').getByRole('button', { name: 'Undo' }).click();
    await row(page, 'Inception').waitFor();
    await until(async () => (await held(page)).length === PLAYS.length);
    assert.deepEqual(await held(page), before);
  });

  test('what the hub refuses looks as it did before, and says why', async () => {
    const { page } = await visitor('jan');
    await page.route('**/api/v1/history', (route) => (route.request().method() === 'DELETE'
      ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ code: 'internal', detail: 'Not today.' }) })
      : route.fallback()));
    await row(page, 'Inception').locator('.open').click();
    await dialog(page).getByRole('button', { name: 'Remove everywhere' }).click();
    await notice(page, 'Something went wrong in the hub.').waitFor();
    await until(async () => (await titles(page)).length === 6);
    await row(page, 'Inception').waitFor();
  });

  test('the lists: what is on them comes off, and on again', async () => {
    const { page } = await visitor('kim');
    await ask(page, 'PUT', 'ratings', { ratings: [{ work: inception, rating: 80, rated_at: '2026-03-06T20:00:00Z' }, { work: matrix, rating: 60 }] });
    await ask(page, 'PUT', 'status', { statuses: [{ work: matrix, status: 'current' }] });
    await page.getByRole('link', { name: 'Ratings' }).click();
    await page.waitForURL('**/history?view=ratings');
    await page.getByRole('slider', { name: /Inception/ }).waitFor();
    await axe(page, 'ratings');
    const { ratings } = await ask(page, 'GET', 'ratings');
    await page.getByRole('button', { name: /^Take Inception .* off the list/ }).click();
    await until(async () => (await ask(page, 'GET', 'ratings')).ratings.length === 1);
    await notice(page, 'is not rated any more').getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await ask(page, 'GET', 'ratings')).ratings.length === 2);
    assert.deepEqual((await ask(page, 'GET', 'ratings')).ratings, ratings);
    // The way back of one is not that of the other.
    await page.getByRole('button', { name: /^Take Inception .* off the list/ }).click();
    await page.getByRole('button', { name: /^Take The Matrix .* off the list/ }).click();
    await page.getByText('Nothing is rated yet').waitFor();
    await page.locator('.notice').filter({ hasText: 'Inception' }).last().getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('slider', { name: /Inception/ }).waitFor();
    assert.equal(await page.getByRole('slider').count(), 1);
    await until(async () => (await ask(page, 'GET', 'ratings')).ratings.length === 1);
    await page.getByRole('link', { name: 'Status' }).click();
    await page.getByLabel(/^Status of The Matrix/).selectOption('dropped');
    await until(async () => (await ask(page, 'GET', 'status')).statuses[0].status === 'dropped');
    await page.getByRole('link', { name: 'Loved' }).click();
    await page.getByText('No track is loved yet').waitFor();
    await axe(page, 'an empty list');
  });

  test('a slow hub shows where plays will be, a broken one says so, and both are got over', async () => {
    // What a service worker asks for goes by no route of the test.
    const { page } = await visitor('lou', { options: { serviceWorkers: 'block' } });
    let broken = true;
    let open;
    const slow = new Promise((resolve) => { open = resolve; });
    await page.route('**/api/v1/history?*', async (route) => {
      await slow;
      if (broken) await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"internal","detail":"Back soon."}' });
      else await route.fallback();
    });
    await page.reload();
    await page.locator('.history-page').getByRole('status', { name: 'Loading…' }).waitFor();
    await axe(page, 'a history that is awaited');
    open();
    await page.getByRole('alert').getByText('Something went wrong in the hub.').waitFor();
    await axe(page, 'a history that did not come');
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await row(page, 'Inception').waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('without a network a removal is shown, kept, and told when it is back', async () => {
    const { page, context } = await visitor('mia');
    await context.setOffline(true);
    await row(page, 'Inception').locator('.open').click();
    await dialog(page).getByRole('button', { name: 'Remove everywhere' }).click();
    await row(page, 'Inception').waitFor({ state: 'detached' });
    await context.setOffline(false);
    await until(async () => (await held(page)).length === 5);
    await until(async () => (await titles(page)).length === 5);
    assert.equal((await titles(page)).includes('Inception'), false);
  });

  test('on a phone it fits, and a long press chooses', async () => {
    const { page } = await visitor('ned', { options: { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true } });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await page.getByRole('button', { name: 'Filter' }).tap();
    await page.getByLabel('Kind').waitFor();
    await row(page, 'Inception').locator('.open').evaluate((button) => button.dispatchEvent(
      new PointerEvent('contextmenu', { pointerType: 'touch', bubbles: true, cancelable: true }),
    ));
    await page.getByRole('toolbar', { name: '1 selected' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await axe(page, 'a phone');
  });

  describe('of 20,000 plays', () => {
    const COUNT = 20_000;
    const HOUR = 3_600_000;
    const FIRST = Date.parse('2026-03-05T20:00:00Z');
    let page;

    before(async () => {
      ({ page } = await stage.visitor('olga', [], { timezoneId: 'UTC' }));
      const rows = Array.from({ length: COUNT }, (_, at) => ({
        listing: 'history', work: { kind: 'movie', title: `Slow Film ${at}`, ids: {} }, at: FIRST - at * HOUR,
      }));
      const file = JSON.stringify({ playtally: 1, exportedAt: new Date(FIRST).toISOString(), rows });
      const { import: { id } } = await page.evaluate(async (body) => (
        (await fetch('/api/v1/import?name=years.json', { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body })).json()), file);
      const state = async () => (await ask(page, 'GET', `import/${id}`)).import.state;
      await until(async () => await state() === 'ready');
      await ask(page, 'POST', `import/${id}/run`);
      await until(async () => await state() === 'done');
      await page.goto(`${stage.world.origin}/history`);
      await page.getByText('20,000 plays', { exact: true }).waitFor();
    });

    /** What is drawn in the window: each row's place, and its title. */
    const seen = () => page.evaluate(() => [...document.querySelectorAll('.watched')].filter((it) => {
      const { top, bottom } = it.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    }).map((it) => [Number(it.dataset.index), it.querySelector('b')?.innerText]));

    async function right() {
      let rows;
      await until(async () => {
        rows = await seen();
        return rows.length > 0 && rows.every(([, title]) => title);
      });
      for (const [index, title] of rows) assert.equal(title, `Slow Film ${index}`);
      assert.ok(await page.locator('.watched').count() < 60, 'few are in the page');
      return rows.map(([index]) => index);
    }

    test('any place shows the right plays, and few rows are in the page', async () => {
      assert.ok((await right()).includes(0));
      for (const share of [0.37, 0.99, 0.5, 0.1]) {
        await page.evaluate((to) => scrollTo(0, to * document.documentElement.scrollHeight), share);
        const places = await right();
        assert.ok(Math.abs(places[0] / COUNT - share) < 0.02, `${places[0]} at ${share}`);
      }
    });

    test('the keyboard goes to the end and back', async () => {
      await page.evaluate(() => scrollTo(0, 0));
      await right();
      const focused = () => page.evaluate(() => Number(document.activeElement.closest('.watched')?.dataset.index));
      await page.locator('[data-index="0"] .open').focus();
      await page.keyboard.press('ArrowDown');
      await until(async () => await focused() === 1);
      await page.keyboard.press('PageDown');
      await until(async () => await focused() > 3);
      await page.keyboard.press('End');
      await until(async () => await focused() === COUNT - 1);
      assert.ok((await right()).includes(COUNT - 1));
      await page.keyboard.press('Home');
      await until(async () => await focused() === 0);
      assert.ok((await right()).includes(0));
    });

    test('one in the middle is removed, and the others close up', async () => {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
      const [, , index] = await right();
      const title = `Slow Film ${index}`;
      await row(page, title).first().locator('.open').click();
      await dialog(page).getByRole('button', { name: 'Remove everywhere' }).click();
      await page.locator(`[data-index="${index}"] b`).filter({ hasText: `Slow Film ${index + 1}` }).waitFor();
      await page.getByText('19,999 plays', { exact: true }).waitFor();
      await page.waitForFunction((next) => document.activeElement.closest('.watched')?.dataset.index === String(next), index);
      await notice(page, 'is removed').getByRole('button', { name: 'Undo' }).click();
      await page.getByText('20,000 plays', { exact: true }).waitFor();
      assert.ok((await right()).includes(index));
    });
  });
});
