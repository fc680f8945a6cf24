// A world with a browser in front of it: people who click, play and leave, and what must have arrived for them.
import assert from 'node:assert/strict';
import { AUTOPLAY, launch } from '../support/chromium.mjs';
import { startWorld, until } from '../support/world.mjs';

/** How far the service's stamp may lie from what the page's clock said. */
const SLACK_MS = 2_000;
/** Nothing new at the services for this long is rest. */
const REST_MS = 1_500;
const HOUR = 3_600_000;
/** The longest a click or a change of the page may take. */
const PATIENCE_MS = 60_000;

export const FILM = 'tt99000001';
export const LOCKS = 'tt99000010:1:1';
export const TIDES = 'tt99000010:1:2';
export const TRACK = 'Harbour at Six';

/** Hub, services and Chromium. */
export async function openStage(options) {
  const world = await startWorld(options);
  const browser = await launch({ args: [AUTOPLAY] });
  const visitors = [];
  let moved = 0;

  /** Moves the clocks of hub and services, and of every page opened from now on. */
  async function advance(ms) {
    moved += ms;
    await world.advance(ms);
  }

  return {
    world,
    advance,
    rest: () => rest(world),
    newContext: (options) => browser.newContext(options),

    /** Somebody new, with a browser of their own, as Playwright's context options say, and the same name at every service. */
    async visitor(name, services = ['trakt', 'simkl'], options = {}) {
      const someone = await arrive(world, browser, name, () => moved, options);
      visitors.push(someone);
      for (const service of services) await someone.connect(service);
      return someone;
    },

    /** Everybody looks in again, an hour goes by, and nothing more has arrived. */
    async anHourLater() {
      await Promise.all(visitors.map((someone) => someone.reopen()));
      await rest(world);
      await advance(HOUR);
      await rest(world);
      for (const someone of visitors) {
        assert.deepEqual(await someone.openEntries(), [], `${someone.name}: the outbox is done`);
        await someone.check();
        assert.deepEqual(someone.troubles, [], `${someone.name}: no page broke`);
      }
    },

    async close() {
      await browser.close();
      await world.stop();
    },
  };
}

/** Waits until the services have heard nothing for a while. */
async function rest(world) {
  const heard = async () => (await world.control('state')).requests.length;
  let before = -1;
  for (let now = await heard(); now !== before; now = await heard()) {
    before = now;
    await sleep(REST_MS);
  }
}

async function arrive(world, browser, name, moved, options) {
  const context = await browser.newContext({ locale: 'en', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  let expected = { trakt: [], simkl: [], listenbrainz: [] };
  const troubles = [];
  const playIds = new Set();
  context.on('request', (request) => {
    if (request.method() !== 'POST' || !request.url().includes('/api/v1/scrobble')) return;
    for (const [, id] of (request.postData() ?? '').matchAll(/"playId":"([^"]+)"/g)) playIds.add(id);
  });
  context.on('weberror', (error) => troubles.push(error.error().stack ?? error.error().message));
  context.on('console', (message) => {
    if (/Content Security Policy|Uncaught/.test(message.text())) troubles.push(message.text());
  });

  const someone = {
    name,
    context,
    /** Errors nobody caught, and what the page's policy refused. */
    troubles,
    /** The plays the pages told the hub of. */
    playIds,

    /** A tab with the page open in it, its clock as far on as the world's. */
    async openTab(path = '/') {
      const page = await context.newPage();
      await page.addInitScript(setClock, moved());
      await page.goto(world.origin + path);
      // There, and hidden on every page but the first.
      await page.locator('#play-lake').waitFor({ state: 'attached' });
      return page;
    },

    /** Goes to a page by the menu, as `now` or `history`. */
    async go(name, page = someone.page) {
      if (await page.locator(`main[data-page=${name}]`).isVisible()) return;
      const link = page.locator(`nav.menu a[href="${name === 'now' ? '/' : `/${name}`}"]`);
      if (!(await link.isVisible())) await page.locator('nav.menu .opener button').click();
      await link.click();
      await page.locator(`main[data-page=${name}]`).waitFor();
    },

    /** Closes all tabs and opens the page in a new one. */
    async reopen() {
      await Promise.all(context.pages().map((page) => page.close()));
      someone.page = await someone.openTab();
    },

    card: (service) => someone.page.locator(`article[data-service=${service}]`),

    /** Connects as a person does: the button, the consent page, or the token from its own page. */
    async connect(service) {
      await someone.go('connections');
      if (service === 'listenbrainz') await someone.paste(await someone.readToken());
      else await someone.consent(service);
      await someone.card(service).and(someone.page.locator('[data-state=connected]')).waitFor();
      await someone.settle();
    },

    /** Where the switches of a new account are shown, leaves them as they are. */
    async settle() {
      const done = someone.page.locator('dialog .setup button');
      if (await done.count() > 0) await done.click();
    },

    /** Opens the details of a service in use. */
    async open(service) {
      await someone.go('connections');
      const opener = someone.card(service).getByRole('button', { name: /^Details/ });
      if (await opener.getAttribute('aria-expanded') === 'false') await opener.click();
    },

    /** The consent page comes in a window, which closes by itself. */
    async consent(service, decision = 'Allow') {
      await someone.go('connections');
      const [window] = await Promise.all([
        context.waitForEvent('page'),
        someone.card(service).getByRole('button', { name: /^(Connect|Sign in)/ }).click(),
      ]);
      await window.getByLabel('Sign in as').fill(name);
      await Promise.all([window.waitForEvent('close'), window.getByRole('button', { name: decision }).click()]);
      await someone.card(service).waitFor();
    },

    /** The token as ListenBrainz shows it to this person. */
    async readToken() {
      const tab = await context.newPage();
      await tab.goto(`${world.sandbox}/listenbrainz.org/settings/?user=${name}`);
      const token = await tab.locator('#token').innerText();
      await tab.close();
      return token;
    },

    async paste(token) {
      await someone.go('connections');
      const card = someone.card('listenbrainz');
      const field = card.getByLabel('User token');
      if (!(await field.isVisible())) await card.getByRole('button', { name: 'Connect ListenBrainz' }).click();
      await field.fill(token);
      await card.getByRole('button', { name: 'Connect with this token' }).click();
    },

    /** Puts an item into the player, at a speed. */
    async choose(item, speed = '16', page = someone.page) {
      await someone.go('now', page);
      await page.locator(`#play-${item}`).click();
      await page.getByLabel('Speed').selectOption(speed);
    },

    play: (options, page = someone.page) => page.evaluate(play, options ?? {}),
    /** Waits on, where something plays already. */
    goOn: async (options) => {
      await someone.page.waitForFunction(() => !shown().paused);
      return someone.play(options);
    },
    halt: (page = someone.page) => page.evaluate(() => shown().pause()),

    /** What each service has of this person: items and times, the oldest first. */
    async plays() {
      const state = await world.control('state');
      const mine = (rows) => rows.filter((row) => (row.user ?? row.user_name) === name).reverse();
      return {
        trakt: mine(state.trakt.history).map(stamped),
        simkl: mine(state.simkl.history).map(stamped),
        listenbrainz: mine(state.listenbrainz.listens).map((listen) => ({
          item: listen.track_metadata.track_name, at: listen.listened_at * 1000,
        })),
      };
    },

    /** Saved places at Trakt and Simkl, in percent. */
    async places() {
      const { trakt, simkl } = await world.control('state');
      const mine = ({ playback }) => playback.filter((row) => row.user === name)
        .map((row) => ({ item: itemOf(row), progress: row.progress }));
      return { trakt: mine(trakt), simkl: mine(simkl) };
    },

    async outbox() {
      const answer = await context.request.get(`${world.origin}/api/v1/outbox`);
      return (await answer.json()).entries;
    },

    openEntries: async () => (await someone.outbox()).filter((entry) => entry.state !== 'done'),

    /**
     * Waits for these plays, and asserts that there are no others; `anHourLater` asserts it again.
     * A service that is not named has none. A play is `{item, from, to}`, in the page's time.
     */
    async arrived(plays) {
      expected = { trakt: [], simkl: [], listenbrainz: [], ...plays };
      const enough = (now) => Object.entries(expected).every(([service, all]) => now[service].length >= all.length);
      await until(async () => enough(await someone.plays())).catch(() => {});
      await someone.check();
    },

    async check() {
      const now = await someone.plays();
      for (const [service, wanted] of Object.entries(expected)) {
        assert.deepEqual(now[service].map(({ item }) => item), wanted.map(({ item }) => item), `${name} at ${service}`);
        wanted.forEach(({ from, to }, place) => {
          const { at } = now[service][place];
          const said = [from, at, to].map((time) => new Date(time).toISOString()).join(' ≤ ');
          assert.ok(at >= from - SLACK_MS && at <= to + SLACK_MS, `${name} at ${service}: ${said}`);
        });
      }
    },
  };

  await context.addInitScript(() => {
    globalThis.shown = () => [...document.querySelectorAll('video, audio')].find((element) => element.checkVisibility());
  });
  someone.page = await someone.openTab();
  return someone;
}

const itemOf = ({ movie, show, episode }) => (
  movie ? movie.ids.imdb : `${show.ids.imdb}:${episode.season ?? episode.tvdb?.season}:${episode.number ?? episode.episode}`
);
const stamped = (row) => ({ item: itemOf(row), at: Date.parse(row.watched_at) });

/** The browser has no answer of the hub any more that it kept for when there is no network. */
export const forget = (page) => page.evaluate(() => caches.delete('answers'));

/** In the page, before its own scripts: a clock that is ahead. */
function setClock(ahead) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(RealDate.now() + ahead);
      else super(...args);
    }

    static now() {
      return RealDate.now() + ahead;
    }
  };
}

/**
 * In the page: plays what is in the player to its end, or to a share of it, and tells
 * what the clock said when it began, when the place for a play was reached, and then.
 */
function play({ to = 1 }) {
  const element = globalThis.shown();
  const told = { begunAt: Date.now() };
  return new Promise((resolve) => {
    const listen = new AbortController();
    const look = () => {
      const share = element.currentTime / element.duration;
      if (share >= 0.8) told.reachedAt ??= Date.now();
      if (to < 1 ? share < to : !element.ended) return;
      listen.abort();
      resolve({ ...told, doneAt: Date.now(), position: element.currentTime, duration: element.duration });
    };
    for (const event of ['timeupdate', 'ended']) element.addEventListener(event, look, { signal: listen.signal });
    element.play();
  });
}

export const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
