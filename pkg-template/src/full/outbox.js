// The outbox as JavaScript sees it: inputs in, outputs out, both plain objects.

import { RawOutbox } from './core_bg.js';
import { ScrobbleError } from './errors.js';

const TAKES = {
  destinations: (raw, { destinations }, now) => raw.destinations(JSON.stringify(destinations), now),
  fact: (raw, { fact }, now) => raw.fact(JSON.stringify(fact), now),
  answer: (raw, { id, response }, now) => raw.answer(id, JSON.stringify(response), now),
  failed: (raw, { id, error }, now) => raw.failed(id, JSON.stringify(error), now),
  granted: (raw, { id }, now) => raw.granted(id, now),
  denied: (raw, { id, until }, now) => raw.denied(id, until, now),
  signedIn: (raw, { destination }, now) => raw.signedIn(destination, now),
  signedOut: (raw, { destination }, now) => raw.signedOut(destination, now),
  retry: (raw, { entry }, now) => raw.retry(entry, now),
  drop: (raw, { entry }, now) => raw.drop(entry, now),
  checkIn: (raw, call, now) => checkIn(raw, call, true, now),
  cancelCheckIn: (raw, call, now) => checkIn(raw, call, false, now),
  wake: (raw, _, now) => raw.wake(now),
};

function checkIn(raw, { ticket, destination, media }, begins, now) {
  return raw.checkIn(ticket, destination, JSON.stringify(media), begins, now);
}

export class Outbox {
  #raw;

  constructor({ snapshot, utcOffset = 0 } = {}) {
    this.#raw = new RawOutbox(snapshot, utcOffset);
  }

  static restore(snapshot) {
    return new Outbox({ snapshot });
  }

  handle(input, nowMs) {
    if (!Object.hasOwn(TAKES, input?.type)) throw new ScrobbleError('bad_input', 'input: `type` is none that is known');
    return JSON.parse(TAKES[input.type](this.#raw, input, nowMs));
  }

  get wakeAt() {
    return this.#raw.wakeAt;
  }

  get entries() {
    return JSON.parse(this.#raw.entries());
  }

  snapshot() {
    return this.#raw.snapshot();
  }

  free() {
    // Twice does no harm: `using` frees what may be freed already.
    this.#raw?.free();
    this.#raw = undefined;
  }

  [Symbol.dispose]() {
    this.free();
  }
}
