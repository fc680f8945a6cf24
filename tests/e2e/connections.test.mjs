// The connections page in each of its states: nothing yet, connecting in every way, in use, in trouble, offline.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { openStage } from './stage.mjs';

const SERVICES = '**/api/v1/user/services';
const SETTINGS = '**/api/v1/user/services/*/settings';

describe('connections', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const button = (place, name) => place.getByRole('button', { name });
  const hears = async (someone, service) => (
    (await (await someone.context.request.get(`${stage.world.origin}/api/v1/user/services`)).json()).services.find((row) => row.service === service));
  const focused = ({ page }) => page.evaluate(() => document.activeElement.id);
  const fits = async ({ page }) => {
    const [inside, all] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
    assert.ok(all <= inside, 'nothing runs off the screen');
  };

  test('while the services are awaited there is a skeleton; a hub that says no is told, and asked again', async () => {
    const someone = await stage.visitor('patient', [], { serviceWorkers: 'block' });
    const { page } = someone;
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await page.route(SERVICES, async (route) => {
      await held;
      await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"cold","detail":"The hub has a cold."}' });
    });
    // The live view would tell of them as soon as it is there.
    await page.routeWebSocket('**/api/v1/live', (socket) => socket.close());
    await page.goto(`${stage.world.origin}/connections`);
    await page.getByRole('status', { name: 'Loading…' }).waitFor();
    await axe(page, 'loading');
    go();
    await page.getByRole('alert').getByText('The hub has a cold.').waitFor();
    await axe(page, 'the hub says no');
    await page.unroute(SERVICES);
    // By itself, without a press of the button.
    await someone.card('trakt').waitFor();
  });

  test('nothing connected: every service with its way in, at every width', async () => {
    const someone = await stage.visitor('newcomer', []);
    await someone.go('connections');
    await button(someone.card('trakt'), 'Connect Trakt').waitFor();
    for (const width of [360, 768, 1440]) {
      await someone.page.setViewportSize({ width, height: 800 });
      await fits(someone);
      await axe(someone.page, `nothing connected, ${width}`);
    }
  });

  test('the switches of a new account come before anything is synced, once, and hold as they were set', async () => {
    const someone = await stage.visitor('chooser', []);
    const { page } = someone;
    await someone.consent('trakt');
    const dialog = page.getByRole('dialog', { name: 'Trakt is connected' });
    await dialog.getByText('You are chooser there.').waitFor();
    await dialog.getByText('Who sees it there').waitFor();
    await axe(page, 'the switches of a new account');
    const before = await hears(someone, 'trakt');
    assert.deepEqual([before.sync_history, before.sync_ratings, before.sync_watchlist, before.last_sync_at], [false, false, false, null]);
    await dialog.getByRole('switch', { name: 'Send plays here' }).uncheck();
    await dialog.getByRole('switch', { name: 'Keep ratings in step' }).check();
    await button(dialog, 'Done').click();
    await dialog.waitFor({ state: 'detached' });
    const now = await hears(someone, 'trakt');
    assert.deepEqual([now.enabled, now.sync_history, now.sync_ratings, now.sync_watchlist], [false, false, true, false]);
    await until(async () => (await focused(someone)) === 'details-trakt');
    await someone.card('trakt').getByText('Switched off').waitFor();
    await page.reload();
    await someone.card('trakt').waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0);
  });

  test('a window that is closed too early is said, with two ways on', async () => {
    const someone = await stage.visitor('closer', []);
    const { page, context } = someone;
    await someone.go('connections');
    const card = someone.card('simkl');
    const opened = context.waitForEvent('page');
    await button(card, 'Connect Simkl').click();
    const window = await opened;
    await window.getByLabel('Sign in as').waitFor();
    await card.getByText('Say yes in the window of Simkl.').waitFor();
    await axe(page, 'the window is open');
    await window.close();
    await card.getByText('The window was closed before Simkl answered.').waitFor();
    await button(card, 'Go there in this tab').click();
    await page.getByLabel('Sign in as').fill('closer');
    await page.getByRole('button', { name: 'Allow' }).click();
    await card.and(page.locator('[data-state=connected]')).waitFor();
    await page.getByRole('dialog', { name: 'Simkl is connected' }).waitFor();
  });

  test('where windows are blocked, and on a phone, the consent page comes in this tab', async () => {
    const blocked = await stage.visitor('blocked', []);
    await blocked.go('connections');
    await blocked.page.evaluate(() => { window.open = () => null; });
    const phone = await stage.visitor('phone', [], { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });
    await phone.go('connections');
    for (const { page, card, name } of [blocked, phone]) {
      await button(card('trakt'), 'Connect Trakt').click();
      await page.getByLabel('Sign in as').fill(name);
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('dialog', { name: 'Trakt is connected' }).waitFor();
      assert.equal(page.url(), `${stage.world.origin}/connections`, 'the address is clean again');
    }
    await fits(phone);
  });

  test('what the hub refuses is said on the card, and no window stays', async () => {
    const someone = await stage.visitor('unlucky', []);
    await someone.go('connections');
    await someone.page.route('**/trakt/connect', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"busy","detail":"Not just now."}' }));
    await button(someone.card('trakt'), 'Connect Trakt').click();
    await someone.card('trakt').getByRole('alert').getByText('Not just now.').waitFor();
    await until(() => someone.context.pages().length === 1);
    await button(someone.card('simkl'), 'Connect Simkl').waitFor();
  });

  test('a code is shown with its picture; in the dark and on a phone', async () => {
    const someone = await stage.visitor('coder', []);
    await someone.go('connections');
    const card = someone.card('trakt');
    await button(card, /^Use a code/).click();
    await card.locator('output').waitFor();
    await card.getByRole('img', { name: /as a QR code/ }).waitFor();
    await someone.page.setViewportSize({ width: 360, height: 780 });
    await fits(someone);
    await axe(someone.page, 'a code');
  });

  test('a token and its server, by keyboard; cancel leads back to the button', async () => {
    const someone = await stage.visitor('typist', []);
    const { page } = someone;
    await someone.go('connections');
    const card = someone.card('listenbrainz');
    await button(card, 'Connect ListenBrainz').press('Enter');
    await until(async () => (await focused(someone)) === 'listenbrainz-token');
    await axe(page, 'a token');
    await page.keyboard.type('wrong');
    await card.getByText('Another server').click();
    await card.getByLabel('Its base address').fill('http://10.0.0.1');
    await button(card, 'Connect with this token').press('Enter');
    await card.getByRole('alert').getByText('That is not the address of a public server').waitFor();
    await button(card, 'Cancel').press('Enter');
    await until(async () => (await focused(someone)) === 'connect-listenbrainz');
  });

  test('details are in the address; by keyboard; the threshold is clamped and says so', async () => {
    const someone = await stage.visitor('keys', ['trakt']);
    const { page } = someone;
    const card = someone.card('trakt');
    await button(card, 'Details of Trakt').press('Enter');
    await page.waitForURL(({ search }) => search === '?open=trakt');
    await page.reload();
    const field = card.getByRole('spinbutton', { name: /Trakt counts at/ });
    await field.fill('120');
    await field.press('Enter');
    await card.getByText('Thresholds go from 1 to 95 %. Trakt counts at 95%').waitFor();
    await until(async () => (await field.inputValue()) === '95');
    await axe(page, 'details');
    await button(card, 'Details of Trakt').press('Space');
    await page.waitForURL(({ search }) => search === '');
    const linked = await someone.openTab('/connections#trakt');
    await linked.getByRole('spinbutton', { name: /Trakt counts at/ }).waitFor();
    await until(async () => (await focused({ page: linked })) === 'details-trakt');
  });

  test('in step: direction, how often, what is asked before, and copying with the services\' own rules', async () => {
    const someone = await stage.visitor('tuner', ['trakt', 'simkl']);
    const { page } = someone;
    await someone.open('trakt');
    const card = someone.card('trakt');
    await card.getByRole('switch', { name: 'Keep history in step' }).check();
    await card.getByText(/^In step .*: 0 came, 0 went\./).waitFor();
    await card.getByLabel('Direction').selectOption('Only from there to here');
    await card.getByLabel('How often').selectOption('Every 6 hours');
    await card.getByLabel('Entries at most').fill('3');
    await card.getByLabel('Entries at most').press('Tab');
    await card.getByLabel('From Simkl').check();
    await card.getByRole('list', { name: 'What the services say of this' }).getByText(/Simkl asks apps/).waitFor();
    await axe(page, 'in step');
    const now = await hears(someone, 'trakt');
    assert.deepEqual([now.bidirectional, now.interval, now.delete_budget.most, now.mirror], [false, 360, 3, ['simkl']]);
    await button(card, 'What would change?').click();
    await page.getByRole('dialog').getByText('Nothing: both are in step.').waitFor();
    await axe(page, 'a trial');
    await button(page.getByRole('dialog'), 'Close').last().click();
    await page.setViewportSize({ width: 360, height: 780 });
    await fits(someone);
  });

  test('a switch that is refused turns back, and says why beside it', async () => {
    const someone = await stage.visitor('refused', ['trakt']);
    await someone.open('trakt');
    await someone.page.route(SETTINGS, (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: '{"code":"conflict","detail":"Not like this."}' }));
    const send = someone.card('trakt').getByRole('switch', { name: 'Send plays here' });
    await send.click();
    await someone.card('trakt').getByRole('alert').getByText('Not like this.').waitFor();
    await until(() => send.isChecked());
  });

  test('a switch turned without a network is kept, and told when it is back', async () => {
    const someone = await stage.visitor('offliner', ['trakt']);
    await someone.open('trakt');
    await someone.context.setOffline(true);
    const send = someone.card('trakt').getByRole('switch', { name: 'Send plays here' });
    await send.click();
    await someone.card('trakt').getByText('Switched off').waitFor();
    await until(async () => !(await send.isChecked()));
    await someone.context.setOffline(false);
    await until(async () => !(await hears(someone, 'trakt')).enabled);
    await until(async () => !(await send.isChecked()));
  });

  test('a switch that was lost on the way is told again by itself', async () => {
    const someone = await stage.visitor('interrupted', ['trakt'], { serviceWorkers: 'block' });
    await someone.open('trakt');
    await someone.page.route(SETTINGS, (route) => route.abort(), { times: 1 });
    await someone.card('trakt').getByRole('switch', { name: 'Send plays here' }).click();
    await until(async () => !(await hears(someone, 'trakt')).enabled);
  });

  test('a switch that is turned on and off again, quicker than the hub, is off in the end', async () => {
    const someone = await stage.visitor('wavering', ['trakt'], { serviceWorkers: 'block' });
    await someone.open('trakt');
    const before = (await hears(someone, 'trakt')).enabled;
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    const told = [];
    await someone.page.route(SETTINGS, async (route) => {
      told.push(route.request().postDataJSON().enabled);
      await held;
      await route.continue();
    });
    const send = someone.card('trakt').getByRole('switch', { name: 'Send plays here' });
    await send.click();
    await until(async () => (await send.isChecked()) !== before);
    await send.click();
    await until(async () => (await send.isChecked()) === before);
    go();
    await until(() => told.length === 2);
    assert.deepEqual(told, [!before, before]);
    await until(async () => (await hears(someone, 'trakt')).enabled === before);
  });

  test('a threshold that changes while the player comes is the player\'s, too', async () => {
    const someone = await stage.visitor('between', ['trakt'], { serviceWorkers: 'block' });
    const { page } = someone;
    const kept = () => page.evaluate(() => localStorage.getItem('playtally:/api/v1::rules') ?? '');
    await until(async () => (await kept()).includes('"percent":80'));
    await page.evaluate(() => localStorage.removeItem('playtally:/api/v1::rules'));
    let asked = 0;
    await page.route(SERVICES, async (route) => {
      // The page asks first, then its player.
      if ((asked += 1) !== 2) return route.continue();
      const response = await route.fetch();
      await someone.context.request.patch(`${stage.world.origin}/api/v1/user/services/trakt/settings`, { headers: { origin: stage.world.origin }, data: { video_threshold: 60 } });
      await someone.card('trakt').getByText(/60%/).first().waitFor();
      return route.fulfill({ response });
    });
    await page.reload();
    await until(async () => (await kept()).includes('"percent":60'));
  });

  test('an expired sign-in stands out, and is mended where it is said', async () => {
    const someone = await stage.visitor('expired', ['trakt']);
    const { page } = someone;
    await someone.open('trakt');
    await stage.world.control('expire', { service: 'trakt' });
    await stage.world.control('faults', { host: 'auth.trakt.tv', kind: 'status', status: 400, body: { error: 'invalid_grant' }, times: 1 });
    await button(page, 'Test Trakt').click();
    const card = someone.card('trakt');
    await card.getByText('Trakt no longer accepts the sign-in. Plays are kept until you are back.').waitFor();
    await axe(page, 'an expired sign-in');
    await someone.consent('trakt');
    await card.and(page.locator('[data-state=connected]')).waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0, 'the switches are as they were');
  });

  test('a service that hangs holds up nobody else', async () => {
    const someone = await stage.visitor('slow', ['trakt', 'simkl'], { serviceWorkers: 'block' });
    const { page } = someone;
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await page.route('**/trakt/profile', async (route) => {
      await held;
      await route.continue();
    });
    await someone.open('trakt');
    await someone.open('simkl');
    await button(page, 'Test Trakt').click();
    await button(page, 'Test Simkl').click();
    await page.getByText('Simkl answers, and knows you as slow.').waitFor();
    go();
    await page.getByText('Trakt answers, and knows you as slow.').waitFor();
  });

  test('letting go is asked about, in words that say what goes and what stays', async () => {
    const someone = await stage.visitor('leaver', ['trakt']);
    await someone.open('trakt');
    await button(someone.page, 'Disconnect Trakt').click();
    const dialog = someone.page.getByRole('dialog', { name: 'Disconnect Trakt?' });
    await dialog.getByText('Trakt is told to forget it').waitFor();
    await axe(someone.page, 'disconnecting');
    await someone.page.keyboard.press('Escape');
    assert.equal((await hears(someone, 'trakt')).state, 'connected');
    await button(someone.page, 'Disconnect Trakt').click();
    await button(dialog, 'Disconnect').click();
    await until(async () => (await focused(someone)) === 'connect-trakt');
    // Revoked there.
    await until(async () => (await stage.world.control('tokens')).every(({ service, user }) => service !== 'trakt' || user !== 'leaver'));
  });

  test('in German too', async () => {
    const someone = await stage.visitor('gerda', [], { locale: 'de-AT' });
    await someone.go('connections');
    await button(someone.card('trakt'), 'Trakt verbinden').waitFor();
    await axe(someone.page, 'in German');
    assert.deepEqual(someone.troubles, []);
  });
});
