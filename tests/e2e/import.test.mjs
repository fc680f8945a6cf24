// A file that is brought: seen before anything is kept, run, cancelled, and gone on with after the browser was closed.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { openStage, sleep } from './stage.mjs';

const films = (count) => ['Title,Date', ...Array.from({ length: count }, (_, at) => {
  const day = new Date(Date.UTC(1990, 0, 1 + (at % 10_000))).toISOString().slice(0, 10);
  return `Slow Film Number ${at},${day}`;
})].join('\n');

const bring = (page, name, text) => page.getByLabel('A file, at most 25 MB').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const job = (page, name) => page.locator('#import article').filter({ has: page.getByRole('heading', { name, exact: true }) });
const state = (page, name, is) => job(page, name).and(page.locator(`[data-state=${is}]`)).waitFor();

describe('import', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  test('the whole way, by keyboard: what it is, what it asks, what is in it, and what became of it', async () => {
    const { page, troubles } = await stage.visitor('ines', []);
    const file = 'Title,Date\nSea Clocks,03/04/2024\nRope,05/04/2024\n"Tides: Ebb",06/04/2024\nNobody,soon\n';
    await bring(page, 'netflix.csv', file);
    const mine = job(page, 'netflix.csv');
    await mine.getByText('This is a Netflix viewing history.').waitFor();
    await mine.getByText('It does not say everything. Please answer first.').waitFor();
    await mine.getByRole('radio', { name: '3 April 2024' }).or(mine.getByRole('radio', { name: 'April 3, 2024' })).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await state(page, 'netflix.csv', 'ready');
    await mine.getByText(/Nothing is kept yet\. 2 new, 1 unclear, 1 refused\./).waitFor();

    const unclear = mine.getByRole('row', { name: /Tides: Ebb/ });
    await unclear.getByRole('button', { name: /^Tides: Ebb is the film/ }).press('Enter');
    await mine.getByText(/Nothing is kept yet\. 3 new, 1 refused\./).waitFor();
    await mine.getByRole('button', { name: 'Refused 1' }).press('Enter');
    await mine.getByRole('cell', { name: /^Refused\. / }).waitFor();
    await mine.getByRole('button', { name: /^Import 3 new rows/ }).press('Enter');
    await mine.getByText('Imported. 3 new, 1 refused.').waitFor();
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
    await job(page, 'again.csv').getByRole('button', { name: /^Delete/ }).click();
    await job(page, 'again.csv').waitFor({ state: 'detached' });

    page.once('dialog', (dialog) => dialog.accept());
    await mine.getByRole('button', { name: /^Take it out again/ }).click();
    await mine.waitFor({ state: 'detached' });
    const history = await page.request.get(`${stage.world.origin}/api/v1/history`);
    assert.deepEqual((await history.json()).plays, []);
    assert.deepEqual(troubles, []);
  });

  test('a wrong file says what it looks like', async () => {
    const { page } = await stage.visitor('omar', []);
    await bring(page, 'holiday.png', '\u0089PNG\r\n\u001a\n');
    const alert = page.locator('#import').getByRole('alert');
    await alert.filter({ hasText: /./ }).first().waitFor();
    await page.getByLabel('What it is').selectOption('letterboxd');
    await bring(page, 'netflix.csv', films(3));
    await page.getByText('This is a Netflix viewing history; a Letterboxd export was expected.').waitFor();
    assert.equal(await page.locator('#import article').count(), 0);
    await page.getByLabel('What it is').selectOption('');
    await bring(page, 'netflix.csv', films(3));
    await state(page, 'netflix.csv', 'ready');
  });

  test('cancelled, the browser closed, and gone on with', async () => {
    const rosa = await stage.visitor('rosa', []);
    await bring(rosa.page, 'years.csv', films(100_000));
    await state(rosa.page, 'years.csv', 'ready');
    await rosa.page.getByRole('button', { name: /^Import 100,000 new rows/ }).click();
    await job(rosa.page, 'years.csv').getByRole('progressbar', { name: 'Rows done' }).waitFor();
    await job(rosa.page, 'years.csv').getByText(/ of 100,000, .* left: Slow Film/).waitFor();
    await rosa.page.getByRole('button', { name: /^Cancel/ }).click();
    await state(rosa.page, 'years.csv', 'cancelled');
    const bar = () => job(rosa.page, 'years.csv').getByRole('progressbar').getAttribute('aria-valuenow');
    const stopped = await bar();
    assert.ok(Number(stopped) < 100_000, stopped);
    await sleep(500);
    await rosa.reopen();
    await state(rosa.page, 'years.csv', 'cancelled');
    assert.equal(await bar(), stopped, 'it stayed where it was');
    await rosa.page.getByRole('button', { name: /^Resume/ }).click();
    // Nobody has to look on.
    await Promise.all(rosa.context.pages().map((page) => page.close()));
    await sleep(1_000);
    rosa.page = await rosa.openTab();
    await job(rosa.page, 'years.csv').getByText('Imported. 100,000 new.').waitFor({ timeout: 60_000 });
  });
});
