// A history as JavaScript sees it: a handle on columns in the wasm's memory. Many plays
// cross as typed arrays, single things as plain objects.

import { RawHistory } from './core_bg.js';
import { ScrobbleError } from './errors.js';
import { rulesOf } from './rules.js';

// Plays that cross at once while somebody leafs through them.
const PAGE = 4096;

let rawOf;

export class History {
  static {
    rawOf = history => {
      if (#raw in Object(history)) return history.#raw;
      throw new ScrobbleError('bad_input', 'history: none of this package');
    };
  }

  #raw;

  constructor(rules, bytes) {
    this.#raw = new RawHistory(bytes && octets(bytes), rulesOf(rules));
  }

  static from(bytes, rules) {
    return new History(rules, octets(bytes));
  }

  bytes() {
    return this.#raw.bytes();
  }

  setRules(rules) {
    this.#raw.setRules(rulesOf(rules));
  }

  read(service, listing, bytes, { origin } = {}) {
    return JSON.parse(this.#raw.read(service, listing, octets(bytes), origin));
  }

  readFile(bytes, { name = '', format, ...answers } = {}) {
    return JSON.parse(this.#raw.readFile(name, octets(bytes), format, JSON.stringify(answers)));
  }

  add(rows, origin = 'player') {
    return this.#raw.add(JSON.stringify(rows), origin);
  }

  forget(origin) {
    return this.#raw.forget(origin);
  }

  merge(other, rules) {
    // Nothing is new of itself, and the wasm cannot lend it twice.
    if (other !== this) this.#raw.merge(rawOf(other));
    if (rules !== undefined) this.setRules(rules);
    return this;
  }

  diff(other) {
    const [here, there] = other === this ? [new Uint32Array(), new Uint32Array()] : this.#raw.diff(rawOf(other));
    return { here, there };
  }

  plan(service, { theirs, before, now = Date.now(), ...options }) {
    if (theirs === this) throw new ScrobbleError('bad_input', 'theirs: the same history');
    const held = before instanceof History ? before.bytes() : before && octets(before);
    return JSON.parse(this.#raw.plan(service, rawOf(theirs), held, JSON.stringify({ now, ...options })));
  }

  accept(plan) {
    this.#raw.accept(JSON.stringify(plan));
  }

  agree(change) {
    this.#raw.agree(JSON.stringify(change));
  }

  get length() {
    return this.#raw.length;
  }

  get works() {
    return this.#raw.works;
  }

  play(at) {
    return read(this.#raw.play(at));
  }

  item(number) {
    return read(this.#raw.item(number));
  }

  columns(range) {
    const [from, to] = this.#places(range);
    const raw = this.#raw;
    return { from, moments: raw.moments(from, to), days: raw.days(from, to), items: raw.items(from, to) };
  }

  * pages({ size = PAGE, ...range } = {}) {
    const [first, end] = this.#places(range);
    for (let from = first; from < end; from += size) {
      yield this.columns({ first: from, end: Math.min(from + size, end) });
    }
  }

  * plays(range) {
    const history = this;
    for (const { from, moments, days, items } of this.pages(range)) {
      for (let at = 0; at < items.length; at += 1) {
        const [item, moment, day] = [items[at], moments[at], days[at]];
        yield {
          place: from + at,
          item,
          ...!Number.isNaN(moment) && { at: moment },
          ...day > 0 && { on: date(day) },
          get work() {
            return history.item(item);
          },
        };
      }
    }
  }

  ratings() {
    return JSON.parse(this.#raw.ratings());
  }

  listed(list) {
    return JSON.parse(this.#raw.listed(list));
  }

  standings() {
    return JSON.parse(this.#raw.standings());
  }

  reviews() {
    return JSON.parse(this.#raw.reviews());
  }

  get counts() {
    return JSON.parse(this.#raw.counts());
  }

  free() {
    // Twice does no harm: `using` frees what may be freed already.
    this.#raw?.free();
    this.#raw = undefined;
  }

  [Symbol.dispose]() {
    this.free();
  }

  // Who asks for a stretch of time does not ask for what has none.
  #places({ from, to, first, end } = {}) {
    const timed = from !== undefined || to !== undefined;
    return [
      first ?? (from === undefined ? 0 : this.#raw.find(ms(from))),
      end ?? (to === undefined ? (timed ? this.#raw.timed : this.#raw.length) : this.#raw.find(ms(to))),
    ];
  }
}

function octets(bytes) {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  if (typeof bytes === 'string') return new TextEncoder().encode(bytes);
  throw new ScrobbleError('bad_input', 'bytes: a Uint8Array, an ArrayBuffer or a text');
}

function ms(at) {
  const moment = Number(at);
  if (Number.isNaN(moment)) throw new ScrobbleError('bad_input', 'from, to: a Date or Unix milliseconds');
  return moment;
}

// 20240305, 20240300 and 20240000.
function date(day) {
  const text = String(day).padStart(8, '0');
  return [text.slice(0, 4), text.slice(4, 6), text.slice(6)].filter(part => part !== '00').join('-');
}

function read(json) {
  return json === undefined ? undefined : JSON.parse(json);
}
