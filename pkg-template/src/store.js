// localStorage where the page has it, memory where it is missing, blocked or full.

export class Store {
  #local = open();
  // Asked first: what is here was not taken there.
  #memory = new Map();
  #warned = false;

  get(key) {
    return this.#memory.get(key) ?? this.#local?.getItem(key) ?? undefined;
  }

  /** Never fails: what localStorage does not take is kept in memory. */
  set(key, text) {
    try {
      this.#local.setItem(key, text);
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, text);
      this.#warn();
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

  #warn() {
    if (this.#warned) return;
    this.#warned = true;
    console.warn('playtally: localStorage is blocked or full; what is not sent when this page closes is lost');
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
