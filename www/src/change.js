// A change the person makes: shown at once, told to the hub, kept while it is away, taken back when it says no.
//
// A change whose answer was lost is told again, so only what comes to the same when told twice goes this way.

import { signal } from '@preact/signals';
import { hub } from './hub.js';
import { warn } from './notices.js';
import { t } from './words/index.js';

const KEPT = 'playtally-page:changes';
const AGAIN_MS = 30_000;

// What waits for the hub: `{method, path, body}`, the oldest first.
export const waiting = signal([]);
waiting.value = read();

// Other tabs keep theirs in the same place.
addEventListener('storage', ({ key }) => {
  if (key === KEPT) waiting.value = read();
});

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return waiting.peek();
  }
}

function keep(changes) {
  waiting.value = changes;
  try {
    localStorage.setItem(KEPT, JSON.stringify(changes));
  } catch {
    // Storage is full or blocked: kept in memory, for as long as the page is open.
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
  await alone(() => keep([...waiting.peek(), { method, path, body }]));
  return undefined;
}

let timer;

// Tells the hub what waits. A change it refuses is said and left out; the others go on.
export const flush = () => (waiting.peek().length > 0 ? alone(run) : undefined);

async function run() {
  clearTimeout(timer);
  waiting.value = read();
  while (waiting.peek().length > 0) {
    const [{ method, path, body }] = waiting.peek();
    try {
      await hub.call(method, path, body);
    } catch (error) {
      if (isAway(error)) {
        timer = setTimeout(flush, AGAIN_MS);
        return;
      }
      warn(t('frame.change_refused', { why: error.message }));
    }
    keep(waiting.peek().slice(1));
  }
}
