// What an adapter sees of a page: its document and address, with few ways to read them.

import { all, first } from './find.js';

// A page of the site that failed is left alone so long; others look four times a second.
const AGAIN_MS = 10_000;

const titles = new Map();

export class Page {
  #document;

  constructor(document) {
    this.#document = document;
  }

  get document() {
    return this.#document;
  }

  get location() {
    return this.#document.location;
  }

  /** The first element of a selector, inside open shadow roots too. */
  one(selector) {
    return first(this.#document, selector);
  }

  all(selector) {
    return all(this.#document, selector);
  }

  /** What an element says; nothing where it is not there or says nothing. */
  text(selector) {
    return plain(this.one(selector)?.textContent);
  }

  texts(selector) {
    return this.all(selector).map(element => plain(element.textContent)).filter(Boolean);
  }

  attr(selector, name) {
    return plain(this.one(selector)?.getAttribute(name));
  }

  meta(name) {
    return this.attr(`meta[property="${name}"], meta[name="${name}"]`, 'content');
  }

  /** The part of the path that a pattern has in brackets. */
  path(pattern) {
    return pattern.exec(this.location.pathname)?.[1];
  }

  query(name) {
    return new URLSearchParams(this.location.search).get(name) ?? undefined;
  }

  /** What the site itself answers, as the page could ask it. */
  async json(address, headers = {}) {
    const response = await fetch(new URL(address, this.location.href), { headers, credentials: 'same-origin' });
    return response.ok ? response.json() : undefined;
  }

  /** The title that another page of the site has; asked for once. */
  title(address) {
    const full = new URL(address, this.location.href).href;
    if (!titles.has(full)) {
      const title = this.#titleOf(full);
      titles.set(full, title);
      title.catch(() => setTimeout(() => titles.delete(full), AGAIN_MS));
    }
    return titles.get(full);
  }

  async #titleOf(address) {
    const response = await fetch(address, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`the site answered ${response.status}`);
    const other = new DOMParser().parseFromString(await response.text(), 'text/html');
    return plain(other.querySelector('meta[property="og:title"]')?.content);
  }

  /** A row that the site keeps in this browser. */
  kept(name) {
    try {
      const text = this.#document.defaultView.localStorage.getItem(name);
      return text === null ? undefined : text;
    } catch {
      return undefined;
    }
  }

  /** What the page tells the system that it plays. */
  get session() {
    return this.#document.defaultView.navigator.mediaSession?.metadata ?? undefined;
  }
}

function plain(text) {
  return text?.replace(/[\u200e\u200f\u202a-\u202e]/g, '').replace(/\s+/g, ' ').trim() || undefined;
}
