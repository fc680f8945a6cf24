// AniList called from the browser: a play arrives while Workers are turned away, as long as the page is open.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { carrier } from '../../www/src/carry.js';
import { play, until } from '../support/world.mjs';
import { openStage } from './stage.mjs';

const HOST = 'graphql.anilist.co';
const MINUTE = 60_000;
const SERVICES = { type: 'services', services: [{ service: 'trakt', from_browser: null }, { service: 'anilist', from_browser: true }] };

const boats = (number) => ({
  kind: 'episode', show: { title: 'Slow Boats', ids: { anilist: 990010, mal: 990010 } }, season: 1, number, ids: {},
});

/** One that was asked, and says so. */
function asked(said) {
  const carry = carrier((message) => said.push(message), (service) => service === 'anilist');
  carry.heard(SERVICES);
  assert.deepEqual(said.splice(0), [{ type: 'carries' }]);
  return carry;
}

test('a browser that was not asked carries nothing, though another does', async () => {
  const said = [];
  const { heard } = carrier((message) => said.push(message), () => false);
  await heard(SERVICES);
  await heard({ type: 'errand', id: 'a' });
  assert.deepEqual(said, []);
});

test('what nobody waits for any more goes no further', async (context) => {
  const fetched = context.mock.method(globalThis, 'fetch', (url, { signal }) => new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  }));
  const said = [];
  const { heard, gone } = asked(said);
  await heard({ type: 'errand', id: 'a' });
  const carried = heard({ type: 'carry', id: 'a', request: { method: 'POST', url: 'https://graphql.anilist.co/', headers: {} } });
  assert.equal(fetched.mock.callCount(), 1);
  gone();
  await carried;
  assert.deepEqual(said.at(-1), { type: 'carried', id: 'a', failed: true });
  // What was promised to the hub that went is not owed to the one that came.
  await heard({ type: 'errand', id: 'b' });
  gone();
  await heard({ type: 'carry', id: 'b', request: {} });
  assert.equal(fetched.mock.callCount(), 1);
});

test('a request that comes out of turn or late goes nowhere', async (context) => {
  context.mock.timers.enable({ apis: ['Date'] });
  const fetched = context.mock.method(globalThis, 'fetch', async () => new Response('{}'));
  const said = [];
  const { heard: hear } = asked(said);
  const request = { method: 'POST', url: 'https://graphql.anilist.co/', headers: {}, body: '{}' };
  const carry = (id) => hear({ type: 'carry', id, request });

  await carry(undefined);
  await hear({ type: 'errand', id: 'a' });
  await carry('b');
  // The lid was shut.
  context.mock.timers.tick(5_000);
  await carry('a');
  assert.equal(fetched.mock.callCount(), 0);
  assert.deepEqual(said, [
    { type: 'carried', id: undefined, failed: true }, { type: 'takes', id: 'a' },
    { type: 'carried', id: 'b', failed: true }, { type: 'carried', id: 'a', failed: true },
  ]);
  await hear({ type: 'errand', id: 'c' });
  context.mock.timers.tick(4_000);
  await carry('c');
  assert.equal(fetched.mock.callCount(), 1);
  assert.deepEqual([said.at(-1).status, said.at(-1).body], [200, '{}']);
  // Each is handed over once.
  await carry('c');
  assert.equal(fetched.mock.callCount(), 1);
});

describe('AniList from the browser', () => {
  let stage;
  let world;
  before(async () => {
    stage = await openStage();
    ({ world } = stage);
  });
  after(() => stage.close());

  /** Asks for it by the switch, and comes back to a page that carries from the beginning. */
  async function switchOn(someone) {
    const { page } = someone;
    await someone.open('anilist');
    const answered = page.waitForResponse((response) => response.url().endsWith('/settings'));
    await someone.card('anilist').getByLabel('Send from this browser').check();
    await answered;
    let carries = false;
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => { carries ||= payload.includes('carries'); }));
    await page.reload();
    await until(() => carries);
    assert.ok(await someone.card('anilist').getByLabel('Send from this browser').isChecked());
  }

  /** A player elsewhere tells the hub that this was seen. */
  async function seen(someone, number) {
    const { watched, stopped } = play(boats(number), { at: world.now() });
    const answer = await someone.context.request.post(`${world.origin}/api/v1/scrobble`, {
      headers: { origin: world.origin }, data: { facts: [watched, stopped] },
    });
    assert.equal(answer.status(), 202);
  }
  const progress = async (someone) => (await world.control('state')).anilist.entries.find(({ user }) => user === someone.name)?.progress;
  const reached = (someone, number) => until(async () => await progress(someone) === number);
  const calls = async () => (await world.control('state')).requests.filter(({ host }) => host === HOST);
  const refuseWorkers = (on) => world.control('settings', { anilist: { no_workers: on } });

  test('with the page open a play arrives; with it closed, once the hub is let in again', async () => {
    const ada = await stage.visitor('ada', ['anilist']);
    const card = ada.card('anilist');
    await ada.open('anilist');
    assert.equal(await ada.card('trakt').getByLabel('Send from this browser').isVisible(), false);
    await card.getByText('While this page is open, AniList is called from this browser, with your sign-in').waitFor();
    assert.equal(await card.getByLabel('Send from this browser').isChecked(), false);
    await switchOn(ada);
    const called = ada.page.waitForRequest((request) => request.url().includes(HOST) && request.method() === 'POST');

    await refuseWorkers(true);
    const before = (await calls()).length;
    await seen(ada, 1);
    await reached(ada, 1);
    const since = (await calls()).slice(before);
    assert.deepEqual(since.map(({ method, status, origin }) => [method, status, origin]), [['POST', 200, world.origin], ['POST', 200, world.origin]]);

    // The sign-in passed through the page, and nothing of it stayed there.
    const secret = (await (await called).headerValue('authorization')).replace('Bearer ', '');
    const kept = await ada.page.evaluate(async () => JSON.stringify([
      { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML, document.cookie,
      (await indexedDB.databases()).map(({ name }) => name), await caches.keys(),
    ]));
    assert.ok(!kept.includes(secret));
    await card.getByRole('button', { name: 'Test AniList' }).click();
    await ada.page.getByText('AniList answers, and knows you as ada.').waitFor();

    await Promise.all(ada.context.pages().map((page) => page.close()));
    await seen(ada, 2);
    await until(async () => (await ada.openEntries()).some(({ reason }) => reason));
    assert.equal(await progress(ada), 1);
    await refuseWorkers(false);
    await stage.advance(11 * MINUTE);
    await reached(ada, 2);
    assert.equal((await calls()).at(-1).origin, undefined);
    assert.deepEqual(ada.troubles, []);
  });

  test('what cannot be called from this browser is called from the hub', async () => {
    const bob = await stage.visitor('bob', ['anilist']);
    await switchOn(bob);
    let tried = 0;
    await bob.page.route(`${world.sandbox}/${HOST}/`, (route) => {
      tried += 1;
      return route.abort();
    });
    await seen(bob, 1);
    await reached(bob, 1);
    assert.equal(tried, 1);
    assert.equal((await calls()).at(-1).origin, undefined);
  });

  test('another browser of the same person is not asked, says so, and can be', async (context) => {
    const cleo = await stage.visitor('cleo', ['anilist']);
    await switchOn(cleo);
    const state = await cleo.context.storageState();
    const elsewhere = await cleo.context.browser().newContext({ storageState: { cookies: state.cookies, origins: [] } });
    context.after(() => elsewhere.close());
    const page = await elsewhere.newPage();
    const said = [];
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => said.push(payload)));
    await page.goto(`${world.origin}/connections?open=anilist`);
    await page.getByText('Another browser of yours does this already.').waitFor();
    const choice = page.getByLabel('Send from this browser');
    assert.equal(await choice.isChecked(), false);
    await seen(cleo, 1);
    await reached(cleo, 1);
    assert.ok(!said.some((payload) => payload.includes('carries') || payload.includes('takes')));

    await choice.check();
    await until(() => said.some((payload) => payload.includes('carries')));
    await Promise.all(cleo.context.pages().map((open) => open.close()));
    await seen(cleo, 2);
    await reached(cleo, 2);
    assert.equal((await calls()).at(-1).origin, world.origin);
  });
});
