// The facts on their way to the hub, and where they are kept meanwhile.
//
// The hub knows a fact when it comes again, by its play and number. So a row is
// the fact itself; sending is sending all that waits; and after a crash, a lost
// answer or a closed tab it is simply sent once more. None of the core's outbox
// is needed for that (quotas, read-back, live stops are the hub's), and without it
// the package is a fifth smaller.

// What must arrive; the rest only shows the moment, and the newest of it is enough.
const KEPT = new Set(['watched', 'stopped']);
// What the hub takes at once.
const MOST_FACTS = 50;
// Keepalive bodies have 64 KB together; the rest is left to what is still under way.
const MOST_BYTES = 56 * 1024;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;

export class Queue {
  #hub;
  #store;
  #prefix;
  #tab;
  #changed;
  #everything;
  #rows = new Map();
  #newest;
  #attempts = 0;
  #timer;
  #alone = false;
  // The session ended (cookies cleared, say): the hub takes this browser for somebody new.
  #stranger = false;
  #leaving = false;

  /** Whether a request is under way. */
  sending = false;
  /** Whether the last one failed. */
  failed = false;

  /** `everything`: each row must arrive, the oldest first. */
  constructor({ hub, store, prefix, tab, changed, everything = false }) {
    this.#hub = hub;
    this.#store = store;
    // Events are no facts: a page that may have wasm could do nothing with them.
    this.#prefix = `${prefix}:${everything ? 'event' : 'fact'}:`;
    this.#tab = tab;
    this.#changed = changed;
    this.#everything = everything;
  }

  /** Facts that have to arrive and have not yet. */
  get pending() {
    return this.#rows.size;
  }

  /** Takes facts; those that must arrive are in the store before this returns. */
  add(facts) {
    for (const fact of facts) {
      if (this.#everything || KEPT.has(fact.type)) this.#keep(fact);
      else this.#newest = fact;
    }
    // Never sent before its time: while the hub is in trouble, the timer decides.
    if (this.#timer === undefined) this.#send();
    this.#changed();
  }

  /** Takes over what tabs left behind that are not among `alive`. */
  adopt(alive) {
    for (const key of this.#store.keys(this.#prefix)) {
      const tab = key.slice(this.#prefix.length).split(':', 1)[0];
      if (tab === this.#tab || alive.includes(tab)) continue;
      const fact = parsed(this.#store.get(key));
      if (fact) this.#keep(fact);
      this.#store.remove(key);
    }
    if (this.#timer === undefined) this.#send();
  }

  /** Tries all that waits now: there is reason to believe that the hub is there. */
  retry() {
    this.#attempts = 0;
    this.#send();
  }

  /** The page goes: one request with all that waits, which outlives it. */
  async leave() {
    this.#leaving = true;
    clearTimeout(this.#timer);
    const facts = this.#stranger ? [] : this.#chosen();
    if (facts.length === 0) return;
    try {
      await this.#hub.send(facts, true);
      this.#done(facts);
    } catch {
      // The next page sends it.
    }
    this.#changed();
  }

  /** The page is back, from the back/forward cache. */
  comeBack() {
    this.#leaving = false;
    this.retry();
  }

  close() {
    this.#leaving = true;
    clearTimeout(this.#timer);
  }

  #keep(fact) {
    const key = `${this.#prefix}${this.#tab}:${fact.playId}:${fact.seq}`;
    this.#rows.set(key, fact);
    this.#store.set(key, JSON.stringify(fact));
  }

  // The newest that fit, in the order in which they became so; of raw events the first.
  #chosen() {
    const all = [...this.#rows.values(), ...(this.#newest && !this.#leaving ? [this.#newest] : [])];
    if (this.#everything) {
      // By number alone: a clock may be set back, and a number that is missing is a gap.
      all.sort((a, b) => a.playId.localeCompare(b.playId) || a.seq - b.seq);
      return all.slice(0, MOST_FACTS);
    }
    all.sort((a, b) => b.at - a.at || b.seq - a.seq);
    const facts = [];
    let room = MOST_BYTES;
    for (const fact of all) {
      room -= bytes(fact);
      if (facts.length === MOST_FACTS) break;
      // One too big for a farewell must not hold up the others.
      if (room < 0) {
        room += bytes(fact);
        continue;
      }
      facts.unshift(fact);
    }
    return facts;
  }

  async #send() {
    if (this.sending || this.#leaving) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const facts = this.#chosen().slice(0, this.#alone ? 1 : undefined);
    if (facts.length === 0) {
      // What failed only showed the moment, and nobody waits for it.
      this.failed = false;
      this.#changed();
      return;
    }
    // What only shows the moment is not tried twice.
    this.#newest = undefined;
    this.sending = true;
    this.#changed();
    let wait = 0;
    try {
      if (this.#stranger) await this.#hub.introduce();
      this.#stranger = false;
      await this.#hub.send(facts, false);
      this.#done(facts);
      this.#attempts = 0;
      this.#alone = false;
      this.failed = false;
    } catch (error) {
      this.failed = true;
      wait = await this.#refused(error, facts);
    }
    this.sending = false;
    if (wait === 0) this.#send();
    else if (this.#rows.size > 0 && !this.#leaving) this.#timer = setTimeout(() => this.#send(), wait);
    this.#changed();
  }

  // How long to wait before the next try.
  async #refused(error, facts) {
    if (error.code === 'rejected') {
      // One of them is not what it should be: each goes alone until that one is found.
      if (facts.length === 1) {
        console.warn(`playtally: the hub refused a fact: ${error.message}`, facts[0]);
        this.#done(facts);
        this.failed = this.#rows.size > 0;
      }
      this.#alone = facts.length > 1;
      return 0;
    }
    this.#attempts += 1;
    if (error.code === 'unauthorized') {
      this.#stranger = true;
      // A new session mends it, or nothing does for now.
      if (this.#attempts === 1) return 0;
    }
    const backoff = Math.min(FIRST_WAIT_MS * 2 ** (this.#attempts - 1), LONGEST_WAIT_MS);
    return error.retryAfterMs ?? backoff * (0.75 + Math.random() / 2);
  }

  #done(facts) {
    for (const [key, fact] of this.#rows) {
      if (!facts.includes(fact)) continue;
      this.#rows.delete(key);
      this.#store.remove(key);
    }
  }
}

function bytes(fact) {
  return new TextEncoder().encode(JSON.stringify(fact)).length + 1;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
