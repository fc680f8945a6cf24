// A change the person makes: shown at once, told to the hub, kept while it is away, taken back when it says no.
//
// A change whose answer was lost is told again, so only what comes to the same when told twice goes this way.

import { signal } from '@preact/signals';
import { get, update } from 'idb-keyval';
import { hub } from './hub.js';
import { warn } from './notices.js';
import { mine } from './profile.js';
import { t } from './words/index.js';

const KEPT = 'playtally-page:changes';
const FIRST_AGAIN_MS = 1_000;
const LAST_AGAIN_MS = 30_000;

// What waits for the hub: `{method, path, body}`, the oldest first. It stands in a
// database, since what one tab writes to it the next one surely reads.
export const waiting = signal([]);

// Storage is full or blocked: what is in memory stands, for as long as the page is open.
let full = false;

const otherTabs = new BroadcastChannel(KEPT);
// A tab that kept a change may close before it has told it.
otherTabs.onmessage = async () => {
  await read();
  if (waiting.peek().length > 0) flushLater();
};
const known = read();

async function read() {
  if (full) return;
  try {
    waiting.value = (await get(KEPT)) ?? [];
  } catch {
    // Storage is blocked: what is in memory stands.
  }
}

async function keep(next) {
  try {
    await update(KEPT, (changes = []) => next(full ? waiting.peek() : changes));
    full = false;
    await read();
    otherTabs.postMessage('changed');
  } catch {
    full = true;
    waiting.value = next(waiting.peek());
  }
}

// One tab at a time; the hub is told each change by one of them.
const alone = (work) => (navigator.locks ? navigator.locks.request(KEPT, work) : work());

const isAway = ({ status }) => status === 0 || status === 429 || status >= 500;

// Resolves with the hub's answer, `undefined` where the change waits; throws what the hub refused it with.
// `show` draws it at once, and gives back what takes that away again.
export async function change(method, path, body, { show } = {}) {
  const back = show?.();
  // What waits goes first: the order of a person's words counts.
  await flush();
  try {
    if (waiting.peek().length === 0) return await hub.call(method, path, body);
  } catch (error) {
    if (error.status !== 0) {
      back?.();
      throw error;
    }
  }
  // It is told for whom it was made, whoever is shown then.
  await keep((changes) => [...changes, { method, path: mine(path), body }]);
  // The network may have come back before the change was kept.
  flushLater();
  return undefined;
}

let timer;
let again = FIRST_AGAIN_MS;

function flushLater() {
  clearTimeout(timer);
  timer = setTimeout(flush, again);
}

// Tells the hub what waits. A change it refuses is said and left out; the others go on.
export async function flush() {
  await known;
  if (waiting.peek().length > 0) await alone(run);
}

async function run() {
  clearTimeout(timer);
  await read();
  while (waiting.peek().length > 0) {
    const [{ method, path, body }] = waiting.peek();
    try {
      await hub.call(method, path, body);
    } catch (error) {
      if (isAway(error)) {
        flushLater();
        again = Math.min(2 * again, LAST_AGAIN_MS);
        return;
      }
      warn(t('frame.change_refused', { why: error.message }));
    }
    again = FIRST_AGAIN_MS;
    await keep((changes) => changes.slice(1));
  }
}
