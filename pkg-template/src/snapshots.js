// The core's sessions, and what is kept of them in localStorage, one row an item,
// so that a reload is the same play.

import { compositeKey } from './core_bg.js';
import { ScrobbleSession } from './session.js';

// After this the place is the hub's to remember.
const KEPT_MS = 7 * 24 * 3_600_000;

export class Sessions {
  #store;
  #prefix;

  constructor(store, prefix) {
    this.#store = store;
    this.#prefix = `${prefix}:session:`;
  }

  keyOf(media) {
    return compositeKey(JSON.stringify(media ?? null));
  }

  make(rules) {
    return new ScrobbleSession({ rules });
  }

  /** Keeps the session of an item. */
  keep(key, session, now) {
    this.#store.set(this.#prefix + key, JSON.stringify({ at: now, snapshot: session.snapshot() }));
  }

  /** The session of an item as it was kept, with the moment of it. */
  kept(key) {
    const text = this.#store.get(this.#prefix + key);
    if (text === undefined) return undefined;
    try {
      const { at, snapshot } = JSON.parse(text);
      return { at, session: ScrobbleSession.restore(snapshot) };
    } catch {
      // Of another version, or not ours: as good as none.
      this.#store.remove(this.#prefix + key);
      return undefined;
    }
  }

  /** The place saved here for an item. */
  placeOf(key) {
    const found = this.kept(key);
    const place = found?.session.savedPlace;
    found?.session.free();
    return place;
  }

  /** Drops what nobody came back to. */
  forgetOld(now) {
    for (const key of this.#store.keys(this.#prefix)) {
      const [, at] = /^\{"at":(\d+)/.exec(this.#store.get(key)) ?? [];
      if (!(now - at < KEPT_MS)) this.#store.remove(key);
    }
  }
}
