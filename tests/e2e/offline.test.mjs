// Without a network: the page is there, with what it last knew; what is changed goes when it can.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { openStage } from './stage.mjs';

const PATHS = ['/', '/history', '/connections', '/outbox', '/import', '/statistics', '/players', '/settings'];

describe('offline', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  /** Somebody whose browser keeps the page. */
  async function visitor(name, services = []) {
    const someone = await stage.visitor(name, services);
    await someone.page.evaluate(() => navigator.serviceWorker.ready);
    // From the second visit on it is the service worker that serves.
    await someone.page.reload();
    await someone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    return someone;
  }
  const zone = async (someone) => (await (await someone.context.request.get(`${stage.world.origin}/api/v1/user/time_zone`)).json()).time_zone;
  const light = (someone) => someone.page.locator('#sync');

  async function chooseZone(someone, name) {
    await someone.page.getByLabel('Your time zone').fill(name);
    await someone.page.getByRole('button', { name: 'Save' }).click();
  }

  /** What the hub answers of what is told with this method from now on. */
  function answered(context, method) {
    const seen = [];
    context.on('requestfinished', (request) => request.method() === method && seen.push(request.postData()));
    return seen;
  }
  /** Opens the light of a tab, and waits until it says that so much waits; `gone` waits until nothing does. */
  async function waits(page, words) {
    const said = page.getByText(words);
    if (!(await said.isVisible())) await page.locator('#sync').click();
    await said.waitFor();
    return { gone: () => page.getByText(/changes? waits? for the hub/).waitFor({ state: 'detached' }) };
  }

  test('every page opens, and says that there is no network', async () => {
    const ada = await visitor('ada');
    await ada.context.setOffline(true);
    for (const path of PATHS) {
      await ada.page.goto(stage.world.origin + path);
      await ada.page.locator('main h1').first().waitFor();
      await light(ada).and(ada.page.locator('[data-state=offline]')).waitFor();
    }
    await light(ada).click();
    await ada.page.getByText('Plays and changes are kept here').waitFor();
    assert.deepEqual(ada.troubles, []);
  });

  test('what was seen is still there', async () => {
    const bea = await visitor('bea', ['trakt']);
    await bea.choose('locks');
    await bea.play();
    await bea.go('outbox');
    await bea.page.getByText('Slow Boats').first().waitFor();
    await bea.page.reload();
    await bea.page.getByText('Slow Boats').first().waitFor();
    await bea.context.setOffline(true);
    await bea.page.reload();
    await bea.page.getByText('Slow Boats').first().waitFor();
    await bea.context.setOffline(false);
  });

  test('a change waits, over a reload too, and goes once the network is back', async () => {
    const cleo = await visitor('cleo');
    await cleo.go('settings');
    await cleo.page.getByText('Not set').waitFor();
    await cleo.context.setOffline(true);
    await chooseZone(cleo, 'Europe/Vienna');
    await waits(cleo.page, 'One change waits for the hub.');
    assert.equal(await zone(cleo), null);
    await cleo.page.reload();
    const { gone } = await waits(cleo.page, 'One change waits for the hub.');
    await cleo.context.setOffline(false);
    await gone();
    assert.equal(await zone(cleo), 'Europe/Vienna');
  });

  test('changes are told in order, each by one tab', async () => {
    const dora = await visitor('dora');
    await dora.go('settings');
    await dora.page.getByText('Not set').waitFor();
    const other = await dora.openTab('/settings');
    await dora.context.setOffline(true);
    await chooseZone(dora, 'Europe/Vienna');
    await dora.page.getByText('The time zone is saved.').waitFor();
    await chooseZone(dora, 'Europe/Paris');
    const here = await waits(dora.page, '2 changes wait for the hub.');
    const there = await waits(other, '2 changes wait for the hub.');
    const put = answered(dora.context, 'PUT');
    await dora.context.setOffline(false);
    await Promise.all([here.gone(), there.gone()]);
    assert.equal(await zone(dora), 'Europe/Paris');
    // The browser tells of a request later than the page has its answer.
    await until(() => put.length >= 2);
    assert.deepEqual(put.map((body) => JSON.parse(body).time_zone), ['Europe/Vienna', 'Europe/Paris']);
  });

  test('where there is no room for an answer, it is shown all the same', async () => {
    const ivy = await visitor('ivy');
    await ivy.go('settings');
    await ivy.page.getByText('Not set').waitFor();
    const [worker] = ivy.context.serviceWorkers();
    await worker.evaluate(() => {
      Cache.prototype.put = () => Promise.reject(new DOMException('No room.', 'QuotaExceededError'));
    });
    const told = await ivy.context.request.put(`${stage.world.origin}/api/v1/user/time_zone`, { headers: { origin: stage.world.origin }, data: { time_zone: 'Europe/Vienna' } });
    assert.equal(told.ok(), true);
    await ivy.page.reload();
    await until(async () => (await ivy.page.getByLabel('Your time zone').inputValue()) === 'Europe/Vienna');
  });

  const change = '**/api/v1/user/time_zone';
  const loses = (page) => page.route(change, (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()));

  test('a tab that closes leaves its changes to the others', async () => {
    const gus = await stage.visitor('gus', [], { serviceWorkers: 'block' });
    await gus.go('settings');
    await gus.page.getByText('Not set').waitFor();
    const other = await gus.openTab('/settings');
    await loses(gus.page);
    await chooseZone(gus, 'Europe/Vienna');
    await waits(other, 'One change waits for the hub.');
    await gus.page.close();
    await until(async () => (await zone(gus)) === 'Europe/Vienna');
  });

  test('a change for which there is no room is told all the same', async () => {
    const hob = await stage.visitor('hob', [], { serviceWorkers: 'block' });
    await hob.page.addInitScript(() => {
      IDBObjectStore.prototype.put = () => { throw new DOMException('No room.', 'QuotaExceededError'); };
    });
    await hob.page.goto(`${stage.world.origin}/settings`);
    await hob.page.getByText('Not set').waitFor();
    await hob.page.route(change, (route) => route.abort(), { times: 1 });
    await chooseZone(hob, 'Europe/Vienna');
    await until(async () => (await zone(hob)) === 'Europe/Vienna');
  });

  test('a change that is refused is taken back, and said', async () => {
    const eve = await visitor('eve');
    await eve.go('settings');
    await eve.page.getByText('Not set').waitFor();
    const refusal = { status: 400, contentType: 'application/problem+json', body: JSON.stringify({ code: 'invalid_time_zone', detail: 'Not there.', status: 400, title: 'No' }) };
    let away = false;
    const refuse = (route) => {
      if (route.request().method() !== 'PUT') return route.fallback();
      return away ? route.abort() : route.fulfill(refusal);
    };
    await eve.context.route('**/api/v1/user/time_zone', refuse);
    await chooseZone(eve, 'Europe/Vienna');
    await eve.page.getByText('Not there.').waitFor();
    assert.equal(await eve.page.getByLabel('Your time zone').inputValue(), '', 'as it was');

    away = true;
    await eve.context.setOffline(true);
    await chooseZone(eve, 'Europe/Paris');
    await eve.page.getByText('The time zone is saved.').waitFor();
    const { gone } = await waits(eve.page, 'One change waits for the hub.');
    away = false;
    await eve.context.setOffline(false);
    await eve.page.getByText('A change made offline was refused: Not there.').waitFor();
    await gone();
  });

  test('it can be installed', async () => {
    const fay = await visitor('fay');
    const devtools = await fay.context.newCDPSession(fay.page);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // Each visitor's browser is a private window.
    assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
  });
});
