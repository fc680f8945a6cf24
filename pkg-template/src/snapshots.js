// Sessions kept in localStorage, one an item, so that a reload is the same play.

import { ScrobbleSession } from './session.js';

// After this the place is the hub's to remember.
const KEPT_MS = 7 * 24 * 3_600_000;

/** Keeps the session of an item. */
export function keep(link, prefix, key, session, now) {
  link.write(`${prefix}:session:${key}`, JSON.stringify({ at: now, snapshot: session.snapshot() }));
}

/** The session of an item as it was kept, with the moment of it. */
export function kept(link, prefix, key) {
  const text = link.read(`${prefix}:session:${key}`);
  if (text === undefined) return undefined;
  try {
    const { at, snapshot } = JSON.parse(text);
    return { at, session: ScrobbleSession.restore(snapshot) };
  } catch {
    // Of another version, or not ours: as good as none.
    link.erase(`${prefix}:session:${key}`);
    return undefined;
  }
}

/** The place saved here for an item. */
export function placeOf(link, prefix, key) {
  const found = kept(link, prefix, key);
  const place = found?.session.savedPlace;
  found?.session.free();
  return place;
}

/** Drops what nobody came back to. */
export function forgetOld(link, prefix, now) {
  for (const key of link.keys(`${prefix}:session:`)) {
    const [, at] = /^\{"at":(\d+)/.exec(link.read(key)) ?? [];
    if (!(now - at < KEPT_MS)) link.erase(key);
  }
}
