// The outbox: where each play went, why it waits, and what helps.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { forget, openStage } from './stage.mjs';

const WIDTHS = [360, 768, 1440];
const media = { kind: 'episode', show: { title: 'Slow Boats', year: 2026, ids: { tmdb: 99000010 } }, season: 1, number: 2, title: 'Tides', ids: {} };
const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();

const entry = (id, service, state, more = {}) => ({
  id, play_id: id.split('@')[0], service, media, title: 'Slow Boats S1E2', state, attempts: 1, at: inMinutes(-5), ...more,
});
const reason = (code, text = 'It said no.') => ({ reason: { code, text } });

/** Made for each, since it is of a minute. */
const all = () => [
  entry('p1@trakt', 'trakt', 'waiting', { next_at: inMinutes(12), attempts: 3, ...reason('rate_limited') }),
  entry('p1@simkl', 'simkl', 'dead', reason('not_found')),
  entry('p2@trakt', 'trakt', 'signed_out', reason('sign_in_again')),
  entry('p2@simkl', 'simkl', 'checking', { next_at: inMinutes(1), ...reason('no_answer') }),
  entry('p3@trakt', 'trakt', 'dead', reason('rejected', 'Trakt wants something odd.')),
  entry('p3@simkl', 'simkl', 'live'),
  entry('p4@trakt', 'trakt', 'sending'),
  entry('p4@simkl', 'simkl', 'done', { outcome: 'stored' }),
  entry('p5@simkl', 'simkl', 'done', { outcome: 'already_there' }),
];

const quota = () => [
  { service: 'trakt', calls: 'writes', shared: false, per: 1, of: 1, left: 1, resets_at: null },
  { service: 'trakt', calls: 'reads', shared: false, per: 300, of: 1000, left: 913, resets_at: inMinutes(3) },
  { service: 'simkl', calls: 'all', shared: true, per: 86_400, of: 1000, left: 12, resets_at: inMinutes(600) },
];

describe('outbox', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const destination = (page, play, service) => page.locator(`[data-play=${play}] [data-service=${service}]`);

  /** Somebody whose hub says that of its outbox, and nothing by itself. */
  async function told(name, entries, options) {
    const someone = await stage.visitor(name, ['trakt', 'simkl'], options);
    await someone.context.routeWebSocket('**/api/v1/live', () => {});
    await someone.context.route('**/api/v1/outbox', (route) => route.fulfill({ json: { entries, quota: quota() } }));
    await someone.page.reload();
    await someone.go('outbox');
    return someone;
  }

  test('what was played arrives, play by play', async () => {
    const ada = await stage.visitor('ada', ['trakt', 'simkl']);
    await ada.go('outbox');
    await ada.page.getByRole('heading', { name: 'Nothing is on its way' }).waitFor();
    await axe(ada.page, 'empty');
    await ada.page.getByRole('link', { name: 'Play something' }).click();
    await ada.choose('locks');
    await ada.play();
    await ada.go('outbox');
    const play = ada.page.locator('#outbox .play');
    await play.locator('[data-service=trakt][data-state=done]').waitFor();
    await play.locator('[data-service=simkl][data-state=done]').waitFor();
    await play.getByRole('heading', { name: 'Slow Boats' }).waitFor();
    await axe(ada.page, 'arrived');
    assert.deepEqual(ada.troubles, []);
  });

  test('somebody without a service is shown the way to one', async () => {
    const nele = await stage.visitor('nele', []);
    await nele.go('outbox');
    await nele.page.getByRole('link', { name: 'Connect a service' }).click();
    await nele.page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
  });

  test('every state is said, with a reason and one button that helps', async () => {
    const held = entry('p6@simkl', 'simkl', 'waiting', { next_at: inMinutes(600), attempts: 0, waits_for: 'quota' });
    const { page } = await told('bea', [...all(), held]);
    const says = (play, service, text) => destination(page, play, service).getByText(text).waitFor();
    const helps = (play, service) => destination(page, play, service).locator('.actions > :not(.quiet)').allInnerTexts();
    await says('p1', 'trakt', /^Waiting until .* \(1[12]:\d\d\)$/);
    await says('p1', 'trakt', 'Trakt wants to be asked less often for a while.');
    await says('p1', 'trakt', 'Tried 3 times so far.');
    assert.deepEqual(await helps('p1', 'trakt'), ['Try now']);
    await says('p1', 'simkl', 'Simkl does not know this title. Say which one it is, and it is sent.');
    assert.deepEqual(await helps('p1', 'simkl'), ['Correct the title']);
    assert.deepEqual(await helps('p2', 'trakt'), ['Sign in again']);
    assert.equal(await destination(page, 'p2', 'trakt').getByRole('link').getAttribute('href'), '/connections#trakt');
    await says('p2', 'simkl', /^No clear answer/);
    assert.deepEqual(await helps('p2', 'simkl'), []);
    await says('p3', 'trakt', 'Trakt wants something odd.');
    assert.deepEqual(await helps('p3', 'trakt'), ['Try again']);
    await says('p3', 'simkl', 'Counted; it is sent when the play ends');
    await says('p4', 'trakt', 'Being sent');
    await says('p4', 'simkl', 'Stored');
    await says('p5', 'simkl', 'Was there already');
    await says('p6', 'simkl', 'Simkl takes no more for now; it goes on by itself.');
    assert.deepEqual(await helps('p6', 'simkl'), []);
    await page.getByRole('meter', { name: 'Trakt: 913 of 1,000 reads left within 5 minutes' }).waitFor();
    await page.getByRole('meter', { name: 'Simkl: 12 of 1,000 calls left today' }).waitFor();
    await axe(page, 'every state');
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `at ${width}`);
    }
  });

  test('filters are in the address, and the back button undoes them', async () => {
    const cleo = await told('cleo', all());
    const { page } = cleo;
    const shown = () => page.locator('#outbox .destination').count();
    await until(async () => await shown() === 9);
    await page.getByRole('link', { name: 'Need you 3' }).press('Enter');
    await until(async () => await shown() === 3);
    await page.waitForURL(({ search }) => search === '?state=trouble');
    await page.getByRole('combobox', { name: 'Service' }).selectOption('simkl');
    await until(async () => await shown() === 1);
    await page.goBack();
    await until(async () => await shown() === 3);
    await page.goBack();
    await until(async () => await shown() === 9);
    const tab = await cleo.openTab('/outbox?state=arrived&service=trakt');
    await tab.getByText('There is nothing like that.').waitFor();
    await axe(tab, 'nothing like that');
    await tab.getByRole('link', { name: 'Show all' }).click();
    await tab.locator('#outbox .play').first().waitFor();
  });

  test('a title the service does not know is corrected by search', async () => {
    const { page, context } = await told('dora', all());
    let sent;
    await context.route('**/api/v1/user/outbox/*/retry', (route) => {
      sent = { address: decodeURIComponent(route.request().url()), body: route.request().postDataJSON() };
      return route.fulfill({ json: { entry: { ...all()[1], state: 'sending', reason: undefined } } });
    });
    await destination(page, 'p1', 'simkl').getByRole('button', { name: /^Correct the title/ }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'What was “Slow Boats S1E2”?' });
    assert.equal(await dialog.getByRole('searchbox').inputValue(), 'Slow Boats');
    await dialog.getByRole('searchbox').press('Enter');
    const show = dialog.getByRole('listitem').filter({ has: page.getByRole('spinbutton', { name: 'Episode' }) }).first();
    await show.waitFor();
    assert.equal(await show.getByRole('spinbutton', { name: 'Episode' }).inputValue(), '2');
    await axe(page, 'corrected by search');
    await show.getByRole('spinbutton', { name: 'Episode' }).fill('1');
    await show.getByRole('button', { name: /^It is this/ }).click();
    await page.getByText('It goes to Simkl under its right title.').waitFor();
    assert.match(sent.address, /p1@simkl\/retry$/);
    const { kind, season, number } = sent.body.work;
    assert.deepEqual({ kind, season, number }, { kind: 'episode', season: 1, number: 1 });
  });

  test('what is given up goes only when the person says so', async () => {
    const { page, context } = await told('eve', all());
    let dropped = 0;
    await context.route('**/api/v1/user/outbox/*', (route) => {
      dropped += 1;
      return route.fulfill({ status: 204 });
    });
    const drop = destination(page, 'p3', 'trakt').getByRole('button', { name: /^Drop it/ });
    await drop.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Drop this play?' });
    await dialog.getByText('Slow Boats S1E2 will not be sent to Trakt. It stays in your history.').waitFor();
    await axe(page, 'asked');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(dropped, 0);
    // The focus goes back.
    await until(() => drop.evaluate((button) => button === document.activeElement));
    await drop.press('Enter');
    await dialog.getByRole('button', { name: 'Drop it' }).press('Enter');
    await until(() => dropped === 1);
  });

  test('a play whose title a service does not know asks for the right one', async () => {
    const fay = await stage.visitor('fay', ['trakt']);
    await stage.world.control('faults', { host: 'api.trakt.tv', path: '/scrobble/stop', kind: 'status', status: 404 });
    await fay.choose('locks');
    await fay.play();
    await fay.go('outbox');
    await fay.page.locator('.destination[data-service=trakt][data-state=dead]').waitFor();
    await stage.world.control('faults', undefined, 'DELETE');
    await fay.page.locator('[data-service=trakt]').getByRole('button', { name: /^Correct the title/ }).waitFor();
  });

  test('a retry that is refused is said where it was asked', async () => {
    const { page, context } = await told('gus', all());
    await context.route('**/api/v1/user/outbox/*/retry', (route) => route.abort());
    await destination(page, 'p3', 'trakt').getByRole('button', { name: /^Try again/ }).click();
    await destination(page, 'p3', 'trakt').getByRole('alert').getByText('The hub cannot be reached.').waitFor();
    await axe(page, 'refused');
  });

  test('several are tried again by one press', async () => {
    const { page, context } = await told('hana', [
      entry('p1@trakt', 'trakt', 'dead', reason('rejected')), entry('p2@trakt', 'trakt', 'dead', reason('account_limit')), entry('p3@simkl', 'simkl', 'dead', reason('not_found')),
    ]);
    const asked = [];
    await context.route('**/api/v1/user/outbox/*/retry', (route) => {
      asked.push(decodeURIComponent(route.request().url()).match(/outbox\/(.*)\/retry/)[1]);
      return route.fulfill({ json: { entry: null } });
    });
    await page.getByRole('button', { name: 'Try all 2 again' }).press('Enter');
    await page.getByText('2 are tried again now.').waitFor();
    assert.deepEqual(asked, ['p1@trakt', 'p2@trakt'], 'one that needs its title would only fail again');
  });

  test('a hub that is slow, away, or comes back; and offline', async () => {
    const { page, context } = await stage.visitor('ivo', ['trakt']);
    await context.routeWebSocket('**/api/v1/live', () => {});
    let answer;
    let held;
    const hold = () => { held = new Promise((resolve) => { answer = resolve; }); };
    let away = true;
    hold();
    await context.route('**/api/v1/outbox', async (route) => {
      await held;
      await (away ? route.abort() : route.continue());
    });
    await forget(page);
    await page.goto(`${stage.world.origin}/outbox`);
    await page.getByRole('status', { name: 'Loading…' }).waitFor();
    await axe(page, 'slow');
    answer();
    await page.locator('#outbox').getByRole('alert').getByText('The hub cannot be reached.').waitFor();
    await axe(page, 'away');
    // The page asks by itself, too: no answer comes before it is asked to.
    hold();
    await page.locator('#outbox').getByRole('button', { name: 'Try again' }).click();
    away = false;
    answer();
    await page.getByRole('heading', { name: 'Nothing is on its way' }).waitFor();
    await context.setOffline(true);
    await page.getByText('You are offline. This is how it stood last.').waitFor();
    await context.setOffline(false);
    await page.getByText('You are offline. This is how it stood last.').waitFor({ state: 'detached' });
  });
});
