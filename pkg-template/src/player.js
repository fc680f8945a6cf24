// One media element and the play that goes on in it.

import { compositeKey } from './core_bg.js';
import { holdLock } from './locks.js';
import { ScrobbleSession } from './session.js';
import { keep, kept } from './snapshots.js';

// How often the session is kept while nothing happens but time.
const KEEP_EVERY_MS = 5_000;

// How long a play that begins at once waits for the hub to say where it was left.
const PATIENCE_MS = 1_000;

export class Player {
  #host;
  #element;
  #ended = new AbortController();
  // The item in the player; replaced as a whole by `load`, so that what was
  // asked for the former one finds out by comparing.
  #item;
  #timer;
  #armedFor = Infinity;
  #keptAt = 0;

  constructor(host, element, media) {
    this.#host = host;
    this.#element = element;
    this.#listen();
    this.#open(media);
  }

  /** How far the play is; `other` where another tab plays the item and counts. */
  get progress() {
    const { session, counting, other } = this.#item;
    const progress = session.progress(Date.now());
    if (!counting) progress.position = this.#element.currentTime;
    if (other) progress.other = true;
    return progress;
  }

  /** The next item in the same element; ends the former play. */
  load(media) {
    this.#close();
    this.#open(media);
  }

  /** Ends the play and lets go of the element. */
  detach() {
    this.#close();
    this.#ended.abort();
    this.#host.gone();
  }

  [Symbol.dispose]() {
    this.detach();
  }

  setRules(rules) {
    this.#item.session.setRules(rules);
  }

  seen(visible) {
    this.#handle({ type: 'visibility', visible });
  }

  leave() {
    this.#close();
  }

  comeBack() {
    this.#open(this.#item.media);
  }

  #listen() {
    const element = this.#element;
    const on = {
      play: () => this.#play(),
      // At the end the element pauses first; that is no pause.
      pause: () => element.ended || this.#handle({ type: 'pause', position: element.currentTime }),
      seeked: () => this.#handle({ type: 'seek', position: element.currentTime }),
      timeupdate: () => this.#time(),
      ratechange: () => {
        this.#time();
        this.#handle({ type: 'rate', rate: element.playbackRate });
      },
      durationchange: () => this.#duration(),
      ended: () => this.#handle({ type: 'ended' }),
    };
    for (const [name, listener] of Object.entries(on)) {
      element.addEventListener(name, listener, { signal: this.#ended.signal });
    }
  }

  #open(media) {
    const key = compositeKey(JSON.stringify(media ?? null));
    const session = new ScrobbleSession({ rules: this.#host.rules() });
    const item = { media, key, session, counting: false, other: false, asked: new AbortController() };
    this.#item = item;
    this.#load(item);
    item.asksHub = this.#host.resume(key).then(place => {
      item.elsewhere = place;
    });
    if (!this.#element.paused) this.#play();
  }

  #load(item, resume) {
    const { duration } = this.#element;
    item.session.handle({
      type: 'load', playId: crypto.randomUUID(), media: item.media, duration, resume,
    }, Date.now());
  }

  #play() {
    const item = this.#item;
    if (item.counting) this.#handle({ type: 'play', position: this.#element.currentTime });
    else if (!item.asking) this.#askToCount(item);
  }

  // One tab counts an item: the one that has its lock.
  async #askToCount(item) {
    item.asking = true;
    const name = `${this.#host.prefix}:item:${item.key}`;
    let letGo = await holdLock(name, { ifAvailable: true });
    if (!letGo && item === this.#item) {
      item.other = true;
      letGo = await holdLock(name, { signal: item.asked.signal }).catch(() => undefined);
    }
    await Promise.race([item.asksHub, new Promise(resolve => setTimeout(resolve, PATIENCE_MS))]);
    item.asking = false;
    item.other = false;
    if (item !== this.#item || item.asked.signal.aborted) letGo?.();
    else if (letGo) this.#count(item, letGo);
  }

  // Goes on from the newest place known, here or elsewhere.
  #count(item, letGo) {
    const { store, prefix, rules } = this.#host;
    const before = kept(store, prefix, item.key);
    // A tab that crashed never said that its play stopped.
    if (before) this.#told(before.session.handle({ type: 'unload' }, before.at));
    const here = before?.session.savedPlace;
    const newer = here && !(item.elsewhere?.savedAt > here.savedAt) ? here : item.elsewhere;
    before?.session.free();
    item.session.free();
    item.session = new ScrobbleSession({ rules: rules() });
    this.#load(item, newer);
    item.counting = true;
    item.letGo = letGo;
    this.#handle({ type: 'rate', rate: this.#element.playbackRate });
    if (!this.#element.paused) this.#handle({ type: 'play', position: this.#element.currentTime });
  }

  #close() {
    const item = this.#item;
    if (item.counting) {
      this.#time();
      this.#handle({ type: 'unload' });
    }
    this.#stopCounting(item);
    item.asked.abort();
  }

  #stopCounting(item) {
    clearTimeout(this.#timer);
    this.#armedFor = Infinity;
    item.counting = false;
    item.letGo?.();
    item.letGo = undefined;
  }

  #time() {
    const item = this.#item;
    // While it seeks the place is where it goes, not where it is.
    if (!item.counting || this.#element.seeking) return;
    const now = Date.now();
    this.#after(item, item.session.time(this.#element.currentTime, now), now);
  }

  #duration() {
    const { duration } = this.#element;
    const { session } = this.#item;
    // Also before the play, for the progress bar. Infinity and NaN become null: unknown.
    this.#after(this.#item, session.handle({ type: 'duration', duration }, Date.now()), Date.now());
  }

  #handle(event) {
    const item = this.#item;
    if (!item.counting) return;
    const now = Date.now();
    this.#after(item, item.session.handle(event, now), now);
  }

  #after(item, facts, now) {
    if (facts.length > 0) this.#told(facts);
    if (!item.counting) return;
    if (facts.length > 0 || now - this.#keptAt >= KEEP_EVERY_MS) {
      this.#keptAt = now;
      keep(this.#host.store, this.#host.prefix, item.key, item.session, now);
    }
    this.#arm(item, now);
  }

  #told(facts) {
    if (facts.length > 0) this.#host.told(facts);
  }

  // The session's moment moves with every event; the timer is set anew only for an earlier one.
  #arm(item, now) {
    const at = item.session.wakeAt;
    if (at === undefined || at >= this.#armedFor) return;
    clearTimeout(this.#timer);
    this.#armedFor = at;
    this.#timer = setTimeout(() => {
      this.#armedFor = Infinity;
      const due = Date.now();
      this.#after(item, item.session.wake(due), due);
      // Over for having been idle: another tab may play it now.
      if (item.session.progress(due).phase === 'ended' && this.#element.paused) {
        this.#stopCounting(item);
      }
    }, at - now);
  }
}
