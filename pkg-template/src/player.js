// One media element and the play that goes on in it.

import { holdLock } from './locks.js';
import { show } from './showing.js';
import { uuid } from './uuid.js';

// How often the session is kept, and progress told, while nothing happens but time.
const KEEP_EVERY_MS = 5_000;

// How often the hub is asked what its page wants of the play.
const ASK_EVERY_MS = 15_000;

// How long a play that begins at once waits for the hub to say where it was left.
const PATIENCE_MS = 1_000;

// How long the source in the element and the item that was named may belong to
// different episodes: pages change the two in either order, and rarely at once.
const SETTLE_MS = 3_000;

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
  #ad = false;

  constructor(host, element, media) {
    this.#host = host;
    this.#element = element;
    this.#listen();
    this.#open(media, this.#loading() ? 'source' : undefined);
  }

  /** How far the play is; `other` where another tab plays the item and counts. */
  get progress() {
    const { session, counting, other } = this.#item;
    const progress = session.progress(Date.now());
    if (!counting) progress.position = this.#element.currentTime;
    if (other) progress.other = true;
    return progress;
  }

  /** What is in the player, as it was given. */
  get media() {
    return this.#item.media;
  }

  /** The next item in the same element; ends the former play. The same item again changes nothing. */
  load(media) {
    const { key, unsure } = this.#item;
    if (this.#host.sessions.keyOf(media) === key) return;
    this.#close();
    // Unless it was emptied before (or never had anything), the element still has the former item.
    this.#open(media, unsure === 'item' || !this.#element.networkState ? undefined : 'source');
  }

  /** An advertisement begins or ends in this element; nothing of it counts. */
  ad(runs) {
    this.#ad = runs;
    this.#handle({ type: runs ? 'adStart' : 'adEnd' });
    if (!runs) this.#duration();
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

  /** Does what the hub's page asks of this play, once however often it is told. */
  obey({ playId, command, at }) {
    const item = this.#item;
    const { session, began, obeyed } = item;
    if (session.savedPlace?.playId !== playId || obeyed === at) return;
    item.obeyed = at;
    if (command === 'pause') this.#element.pause();
    else if (command === 'discard' && at < began) {
      // It went on from a place that was dropped before: this is a play of its own.
      this.#load(item);
      if (!this.#element.paused) this.#play();
    } else this.#handle({ type: 'ended' });
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
      playing: () => this.#wonder(this.#item),
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
      emptied: () => this.#emptied(),
      loadedmetadata: () => this.#loaded(),
    };
    for (const [name, listener] of Object.entries(on)) {
      element.addEventListener(name, listener, { signal: this.#ended.signal });
    }
  }

  #open(media, unsure) {
    const { sessions, rules, resume } = this.#host;
    const key = sessions.keyOf(media);
    const session = sessions.make(rules(), () => this.#host.moved(this));
    const item = {
      media, key, session, unsure, counting: false, other: false, asked: new AbortController(), hide: () => {},
      // What is being loaded is this item, though nothing was heard of it yet.
      fresh: this.#loading(),
    };
    this.#item = item;
    this.#load(item);
    item.asksHub = resume(key).then(place => {
      item.elsewhere = place;
    });
    this.#wonder(item);
    if (!this.#element.paused) this.#play();
  }

  #load(item, resume) {
    const duration = item.unsure ? undefined : this.#element.duration;
    item.session.handle({ type: 'load', playId: uuid(), media: item.media, duration, resume }, Date.now());
  }

  // Another source comes into the element: that of the item that was named last,
  // or of one that nobody has named yet (or the same item in another quality).
  #emptied() {
    const item = this.#item;
    clearTimeout(item.settles);
    item.settles = undefined;
    item.unsure = item.unsure === 'source' ? undefined : 'item';
  }

  #loaded() {
    if (this.#item.unsure === 'source' && this.#item.fresh) this.#settle();
  }

  #settle() {
    this.#item.unsure = undefined;
    this.#duration();
    this.#handle({ type: 'seek', position: this.#element.currentTime });
    if (!this.#element.paused) this.#play();
  }

  // Whether it has been given a source of which it knows nothing yet.
  #loading() {
    return this.#element.networkState > 0 && this.#element.readyState === 0;
  }

  // Once it plays and nothing more was heard for a while, source and item belong together.
  #wonder(item) {
    if (!item.unsure || item.settles || this.#element.paused) return;
    item.settles = setTimeout(() => {
      item.settles = undefined;
      if (item !== this.#item || item.asked.signal.aborted || this.#element.paused) return;
      this.#settle();
    }, SETTLE_MS);
  }

  #play() {
    const item = this.#item;
    if (item.unsure) return;
    item.hide();
    item.hide = show(item.media, this.#element);
    if (item.counting) this.#handle({ type: 'play', position: this.#element.currentTime });
    else if (!item.asking) this.#askToCount(item);
  }

  // One tab counts an item: the one that has its lock.
  async #askToCount(item) {
    item.asking = true;
    const name = `${this.#host.prefix}:item:${item.key}`;
    const lost = () => this.#lost(item);
    // It fails where the page goes, and for a wait that was given up.
    const ask = options => holdLock(name, { ...options, lost }).catch(() => undefined);
    let letGo = await ask({ ifAvailable: true });
    if (!letGo && item === this.#item) {
      this.#other(item, true);
      letGo = await ask({ signal: item.asked.signal });
    }
    await Promise.race([item.asksHub, new Promise(resolve => setTimeout(resolve, PATIENCE_MS))]);
    item.asking = false;
    this.#other(item, false);
    if (!letGo) return;
    // Whoever is paused by now asks again when it plays; whoever lost it meanwhile, at once.
    if (item !== this.#item || item.asked.signal.aborted || this.#element.paused) letGo();
    else if (letGo.held()) this.#count(item, letGo);
    else this.#play();
  }

  #other(item, other) {
    if (item.other === other) return;
    item.other = other;
    if (item === this.#item) this.#host.moved(this);
  }

  // Goes on from the newest place known, here or elsewhere.
  #count(item, letGo) {
    const { sessions, rules } = this.#host;
    const before = sessions.kept(item.key);
    // A tab that crashed never said that its play stopped.
    if (before) this.#told(before.session.handle({ type: 'unload' }, before.at));
    const here = (before?.session ?? item.session).savedPlace;
    const newer = here && !(item.elsewhere?.savedAt > here.savedAt) ? here : item.elsewhere;
    before?.session.free();
    item.session.free();
    item.session = sessions.make(rules(), () => this.#host.moved(this));
    this.#load(item, newer);
    item.letGo = letGo;
    item.began = item.askedAt = Date.now();
    item.counting = true;
    if (this.#ad) this.#handle({ type: 'adStart' });
    this.#handle({ type: 'rate', rate: this.#element.playbackRate });
    if (!this.#element.paused) this.#handle({ type: 'play', position: this.#element.currentTime });
  }

  // A tab that slept finds that another one counts meanwhile.
  #lost(item) {
    if (!item.counting) return;
    this.#stopCounting(item);
    if (item === this.#item && !this.#element.paused) this.#play();
  }

  #close() {
    const item = this.#item;
    if (item.counting) {
      // With another source on its way, the place in the element is no longer that of the item.
      if (this.#element.readyState !== 0) this.#time();
      item.unsure = undefined;
      this.#handle({ type: 'unload' });
    }
    this.#stopCounting(item);
    clearTimeout(item.settles);
    item.hide();
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
    if (!this.#counts(item) || item.unsure || this.#element.seeking) return;
    const now = Date.now();
    this.#after(item, item.session.time(this.#element.currentTime, now), now);
    if (now - item.askedAt >= ASK_EVERY_MS) {
      item.askedAt = now;
      this.#host.ask(item.session.savedPlace?.playId);
    }
  }

  #duration() {
    const { duration } = this.#element;
    const { session, unsure } = this.#item;
    if (unsure) return;
    // Also before the play, for the progress bar. Infinity and NaN become null: unknown.
    this.#after(this.#item, session.handle({ type: 'duration', duration }, Date.now()), Date.now());
  }

  #handle(event) {
    const item = this.#item;
    if (!this.#counts(item) || item.unsure) return;
    const now = Date.now();
    this.#after(item, item.session.handle(event, now), now);
  }

  // A tab that was frozen learns only by asking that another one counts by now.
  #counts(item) {
    return item.counting && item.letGo.held();
  }

  #after(item, facts, now) {
    if (facts.length > 0) this.#told(facts);
    if (!item.counting) return;
    if (facts.length > 0 || now - this.#keptAt >= KEEP_EVERY_MS) {
      this.#keptAt = now;
      this.#host.sessions.keep(item.key, item.session, now);
      this.#host.moved(this);
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
      if (!this.#counts(item)) return;
      const due = Date.now();
      this.#after(item, item.session.wake(due), due);
      // Over for having been idle: another tab may play it now.
      if (item.session.progress(due).phase === 'ended' && this.#element.paused) {
        this.#stopCounting(item);
      }
    }, at - now);
  }
}
