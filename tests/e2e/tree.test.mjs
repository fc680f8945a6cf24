// What a screen reader is told of every page. A change that is meant is written with PLAYTALLY_WRITE_TREES=1.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { until } from '../support/world.mjs';
import { openStage } from './stage.mjs';

const NAMES = ['now', 'history', 'connections', 'outbox', 'import', 'statistics', 'players', 'settings'];
const file = (name) => new URL(`./trees/${name}.yml`, import.meta.url);

/** What depends on the day the test is run. */
const steady = (tree) => tree
  .replaceAll(/\b(January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)( \d{1,2})?(, \d{4})?/g, 'DATE')
  .replaceAll(/\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/g, 'DAY')
  .replaceAll(/\b\d{1,2}:\d{2}( [AP]M)?/g, 'TIME')
  .replaceAll(/\b20\d{2}\b(?!\/)/g, 'YEAR')
  .replaceAll(/localhost:\d+/g, 'HOST');

describe('the accessibility tree', () => {
  let stage;
  let ada;
  before(async () => {
    stage = await openStage();
    ada = await stage.visitor('ada', [], { timezoneId: 'UTC' });
    await ada.page.getByRole('button', { name: 'I know my way' }).click();
  });
  after(() => stage.close());

  for (const name of NAMES) {
    test(name, async () => {
      await ada.go(name);
      // What is looked at before stands there until the page has come.
      await ada.page.getByRole('heading', { level: 1, name: `${name[0].toUpperCase()}${name.slice(1)}`, exact: true }).waitFor();
      await ada.page.waitForLoadState('networkidle');
      await ada.page.locator('.skeleton').first().waitFor({ state: 'detached' });
      // It is closed until the hub has answered.
      if (name === 'settings') await ada.page.getByRole('button', { name: 'Make a code', disabled: false }).waitFor();
      const look = async () => `${steady(await ada.page.locator('body').ariaSnapshot())}\n`;
      if (process.env.PLAYTALLY_WRITE_TREES) {
        await mkdir(file('').pathname.replace(/[^/]*$/, ''), { recursive: true });
        await writeFile(file(name), await look());
      }
      const wanted = await readFile(file(name), 'utf8');
      // How long its files are, and whether the hub can be heard, a page knows a little later.
      await until(async () => await look() === wanted).catch(() => {});
      assert.equal(await look(), wanted);
    });
  }
});
