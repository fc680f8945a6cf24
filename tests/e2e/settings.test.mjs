// The settings: what is chosen holds, what is kept is told, and the account can be left.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { openStage } from './stage.mjs';

describe('settings', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const hub = async (someone, path) => (await someone.context.request.get(`${stage.world.origin}/api/v1/${path}`)).json();

  test('a language is spoken at once, on every page, and the next time too', async () => {
    const ada = await stage.visitor('ada', []);
    await ada.go('settings');
    await ada.page.getByLabel('Language', { exact: true }).selectOption('Deutsch');
    await ada.page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await ada.page.getByRole('link', { name: 'Dienste', exact: true }).waitFor();
    await ada.page.locator('html[lang=de]').waitFor();
    await axe(ada.page, 'in German');
    await ada.reopen();
    await ada.page.getByRole('heading', { name: 'Jetzt', exact: true }).waitFor();
  });

  test('of two languages the one that was chosen last is spoken, however long the other takes', async () => {
    const dirk = await stage.visitor('dirk', [], { serviceWorkers: 'block' });
    await dirk.go('settings');
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    let came;
    const there = new Promise((resolve) => { came = resolve; });
    await dirk.page.route('**/assets/*.js', async (route) => {
      await held;
      const response = await route.fetch();
      await route.fulfill({ response });
      came();
    });
    const language = dirk.page.locator('#language');
    await language.selectOption('de');
    await language.selectOption('en');
    go();
    await there;
    await dirk.page.evaluate(() => new Promise((resolve) => { setTimeout(resolve); }));
    await dirk.page.waitForLoadState('networkidle');
    assert.equal(await dirk.page.evaluate(() => document.documentElement.lang), 'en');
    await dirk.page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
  });

  test('somebody whose browser speaks German is spoken to in German', async () => {
    const bea = await stage.visitor('bea', [], { locale: 'de-AT' });
    await bea.page.getByRole('heading', { name: 'Jetzt', exact: true }).waitFor();
  });

  test('a palette holds against the system, from the first paint on', async () => {
    const cleo = await stage.visitor('cleo', [], { colorScheme: 'light' });
    const ground = () => cleo.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await cleo.go('settings');
    await cleo.page.getByLabel('Dark').check();
    await until(async () => (await ground()) !== light);
    const dark = await ground();
    await cleo.page.reload();
    await until(async () => (await ground()) === dark);
    await cleo.page.getByLabel('As the system').check();
    await until(async () => (await ground()) === light);
  });

  test('a time zone is kept, one that does not exist is refused beside the field', async () => {
    const dora = await stage.visitor('dora', [], { timezoneId: 'Asia/Tokyo' });
    await dora.go('settings');
    const field = dora.page.getByLabel('Your time zone');
    await field.fill('Atlantis/Main');
    await field.press('Enter');
    await dora.page.getByText('There is no time zone called Atlantis/Main').waitFor();
    assert.equal((await hub(dora, 'user/time_zone')).time_zone, null);
    await dora.page.getByRole('button', { name: 'Use Asia/Tokyo' }).click();
    await until(async () => (await hub(dora, 'user/time_zone')).time_zone === 'Asia/Tokyo');
    await dora.page.getByText(/^It is \d/).waitFor();
    await field.fill('');
    await dora.page.getByRole('button', { name: 'Save' }).click();
    await until(async () => (await hub(dora, 'user/time_zone')).time_zone === null);
  });

  test('what counts and what a sync may remove is set for each service', async () => {
    const eve = await stage.visitor('eve', ['trakt']);
    await eve.go('settings');
    const trakt = eve.page.locator('.service-plays[data-service=trakt]');
    const field = trakt.getByLabel('Trakt: Counts at');
    await field.fill('99');
    await field.blur();
    await trakt.getByText('Saved, at the nearest value that is possible.').waitFor();
    const mine = async () => (await hub(eve, 'user/services')).services.find(({ service }) => service === 'trakt');
    await until(async () => (await mine()).rule.percent === 95);
    await trakt.getByLabel('A sync may remove, at most').fill('3');
    await trakt.getByLabel('A sync may remove, at most').blur();
    await until(async () => (await mine()).delete_budget?.most === 3);
    await axe(eve.page, 'with a service');

    // Both, quicker than the hub answers.
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await eve.context.route('**/settings', async (route) => {
      await held;
      await route.continue();
    });
    await trakt.getByLabel('A sync may remove, at most').fill('7');
    await trakt.getByLabel('A sync may remove, at most').blur();
    await trakt.getByLabel('and of all, in %').fill('9');
    await trakt.getByLabel('and of all, in %').blur();
    go();
    await until(async () => (await mine()).delete_budget?.percent === 9);
    assert.equal((await mine()).delete_budget.most, 7);
  });

  test('everything can be taken along as a file', async () => {
    const fay = await stage.visitor('fay', []);
    await fay.go('settings');
    const [file] = await Promise.all([fay.page.waitForEvent('download'), fay.page.getByRole('link', { name: 'Everything, as playtally’s own file' }).click()]);
    assert.match(file.suggestedFilename(), /playtally/);
    assert.equal(await file.failure(), null);
  });

  test('the account goes only after the word, and then nothing of it is left', async () => {
    const gil = await stage.visitor('gil', ['trakt']);
    await gil.go('settings');
    const before = (await gil.context.cookies()).find(({ httpOnly }) => httpOnly)?.value;
    await gil.page.getByRole('button', { name: 'Delete my account…' }).click();
    const dialog = gil.page.getByRole('dialog');
    await dialog.getByText('What was already delivered to Trakt stays there.').waitFor();
    await axe(gil.page, 'asked whether to leave');
    const go = dialog.getByRole('button', { name: 'Delete everything' });
    await dialog.getByRole('button', { name: 'Delete everything', disabled: true }).waitFor();
    await gil.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await hub(gil, 'user/services')).services.find(({ service }) => service === 'trakt').state, 'connected');

    await gil.page.getByRole('button', { name: 'Delete my account…' }).click();
    await dialog.getByLabel('Type delete to go on').fill('delete');
    await go.click();
    await gil.page.waitForURL(`${stage.world.origin}/`);
    await until(async () => {
      const cookie = (await gil.context.cookies()).find(({ httpOnly }) => httpOnly)?.value;
      return cookie !== undefined && cookie !== before;
    });
    const { services } = await hub(gil, 'user/services');
    assert.equal(services.some(({ state }) => state === 'connected'), false);
    assert.equal((await hub(gil, 'history')).plays.length, 0);
  });

  test('on a phone nothing is wider than the screen', async () => {
    const ida = await stage.visitor('ida', ['trakt', 'simkl']);
    await ida.page.setViewportSize({ width: 360, height: 740 });
    await ida.go('settings');
    await ida.page.locator('.service-plays').first().waitFor();
    assert.equal(await ida.page.evaluate(() => document.documentElement.scrollWidth), 360);
    await axe(ida.page, 'on a phone');
  });
});
