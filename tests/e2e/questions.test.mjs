// A title that may be two films: the page asks, and the play goes out as the one that was chosen.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { openStage } from './stage.mjs';

describe('questions', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const watch = (page, facts) => page.evaluate(async (body) => {
    const answer = await fetch('/api/v1/scrobble', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return answer.status;
  }, JSON.stringify({ facts }));
  const historyOf = async (name) => (await stage.world.control('state')).trakt.history.filter(({ user }) => user === name);

  /** Somebody who watched something called The Thing, and is asked which. */
  async function asked(name) {
    const someone = await stage.visitor(name, ['trakt']);
    await someone.go('now');
    const { watched, stopped } = play({ kind: 'movie', title: 'The Thing', ids: {} }, { duration: 106 * 60 });
    assert.equal(await watch(someone.page, [watched, stopped]), 202);
    await someone.page.locator('#questions .question').waitFor();
    return someone;
  }

  test('the person says which of two films it was, by keyboard', async () => {
    const { page } = await asked('thea');
    await page.getByRole('button', { name: /^The Thing ?Film, 1982/ }).waitFor();
    await page.getByRole('link', { name: /TMDB API/ }).getByRole('img', { name: 'TMDB' }).waitFor();
    await axe(page, 'a question');
    await page.getByRole('button', { name: /^The Thing ?Film, 2011/ }).press('Enter');
    await page.getByText('“The Thing” is The Thing (Film, 2011). Its plays go out now.').waitFor();
    await page.locator('#questions').waitFor({ state: 'detached' });
    await until(async () => (await historyOf('thea')).length === 1);
    assert.equal((await historyOf('thea'))[0].movie.ids.trakt, 43456);
  });

  test('neither of them: it is looked up, and goes out as what was picked', async () => {
    const { page } = await asked('tilda');
    await page.getByRole('button', { name: 'Something else… The Thing' }).click();
    const dialog = page.getByRole('dialog', { name: 'What is “The Thing”?' });
    await dialog.getByRole('searchbox').fill('inception');
    await dialog.getByRole('searchbox').press('Enter');
    await dialog.getByRole('button', { name: 'This is it: Inception (Film, 2010)' }).click();
    await page.locator('#questions').waitFor({ state: 'detached' });
    await until(async () => (await historyOf('tilda')).length === 1);
    assert.equal((await historyOf('tilda'))[0].movie.title, 'Inception');
  });

  test('what is left out stays so until the person takes it back', async () => {
    const { page } = await asked('timo');
    await page.getByText('Titles you decided on').click();
    await page.getByText('You have not decided on any title yet.').waitFor();
    await page.getByRole('button', { name: 'Leave it out: The Thing' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave “The Thing” out?' });
    await dialog.waitFor();
    await axe(page, 'before it is left out');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('#questions .question').waitFor();
    await page.getByRole('button', { name: 'Leave it out: The Thing' }).click();
    await dialog.getByRole('button', { name: 'Leave it out', exact: true }).click();
    await page.locator('#decided').getByText('Film. Left out.').waitFor();
    await page.locator('#questions').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Take back: The Thing' }).click();
    await page.getByText('You have not decided on any title yet.').waitFor();
    assert.deepEqual(await historyOf('timo'), []);
  });

  test('a refusal is said where the answer was given, and the question stays', async () => {
    const { page } = await asked('tom');
    await page.route('**/api/v1/corrections', (route) => route.fulfill({ status: 503, contentType: 'application/json', body: '{"code":"internal","detail":"Not now."}' }));
    await page.getByRole('button', { name: 'Send it as it came: The Thing' }).click();
    await page.locator('#questions .question').getByRole('alert').getByText('Something went wrong in the hub.').waitFor();
    await page.getByRole('button', { name: 'Send it as it came: The Thing', disabled: false }).waitFor();
  });
});
