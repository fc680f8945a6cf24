// Where the script begins: waits until something plays, then follows it.

import { Playtally, pair } from '../../target/package/dist/core.js';
import { findPlayer, siteOf } from '../../target/package/dist/sites.js';
import { Badge } from './badge.js';
import { Engine } from './engine.js';
import { keep, kept, menu, request } from './manager.js';
import { openStorage } from './storage.js';
import { start as startCore } from './wasm.js';
import { t } from './words.js';

const ORIGIN = 'https://hub.playtally.invalid';
const HUB = `${ORIGIN}/api/v1`;
const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 500;
const { hostname } = location;

if (!isSeenFromAround()) begin();

// A frame that the page around it may look into is followed from there; one of another site
// follows itself, and the page around it sees nothing that plays.
function isSeenFromAround() {
  try {
    return parent !== window && parent.document !== null;
  } catch {
    return false;
  }
}

async function begin() {
  menu(t.pair, askCode);
  menu(t.wake, wake);
  menu(t.show, () => keep('badge', true).then(() => location.reload()));
  if (await isSnoozed()) return;
  const site = siteOf(document);
  await somethingPlays(site);
  const badge = await kept('badge', true) ? new Badge(actions) : undefined;
  const token = await kept('token');
  if (token) follow(site, token, badge);
  else badge?.unpaired();
}

async function isSnoozed() {
  return await kept(`snoozed:${hostname}`, 0) > Date.now();
}

// Nothing is loaded or asked for the sake of a page on which nothing plays.
function somethingPlays(site) {
  return new Promise(resolve => {
    const look = () => {
      const element = findPlayer(site, document);
      if (!element || (element.paused && element.currentTime === 0)) return;
      clearInterval(timer);
      resolve();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    document.addEventListener('playing', look, { capture: true, once: true });
    look();
  });
}

let engine;
let play;
let corrections;

async function follow(site, token, badge) {
  await startCore();
  const playtally = await Playtally.connect({ hub: HUB, token, fetch: request, storage: await openStorage() });
  corrections = await kept('corrections', {});
  // A hub that is slow gave somebody the time to say so.
  if (await isSnoozed()) return;
  playtally.on('fact', fact => {
    play = fact;
  });
  engine = new Engine({
    site,
    document,
    attach: (element, media) => playtally.attach(element, media),
    corrected: media => corrections[nameOf(media)] ?? media,
    named: () => corrections[nameOf(here())],
    change: () => badge?.show(engine.state, site),
  });
  playtally.on('progress', () => badge?.show(engine.state, site));
  engine.start();
  badge?.goesTo(await services(token));
}

// Under which a correction is kept: what the page says, or where it is if it says nothing.
const nameOf = said => JSON.stringify(said);
const here = () => ({ at: location.origin + location.pathname + location.search });

/** The names of the services it goes to; nothing where the hub does not answer or knows this browser no more. */
async function services(token) {
  try {
    const answer = await request(`${HUB}/user/services`, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status === 401) {
      await keep('token', '');
      return undefined;
    }
    const { services } = await answer.json();
    return services.filter(({ state }) => state === 'connected').map(({ name }) => name);
  } catch {
    return undefined;
  }
}

// Asked for by the browser itself: no page may read what is typed there.
async function askCode() {
  const code = prompt(t.ask_code(ORIGIN));
  if (!code) return false;
  try {
    const { token } = await pair({ hub: HUB, code: code.trim(), name: t.name, fetch: request });
    await keep('token', token);
    location.reload();
    return true;
  } catch {
    alert(t.wrong_code);
    return false;
  }
}

async function wake() {
  await keep(`snoozed:${hostname}`, 0);
  location.reload();
}

const actions = {
  pair: askCode,
  origin: ORIGIN,
  async correct(media) {
    corrections = await kept('corrections', {});
    corrections[nameOf(engine.heard ?? here())] = media;
    await keep('corrections', corrections);
    engine.correct();
  },
  async discard() {
    const { playId } = play ?? {};
    const headers = { authorization: `Bearer ${await kept('token')}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ command: 'discard', play_id: playId });
    // Before it ends here: what ended is kept as a place to go on from.
    if (playId) await request(`${HUB}/playing/${playId}`, { method: 'POST', headers, body }).catch(() => {});
    engine.discard();
  },
  async snooze() {
    await keep(`snoozed:${hostname}`, Date.now() + DAY_MS);
    engine?.stop();
  },
  hide: () => keep('badge', false),
};
