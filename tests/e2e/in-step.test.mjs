// An account that is kept in step with the history: what a person sees of it, is asked, and can take back.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { openStage, sleep } from './stage.mjs';
import { until } from '../support/world.mjs';

const FILMS = 15;
const films = Array.from({ length: FILMS }, (_, at) => ({ title: `Slow Film ${at}`, year: 1990 + at, ids: { imdb: `tt992000${10 + at}`, tmdb: 99_200_000 + at } }));

describe('in step', () => {
  let stage;
  before(async () => {
    stage = await openStage();
    await stage.world.control('catalogue', films.map(({ title, year, ids }, at) => ({
      type: 'movie', title, year, runtime: 90, ids: { ...ids, trakt: 992_000 + at, slug: `slow-film-${at}` },
    })));
  });
  after(() => stage.close());

  const held = async () => (await stage.world.control('state')).trakt.history.length;

  test('it is switched on, asks before it removes much, and the last sync can be undone', async () => {
    const ines = await stage.visitor('ines', ['trakt']);
    const { page, troubles } = ines;
    const ask = (method, body) => page.evaluate(async ([method, body]) => {
      const answer = await fetch('/api/v1/history', { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      return answer.json();
    }, [method, body]);
    const plays = films.map((film, at) => ({ work: { kind: 'movie', ...film }, watched_at: `2021-03-${10 + at}T20:00:00Z` }));
    const { ids } = await ask('POST', { plays });
    assert.equal(ids.length, FILMS);

    const card = page.locator('article[data-service=trakt]');
    await ines.open('trakt');
    await card.getByRole('switch', { name: 'Keep history in step' }).click();
    await card.getByText(new RegExp(`^In step .*: 0 came, ${FILMS} went\\.`)).waitFor();
    assert.equal(await held(), FILMS);

    await ask('DELETE', { ids });
    await stage.advance(120_000);
    const remove = card.getByRole('button', { name: `Yes, remove ${FILMS}` });
    const now = card.getByRole('button', { name: 'Sync now: Trakt' });
    await until(async () => {
      if (await now.isVisible() && !await remove.isVisible()) await now.click();
      await sleep(1000);
      return remove.isVisible();
    });
    assert.equal(await held(), FILMS, 'nothing goes unasked');
    await remove.click();
    await until(async () => await held() === 0);
    await remove.waitFor({ state: 'hidden' });

    await card.getByRole('button', { name: 'Undo the last sync' }).click();
    await card.getByText('The last sync was taken back. Nothing is synced until you say so.').waitFor();
    assert.equal(await held(), FILMS);
    assert.deepEqual(troubles, []);
  });
});
