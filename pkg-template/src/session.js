// A session as JavaScript sees it: events in, facts out, both plain objects.

import { RawSession } from './core_bg.js';

const NOTHING = Object.freeze([]);

export class ScrobbleSession {
  #raw;

  constructor({ rules = [], snapshot } = {}) {
    const list = JSON.stringify(rules);
    this.#raw = snapshot === undefined
      ? new RawSession(list)
      : RawSession.restore(snapshot, list);
  }

  static restore(snapshot, { rules } = {}) {
    return new ScrobbleSession({ rules, snapshot });
  }

  handle(event, nowMs) {
    return facts(this.#raw.handle(JSON.stringify(event ?? null), nowMs));
  }

  // Four times a second while something plays: two numbers, most often no answer.
  time(position, nowMs) {
    return facts(this.#raw.time(position, nowMs));
  }

  wake(nowMs) {
    return facts(this.#raw.wake(nowMs));
  }

  get wakeAt() {
    return this.#raw.wakeAt;
  }

  setRules(rules) {
    this.#raw.setRules(JSON.stringify(rules));
  }

  progress(nowMs) {
    return JSON.parse(this.#raw.progress(nowMs));
  }

  get savedPlace() {
    const place = this.#raw.savedPlace();
    return place === undefined ? undefined : JSON.parse(place);
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

function facts(json) {
  return json === undefined ? NOTHING : JSON.parse(json);
}
