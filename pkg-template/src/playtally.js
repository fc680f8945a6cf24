// The browser driver: one link to the hub for a page, and a player for each media element.
//
// What counts is decided by the core's session. Requests, storage, locks and timers
// are the page's own things: in JavaScript they are a fifth of what they were as wasm.

import { compositeKey, createCompositeKey } from './core_bg.js';
import { Hub } from './hub.js';
import { holdLock, locksHeld } from './locks.js';
import { Player } from './player.js';
import { Queue } from './queue.js';
import { musicRule, videoRule } from './rules.js';
import { forgetOld, placeOf } from './snapshots.js';
import { Store } from './store.js';

export class Playtally {
  #tab = crypto.randomUUID();
  #prefix;
  #store = new Store();
  #hub;
  #queue;
  #rules;
  #players = new Set();
  #listeners = { fact: new Set(), state: new Set() };
  #status = 'idle';
  #quiet = [];
  #letGo = () => {};
  #ended = new AbortController();

  /** Loads what is known of the person, takes over what closed tabs left, and sends it. */
  static async connect({ hub = '/api/v1', profile } = {}) {
    const playtally = new this(hub.replace(/\/+$/, ''), profile);
    await playtally.#begin();
    return playtally;
  }

  constructor(hub, profile) {
    this.#prefix = `playtally:${hub}:${profile ?? ''}`;
    this.#hub = new Hub(hub, profile);
    this.#queue = new Queue({
      hub: this.#hub,
      store: this.#store,
      prefix: this.#prefix,
      tab: this.#tab,
      changed: () => this.#changed(),
    });
  }

  async #begin() {
    await this.#holdTab();
    this.#listen();
    forgetOld(this.#store, this.#prefix, Date.now());
    const cached = this.#store.get(`${this.#prefix}:rules`);
    this.#rules = cached === undefined ? [videoRule(), musicRule()] : JSON.parse(cached);
    const fresh = this.refresh().catch(() => {});
    // Without a cache the first play should already be watched by the right rules.
    if (cached === undefined) await fresh;
    await this.#adopt();
  }

  /** Reads the rules of the connected services again; players follow at once. */
  async refresh() {
    const { rules } = await this.#hub.get('/user/services');
    this.#rules = rules.length > 0 ? rules : [videoRule(), musicRule()];
    this.#store.set(`${this.#prefix}:rules`, JSON.stringify(this.#rules));
    for (const player of this.#players) player.setRules(this.#rules);
  }

  /** Follows a media element; the handle tells how far the play is. */
  attach(element, media) {
    const player = new Player({
      store: this.#store,
      prefix: this.#prefix,
      rules: () => this.#rules,
      told: facts => this.#told(facts),
      resume: async key => (await this.#ask(key))?.resume,
      gone: () => this.#players.delete(player),
    }, element, media);
    this.#players.add(player);
    return player;
  }

  /** Calls `listener` for each 'fact' or 'state'; returns what ends that. */
  on(name, listener) {
    this.#listeners[name].add(listener);
    return () => this.#listeners[name].delete(listener);
  }

  /** 'idle', 'syncing', 'error' or 'offline'. */
  get status() {
    return this.#status;
  }

  /** Facts that are not at the hub yet. */
  get pending() {
    return this.#queue.pending;
  }

  /** Sends what waits now; done when nothing is under way any more. */
  async flush() {
    await this.#adopt();
    this.#queue.retry();
    if (this.#queue.sending) await new Promise(resolve => this.#quiet.push(resolve));
  }

  /** What is known of an item. Without an answer of the hub only the place saved here. */
  async state(mediaId, videoId) {
    const key = createCompositeKey(mediaId, videoId);
    const known = (await this.#ask(key)) ?? {};
    const here = placeOf(this.#store, this.#prefix, key);
    // What counted already is no place to go on from.
    if (here?.rulesMet.length === 0 && !(known.resume?.savedAt > here.savedAt)) known.resume = here;
    return known;
  }

  /** The key under which an item is kept, as `state` of the hub knows it. */
  keyOf(media) {
    return compositeKey(JSON.stringify(media ?? null));
  }

  /** Ends all plays and lets the page go. */
  close() {
    for (const player of [...this.#players]) player.detach();
    this.#ended.abort();
    this.#queue.close();
    this.#letGo();
  }

  [Symbol.dispose]() {
    this.close();
  }

  async #ask(key) {
    try {
      const { states } = await this.#hub.get(`/state?ids=${encodeURIComponent(key)}`);
      return states[key];
    } catch {
      return undefined;
    }
  }

  #told(facts) {
    this.#queue.add(facts);
    for (const fact of facts) this.#emit('fact', fact);
  }

  #emit(name, value) {
    for (const listener of [...this.#listeners[name]]) listener(value);
  }

  #changed() {
    const status = navigator.onLine === false ? 'offline'
      : this.#queue.sending ? 'syncing'
        : this.#queue.failed ? 'error' : 'idle';
    if (status !== this.#status) {
      this.#status = status;
      this.#emit('state', status);
    }
    if (!this.#queue.sending) {
      for (const resolve of this.#quiet.splice(0)) resolve();
    }
  }

  #listen() {
    const { signal } = this.#ended;
    addEventListener('online', () => this.flush(), { signal });
    addEventListener('offline', () => this.#changed(), { signal });
    addEventListener('pagehide', () => this.#leave(), { signal });
    addEventListener('pageshow', event => event.persisted && this.#comeBack(), { signal });
    document.addEventListener('visibilitychange', () => {
      const visible = document.visibilityState === 'visible';
      for (const player of this.#players) player.seen(visible);
      if (visible) this.flush();
    }, { signal });
  }

  // The page may be gone after this turn, or lie in the back/forward cache.
  #leave() {
    this.#queue.close();
    for (const player of this.#players) player.leave();
    this.#queue.leave();
    this.#letGo();
  }

  async #comeBack() {
    await this.#holdTab();
    this.#queue.comeBack();
    for (const player of this.#players) player.comeBack();
    await this.flush();
  }

  // While this lock is held, other tabs leave this tab's facts alone.
  async #holdTab() {
    this.#letGo = (await holdLock(`${this.#prefix}:tab:${this.#tab}`)) ?? (() => {});
  }

  async #adopt() {
    const letGo = await holdLock(`${this.#prefix}:adopt`, { ifAvailable: true });
    if (!letGo) return;
    const tabs = `${this.#prefix}:tab:`;
    const held = await locksHeld();
    this.#queue.adopt(held.filter(name => name.startsWith(tabs)).map(name => name.slice(tabs.length)));
    letGo();
  }
}
