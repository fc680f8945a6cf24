// Looking a title up: what is found with its posters, all from the hub, under the notice of whoever tells.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { axe } from './axe.mjs';
import { openStage } from './stage.mjs';

describe('what is it?', () => {
  let stage;
  let page;
  let dialog;
  before(async () => {
    stage = await openStage();
    ({ page } = await stage.visitor('ida', []));
    await page.locator('#player').getByRole('button', { name: 'Wrong title?' }).click();
    dialog = page.getByRole('dialog');
  });
  after(() => stage.close());

  const look = async (words) => {
    await dialog.getByRole('searchbox', { name: 'Search for a film, a series or an anime' }).fill(words);
    await dialog.getByRole('button', { name: 'Search' }).click();
  };

  test('a title is shown with poster, year and notice, and nothing is loaded from elsewhere', async () => {
    const hosts = new Set();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await look('inception');
    const row = dialog.locator('.found li').first();
    await row.getByText('Inception').waitFor();
    assert.match(await row.innerText(), /2010/);
    const poster = row.locator('img');
    await poster.evaluate((image) => image.decode());
    assert.ok(await poster.evaluate((image) => image.naturalWidth) > 0);
    const notice = dialog.getByRole('link', { name: /This product uses the TMDB API/ });
    assert.equal(await notice.getAttribute('href'), 'https://www.themoviedb.org');
    const logo = notice.getByRole('img', { name: 'TMDB' });
    await logo.evaluate((image) => image.decode());
    const { height } = await logo.boundingBox();
    assert.ok(height < (await page.locator('.brand img').boundingBox()).height, 'less prominent than our own name');
    assert.deepEqual([...hosts], [new URL(page.url()).host]);
    await axe(page, 'what was found');
  });

  test('no such title, and a catalogue out of order, are said so', async () => {
    await look('nobody filmed this');
    await dialog.getByText('Nothing is called so.').waitFor();
    await stage.world.control('faults', { host: 'api.themoviedb.org', kind: 'status', status: 503 });
    await look('the matrix');
    await dialog.getByText('The service does not answer right now. Try again in a while.').waitFor();
    await look('the matrix');
    await dialog.locator('.found li').first().waitFor();
  });
});
