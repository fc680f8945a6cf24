// The browser driver: one link to the hub for a page, and a player for each media element.
//
// What counts is decided by the core's session. Requests, storage, locks and timers
// are the page's own things: in JavaScript they are a fifth of what they were as wasm.

import { Hub } from './hub.js';
import { holdLock, locksHeld } from './locks.js';
import { Player } from './player.js';
import { wasmRefused } from './policy.js';
import { Queue } from './queue.js';
import { RemoteHub } from './remote.js';
import { Sessions } from './snapshots.js';
import { Store } from './store.js';
import { uuid } from './uuid.js';

// Until the hub says which rules the services have.
const RULES = [
  { id: 'video:80:0.5', type: 'video', percent: 80, factor: 0.5 },
  { id: 'music:50:240', type: 'music', percent: 50, seconds: 240 },
];

export class Playtally {
  #tab = uuid();
  #prefix;
  #store;
  #hub;
  #queue;
  #sessions;
  #rules;
  #players = new Set();
  #listeners = {};
  #status = 'idle';
  #quiet = [];
  // Warnings that nobody has heard yet: the first comes before anybody can listen.
  #unheard = [];
  #letGo = () => {};
  #ended = new AbortController();
  #sync = new AbortController();

  /**
   * Loads what is known of the person, takes over what closed tabs left, and sends it.
   * Where the page may not have wasm, the hub counts.
   */
  static connect({ hub = '/api/v1', profile, token, autoSync, fetch, storage } = {}) {
    const Kind = wasmRefused() ? RemoteHub : Hub;
    return this.over(() => new Kind(hub, { profile, token, fetch }), { autoSync, storage });
  }

  /** The driver over anything that takes facts as a hub does, made with the driver's store. */
  static async over(make, options) {
    const playtally = new this(make, options?.storage);
    await playtally.#begin(options);
    return playtally;
  }

  constructor(make, storage) {
    this.#store = new Store(error => this.#warn(error), storage);
    const hub = make(this.#store);
    const remote = hub instanceof RemoteHub;
    this.#hub = hub;
    hub.emit = (name, value) => {
      this.#emit(name, value);
      if (name === 'command') for (const player of this.#players) player.obey(value);
    };
    this.#prefix = `playtally:${hub.name}`;
    this.#queue = new Queue({
      hub,
      store: this.#store,
      prefix: this.#prefix,
      tab: this.#tab,
      changed: () => this.#changed(),
      everything: remote,
    });
    this.#sessions = remote ? hub.sessions(rows => this.#queue.add(rows)) : new Sessions(this.#store, this.#prefix);
  }

  async #begin({ autoSync = true } = {}) {
    await this.#holdTab();
    this.#listen();
    if (autoSync) this.initializeSyncListeners();
    this.#sessions.forgetOld(Date.now());
    await this.#hub.begin(this.#queue);
    const cached = this.#rulesKept();
    this.#rules = cached ?? RULES;
    const fresh = this.refresh().catch(() => {});
    // Without a cache the first play should already be watched by the right rules.
    if (cached === undefined) await fresh;
    await this.#adopt();
  }

  /** Reads the rules of the connected services again; players follow at once. */
  async refresh() {
    const rules = await this.#hub.rules();
    this.#rules = rules.length > 0 ? rules : RULES;
    this.#store.set(`${this.#prefix}:rules`, JSON.stringify(this.#rules));
    for (const player of this.#players) player.setRules(this.#rules);
  }

  #rulesKept() {
    try {
      return JSON.parse(this.#store.get(`${this.#prefix}:rules`));
    } catch {
      // None yet, or not ours.
      return undefined;
    }
  }

  /** Follows a media element; the handle tells how far the play is. */
  attach(element, media) {
    const player = new Player({
      prefix: this.#prefix,
      sessions: this.#sessions,
      rules: () => this.#rules,
      told: facts => this.#told(facts),
      moved: player => this.#emit('progress', { media: player.media, ...player.progress }),
      // Whatever is sent asks too, and a hub in trouble is left alone.
      ask: playId => playId && this.#status === 'idle' && this.#hub.ask(playId),
      resume: async key => (await this.#ask(key))?.resume,
      gone: () => this.#players.delete(player),
    }, element, media);
    this.#players.add(player);
    return player;
  }

  /** Calls `listener` for each 'fact', 'state', 'progress', 'command' or 'warning'; returns what ends that. */
  on(name, listener) {
    const listeners = this.#listeners[name] ??= new Set();
    listeners.add(listener);
    if (name === 'warning') queueMicrotask(() => this.#unheard.splice(0).forEach(error => this.#emit(name, error)));
    return () => listeners.delete(listener);
  }

  /** 'idle', 'syncing', 'error' or 'offline'. */
  get status() {
    return this.#status;
  }

  /** Facts that are not at the hub yet. */
  get pending() {
    return this.#queue.pending;
  }

  /** Whether what is pending survives this page: false where localStorage is blocked or full. */
  get persistent() {
    return this.#store.persistent;
  }

  /** Sends what waits now; done when nothing is under way any more. */
  async flush() {
    await this.#adopt();
    this.#queue.retry();
    if (this.#queue.sending) await new Promise(resolve => this.#quiet.push(resolve));
  }

  /** Sends what waits whenever the page comes to the foreground or online; returns what ends that. */
  initializeSyncListeners() {
    this.#sync.abort();
    const sync = this.#sync = new AbortController();
    const { signal } = sync;
    addEventListener('online', () => this.flush(), { signal });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.flush();
    }, { signal });
    return () => sync.abort();
  }

  /** What is known of an item. Without an answer of the hub only the place saved here. */
  async state(mediaId, videoId) {
    const key = videoId === undefined ? mediaId : `${mediaId}::${videoId}`;
    const known = (await this.#ask(key)) ?? {};
    const here = this.#sessions.placeOf(key);
    // What counted already is no place to go on from.
    if (here?.rulesMet.length === 0 && !(known.resume?.savedAt > here.savedAt)) known.resume = here;
    return known;
  }

  /** The key under which an item is kept, as `state` of the hub knows it. */
  keyOf(media) {
    return this.#sessions.keyOf(media);
  }

  /** Ends all plays and lets the page go. */
  close() {
    for (const player of [...this.#players]) player.detach();
    this.#ended.abort();
    this.#sync.abort();
    this.#queue.close();
    this.#hub.close();
    this.#letGo();
  }

  [Symbol.dispose]() {
    this.close();
  }

  async #ask(key) {
    try {
      return await this.#hub.known(key);
    } catch {
      return undefined;
    }
  }

  #told(facts) {
    this.#queue.add(facts);
    for (const fact of facts) this.#emit('fact', fact);
  }

  // A listener that throws is the page's trouble, told as such, and nobody else's.
  #emit(name, value) {
    if (name === 'warning' && !this.#listeners.warning?.size) this.#unheard.push(value);
    for (const listener of [...this.#listeners[name] ?? []]) {
      try {
        listener(value);
      } catch (error) {
        reportError(error);
      }
    }
  }

  #warn(error) {
    console.warn(`playtally: ${error.message}`);
    this.#emit('warning', error);
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
    for (const name of ['online', 'offline']) addEventListener(name, () => this.#changed(), { signal });
    addEventListener('pagehide', () => this.#leave(), { signal });
    addEventListener('pageshow', event => event.persisted && this.#comeBack(), { signal });
    document.addEventListener('visibilitychange', () => {
      const visible = document.visibilityState === 'visible';
      for (const player of this.#players) player.seen(visible);
    }, { signal });
  }

  // The page may be gone after this turn, or lie in the back/forward cache.
  #leave() {
    this.#queue.close();
    for (const player of this.#players) player.leave();
    this.#queue.leave();
    this.#hub.leave();
    this.#letGo();
  }

  async #comeBack() {
    await this.#holdTab();
    await this.#hub.begin(this.#queue);
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
