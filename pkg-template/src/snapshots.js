// Sessions kept in localStorage, one an item, so that a reload is the same play.

import { ScrobbleSession } from './session.js';

// After this the place is the hub's to remember.
const KEPT_MS = 7 * 24 * 3_600_000;

/** Keeps the session of an item. */
export function keep(store, prefix, key, session, now) {
  store.set(`${prefix}:session:${key}`, JSON.stringify({ at: now, snapshot: session.snapshot() }));
}

/** The session of an item as it was kept, with the moment of it. */
export function kept(store, prefix, key) {
  const text = store.get(`${prefix}:session:${key}`);
  if (text === undefined) return undefined;
  try {
    const { at, snapshot } = JSON.parse(text);
    return { at, session: ScrobbleSession.restore(snapshot) };
  } catch {
    // Of another version, or not ours: as good as none.
    store.remove(`${prefix}:session:${key}`);
    return undefined;
  }
}

/** The place saved here for an item. */
export function placeOf(store, prefix, key) {
  const found = kept(store, prefix, key);
  const place = found?.session.savedPlace;
  found?.session.free();
  return place;
}

/** Drops what nobody came back to. */
export function forgetOld(store, prefix, now) {
  for (const key of store.keys(`${prefix}:session:`)) {
    const [, at] = /^\{"at":(\d+)/.exec(store.get(key)) ?? [];
    if (!(now - at < KEPT_MS)) store.remove(key);
  }
}
