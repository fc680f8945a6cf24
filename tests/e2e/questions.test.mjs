// A title that may be two films: the page asks, and the play goes out as the one that was chosen.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, until } from '../support/world.mjs';
import { openStage } from './stage.mjs';

describe('questions', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const watch = (page, facts) => page.evaluate(async (body) => {
    const answer = await fetch('/api/v1/scrobble', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return answer.status;
  }, JSON.stringify({ facts }));

  test('the person says which of two films it was, by keyboard', async () => {
    const { page } = await stage.visitor('thea', ['trakt']);
    const { watched, stopped } = play({ kind: 'movie', title: 'The Thing', ids: {} }, { duration: 106 * 60 });
    assert.equal(await watch(page, [watched, stopped]), 202);
    const question = page.locator('#questions .question');
    await question.waitFor();
    await page.getByRole('button', { name: 'The Thing is The Thing (1982)' }).waitFor();
    const logo = (panel) => page.locator(panel).getByRole('link', { name: /TMDB API/ }).getByRole('img', { name: 'TMDB' });
    await logo('#questions').waitFor();
    assert.equal(await logo('#outbox').count(), 0, 'nothing is found yet');
    await page.getByRole('button', { name: 'The Thing is The Thing (2011)' }).press('Enter');
    await question.waitFor({ state: 'detached' });
    assert.equal(await page.locator('#questions').isVisible(), false);
    const history = async () => (await stage.world.control('state')).trakt.history;
    await until(async () => (await history()).length === 1);
    assert.equal((await history())[0].movie.ids.trakt, 43456);
    await logo('#outbox').waitFor();
  });

  test('what is left out stays so until the person takes it back', async () => {
    const { page } = await stage.visitor('timo', ['trakt']);
    page.on('dialog', (dialog) => dialog.accept());
    const { watched, stopped } = play({ kind: 'movie', title: 'The Thing', ids: {} }, { duration: 106 * 60 });
    assert.equal(await watch(page, [watched, stopped]), 202);
    await page.getByText('Titles you decided on').click();
    await page.getByText('You were not asked about any title yet.').waitFor();
    await page.getByRole('button', { name: 'Leave The Thing out' }).click();
    await page.locator('#decided').getByText('Film. Left out.').waitFor();
    await page.locator('#questions').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Take back what was said of The Thing' }).click();
    await page.getByText('You were not asked about any title yet.').waitFor();
    assert.deepEqual((await stage.world.control('state')).trakt.history.filter(({ user }) => user === 'timo'), []);
  });
});
