// Follows what plays on a page: the real player, what it plays, advertisements, and the
// page's ways of going on to the next item without loading anew.

import { findAd, findMedia, findPlace, findPlayer, missingParts } from '../../target/package/dist/sites.js';

const LOOK_EVERY_MS = 250;
// Words and source of an item change in either order, rarely at once: where one has changed
// and the other has not after so long, it will not.
const SETTLE_MS = 3_000;
const AD_LINGERS_MS = 1_000;
// An item that could not be named is asked for again, ever more rarely.
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
// So long something plays without a name before the site is said not to fit any more.
const UNNAMED_MS = 8_000;

export class Engine {
  #site;
  #document;
  #attach;
  #corrected;
  #named;
  #change;
  #ended = new AbortController();
  #timer;
  #nextAt = 0;

  #element;
  // When it came, or got another source.
  #sourceAt = 0;
  #ad = false;
  #adEndedAt = -Infinity;
  #unnamedAt;

  // What the page calls the item, the item itself, and when the page last said so.
  #place;
  #heard;
  #heardAt = 0;
  #askAt = 0;
  #asked = 0;
  #asking = false;

  // The item that was accepted last, and the play of it.
  #item;
  #player;
  #leftAt = 0;
  #discarded;

  /**
   * `attach` follows an element; `corrected` says what an item really is, where a person said so,
   * and `named` what plays on a page that does not say; `change` is called whenever `state` is another.
   */
  constructor({ site, document, attach, corrected, named, change }) {
    this.#site = site;
    this.#document = document;
    this.#attach = attach;
    this.#corrected = corrected;
    this.#named = named;
    this.#change = change;
  }

  start() {
    const { signal } = this.#ended;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    // A tab in the background has slow timers; what plays there still tells.
    const soon = () => Date.now() >= this.#nextAt && this.#look();
    for (const name of ['playing', 'timeupdate', 'loadedmetadata']) {
      this.#document.addEventListener(name, soon, { capture: true, signal });
    }
    this.#look();
  }

  stop() {
    clearInterval(this.#timer);
    this.#ended.abort();
    this.#letGo();
  }

  /** What goes on, for people. */
  get state() {
    const unnamed = this.#unnamedAt !== undefined && Date.now() - this.#unnamedAt > UNNAMED_MS;
    return {
      here: this.#element !== undefined,
      media: this.#player?.media,
      progress: this.#player?.progress,
      ad: this.#ad,
      discarded: this.#discarded !== undefined && this.#discarded === this.#item?.key,
      missing: unnamed ? missingParts(this.#site, this.#document) : undefined,
    };
  }

  /** What the page says that plays; what is corrected is kept under it. */
  get heard() {
    return this.#heard;
  }

  /** A person said what it is. */
  correct() {
    const went = this.#player !== undefined;
    this.#letGo();
    this.#askAt = 0;
    if (went) this.#take(this.#item.key);
  }

  /** Nothing more of this item counts. */
  discard() {
    this.#discarded = this.#item?.key;
    this.#letGo();
    this.#change();
  }

  #look() {
    this.#nextAt = Date.now() + LOOK_EVERY_MS;
    const element = findPlayer(this.#site, this.#document, this.#element);
    if (element !== this.#element) this.#turnTo(element);
    this.#advertise();
    this.#listen();
    this.#settle();
    this.#wonder();
  }

  #turnTo(element) {
    this.#letGo();
    this.#element = element;
    this.#sourceAt = Date.now();
    element?.addEventListener('emptied', () => {
      if (element !== this.#element) return;
      this.#letGo();
      this.#sourceAt = Date.now();
    }, { signal: this.#ended.signal });
    this.#change();
  }

  #advertise() {
    const ad = this.#element !== undefined && findAd(this.#site, this.#document);
    if (ad === this.#ad) return;
    this.#ad = ad;
    if (!ad) this.#adEndedAt = Date.now();
    this.#player?.ad(ad);
    this.#change();
  }

  #listen() {
    const place = findPlace(this.#site, this.#document, this.#element);
    if (place !== this.#place) {
      this.#place = place;
      this.#heard = undefined;
      this.#asked = this.#askAt = 0;
    }
    const now = Date.now();
    const pointless = !this.#element || (this.#site.place && place === undefined) || (this.#site.asks && this.#heard);
    if (pointless || this.#asking || now < this.#askAt) return;
    this.#asking = true;
    this.#ask(place).finally(() => {
      this.#asking = false;
    });
  }

  async #ask(place) {
    const media = await findMedia(this.#site, this.#document, place).catch(() => undefined) ?? this.#named();
    if (place !== this.#place) return;
    // Asked just after it went on, a server may still name the item before.
    const before = this.#site.asks && Date.now() - this.#sourceAt < SETTLE_MS && JSON.stringify(media) === this.#item?.said;
    if (media && !before) {
      this.#heard = media;
      this.#heardAt = Date.now();
      return;
    }
    // Controls hide by themselves and take their words along: what was said stays so.
    if (!this.#site.asks) return;
    this.#askAt = Date.now() + Math.min(FIRST_WAIT_MS * 2 ** this.#asked, LONGEST_WAIT_MS);
    this.#asked += 1;
  }

  // Accepts what the page says once it belongs to what the element plays.
  #settle() {
    const element = this.#element;
    if (!element || !this.#heard || this.#ad || element.readyState === 0) return;
    const key = JSON.stringify([this.#place, this.#heard]);
    if (this.#player) {
      if (key === this.#item.key) return;
      this.#letGo();
      this.#leftAt = Date.now();
    }
    // A video opened in a background tab has not begun.
    if (element.paused && element.currentTime === 0) return;
    if (key !== this.#discarded && this.#belongs(key)) this.#take(key);
  }

  #belongs(key) {
    const said = this.#site.asks || this.#heardAt >= this.#sourceAt;
    if (!said) return false;
    // The source of an advertisement stays a moment longer than the words that announced it.
    const now = Date.now();
    if (now - this.#adEndedAt < AD_LINGERS_MS && this.#sourceAt < this.#adEndedAt) return false;
    // What comes after an advertisement is what was there before.
    const afterAd = Math.abs(this.#sourceAt - this.#adEndedAt) < SETTLE_MS;
    if (!this.#item || (key === this.#item.key && afterAd)) return true;
    // The words of the item before, at the address of the next, are not its own.
    const other = this.#site.asks ? key !== this.#item.key : JSON.stringify(this.#heard) !== this.#item.said;
    // Words that change soon after the source are the source's, even where the old ones were taken
    // for its own; where there is no element, words and place come from one hand anyhow.
    const soon = this.#sourceAt > this.#item.at || now - this.#sourceAt < SETTLE_MS;
    return (other && (this.#site.seen || soon)) || now - Math.max(this.#sourceAt, this.#leftAt) > SETTLE_MS;
  }

  #take(key) {
    this.#item = { key, said: JSON.stringify(this.#heard), at: Date.now() };
    this.#player = this.#attach(this.#element, this.#corrected(this.#heard));
    this.#change();
  }

  // Something plays that the page does not name.
  #wonder() {
    const place = !this.#site.place || this.#place !== undefined;
    const unnamed = this.#element && place && !this.#element.paused && !this.#ad && !this.#heard;
    if (!unnamed) this.#unnamedAt = undefined;
    else this.#unnamedAt ??= Date.now();
    if (unnamed) this.#change();
  }

  #letGo() {
    this.#player?.detach();
    this.#player = undefined;
  }
}
