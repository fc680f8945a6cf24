// A world, one browser, and people with the userscript who visit sites that are played by fixtures.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { AUTOPLAY, launch } from '../../support/chromium.mjs';
import { startWorld, until } from '../../support/world.mjs';
import { Manager } from './manager.mjs';

// Frames of other sites in the page's own process, where one session reaches them; what they see of
// each other stays the same.
const ONE_PROCESS = '--disable-site-isolation-trials';
const FIXTURES = new URL('../fixtures/', import.meta.url);
const MEDIA = new URL('../../../www/media/', import.meta.url);
// What takes seconds takes a minute where everything runs at once.
const PATIENCE_MS = 150_000;
const SHARED = ['scaffold.js', 'mediabrowser.js'];
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', webm: 'video/webm' };

export async function openSites() {
  const world = await startWorld();
  const script = await (await fetch(`${world.origin}/playtally.user.js`)).text();
  const browser = await launch({ args: [AUTOPLAY, ONE_PROCESS] });
  return {
    world,
    script,
    visitor: (name, options) => arrive({ world, script, browser }, name, options),
    async close() {
      await browser.close();
      await world.stop();
    },
  };
}

/** Somebody with accounts at Trakt and ListenBrainz, a browser, and the script in it; paired, unless told otherwise. */
async function arrive({ world, script, browser }, name, { paired = true, ...options } = {}) {
  const me = world.person();
  await me.connect('trakt', name);
  const settings = await (await fetch(`${world.sandbox}/listenbrainz.org/settings/?user=${name}`)).text();
  await me.connectListenBrainz(/id="token"[^>]*>([^<]+)</.exec(settings)[1]);
  const manager = new Manager(script, world.origin);
  const pairing = async () => (await me.post('user/devices', { name: 'Browser' })).data.code;
  if (paired) manager.values.set('token', (await world.person().call('POST', 'pair', { code: await pairing(), name: 'Browser' }, { origin: '' })).data.token);
  const context = await browser.newContext({ locale: 'en', ...options });
  context.setDefaultTimeout(PATIENCE_MS);

  const someone = {
    me, manager, context, pairing,

    /** Opens a fixture at an address of its site; `pages` are other pages, by their addresses. */
    async visit(fixture, address, told = {}, headers = {}, pages = {}) {
      await context.addInitScript((given) => { globalThis.told = given; }, told);
      const server = await import(new URL(`${fixture}/server.mjs`, FIXTURES)).catch(() => ({ default() {} }));
      await context.route('**', (route) => answer(route, { fixture, server: server.default, headers, pages, name }));
      someone.page = await context.newPage();
      someone.page.on('pageerror', (error) => console.log(`${name}: ${error.stack}`));
      someone.page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(`${name}: ${message.text()}`));
      Object.assign(someone, await manager.into(someone.page));
      await someone.page.goto(address);
    },

    /** The page's story is told. */
    finished: () => someone.page.locator('html[data-done]').waitFor({ state: 'attached' }),

    async plays() {
      const { trakt, listenbrainz } = await world.control('state');
      const mine = (rows) => rows.filter((row) => (row.user ?? row.user_name) === name).reverse();
      return [...mine(trakt.history).map(itemOf), ...mine(listenbrainz.listens).map((one) => one.track_metadata.track_name)];
    },

    /** These plays and no others, and nothing more on its way. */
    async arrived(wanted) {
      await until(async () => (await someone.plays()).length >= wanted.length, 60_000).catch(() => {});
      await me.settled();
      assert.deepEqual((await someone.plays()).sort(), [...wanted].sort());
    },
  };
  return someone;
}

const itemOf = ({ movie, show, episode }) => movie ? movie.ids.imdb : `${show.ids.imdb}:${episode.season}:${episode.number}`;

/** What a site answers: its page at every address, the fixture's files, media, and what its server knows. */
async function answer(route, { fixture, server, headers, pages, name }) {
  const request = route.request();
  const url = new URL(request.url());
  const told = pages[url.href] ?? server(url, request.headers(), name);
  if (typeof told === 'string') return route.fulfill({ contentType: TYPES.html, body: told });
  if (told) return route.fulfill({ json: told });
  const [, place, file] = /^\/(_media|_fixture)\/(.+)$/.exec(url.pathname) ?? [];
  if (place === '_media') return route.fulfill({ contentType: TYPES.webm, body: await readFile(new URL(file, MEDIA)) });
  if (place) return route.fulfill({ contentType: TYPES.js, body: await readFile(new URL(SHARED.includes(file) ? file : `${fixture}/${file}`, FIXTURES)) });
  if (!request.isNavigationRequest()) return route.fulfill({ status: 404 });
  return route.fulfill({ contentType: TYPES.html, headers, body: await readFile(new URL(`${fixture}/page.html`, FIXTURES)) });
}
