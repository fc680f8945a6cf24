// localStorage where the page has it, memory where it is missing, blocked or full.

import { ScrobbleError } from './errors.js';

export class Store {
  #local;
  // Asked first: what is here was not taken there.
  #memory = new Map();
  #warn;

  /** Whether all that was kept survives the page. */
  persistent = true;

  /** `warn` is called once, with an error that says what is at stake; `storage` stands in for localStorage. */
  constructor(warn, storage = open()) {
    this.#warn = warn;
    this.#local = storage;
  }

  get(key) {
    return this.#memory.get(key) ?? this.#local?.getItem(key) ?? undefined;
  }

  /** Never fails: what localStorage does not take is kept in memory. */
  set(key, text) {
    try {
      this.#local.setItem(key, text);
      this.#memory.delete(key);
    } catch (cause) {
      this.#memory.set(key, text);
      // The next page is better off with nothing than with what is no longer so.
      this.#local?.removeItem(key);
      if (!this.persistent) return;
      this.persistent = false;
      this.#warn(new ScrobbleError(
        'not_kept',
        'localStorage is blocked or full; what is not sent when this page closes is lost.',
        { cause },
      ));
    }
  }

  remove(key) {
    this.#memory.delete(key);
    this.#local?.removeItem(key);
  }

  keys(prefix) {
    const there = this.#local ? Object.keys(this.#local) : [];
    return [...new Set([...this.#memory.keys(), ...there])].filter(key => key.startsWith(prefix));
  }
}

// Merely touching it throws where cookies are blocked.
function open() {
  try {
    return globalThis.localStorage ?? undefined;
  } catch {
    return undefined;
  }
}
