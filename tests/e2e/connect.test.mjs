// Connecting by clicking: consent pages, the pasted token, and what the cards say of it.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { openStage } from './stage.mjs';

describe('connecting', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  describe('people of their own', { concurrency: 3 }, () => {
    for (const [service, title] of [['trakt', 'Trakt'], ['simkl', 'Simkl']]) {
      test(`${title} is connected on its consent page`, async () => {
        const someone = await stage.visitor(`${service}-fan`, []);
        await someone.consent(service);
        const { page } = someone;
        await page.getByText(`${title} is connected.`).waitFor();
        assert.equal(page.url(), `${stage.world.origin}/connections`, 'the page stayed where it was');
        assert.equal(someone.context.pages().length, 1, 'the window is closed');
        await someone.settle();
        await someone.card(service).getByText('Connected', { exact: true }).waitFor();
        assert.match(await someone.card(service).innerText(), new RegExp(`As ${service}-fan`));
        await page.reload();
        await someone.card(service).getByText('Connected', { exact: true }).waitFor();
        assert.equal(await page.getByRole('dialog').count(), 0, 'the switches are shown once');
      });
    }

    test('saying no there is told, and connects nothing', async () => {
      const someone = await stage.visitor('doubter', []);
      await someone.consent('trakt', 'Deny');
      await someone.card('trakt').getByRole('alert').getByText('You said no at Trakt').waitFor();
      assert.equal(await someone.card('trakt').getAttribute('data-state'), 'disconnected');
    });

    test('a ListenBrainz token is checked before it is kept', async () => {
      const someone = await stage.visitor('listener', []);
      await someone.paste('00000000-0000-4000-8000-00000000dead');
      await someone.card('listenbrainz').getByRole('alert').waitFor();
      assert.equal(await someone.card('listenbrainz').getAttribute('data-state'), 'disconnected');
      await someone.connect('listenbrainz');
      assert.match(await someone.card('listenbrainz').innerText(), /As listener/);
    });

    test('disconnecting is asked about, and undone by connecting again', async () => {
      const someone = await stage.visitor('leaver', ['simkl']);
      await someone.open('simkl');
      await someone.page.getByRole('button', { name: 'Disconnect Simkl' }).click();
      const dialog = someone.page.getByRole('dialog', { name: 'Disconnect Simkl?' });
      await dialog.getByRole('button', { name: 'Keep it' }).click();
      assert.equal(await someone.card('simkl').getAttribute('data-state'), 'connected');
      await someone.page.getByRole('button', { name: 'Disconnect Simkl' }).click();
      await dialog.getByRole('button', { name: 'Disconnect' }).click();
      await someone.page.getByText('Simkl is disconnected.').waitFor();
      await until(async () => (await someone.card('simkl').getAttribute('data-state')) === 'disconnected');
      await someone.connect('simkl');
    });
  });
});
