// Players elsewhere: none, one more by a code, what is said of them, and their end; tokens of clients; and the lines for whoever makes one.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { openStage } from './stage.mjs';

const DIST = fileURLToPath(new URL('../../target/package/dist/', import.meta.url));
const MEDIA = fileURLToPath(new URL('../../www/media/', import.meta.url));
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.webm': 'video/webm' };

/** Somebody's own site, with a player whose program is `program`, and the package where `playtally` is looked for. */
async function openSite() {
  const site = { program: '' };
  const server = createServer(async (request, answer) => {
    const { pathname } = new URL(request.url, 'http://x');
    if (pathname === '/') {
      answer.setHeader('content-type', 'text/html').end(`<!doctype html><title>A player</title>
        <script type="importmap">{"imports": {"playtally": "/dist/browser.js"}}</script>
        <video src="/lake.webm" muted></video><script type="module">${site.program}</script>`);
      return;
    }
    const file = await readFile(pathname.startsWith('/dist/') ? join(DIST, pathname.slice(6)) : join(MEDIA, pathname)).catch(() => undefined);
    answer.writeHead(file ? 200 : 404, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' }).end(file);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return Object.assign(site, { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() });
}

describe('players', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  /** Somebody on this page, who has these players. */
  async function visit(name, players = [], options = {}) {
    const someone = await stage.visitor(name, [], options);
    for (const player of players) await pair(someone, await newCode(someone), player);
    await someone.go('players');
    return someone;
  }

  const headers = () => ({ origin: stage.world.origin });

  async function newCode(someone) {
    const made = await someone.context.request.post(`${stage.world.origin}/api/v1/user/devices`, { headers: headers(), data: {} });
    return (await made.json()).code;
  }

  /** As a player does that was given the code. */
  async function pair(someone, code, { name, origin }) {
    const answer = await fetch(`${stage.world.origin}/api/v1/pair`, {
      method: 'POST', headers: { 'content-type': 'application/json', ...(origin && { origin }) }, body: JSON.stringify({ code, name }),
    });
    assert.equal(answer.status, 201);
    return (await answer.json()).token;
  }

  const card = ({ page }, name) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
  const shown = async ({ page }) => (await page.locator('#pairing-code').innerText()).trim();

  test('where there is none, it is said what a player is for, and how one is paired', async () => {
    const someone = await visit('una', []);
    await someone.page.getByRole('heading', { name: 'No player is paired yet' }).waitFor();
    await axe(someone.page, 'no player');
    assert.equal(await someone.page.locator('#install-script').getAttribute('href'), '/playtally.user.js');
  });

  test('the userscript is to run on sites of one’s own too, however their addresses are typed', async () => {
    const someone = await visit('uma', []);
    const { page } = someone;
    await page.getByLabel(/Other sites/).fill('http://Jellyfin.home:8096/web/, 10.0.0.5');
    const address = await page.locator('#install-script').getAttribute('href');
    assert.equal(address, '/playtally.user.js?on=jellyfin.home,10.0.0.5');
    const script = await (await someone.context.request.get(stage.world.origin + address)).text();
    assert.match(script, /^\/\/ @match +\*:\/\/jellyfin\.home\/\*$/m);
    await page.locator('#pair-script').click();
    await page.locator('#pairing-code').waitFor();
  });

  test('a code is shown, copied and typed in; the page hears of it by itself', async () => {
    const someone = await visit('vera', [], { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = someone;
    await page.getByRole('button', { name: 'Pair a player' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pair a player' });
    const code = await shown(someone);
    assert.match(code, /^\w{4}-\w{4}$/);
    await page.waitForURL('**/players?pair=*');
    await dialog.getByRole('img', { name: 'The code, to be read by a phone' }).waitFor();
    assert.match(await dialog.getByRole('timer').innerText(), /^(10:00|9:\d\d)$/);
    assert.equal(await dialog.locator('#hub-address').innerText(), `${stage.world.origin}/api/v1`);
    await dialog.getByRole('button', { name: 'Copy the code' }).click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
    await axe(page, 'a code');
    await pair(someone, code, { name: 'The kitchen', origin: 'https://kitchen.example' });
    await dialog.getByRole('status').getByText('The kitchen is paired.').waitFor();
    assert.equal(await page.locator('#pairing-code').count(), 0, 'a code works once');
    await axe(page, 'paired');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await card(someone, 'The kitchen').getByText('https://kitchen.example').waitFor();
    await card(someone, 'The kitchen').getByText('Report what it plays').waitFor();
    await page.waitForURL(({ search }) => search === '');
  });

  test('a player that was paired is there, however soon the code is closed', async () => {
    const someone = await visit('vito', []);
    await someone.page.locator('#pair-player').click();
    await pair(someone, await shown(someone), { name: 'The attic' });
    await someone.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await card(someone, 'The attic').waitFor();
  });

  test('the way back closes the code, the way forward asks for another', async () => {
    const someone = await visit('will', []);
    const { page } = someone;
    await page.getByRole('button', { name: 'Pair a player' }).click();
    const first = await shown(someone);
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goForward();
    assert.notEqual(await shown(someone), first);
  });

  test('a code that became too old is gone, and another is a button away', async () => {
    const someone = await visit('xenia', []);
    const { page } = someone;
    await page.route('**/api/v1/user/devices', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      return route.fulfill({ status: 201, json: { code: 'SOON-OVER', expires_at: new Date(Date.now() + 1_500).toISOString() } });
    });
    await page.getByRole('button', { name: 'Pair a player' }).click();
    await page.getByText('This code is too old now.').waitFor();
    assert.equal(await page.locator('#pairing-code').count(), 0);
    await axe(page, 'too old');
    await page.unroute('**/api/v1/user/devices');
    await page.getByRole('button', { name: 'New code' }).click();
    assert.match(await shown(someone), /^\w{4}-\w{4}$/);
  });

  test('a hub that refuses a code says why, and is asked again', async () => {
    const someone = await visit('yann', []);
    const { page } = someone;
    const detail = 'Too many codes were asked for. Wait ten minutes.';
    await page.route('**/api/v1/user/devices', (route) => (route.request().method() === 'POST'
      ? route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify({ status: 429, code: 'a_new_one', title: 'x', detail }) })
      : route.fallback()));
    await page.getByRole('button', { name: 'Pair a player' }).click();
    await page.getByRole('alert').getByText(detail).waitFor();
    await axe(page, 'refused');
    await page.unroute('**/api/v1/user/devices');
    await page.getByRole('button', { name: 'Try again' }).click();
    await shown(someone);
  });

  test('a slow hub leaves its places empty, one that is away is said beside them', async () => {
    const someone = await visit('zoe', [{ name: 'Hall' }], { serviceWorkers: 'block' });
    const { page } = someone;
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await page.route('**/api/v1/user/devices', async (route) => { await held; await route.fallback(); });
    await page.reload();
    await page.locator('#devices').getByRole('status', { name: 'Loading' }).waitFor();
    await axe(page, 'loading');
    go();
    await card(someone, 'Hall').waitFor();
    await page.unroute('**/api/v1/user/devices');
    let away = true;
    let answered = Promise.resolve();
    let answer;
    await page.route('**/api/v1/user/devices', async (route) => {
      await answered;
      await (away ? route.abort() : route.fallback());
    });
    await page.reload();
    await page.getByRole('alert').getByText('The hub cannot be reached.').waitFor();
    await axe(page, 'away');
    // The page asks by itself, too: no answer comes before it is asked to.
    answered = new Promise((resolve) => { answer = resolve; });
    await page.getByRole('button', { name: 'Try again' }).click();
    away = false;
    answer();
    await card(someone, 'Hall').waitFor();
  });

  test('without a network the players that are known stay, and nothing is removed', async () => {
    const someone = await visit('alba', [{ name: 'Attic' }]);
    const { page } = someone;
    await page.evaluate(() => navigator.serviceWorker.ready);
    await card(someone, 'Attic').waitFor();
    await someone.context.setOffline(true);
    await page.getByRole('button', { name: 'Remove Attic' }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.getByRole('dialog').getByRole('alert').getByText('The hub cannot be reached.').waitFor();
    await page.keyboard.press('Escape');
    await card(someone, 'Attic').waitFor();
    await someone.context.setOffline(false);
  });

  test('by the keyboard alone a player is removed: asked first, locked out at once', async () => {
    const someone = await visit('bo', [], { viewport: { width: 360, height: 740 } });
    const token = await pair(someone, await newCode(someone), { name: 'Old telephone' });
    await pair(someone, await newCode(someone), { name: 'New telephone' });
    await someone.reopen();
    await someone.go('players');
    const { page } = someone;
    await card(someone, 'Old telephone').waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing sticks out');
    await axe(page, 'two players');
    const remove = page.getByRole('button', { name: 'Remove Old telephone' });
    await remove.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Remove Old telephone?' });
    await dialog.getByText('What it has reported stays in your history.').waitFor();
    await axe(page, 'asked');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // Back where it was.
    await until(() => remove.evaluate((button) => button === document.activeElement));
    await page.keyboard.press('Enter');
    const sure = dialog.getByRole('button', { name: 'Remove it' });
    await sure.waitFor();
    for (let steps = 0; steps < 6 && !(await sure.evaluate((button) => button === document.activeElement)); steps += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Old telephone is removed.').waitFor();
    await card(someone, 'Old telephone').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.id === 'pair-player');
    await card(someone, 'New telephone').waitFor();
    const asked = await fetch(`${stage.world.origin}/api/v1/state`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(asked.status, 401);
  });

  test('a token for a client is made and copied, shown this once, and listed with its last use', async () => {
    const someone = await visit('dora', [], { permissions: ['clipboard-read', 'clipboard-write'], viewport: { width: 360, height: 740 } });
    const { page } = someone;
    await page.getByRole('button', { name: 'Make a token' }).click();
    const name = page.getByRole('textbox', { name: 'Which program is it for?' });
    await axe(page, 'asked for a name');
    await name.fill('Navidrome');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Token for Navidrome' });
    await dialog.getByRole('button', { name: 'Copy the token' }).click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    const token = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(token, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(await dialog.locator('#lb-address-made').innerText(), stage.world.origin);
    assert.equal(await dialog.locator('#lfm-address-made').innerText(), `${stage.world.origin}/2.0/`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing sticks out');
    await axe(page, 'made');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await card(someone, 'Navidrome').getByText('Not yet').waitFor();
    await card(someone, 'Navidrome').getByText('Submit what you hear').waitFor();
    await page.getByRole('heading', { name: 'No player is paired yet' }).waitFor();
    assert.ok(!(await page.content()).includes(token), 'it is shown once');
    const asked = await fetch(`${stage.world.origin}/1/validate-token`, { headers: { authorization: `Token ${token}` } });
    assert.equal((await asked.json()).valid, true);
    await page.reload();
    await card(someone, 'Navidrome').getByText('Not yet').waitFor({ state: 'detached' });
    await page.getByText('What to type into a client').click();
    await axe(page, 'a client');
    await page.getByRole('button', { name: 'Remove Navidrome' }).click();
    await page.getByRole('dialog').getByText('Its token is good for nothing from now on.').waitFor();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await card(someone, 'Navidrome').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.id === 'make-token');
  });

  test('a client that leads here is allowed, and fetches its session', async () => {
    const someone = await visit('emil', []);
    const { page } = someone;
    const ask = async (fields) => (await fetch(`${stage.world.origin}/2.0/?${new URLSearchParams({ api_key: 'k', format: 'json', ...fields })}`)).json();
    const { token } = await ask({ method: 'auth.getToken' });
    await page.goto(`${stage.world.origin}/api/auth/?api_key=k&token=${token}`);
    await page.getByRole('dialog', { name: 'Let a client submit plays?' }).getByText('Allow it only if you started this').waitFor();
    await axe(page, 'asked to allow');
    await page.getByRole('textbox', { name: 'Which program is it for?' }).fill('Desktop');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('Desktop is allowed.').waitFor();
    const { session } = await ask({ method: 'auth.getSession', token });
    assert.equal(session.key.length, 32);
    await page.getByRole('button', { name: 'Done' }).click();
    await card(someone, 'Desktop').waitFor();
    await page.goto(`${stage.world.origin}/players?allow=${'0'.repeat(32)}`);
    await page.getByRole('textbox', { name: 'Which program is it for?' }).fill('Late');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('alert').getByText('That took too long').waitFor();
  });

  test('an address for a media server is shown once, and what comes there is seen and switched', async () => {
    const someone = await visit('ines', [], { permissions: ['clipboard-read', 'clipboard-write'], viewport: { width: 360, height: 740 } });
    const { page } = someone;
    const section = page.getByRole('region', { name: 'Media servers' });
    await section.getByText('Plex (with Plex Pass)').click();
    await section.getByText('Choose “Add webhook”, and paste the address.').waitFor();
    await section.getByRole('button', { name: 'Make an address' }).click();
    await section.getByText('Nothing has come there yet.').waitFor();
    await section.getByRole('button', { name: 'Copy the address' }).click();
    await section.getByRole('button', { name: 'Copied' }).waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(address, new RegExp(`^${stage.world.origin}/hook/[\\w-]{43}$`));
    await axe(page, 'an address');
    const tell = (body) => fetch(address, { method: 'POST', body: JSON.stringify(body) });
    const said = (user, library, own) => tell({
      event: 'media.play', user: own, Account: { id: user, title: user }, Server: { title: 'Attic', uuid: 'attic' }, Player: { uuid: 'tv' },
      Metadata: { ratingKey: '5', type: 'movie', title: 'The Matrix', year: 1999, duration: 8_160_000, librarySectionID: 1, librarySectionTitle: library, guid: 'com.plexapp.agents.imdb://tt0133093?lang=en' },
    });
    assert.equal((await tell({ hello: 'world' })).status, 400);
    await section.getByText('This is no webhook of Plex').waitFor();
    assert.equal((await said('ines', 'Films', true)).status, 204);
    await section.getByText('Attic · ines · began · The Matrix').waitFor();
    assert.equal(await section.getByText('This is no webhook').count(), 0);
    await said('emil', 'Films', false);
    await section.getByText('It does not count for you.').waitFor();
    const emil = section.getByRole('switch', { name: 'emil' });
    assert.equal(await emil.isChecked(), false);
    // Told, and drawn again as the hub has it.
    const switched = (name, checked) => Promise.all([
      page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok()),
      section.getByRole('switch', { name, checked }).waitFor(),
    ]);
    await emil.focus();
    await Promise.all([switched('emil', true), page.keyboard.press('Space')]);
    await Promise.all([switched('Films', false), section.getByRole('switch', { name: 'Films' }).click()]);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing sticks out');
    await axe(page, 'what came');
    await page.reload();
    await section.getByRole('switch', { name: 'emil', checked: true }).waitFor();
    await section.getByRole('switch', { name: 'Films', checked: false }).waitFor();
    assert.equal(await section.getByText(address).count(), 0, 'it is shown once');
    await section.getByRole('button', { name: 'New address in the place of address 1' }).click();
    await page.getByRole('button', { name: 'Replace it' }).click();
    await section.getByText('Copy it now').waitFor();
    assert.equal((await said('ines', 'Films', true)).status, 404, 'the old one is over');
    await section.getByRole('button', { name: 'Remove address 1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove address 1?' });
    await axe(page, 'sure');
    await dialog.getByRole('button', { name: 'Remove it' }).click();
    await section.getByRole('listitem').filter({ hasText: 'Address 1' }).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.id === 'new-webhook');
  });

  test('the lines for a developer, copied as they are, pair a page and count its video', async () => {
    const site = await openSite();
    const someone = await visit('cosmo', [], { permissions: ['clipboard-read', 'clipboard-write'] });
    await someone.connect('trakt');
    await someone.go('players');
    const { page } = someone;
    await page.getByRole('button', { name: 'Copy the program' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    site.program = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Pair a player' }).click();
    const code = await shown(someone);
    const elsewhere = await someone.context.browser().newContext();
    const theirs = await elsewhere.newPage();
    theirs.on('dialog', (dialog) => dialog.accept(code));
    await theirs.goto(site.origin);
    await page.getByText('My player is paired.').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await theirs.evaluate(() => document.querySelector('video').play());
    await card(someone, 'My player').getByText('Inception (Film, 2010)').waitFor();
    // It was seen.
    await card(someone, 'My player').getByText('Not yet').waitFor({ state: 'detached' });
    await theirs.close();
    await elsewhere.close();
    site.close();
  });
});
