// A household in the app: one more profile, switching between them, whose plays are whose, and an end.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { fits } from './fits.mjs';
import { openStage } from './stage.mjs';

describe('profiles', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const headers = () => ({ origin: stage.world.origin });
  const hub = async (someone, method, path, data) => {
    const answer = await someone.context.request.fetch(`${stage.world.origin}/api/v1/${path}`, { method, headers: headers(), ...(data && { data }) });
    return answer.status() === 204 ? undefined : answer.json();
  };
  const household = async (someone) => (await hub(someone, 'GET', 'user/profiles')).profiles;
  const shown = ({ page }, name) => page.getByRole('button', { name: `Profile: ${name}`, exact: true });

  /** Somebody whose account has these profiles, the first of which is shown. */
  async function visit(name, names, options) {
    const someone = await stage.visitor(name, [], options);
    const [first] = await household(someone);
    await hub(someone, 'PATCH', `user/profiles/${first.id}`, { name: names[0] });
    for (const more of names.slice(1)) await hub(someone, 'POST', 'user/profiles', { name: more });
    await shown(someone, names[0]).waitFor();
    return someone;
  }

  async function choose(someone, name) {
    await someone.page.locator('#household').click();
    await someone.page.locator('.household').getByRole('button', { name, exact: true }).click();
    await shown(someone, name).waitFor();
  }

  async function connectAs(someone, user) {
    await someone.go('connections');
    const [window] = await Promise.all([
      someone.context.waitForEvent('page'),
      someone.card('trakt').getByRole('button', { name: /^Connect/ }).click(),
    ]);
    await window.getByLabel('Sign in as').fill(user);
    await Promise.all([window.waitForEvent('close'), window.getByRole('button', { name: 'Allow' }).click()]);
    await someone.card('trakt').and(someone.page.locator('[data-state=connected]')).waitFor();
    await someone.settle();
  }

  test('one is added on the settings and chosen at the top; what plays in the page counts for the chosen one', async () => {
    const ada = await stage.visitor('ada', ['trakt']);
    const { page } = ada;
    assert.equal(await page.locator('#household').count(), 0, 'alone, nothing is to be chosen');
    await ada.go('settings');
    await page.getByRole('button', { name: 'Add a profile' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a profile' });
    await dialog.getByLabel('Name').fill('Bob');
    await dialog.getByRole('radio', { name: 'Red' }).check();
    await axe(page, 'a new profile');
    await dialog.getByRole('button', { name: 'Add a profile' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Bob is there.').waitFor();
    await shown(ada, 'First profile').waitFor();

    await page.getByRole('button', { name: 'Change First profile' }).click();
    const change = page.getByRole('dialog', { name: 'Change First profile' });
    await change.getByLabel('Name').fill('Ada');
    await change.getByRole('button', { name: 'Save' }).click();
    await shown(ada, 'Ada').waitFor();
    assert.deepEqual((await household(ada)).map(({ name, avatar, default: first }) => [name, avatar, first]), [['Ada', 'teal', true], ['Bob', 'red', false]]);

    await choose(ada, 'Bob');
    await ada.go('connections');
    await ada.card('trakt').and(page.locator('[data-state=disconnected]')).waitFor();
    await connectAs(ada, 'bob');
    await ada.choose('lake');
    await ada.play();
    const arrived = async () => (await stage.world.control('state')).trakt.history.map(({ user }) => user);
    await until(async () => (await arrived()).length > 0);
    assert.deepEqual(await arrived(), ['bob']);
    await ada.go('history');
    await page.locator('main').getByText('The Long Way Round the Lake').first().waitFor();

    await choose(ada, 'Ada');
    await ada.go('connections');
    await ada.card('trakt').and(page.locator('[data-state=connected]')).waitFor();
    assert.deepEqual((await hub(ada, 'GET', 'history')).plays, []);
    await ada.reopen();
    await shown(ada, 'Ada').waitFor();
  });

  test('it is chosen by the keyboard and on a phone, and everybody can use it', async () => {
    const eve = await visit('eve', ['Eve', 'Finn'], { viewport: { width: 360, height: 740 } });
    const { page } = eve;
    await shown(eve, 'Eve').focus();
    await page.keyboard.press('Enter');
    const finn = page.locator('.household').getByRole('button', { name: 'Finn', exact: true });
    await finn.waitFor();
    await axe(page, 'the household');
    await fits(page, 'the household', [360]);
    await page.keyboard.press('Escape');
    await finn.waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'household', 'Escape gives the focus back');
    await page.keyboard.press('Enter');
    await finn.focus();
    await page.keyboard.press('Enter');
    await shown(eve, 'Finn').waitFor();
    await eve.go('settings');
    await page.getByText('shown in this browser').waitFor();
    await axe(page, 'the settings', '#profiles');
    await fits(page, 'the settings of a household');
  });

  test('a player, a token and the users of a server are given to whom they belong', async () => {
    const gil = await visit('gil', ['Gil', 'Hana']);
    const { page } = gil;
    const [, hana] = await household(gil);
    await hub(gil, 'POST', 'user/devices/token', { name: 'Navidrome' });
    const { address, webhook } = await hub(gil, 'POST', 'user/webhooks');
    const heard = { event: 'media.rate', user: true, rating: '8', Account: { id: 1, title: 'gil' }, Server: { title: 'Cellar', uuid: 's' }, Player: { uuid: 'p' }, Metadata: { type: 'movie', title: 'Heat', year: 1995, ratingKey: '1', guid: 'plex://movie/5d1', librarySectionTitle: 'Films', librarySectionID: 1 } };
    for (const [user, title] of [[true, 'gil'], [false, 'hana']]) {
      const told = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...heard, user, Account: { id: title, title } }) });
      assert.equal(told.status, 204, await told.text());
    }
    await gil.go('players');
    const token = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Navidrome', exact: true }) });
    await token.getByLabel('Counts for').selectOption('Hana');
    await page.getByText('Navidrome counts for Hana from now on.').waitFor();
    assert.deepEqual((await hub(gil, 'GET', 'user/devices')).devices.map(({ profile }) => profile), [hana.id]);

    const server = page.locator('.webhook');
    await server.getByLabel('hana').selectOption('Hana');
    const users = async () => (await hub(gil, 'GET', 'user/webhooks')).webhooks[0].users.map(({ counts, profile }) => [counts, profile]);
    await until(async () => (await users())[1][0]);
    assert.deepEqual(await users(), [[true, undefined], [true, hana.id]]);
    await server.getByLabel('gil').selectOption('Nobody');
    await until(async () => !(await users())[0][0]);
    await axe(page, 'whose players');
    await fits(page, 'whose players', [360]);
    assert.equal(webhook.id, (await hub(gil, 'GET', 'user/webhooks')).webhooks[0].id);
  });

  test('a switch turned without a network stays as it was turned, whoever is shown', async () => {
    const uwe = await visit('uwe', ['Uwe', 'Ute']);
    await choose(uwe, 'Ute');
    await connectAs(uwe, 'ute');
    await uwe.open('trakt');
    await uwe.context.setOffline(true);
    const send = uwe.card('trakt').getByRole('switch', { name: 'Send plays here' });
    await send.click();
    await uwe.page.locator('#sync').click();
    await uwe.page.getByText('One change waits for the hub.').waitFor();
    assert.equal(await send.isChecked(), false);
    await uwe.context.setOffline(false);
    await uwe.page.getByText('One change waits for the hub.').waitFor({ state: 'detached' });
    await until(async () => !(await send.isChecked()));
  });

  test('one is removed once that is confirmed; where it was shown the default is', async () => {
    const ivy = await visit('ivy', ['Ivy', 'Jon', 'Kay']);
    const { page } = ivy;
    await choose(ivy, 'Jon');
    const other = await ivy.openTab('/settings');
    await shown({ page: other }, 'Jon').waitFor();
    await other.getByRole('button', { name: 'Remove Kay' }).click();
    await other.getByRole('button', { name: 'Remove the profile' }).click();
    await other.getByText('Kay is removed.').waitFor();
    assert.equal(await other.evaluate(() => document.activeElement.id), 'add-profile');
    await other.getByRole('button', { name: 'Remove Jon' }).click();
    await other.getByRole('button', { name: 'Remove the profile' }).click();
    // Nobody is left to choose from, here and in the tab that showed the one that is gone.
    for (const tab of [other, page]) await tab.locator('#household').waitFor({ state: 'detached' });
    assert.deepEqual((await household(ivy)).map(({ name }) => name), ['Ivy']);
    await until(() => page.evaluate(() => localStorage.getItem('playtally-page:profile') === null));
    await page.locator('#sync[data-state=idle]').waitFor();
  });
});
