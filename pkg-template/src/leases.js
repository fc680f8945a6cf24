// Locks for pages without Web Locks (plain http): rows in localStorage that end by
// themselves. Weaker than the real ones: two tabs that ask in the same instant
// compare notes a moment later, and a tab that sleeps may lose what it held.

import { uuid } from './uuid.js';

const PREFIX = 'playtally:lease:';
// A hidden tab's timers may come once a minute.
const LASTS_MS = 90_000;
const RENEW_MS = 20_000;
// Tabs that wrote at the same moment have seen each other after this.
const DOUBT_MS = 60;
const ASK_AGAIN_MS = 1_000;

/** As `holdLock`. */
export async function holdLease(name, { ifAvailable = false, signal, lost } = {}) {
  const key = PREFIX + name;
  const owner = uuid();
  for (;;) {
    signal?.throwIfAborted();
    if (!ownerOf(key)) {
      // Storage is blocked, so no tab can ask another: everybody gets what they want.
      if (!write(key, owner)) return lock(() => {}, () => true);
      await sleep(DOUBT_MS + Math.random() * DOUBT_MS);
      if (ownerOf(key) === owner) return keepUp(key, owner, lost);
    }
    if (ifAvailable) return undefined;
    await sleep(ASK_AGAIN_MS);
  }
}

/** The names of all leases that have not ended. */
export function leasesHeld() {
  return rows().filter(key => key.startsWith(PREFIX) && ownerOf(key)).map(key => key.slice(PREFIX.length));
}

function keepUp(key, owner, lost) {
  let over = false;
  const end = () => {
    over = true;
    clearInterval(timer);
  };
  // Also asked by whoever slept, before anything is done in the name of the lock.
  const held = () => {
    if (over) return false;
    const found = ownerOf(key);
    // Over, and nobody came: that of the tab that slept.
    if (!found) write(key, owner);
    else if (found !== owner) {
      end();
      lost?.();
    }
    return !over;
  };
  const timer = setInterval(() => held() && write(key, owner), RENEW_MS);
  return lock(() => {
    end();
    if (ownerOf(key) === owner) localStorage.removeItem(key);
  }, held);
}

const lock = (letGo, held) => Object.assign(letGo, { held });

function ownerOf(key) {
  try {
    const [owner, until] = localStorage.getItem(key).split(' ');
    return Date.now() < Number(until) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function write(key, owner) {
  const row = () => localStorage.setItem(key, `${owner} ${Date.now() + LASTS_MS}`);
  try {
    row();
    return true;
  } catch {
    // Full, perhaps: what ended makes room.
    for (const ended of rows().filter(name => name.startsWith(PREFIX) && !ownerOf(name))) localStorage.removeItem(ended);
  }
  try {
    row();
    return true;
  } catch {
    return false;
  }
}

function rows() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
