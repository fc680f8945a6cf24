// What is brought: seen before anything is kept, run, cancelled, and gone on with after the browser was closed.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { forget, openStage } from './stage.mjs';

const WIDTHS = [360, 768, 1440];

const films = (count) => ['Title,Date', ...Array.from({ length: count }, (_, at) => {
  const day = new Date(Date.UTC(1990, 0, 1 + (at % 10_000))).toISOString().slice(0, 10);
  return `Slow Film Number ${at},${day}`;
})].join('\n');

const bring = (page, name, text) => page.locator('#import-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const job = (page, name) => page.locator('#import article').filter({ has: page.getByRole('heading', { name, exact: true }) });
const state = (page, name, is, more) => job(page, name).and(page.locator(`[data-state=${is}]`)).waitFor(more);
const tab = (mine, name) => mine.getByRole('tab', { name });

async function fits(page, what) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${what} at ${width}`);
  }
}

describe('import', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  async function visitor(name, services = [], options) {
    const someone = await stage.visitor(name, services, options);
    await someone.go('import');
    return someone;
  }

  test('the whole way, by keyboard: what it is, what it asks, what is in it, and what became of it', async () => {
    const { page, troubles } = await visitor('ines');
    const { keyboard } = page;
    await page.getByRole('heading', { name: 'Nothing was imported yet' }).waitFor();
    await axe(page, 'nothing yet');
    const file = 'Title,Date\nSea Clocks,03/04/2024\nRope,05/04/2024\n"Tides: Ebb",06/04/2024\nNobody,soon\n';
    await bring(page, 'netflix.csv', file);
    const mine = job(page, 'netflix.csv');
    await mine.getByText('This is a Netflix viewing history.').waitFor();
    await mine.getByText('It does not say everything. Please answer first.').waitFor();
    await axe(page, 'questions');
    await mine.getByRole('radio', { name: 'April 3, 2024' }).focus();
    await keyboard.press('Space');
    await keyboard.press('Enter');
    await state(page, 'netflix.csv', 'ready');
    await mine.getByText('Nothing is kept yet. 2 new, 1 unclear, 1 refused.').waitFor();
    await mine.getByText(/^Days are told by the clock of /).waitFor();
    await mine.getByRole('listitem', { name: 'Tides: Ebb' }).waitFor();
    await axe(page, 'unclear rows');
    await fits(page, 'unclear rows');

    await mine.getByRole('button', { name: /^Tides: Ebb is the film/ }).press('Enter');
    await mine.getByText('Nothing is kept yet. 3 new, 1 refused.').waitFor();
    // The focus is kept.
    await page.waitForFunction(() => document.activeElement !== document.body);

    await tab(mine, /^New 3$/).focus();
    await keyboard.press('ArrowRight');
    await mine.getByRole('cell', { name: /^Refused\. / }).waitFor();
    await page.waitForURL(({ searchParams }) => searchParams.get('rows') === 'refused');
    await keyboard.press('ArrowLeft');
    await mine.getByRole('row', { name: /Rope/ }).waitFor();
    await axe(page, 'new rows');
    await fits(page, 'new rows');
    const rope = mine.getByRole('checkbox', { name: 'Import Rope' });
    await rope.press('Space');
    await mine.getByText('Nothing is kept yet. 2 new, 1 refused, 1 left out.').waitFor();
    await until(async () => !(await rope.isChecked()));
    await tab(mine, /^Left out/).click();
    await mine.getByRole('button', { name: 'Take all of these back in' }).press('Enter');
    await mine.getByText('Nothing is kept yet. 3 new, 1 refused.').waitFor();
    await mine.getByRole('button', { name: /^Import 3 new rows/ }).press('Enter');
    await mine.getByText('Imported. 3 new, 1 refused.').waitFor();
    await axe(page, 'done');
    const [said, own] = await page.evaluate(async () => [
      (await (await fetch('/api/v1/user/time_zone')).json()).time_zone,
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    ]);
    assert.equal(said, own, 'whose days they are');

    const [report] = await Promise.all([page.waitForEvent('download'), mine.getByRole('button', { name: /^Report as CSV/ }).click()]);
    assert.equal(report.suggestedFilename(), 'netflix-report.csv');
    const lines = (await readFile(await report.path(), 'utf8')).trim().split('\r\n');
    assert.deepEqual(lines.map((line) => line.split(',')[5]), ['outcome', 'new', 'new', 'new', 'refused']);

    await bring(page, 'again.csv', 'Title,Date\nSea Clocks,2024-04-03\n');
    await job(page, 'again.csv').getByText('Nothing is kept yet. 1 known already.').waitFor();
    await job(page, 'again.csv').getByRole('button', { name: /^Import 0 new rows/, disabled: true }).waitFor();
    await job(page, 'again.csv').getByRole('button', { name: /^Put it away/ }).click();
    await job(page, 'again.csv').waitFor({ state: 'detached' });

    await mine.getByRole('button', { name: /^Remove/ }).press('Enter');
    const asked = page.getByRole('dialog', { name: 'Remove netflix.csv?' });
    await asked.waitFor();
    await axe(page, 'asked before it is removed');
    await keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    await mine.getByRole('button', { name: /^Remove/ }).press('Enter');
    await asked.getByRole('button', { name: 'Take it out of the history' }).press('Enter');
    await mine.waitFor({ state: 'detached' });
    await page.getByText('What netflix.csv brought is out of your history again.').waitFor();
    const history = await page.request.get(`${stage.world.origin}/api/v1/history`);
    assert.deepEqual((await history.json()).plays, []);
    assert.deepEqual(troubles, []);
  });

  test('what was brought may stay when the import goes', async () => {
    const { page } = await visitor('otto');
    await bring(page, 'kept.csv', films(2));
    await state(page, 'kept.csv', 'ready');
    await job(page, 'kept.csv').getByRole('button', { name: /^Import 2 new rows/ }).click();
    await state(page, 'kept.csv', 'done');
    await job(page, 'kept.csv').getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('button', { name: 'Keep what it brought' }).click();
    await job(page, 'kept.csv').waitFor({ state: 'detached' });
    const history = await page.request.get(`${stage.world.origin}/api/v1/history`);
    assert.equal((await history.json()).plays.length, 2);
  });

  test('a file nobody can read: clear words, and what can be read', async () => {
    const { page } = await visitor('omar');
    await bring(page, 'holiday.png', '\u0089PNG\r\n\u001a\n');
    const alert = page.locator('#import').getByRole('alert');
    await alert.getByText('This is no file playtally can read.').waitFor();
    await page.getByRole('link', { name: 'letterboxd.com/settings/data' }).waitFor();
    await axe(page, 'a file nobody can read');
    await fits(page, 'a file nobody can read');
    await page.getByLabel('What it is').selectOption('letterboxd');
    await bring(page, 'netflix.csv', films(3));
    await alert.getByText('This is a Netflix viewing history; a Letterboxd export was expected.').waitFor();
    assert.equal(await page.locator('#import article').count(), 0);
    await page.getByLabel('What it is').selectOption('');
    await bring(page, 'netflix.csv', films(3));
    await state(page, 'netflix.csv', 'ready');
    await alert.waitFor({ state: 'hidden' });
    await page.evaluate(() => localStorage.setItem('playtally-page:language', 'de'));
    await page.reload();
    await page.getByLabel('Was es ist').selectOption('letterboxd');
    await bring(page, 'netflix-2.csv', films(3));
    await alert.getByText('Das ist ein Titelverlauf von Netflix. Erwartet war: ein Export von Letterboxd.').waitFor();
  });

  test('the whole page takes a file that is dropped', async () => {
    const { page } = await visitor('dina');
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }));
      return transfer;
    }, films(3));
    await page.dispatchEvent('nav.menu', 'dragenter', { dataTransfer: data });
    await page.getByText('Drop it here to see what is in it').waitFor();
    await page.dispatchEvent('nav.menu', 'drop', { dataTransfer: data });
    await state(page, 'dropped.csv', 'ready');
    assert.equal(await page.getByText('Drop it here to see what is in it').count(), 0);
  });

  test('all a connected account holds', async () => {
    const { page } = await visitor('kaia', ['trakt']);
    await page.getByRole('button', { name: 'Read Trakt' }).click();
    await job(page, 'Trakt').getByText('This is an account at Trakt.').waitFor();
    await state(page, 'Trakt', 'ready');
    await job(page, 'Trakt').getByRole('button', { name: /^Put it away/ }).click();
    await job(page, 'Trakt').waitFor({ state: 'detached' });
  });

  test('unclear rows: one answer for a whole series, another by search, and a way back', async () => {
    const { page } = await visitor('unna');
    await bring(page, 'netflix.csv', 'Title,Date\n"Slow Boats: Locks",2024-06-07\n"Slow Boats: Tides",2024-06-08\n"Tides: Ebb",2024-06-09\n');
    const mine = job(page, 'netflix.csv');
    await mine.getByText('Nothing is kept yet. 3 unclear.').waitFor();
    await mine.getByRole('button', { name: 'Slow Boats: Locks is an episode of Slow Boats' }).click();
    await mine.getByText('Nothing is kept yet. 2 new, 1 unclear.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await mine.getByText('Nothing is kept yet. 3 unclear.').waitFor();
    await mine.getByRole('button', { name: 'Something else… Tides: Ebb' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'What is “Tides: Ebb”?' });
    await dialog.getByRole('searchbox').fill('Inception');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'It is this: Inception' }).first().waitFor();
    await axe(page, 'searched by hand');
    await dialog.getByRole('button', { name: 'It is this: Inception' }).first().click();
    await mine.getByText('Nothing is kept yet. 1 new, 2 unclear.').waitFor();
    await mine.getByRole('button', { name: 'Leave all 2 out' }).click();
    await mine.getByText('Nothing is kept yet. 1 new, 2 left out.').waitFor();
  });

  test('a series that was marked in one go: on which days it is shown is asked', async () => {
    const { page } = await visitor('bina');
    const show = { title: 'Harbour Lights', year: 2024, ids: { imdb: 'tt99000020' } };
    const row = (number) => ({
      id: number, watched_at: `2025-03-05T20:${20 + number}:00.000Z`, action: 'watch', type: 'episode',
      episode: { season: 1, number, title: `Part ${number}`, ids: {} }, show,
    });
    await bring(page, 'history.json', JSON.stringify([1, 2, 3, 4, 5, 6].map(row)));
    await state(page, 'history.json', 'ready');
    const asked = job(page, 'history.json').getByRole('group', { name: /^One season seems to have been marked/ });
    await asked.getByRole('radio', { name: 'On the days they were aired, where that is known', checked: true }).waitFor();
    const told = page.waitForResponse((response) => response.request().method() === 'PATCH');
    await asked.getByRole('radio', { name: 'On the day they were marked' }).check();
    assert.equal((await told).status(), 200);
    await axe(page, 'marked in one go');
    await job(page, 'history.json').getByRole('button', { name: /^Import 6 new rows/ }).click();
    await state(page, 'history.json', 'done');
    const history = await (await page.request.get(`${stage.world.origin}/api/v1/history`)).json();
    assert.ok(history.plays.every((play) => play.shown_on === undefined), JSON.stringify(history.plays[0]));
  });

  test('a phone: all is there, and nothing is wider than it', async () => {
    const { page } = await visitor('pip', [], { viewport: { width: 360, height: 740 }, hasTouch: true });
    await bring(page, 'netflix.csv', films(60));
    await state(page, 'netflix.csv', 'ready');
    const mine = job(page, 'netflix.csv');
    await mine.getByRole('checkbox', { name: 'Import Slow Film Number 0', exact: true }).tap();
    await mine.getByText('Nothing is kept yet. 59 new, 1 left out.').waitFor();
    await mine.getByRole('button', { name: 'Show more rows' }).tap();
    await mine.getByRole('row', { name: /Slow Film Number 59/ }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await axe(page, 'on a phone');
  });

  test('a hub that is slow, away, or comes back', async () => {
    const someone = await visitor('hugo');
    const { page, context } = someone;
    await context.routeWebSocket('**/api/v1/live', () => {});
    let answer;
    let held;
    const hold = () => { held = new Promise((resolve) => { answer = resolve; }); };
    let away = true;
    hold();
    await context.route('**/api/v1/import', async (route) => {
      await held;
      await (away ? route.abort() : route.continue());
    });
    await forget(page);
    await page.reload();
    await page.getByRole('status', { name: 'Loading…' }).waitFor();
    await axe(page, 'slow');
    answer();
    await page.locator('#import').getByRole('alert').getByText('The hub cannot be reached.').waitFor();
    await axe(page, 'away');
    // The page asks by itself, too: no answer comes before it is asked to.
    hold();
    await page.locator('#import').getByRole('button', { name: 'Try again' }).click();
    away = false;
    answer();
    await page.getByRole('heading', { name: 'Nothing was imported yet' }).waitFor();
    await context.setOffline(true);
    await bring(page, 'later.csv', films(3));
    await page.locator('.bring').getByText('The hub cannot be reached.').waitFor();
    await context.setOffline(false);
    await page.locator('.bring').getByRole('button', { name: 'Try again' }).click();
    await state(page, 'later.csv', 'ready');
  });

  test('an answer of before does not stand in the way of how an import went on', async () => {
    const { page } = await visitor('ivan', [], { serviceWorkers: 'block' });
    let asked;
    const seen = new Promise((resolve) => { asked = resolve; });
    let told;
    const heard = new Promise((resolve) => { told = resolve; });
    // That it is ready comes after the page has asked how it stands, and before the answer.
    await page.routeWebSocket('**/api/v1/live', (socket) => {
      socket.connectToServer().onMessage(async (message) => {
        if (!/"type":"import"/.test(message)) return socket.send(message);
        const about = JSON.parse(message);
        if (about.state !== 'ready') return undefined;
        socket.send(JSON.stringify({ ...about, state: 'comparing' }));
        await seen;
        socket.send(message);
        return told();
      });
    });
    await page.reload();
    await page.getByRole('heading', { name: 'Nothing was imported yet' }).waitFor();
    // What is told by now is asked for no more.
    await page.getByRole('link', { name: 'Now', exact: true }).click();
    await page.locator('#playing').waitFor();
    await Promise.all([page.waitForResponse('**/api/v1/user/profiles'), page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))]);
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await page.route('**/api/v1/import', async (route) => {
      const response = await route.fetch();
      const { imports } = await response.json();
      asked();
      await heard;
      await page.evaluate(() => {});
      await route.fulfill({ response, json: { imports: imports.map((one) => ({ ...one, state: 'comparing' })) } });
    }, { times: 1 });
    // By somebody else, so that this page only hears of it.
    const answer = await page.request.post(`${stage.world.origin}/api/v1/import?name=quick.csv`, {
      headers: { origin: stage.world.origin, 'content-type': 'application/octet-stream' }, data: films(3),
    });
    assert.equal(answer.ok(), true);
    await state(page, 'quick.csv', 'ready');
  });

  test('a large file says how much of it has gone, and can be called off', async () => {
    const { page, context } = await visitor('ulla');
    const line = await context.newCDPSession(page);
    await line.send('Network.enable');
    const pace = (uploadThroughput) => line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await pace(30_000);
    await bring(page, 'large.csv', films(60_000));
    const bar = page.getByRole('progressbar', { name: 'Reading large.csv…' });
    await page.locator('.sending progress[value]').waitFor();
    await page.waitForFunction(() => document.querySelector('.sending progress').value > 0);
    await page.getByText('Sending large.csv…').waitFor();
    await axe(page, 'on its way');
    await fits(page, 'on its way');
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await bar.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.id === 'import-file');
    assert.equal(await page.locator('.bring .problem').count(), 0);
    await pace(-1);
    await bring(page, 'large.csv', films(3));
    await state(page, 'large.csv', 'ready');
    assert.equal(await page.locator('#import article').count(), 1);
  });

  test('cancelled, the browser closed, and gone on with', async () => {
    const rosa = await visitor('rosa');
    const { page } = rosa;
    await bring(page, 'years.csv', films(100_000));
    await state(page, 'years.csv', 'ready');
    await page.getByRole('button', { name: /^Import 100,000 new rows/ }).click();
    const running = job(page, 'years.csv');
    await running.getByRole('progressbar', { name: 'Rows done' }).waitFor();
    await running.getByText(/^Slow Film Number/).waitFor();
    await running.getByText(/ a second$/).waitFor();
    await running.getByText(/^about .* left$/).waitFor();
    await running.getByRole('button', { name: /^Cancel/ }).click();
    await state(page, 'years.csv', 'cancelled');
    await axe(page, 'cancelled');
    const bar = () => job(rosa.page, 'years.csv').getByRole('progressbar').getAttribute('aria-valuenow');
    // What the page was told last may be of before.
    const done = async () => (await (await page.request.get(`${stage.world.origin}/api/v1/import`)).json()).imports[0].done;
    await until(async () => await bar() === String(await done()));
    const stopped = await bar();
    assert.ok(Number(stopped) < 100_000, stopped);
    await rosa.reopen();
    await rosa.go('import');
    await state(rosa.page, 'years.csv', 'cancelled');
    assert.equal(await done(), Number(stopped), 'it stayed where it was');
    await until(async () => await bar() === stopped);
    await rosa.page.getByRole('button', { name: /^Resume/ }).click();
    await state(rosa.page, 'years.csv', 'running');
    // Nobody has to look on.
    await Promise.all(rosa.context.pages().map((open) => open.close()));
    rosa.page = await rosa.openTab('/import');
    await job(rosa.page, 'years.csv').getByText('Imported. 100,000 new.').waitFor({ timeout: 240_000 });
  });
});
