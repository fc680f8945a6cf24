// A change the person makes: shown at once, told to the hub, kept while it is away, taken back when it says no.

import { signal } from '@preact/signals';
import { hub } from './hub.js';
import { warn } from './notices.js';
import { t } from './words/index.js';

const KEPT = 'playtally-page:changes';
const AWAY = 'unreachable';

// What waits for the hub: `{method, path, body}`, the oldest first.
export const waiting = signal(read());

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
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

// Resolves with the hub's answer, `undefined` where the change waits. `show` draws it at once and gives back what
// takes that away again. Refusals are thrown unless `quiet` is left out: then they are said.
export async function change(method, path, body, { show } = {}) {
  const back = show?.();
  // What waits goes first: the order of a person's words counts.
  if (waiting.peek().length > 0) await flush();
  try {
    if (waiting.peek().length > 0) throw Object.assign(new Error(), { code: AWAY });
    return await hub.call(method, path, body);
  } catch (error) {
    if (error.code === AWAY) {
      keep([...waiting.peek(), { method, path, body }]);
      return undefined;
    }
    back?.();
    throw error;
  }
}

let flushing;

// Tells the hub what waits. A change it refuses is said and left out; the others go on.
export function flush() {
  flushing ??= run().finally(() => { flushing = undefined; });
  return flushing;
}

async function run() {
  while (waiting.peek().length > 0) {
    const [{ method, path, body }] = waiting.peek();
    try {
      await hub.call(method, path, body);
    } catch (error) {
      if (error.code === AWAY) return;
      warn(t('frame.change_refused', { why: error.message }));
    }
    keep(waiting.peek().slice(1));
  }
}
