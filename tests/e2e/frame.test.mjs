// The frame: ways between pages, the light, messages; by keyboard, on a phone, and when something is wrong.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { openStage } from './stage.mjs';

describe('the frame', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const heading = (someone, name) => someone.page.getByRole('heading', { level: 1, name, exact: true });

  test('pages have addresses and names, and the back button goes back', async () => {
    const bea = await stage.visitor('bea', []);
    await bea.go('outbox');
    await until(async () => (await bea.page.title()) === 'Outbox – playtally');
    await bea.go('settings');
    await bea.page.goBack();
    await heading(bea, 'Outbox').waitFor();
    await bea.page.waitForURL('**/outbox');
    const tab = await bea.openTab('/players');
    await tab.getByRole('heading', { level: 1, name: 'Players' }).waitFor();
  });

  test('an address that leads nowhere says so, with a way on', async () => {
    const cleo = await stage.visitor('cleo', []);
    const tab = await cleo.openTab('/nowhere');
    await tab.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await axe(tab, 'nowhere');
    await tab.getByRole('link', { name: 'Go to what plays now' }).click();
    await tab.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  });

  test('by keyboard: past the menu, through it, and the focus follows to the new page', async () => {
    const dora = await stage.visitor('dora', []);
    const { keyboard } = dora.page;
    const isFocused = (name) => until(() => dora.page.evaluate((one) => [document.activeElement.textContent, document.activeElement.id].includes(one), name));
    await keyboard.press('Tab');
    await isFocused('Skip to the page');
    await keyboard.press('Enter');
    await isFocused('page');
    await dora.page.getByRole('link', { name: 'Settings', exact: true }).focus();
    await keyboard.press('Enter');
    await heading(dora, 'Settings').waitFor();
    await isFocused('page');
    const light = dora.page.locator('#sync');
    await light.focus();
    await keyboard.press('Enter');
    await dora.page.getByText('Everything is safe at the hub.').waitFor();
    await light.and(dora.page.locator('[aria-expanded=true]')).waitFor();
    await axe(dora.page, 'the light, open');
    await keyboard.press('Escape');
    await light.and(dora.page.locator('[aria-expanded=false]')).waitFor();
  });

  test('on a phone the bar holds four pages, and the others under More', async () => {
    const eve = await stage.visitor('eve', [], { viewport: { width: 360, height: 740 }, hasTouch: true });
    const more = eve.page.getByRole('button', { name: 'More' });
    const settings = eve.page.getByRole('link', { name: 'Settings', exact: true });
    assert.equal(await settings.isVisible(), false);
    await more.tap();
    await settings.waitFor();
    await axe(eve.page, 'the menu, open');
    await eve.page.keyboard.press('Escape');
    await settings.waitFor({ state: 'hidden' });
    await more.tap();
    await settings.tap();
    await heading(eve, 'Settings').waitFor();
    await settings.waitFor({ state: 'hidden' });
    for (const link of await eve.page.locator('nav.menu li.first a').all()) {
      const cut = await link.evaluate((element) => element.scrollWidth > element.clientWidth);
      assert.equal(cut, false, await link.innerText());
    }
  });

  test('the light tells of each service, and of what was not delivered', async () => {
    const fay = await stage.visitor('fay', ['trakt', 'simkl']);
    const light = fay.page.locator('#sync');
    await light.and(fay.page.locator('[data-state=idle]')).waitFor();
    // However it is told.
    for (const path of ['/scrobble/stop', '/sync/history']) {
      await stage.world.control('faults', { host: 'api.trakt.tv', method: 'POST', path, kind: 'status', status: 404, times: 9 });
    }
    await fay.choose('locks');
    await fay.play();
    // Where the first answer is lost, it is told again after 40 s.
    await light.and(fay.page.locator('[data-state=error]')).waitFor({ timeout: 120_000 });
    await light.click();
    await fay.page.locator('.light-rows').getByText('One play was not delivered').waitFor();
    await stage.world.control('faults', undefined, 'DELETE');
  });

  test('a hub that does not answer is said, and the page goes on once it does', async () => {
    const gil = await stage.visitor('gil', []);
    await gil.context.route('**/api/v1/**', (route) => route.abort());
    await gil.context.routeWebSocket('**/api/v1/live', (socket) => socket.close());
    await gil.page.reload();
    const light = gil.page.locator('#sync');
    await light.and(gil.page.locator('[data-state=error]')).waitFor();
    await gil.context.unroute('**/api/v1/**');
    await light.and(gil.page.locator('[data-state=idle]')).waitFor();
  });

  test('a question that fails while the hub is heard is asked again', async () => {
    const hans = await stage.visitor('hans', [], { serviceWorkers: 'block' });
    // The hub was heard.
    await hans.page.locator('#playing').waitFor();
    let asked = 0;
    await hans.page.route('**/api/v1/outbox', (route) => ((asked += 1) === 1 ? route.abort() : route.continue()));
    // Whoever comes back to the tab sees how it stands now.
    await hans.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await until(() => asked > 1);
    await hans.page.locator('#sync[data-state=idle]').waitFor();
  });

  test('a page that cannot be loaded says so; the others are there', async () => {
    // A service worker would have it already.
    const ida = await stage.visitor('ida', [], { serviceWorkers: 'block' });
    await ida.context.route('**/assets/import-*.js', (route) => route.abort());
    await ida.page.reload();
    await ida.page.locator('nav.menu a[href="/import"]').click();
    await ida.page.getByRole('heading', { name: 'This page broke' }).waitFor();
    await axe(ida.page, 'broken');
    await ida.go('settings');
    await heading(ida, 'Settings').waitFor();
  });
});
