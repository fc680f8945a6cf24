// The library in numbers: what the hub counted is drawn, told in words and tables, and can be taken along.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { openStage } from './stage.mjs';

const show = (tmdb, title, plays, minutes) => ({ title, work: { kind: 'show', title, ids: { tmdb } }, plays, minutes });
const film = (tmdb, title, year, plays, minutes) => ({ title: `${title} (${year})`, work: { kind: 'movie', title, year, ids: { tmdb } }, plays, minutes });

/** What the hub says of one year: 9 plays of episodes, 3 of films, 2 of tracks. */
const YEAR = {
  totals: {
    episode: { plays: 9, works: 8, minutes: 420, unmeasured: 0 },
    movie: { plays: 3, works: 2, minutes: 360, unmeasured: 0 },
    track: { plays: 2, works: 1, minutes: 0, unmeasured: 2 },
  },
  undated: 0,
  months: [{ from: '2024-02', plays: { episode: 5, movie: 1 }, minutes: 320 }, { from: '2024-03', plays: { episode: 4, movie: 2, track: 2 }, minutes: 460 }],
  weeks: [
    { from: '2024-02-26', plays: { episode: 5, movie: 1 }, minutes: 320 },
    { from: '2024-03-04', plays: { episode: 4, movie: 2, track: 2 }, minutes: 460 },
  ],
  days: [['2024-02-29', 6, 320], ['2024-03-04', 4, 210], ['2024-03-05', 4, 250]],
  ratings: [0, 0, 0, 1, 0, 0, 2, 0, 5, 2],
  streak: { current: 2, longest: 4 },
  shows: [show(99000010, 'Slow Boats', 7, 330), show(1396, 'Breaking Bad', 2, 90)],
  films: [film(27205, 'Inception', 2010, 2, 240), film(603, 'The Matrix', 1999, 1, 120)],
  artists: [{ title: 'The Demo Ensemble', plays: 2, minutes: 0 }],
  binges: [{ title: 'Slow Boats', day: '2024-02-29', episodes: 5, minutes: 235 }],
};
/** Of all time: seven years, the plays of the year before in one month. */
const WHOLE = {
  ...YEAR,
  undated: 1,
  months: [2017, 2018, 2019, 2020, 2021, 2022].map((year) => ({ from: `${year}-07`, plays: { movie: 1 }, minutes: 100 })).concat(YEAR.months),
};
const NOTHING = { totals: {}, undated: 0, months: [], weeks: [], days: [], ratings: YEAR.ratings.map(() => 0), streak: { current: 0, longest: 0 }, shows: [], films: [], artists: [], binges: [] };

describe('statistics', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  /** Somebody on this page; the hub counts as `answers` says for the query that is asked. */
  async function visit(name, answer, { path = '/statistics', ...options } = {}) {
    const someone = await stage.visitor(name, [], { serviceWorkers: 'block', ...options });
    const { page } = someone;
    if (answer) await counts(page, answer);
    await page.goto(stage.world.origin + path);
    return someone;
  }

  const counts = (page, answer) => page.route('**/api/v1/stats*', (route) => answer(route, new URL(route.request().url()).searchParams.get('from')));
  const full = (route, from) => route.fulfill({ json: { null: WHOLE, 2024: YEAR }[from] ?? NOTHING });
  const picture = (page, name) => page.locator(`[data-chart=${name}]`);

  async function cells(page, name) {
    await picture(page, name).getByText('As a table').click();
    await picture(page, name).locator('tbody tr').first().waitFor();
    return picture(page, name).locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText)));
  }

  test('what is played shows up: counted by the hub, its genres from the catalogue', async () => {
    const someone = await stage.visitor('ada', []);
    const { page } = someone;
    const send = (method, path, data) => someone.context.request.fetch(`${stage.world.origin}/api/v1/${path}`, { method, headers: { origin: stage.world.origin }, data });
    const episode = (number) => ({ kind: 'episode', show: { title: 'Slow Boats', ids: { tmdb: 99000010 } }, season: 1, number, ids: {} });
    const plays = [1, 2, 3].map((number) => ({ work: episode(number), watched_at: `2023-05-0${number}T18:00:00Z` }));
    plays.push({ work: { kind: 'movie', title: 'Inception', year: 2010, ids: { tmdb: 27205 } }, watched_at: '2022-01-05T18:00:00Z' });
    assert.equal((await send('POST', 'history', { plays })).status(), 201);
    await send('PUT', 'ratings', { ratings: [{ work: plays[3].work, rating: 90 }] });
    await someone.go('statistics');
    await page.getByRole('link', { name: '2023' }).and(page.locator('[aria-current]')).waitFor();
    assert.deepEqual(await cells(page, 'kinds'), [['Episodes', '3 plays', '3', '0 h']]);
    assert.deepEqual(await cells(page, 'shows'), [['Slow Boats', '3 plays', '0 h']]);
    assert.deepEqual(await cells(page, 'genres'), [['Drama', '3 plays'], ['Comedy', '3 plays']]);
    await picture(page, 'genres').getByText('which make 3 of 3 plays (100%)').waitFor();
    await picture(page, 'genres').getByRole('link', { name: /TMDB/ }).waitFor();
    await page.getByText('Hours are shown once the length of most plays is known').waitFor();
    await picture(page, 'ratings').getByText('1 rating, 4.5 stars on average.').waitFor();
    await page.getByRole('link', { name: '2022' }).click();
    await page.getByRole('link', { name: '2022' }).and(page.locator('[aria-current]')).waitFor();
    await picture(page, 'weeks').getByRole('img', { name: /Jan 3/ }).waitFor();
    assert.deepEqual(await cells(page, 'weeks'), [['Week of Jan 3', '1 play', '0 h']]);
    assert.deepEqual(someone.troubles, []);
  });

  test('a year: every day, every week, kinds, streaks, what there was most of', async () => {
    const { page, troubles } = await visit('bea', full);
    await picture(page, 'genres').waitFor();
    await page.getByRole('link', { name: '2024' }).and(page.locator('[aria-current]')).waitFor();
    const days = picture(page, 'days');
    await days.getByRole('img', { name: 'Every day of 2024. 14 plays on 3 of 366 days. The most on Thursday, February 29: 6 plays.' }).waitFor();
    assert.deepEqual(await cells(page, 'days'), [['Thursday, February 29', '6 plays', '5.3 h'], ['Monday, March 4', '4 plays', '3.5 h'], ['Tuesday, March 5', '4 plays', '4.2 h']]);
    // A square a day.
    await until(async () => (await days.locator('rect.tone-line').count()) === 366);
    const filled = await days.locator('rect.tone-accent').evaluateAll((all) => all.map((one) => Number(one.getAttribute('width'))));
    assert.equal(filled.length, 3);
    assert.ok(filled[0] > filled[1], 'more is a larger square, not another colour alone');
    assert.deepEqual(await cells(page, 'weeks'), [['Week of Feb 26', '6 plays', '5.3 h'], ['Week of Mar 4', '8 plays', '7.7 h']]);
    assert.deepEqual(await cells(page, 'kinds'), [['Films', '3 plays', '2', '6 h'], ['Episodes', '9 plays', '8', '7 h'], ['Tracks', '2 plays', '1', '0 h']]);
    assert.deepEqual((await cells(page, 'films')).map(([title]) => title), ['Inception (2010)', 'The Matrix (1999)']);
    assert.deepEqual((await cells(page, 'artists')).map(([title]) => title), ['The Demo Ensemble']);
    assert.deepEqual((await cells(page, 'ratings')).slice(8), [['4.5', '5'], ['5', '2']]);
    await page.getByText('5 episodes · 3.9 h · Feb 29, 2024').waitFor();
    await page.locator('.runs').getByText('4 days').waitFor();
    await page.getByText('The time leaves out 2 plays').waitFor();
    assert.deepEqual(troubles, []);
    await axe(page, 'a year');
  });

  test('what is played while one looks is counted in', async () => {
    const someone = await stage.visitor('lea', ['trakt']);
    await someone.choose('lake');
    await someone.play();
    await someone.go('statistics');
    assert.deepEqual((await cells(someone.page, 'kinds')).map(([kind, plays]) => [kind, plays]), [['Films', '1 play']]);
    const elsewhere = await someone.openTab();
    await someone.choose('locks', '16', elsewhere);
    await someone.play({}, elsewhere);
    await someone.page.bringToFront();
    await picture(someone.page, 'kinds').getByRole('rowheader', { name: 'Episodes' }).waitFor();
  });

  test('a day says what it is when it is pointed at', async () => {
    const { page } = await visit('cai', full);
    const days = picture(page, 'days');
    await days.locator('[data-said^="Monday, March 4"]').last().hover();
    await days.locator('.chart-said').getByText('Monday, March 4: 4 plays, 3.5 h').waitFor();
    await days.getByRole('heading').hover();
    await days.locator('.chart-said').getByText('14 plays on 3 of 366 days').waitFor();
  });

  test('the address says which time it is: links, the way back, a list of earlier years', async () => {
    const { page } = await visit('dai', full, { path: '/statistics?year=all' });
    await picture(page, 'years').waitFor();
    assert.deepEqual((await cells(page, 'years')).map(([year]) => year), ['2017', '2018', '2019', '2020', '2021', '2022', '2024']);
    await page.getByText('1 play without a date').waitFor();
    await page.getByRole('link', { name: '2024' }).click();
    await picture(page, 'days').waitFor();
    await page.waitForURL(({ search }) => search === '?year=2024');
    await page.getByLabel('Earlier').selectOption('2018');
    await page.getByRole('heading', { name: 'Nothing in 2018' }).waitFor();
    await picture(page, 'ratings').waitFor();
    await axe(page, 'a quiet year');
    await page.goBack();
    await picture(page, 'days').waitFor();
    await page.goBack();
    await picture(page, 'years').waitFor();
    await axe(page, 'all time');
  });

  test('each picture is taken along, as PNG and as SVG, by the keyboard too', async () => {
    const { page, troubles } = await visit('eli', full);
    await picture(page, 'days').waitFor();
    async function save(kind) {
      const download = page.waitForEvent('download');
      await picture(page, 'days').getByRole('button', { name: new RegExp(`Every day of 2024: save as an? ${kind} picture`) }).press('Enter');
      const file = await download;
      assert.equal(file.suggestedFilename(), `playtally-days.${kind.toLowerCase()}`);
      return readFile(await file.path());
    }
    const svg = (await save('SVG')).toString();
    const drawn = await page.evaluate((text) => {
      const made = new DOMParser().parseFromString(text, 'image/svg+xml');
      const all = [...made.querySelectorAll('rect')];
      return {
        broken: made.querySelector('parsererror')?.textContent, title: made.querySelector('title').textContent, squares: all.length,
        colours: new Set(all.map((one) => one.getAttribute('fill'))).size, unpainted: all.filter((one) => !one.getAttribute('fill').startsWith('rgb')).length,
      };
    }, svg);
    assert.deepEqual(drawn, { broken: undefined, title: 'Every day of 2024', squares: 1 + 366 + 3, colours: 3, unpainted: 0 });
    const png = await save('PNG');
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    const pixels = await page.evaluate(async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      pen.drawImage(bitmap, 0, 0);
      const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
      const colours = new Set();
      for (let at = 0; at < data.length; at += 4) colours.add(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`);
      const accent = getComputedStyle(document.querySelector('.tone-accent')).fill;
      return { accent: colours.has(accent), wide: bitmap.width };
    }, [...png]);
    assert.ok(pixels.accent, 'it shows what the page shows');
    const shown = await picture(page, 'days').locator('svg').getAttribute('width');
    assert.equal(pixels.wide, 2 * (Number(shown) + 48));
    assert.deepEqual(troubles, []);
  });

  test('where nothing was played, it is said how something comes', async () => {
    const { page } = await visit('fay');
    await page.getByRole('heading', { name: 'Nothing to count yet' }).waitFor();
    await axe(page, 'nothing');
    await page.getByRole('link', { name: 'Import a history' }).click();
    await page.locator('main[data-page=import]').waitFor();
  });

  test('a slow hub leaves the places empty; one that fails is said, and asked again', async () => {
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    let fails = true;
    const { page } = await visit('gus', async (route, from) => {
      await held;
      if (fails) await route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ status: 500, code: 'internal', title: 'x', detail: 'The hub tripped.' }) });
      else await full(route, from);
    });
    await page.locator('.statistics').getByRole('status', { name: 'Loading' }).waitFor();
    await axe(page, 'loading');
    go();
    await page.getByRole('alert').getByText('Something went wrong in the hub.').waitFor();
    await axe(page, 'failed');
    fails = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await picture(page, 'days').waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('without a network it says so, and goes on by itself', async () => {
    const someone = await visit('hal', undefined, { path: '/' });
    const { page } = someone;
    await counts(page, full);
    await page.route('**/api/v1/stats', (route) => route.abort());
    await someone.go('statistics');
    await page.getByRole('alert').getByText('The hub cannot be reached.').waitFor();
    await someone.context.setOffline(true);
    await page.unroute('**/api/v1/stats');
    await someone.context.setOffline(false);
    await picture(page, 'days').waitFor();
  });

  test('what was looked at last is there without a network', async () => {
    const someone = await stage.visitor('ida', []);
    const { page } = someone;
    await someone.context.request.post(`${stage.world.origin}/api/v1/history`, {
      headers: { origin: stage.world.origin },
      data: { plays: [{ work: { kind: 'movie', title: 'Inception', year: 2010, ids: { tmdb: 27205 } }, watched_at: '2022-01-05T18:00:00Z' }] },
    });
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.goto(`${stage.world.origin}/statistics`);
    await picture(page, 'kinds').waitFor();
    await someone.context.setOffline(true);
    await page.reload();
    await picture(page, 'kinds').waitFor();
    await someone.context.setOffline(false);
  });

  test('a catalogue that is missing, or out of order, is said in its place', async () => {
    const problem = (status, code, detail) => ({ status, contentType: 'application/problem+json', body: JSON.stringify({ status, code, title: 'x', detail }) });
    const { page } = await visit('jo', undefined, { path: '/' });
    await counts(page, full);
    await page.route('**/api/v1/metadata/**', (route) => route.fulfill(problem(503, 'not_configured', 'x')));
    await page.goto(`${stage.world.origin}/statistics`);
    await page.getByText('this hub has none set up').waitFor();
    await page.unroute('**/api/v1/metadata/**');
    await page.route('**/api/v1/metadata/**', (route) => route.fulfill(problem(503, 'a_new_one', 'TMDB is asleep.')));
    await page.reload();
    await page.getByText('TMDB is asleep.').waitFor();
    await picture(page, 'days').waitFor();
  });

  test('on a phone the year goes on in rows, and nothing sticks out; in German too', async () => {
    const { page } = await visit('kim', full, { viewport: { width: 360, height: 740 }, locale: 'de' });
    await picture(page, 'genres').waitFor();
    await page.getByRole('heading', { name: 'Jeder Tag des Jahres 2024' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    const out = await page.locator('.chart svg').evaluateAll((all) => all.flatMap((svg) => [...svg.querySelectorAll('rect, text')]
      .filter((shape) => { const { x, width } = shape.getBBox(); return x < -1 || x + width > svg.viewBox.baseVal.width + 1; }).map((shape) => shape.outerHTML)));
    assert.deepEqual(out, []);
    const side = await picture(page, 'days').locator('rect.tone-line').first().getAttribute('width');
    assert.ok(Number(side) >= 9, 'a day can be seen');
    await axe(page, 'a phone');
    const wide = await picture(page, 'weeks').locator('svg').getAttribute('width');
    await page.setViewportSize({ width: 768, height: 900 });
    await page.waitForFunction((before) => document.querySelector('[data-chart=weeks] svg').getAttribute('width') !== before, wide);
  });
});
