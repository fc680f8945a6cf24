// A journey in Firefox, driven over WebDriver BiDi: connect, play, see it arrive, find it in the history.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import puppeteer from 'puppeteer-core';
import { startWorld, until } from '../support/world.mjs';

const FILM = 'tt99000001';

let world;
let browser;
before(async () => {
  world = await startWorld();
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.PLAYTALLY_FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: { 'media.autoplay.default': 0, 'intl.accept_languages': 'en' },
  });
});
after(async () => {
  await browser?.close();
  await world.stop();
});

test('from nothing to a play at Trakt and in the history', async () => {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  const seen = (selector) => page.waitForSelector(selector, { visible: true, timeout: 30_000 });
  const press = async (selector) => (await seen(selector)).click();

  await page.goto(world.origin);
  await press('::-p-aria([name="Connect Trakt"][role="button"])');
  await seen('input[name=user]');
  await page.$eval('input[name=user]', (field) => { field.value = 'fox'; });
  await press('button[value=allow]');
  await seen('article[data-service=trakt][data-state=connected]');

  // What Trakt is told is asked first.
  await press('dialog ::-p-aria([name="Done"][role="button"])');

  await press('nav.menu a[href="/"]');
  await press('#play-lake');
  await page.select('#speed', '16');
  await page.evaluate(() => document.querySelector('#video').play());
  const arrived = async () => (await world.control('state')).trakt.history.filter(({ user }) => user === 'fox');
  await until(async () => (await arrived()).length > 0);
  assert.deepEqual((await arrived()).map(({ movie }) => movie.ids.imdb), [FILM]);

  await press('nav.menu a[href="/history"]');
  await seen('main[data-page=history] ::-p-text(The Long Way Round the Lake)');
  await page.goBack();
  await seen('#video');
  assert.deepEqual(troubles, []);
});
