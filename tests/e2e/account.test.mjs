// Who one is: found again in another browser, players elsewhere, and what the page hears by itself.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { until } from '../support/world.mjs';
import { FILM, openStage, sleep } from './stage.mjs';

/** A page of an origin of its own. */
async function openSite() {
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<title>A player</title>'));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

describe('who one is', () => {
  let stage;
  let elsewhere;
  before(async () => {
    stage = await openStage();
    elsewhere = await openSite();
  });
  after(async () => {
    elsewhere.close();
    await stage.close();
  });

  async function shownCode(someone, place) {
    const code = someone.page.locator(place);
    await code.waitFor();
    return code.innerText();
  }

  const stateOf = (someone, service) => someone.card(service).getAttribute('data-state');

  test('a code brings one back in another browser, and is shown once', async () => {
    const ann = await stage.visitor('ann', ['trakt', 'simkl']);
    await ann.go('settings');
    await ann.page.getByRole('button', { name: 'Make a code' }).click();
    const code = await shownCode(ann, '#recovery-code');
    assert.match(code, /^(\w{5}-){4}\w{5}$/);
    await ann.page.reload();
    await ann.page.getByText(/Your code of .* brings you back/).waitFor();
    assert.equal(await ann.page.locator('#recovery-code').isVisible(), false);

    const browser = await stage.visitor('ann again', []);
    await browser.go('settings');
    await browser.page.getByText('I was here before').click();
    await browser.page.getByLabel('Your code').fill(code.replaceAll('-', '').toLowerCase());
    await browser.page.getByRole('button', { name: 'Bring me back' }).click();
    await browser.page.getByText('Welcome back: everything is as you left it.').waitFor();
    assert.equal(browser.page.url(), `${stage.world.origin}/`, 'the address is clean again');
    await browser.go('connections');
    for (const service of ['trakt', 'simkl']) assert.equal(await stateOf(browser, service), 'connected');
  });

  test('a code that is wrong is said to be so', async () => {
    const someone = await stage.visitor('forgetful', []);
    await someone.go('settings');
    await someone.page.getByText('I was here before').click();
    await someone.page.getByLabel('Your code').fill('AAAAA-AAAAA');
    await someone.page.getByRole('button', { name: 'Bring me back' }).click();
    await someone.page.locator('#recovery').getByRole('alert').getByText('wrong').waitFor();
  });

  test('signing in at Trakt where one was before brings one back', async () => {
    const bea = await stage.visitor('bea', ['trakt', 'simkl']);
    await bea.choose('lake');
    const played = await bea.play();
    const once = [{ item: FILM, from: played.reachedAt, to: played.doneAt + 3_000 }];
    await bea.arrived({ trakt: once, simkl: once });

    const browser = await stage.visitor('bea', []);
    await browser.consent('trakt');
    await browser.page.getByText('Welcome back: Trakt knew you').waitFor();
    assert.equal(await stateOf(browser, 'simkl'), 'connected');
    await browser.go('outbox');
    await until(async () => (await browser.page.locator('#outbox .destination').count()) === 2);
    await browser.arrived({ trakt: once, simkl: once });
  });

  test('a player is paired, seen while it plays, and removed', async () => {
    const cleo = await stage.visitor('cleo', ['trakt']);
    await cleo.go('players');
    await cleo.page.getByRole('button', { name: 'Pair a player' }).click();
    const code = await shownCode(cleo, '#pairing-code');
    const site = await cleo.context.browser().newContext();
    const player = await site.newPage();
    await player.goto(elsewhere.url);
    const ask = (method, path, body, token) => player.evaluate(async ([hub, ...call]) => {
      const [how, where, what, bearer] = call;
      const answer = await fetch(`${hub}/api/v1/${where}`, {
        method: how,
        headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
        body: what && JSON.stringify(what),
      });
      return { status: answer.status, data: await answer.json() };
    }, [stage.world.origin, method, path, body, token]);

    const paired = await ask('POST', 'pair', { code, name: 'The kitchen' });
    assert.equal(paired.status, 201, 'a page elsewhere may ask');
    await cleo.page.getByText('The kitchen is paired.').waitFor();
    assert.equal(await cleo.page.locator('#pairing-code').isVisible(), false);
    await cleo.page.getByRole('button', { name: 'Done' }).click();
    const card = cleo.page.locator('.device-card', { hasText: new URL(elsewhere.url).host });
    await card.waitFor();

    const { token } = paired.data;
    const now = Date.now();
    const events = [
      { at: now, event: { type: 'load', playId: 'cleo-1', media: { kind: 'movie', title: 'The Long Way Round the Lake', year: 2026, ids: { imdb: FILM } }, duration: 600 } },
      { at: now, event: { type: 'play', position: 0 } },
    ];
    const sent = await ask('POST', 'scrobble', { player: 'kitchen-1', from: 1, sent_at: now, events }, token);
    assert.equal(sent.data.facts[0].type, 'started');
    await card.getByText('The Long Way Round the Lake').waitFor();
    await cleo.go('now');
    const row = cleo.page.locator('#playing [data-play=cleo-1]');
    await row.getByText('The kitchen').waitFor();
    await row.getByText('Playing', { exact: true }).waitFor();

    await cleo.go('players');
    await cleo.page.getByRole('button', { name: 'Remove The kitchen' }).click();
    await cleo.page.getByRole('button', { name: 'Remove it' }).click();
    await card.waitFor({ state: 'detached' });
    await cleo.go('now');
    await row.waitFor({ state: 'hidden' });
    assert.equal((await ask('GET', 'state', undefined, token)).status, 401);
    await site.close();
  });

  test('what changes is told, not asked for; after a restart too', async () => {
    const dan = await stage.visitor('dan', ['trakt']);
    await dan.open('trakt');
    const asked = [];
    dan.page.on('request', (request) => asked.push(request.url()));
    // Nobody asks while nothing happens; until the hub can be heard something may.
    await until(async () => {
      asked.length = 0;
      await sleep(16_000);
      return asked.length === 0;
    });
    const settings = (percent) => dan.context.request.patch(`${stage.world.origin}/api/v1/user/services/trakt/settings`, {
      headers: { origin: stage.world.origin }, data: { video_threshold: percent },
    });
    await settings(66);
    const shown = dan.card('trakt').getByRole('spinbutton');
    await until(async () => (await shown.inputValue()) === '66');
    await stage.world.kill();
    // The line that was cut may be found to be so by the first who uses it.
    await until(async () => (await settings(55).catch(() => undefined))?.ok());
    await until(async () => (await shown.inputValue()) === '55');
  });

  test('where no socket can be opened, the page asks', async () => {
    const eve = await stage.visitor('eve', ['trakt']);
    await eve.context.addInitScript(() => {
      globalThis.WebSocket = class extends EventTarget {
        constructor() {
          super();
          setTimeout(() => this.dispatchEvent(new Event('close')));
        }

        close() {}
      };
    });
    await eve.reopen();
    await eve.open('trakt');
    await eve.context.request.patch(`${stage.world.origin}/api/v1/user/services/trakt/settings`, {
      headers: { origin: stage.world.origin }, data: { video_threshold: 61 },
    });
    const shown = eve.card('trakt').getByRole('spinbutton');
    await until(async () => (await shown.inputValue()) === '61');
  });

  test('no page broke', async () => {
    await stage.anHourLater();
  });
});
