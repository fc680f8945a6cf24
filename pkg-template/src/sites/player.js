// The real player among the media elements of a page.

import { isShown, mediaIn, windowOf } from './find.js';
import { Shown } from './shown.js';

// What is shorter is a preview, a sound of the page, an advertisement.
const SHORTEST_S = 30;

const shown = new WeakMap();

/** The element that plays what the page is about; `now` is the one it was. */
export function playerOf(site, page, now) {
  if (site.seen) return shownBy(site, page);
  // What plays on another device is that device's to count; here it halts, or its picture stands still.
  if (site.cast && isVisible(page, site.cast)) return undefined;
  // Moved to a window of its own it has nothing of the page around it that tells what it is.
  const apart = windowOf(page.document);
  const candidates = mediaIn(page.document)
    .filter(element => isReal(site, element) || (element === now && apart !== undefined && element.ownerDocument === apart));
  if (candidates.includes(now) && !now.paused) return now;
  return candidates.sort((a, b) => weight(b, now) - weight(a, now))[0];
}

function isReal(site, element) {
  if (!element.isConnected || (element.networkState === 0 && element.readyState === 0)) return false;
  if (site.player && !element.matches(site.player)) return false;
  if (site.preview && element.closest(site.preview)) return false;
  // A site's own player stays what it is while an advertisement is in it.
  if (element.duration < SHORTEST_S && !site.player) return false;
  // A hover preview plays without sound and for ever.
  if (element.muted && element.loop) return false;
  return element.localName === 'audio' || isShown(element);
}

function weight(element, now) {
  const { width, height } = element.getBoundingClientRect();
  return (element.paused ? 0 : 4e9) + (element === now ? 2e9 : 0) + (element.currentTime > 0 ? 1e9 : 0) + width * height;
}

// Where no element can be reached, the player is what the page shows of it.
function shownBy(site, page) {
  const now = site.seen(page);
  if (!now) return undefined;
  const player = shown.get(page.document) ?? new Shown();
  shown.set(page.document, player);
  player.now(now);
  return player;
}

/** Whether an advertisement runs. */
export function isAd(site, page) {
  if (typeof site.ad === 'function') return Boolean(site.ad(page));
  return site.ad !== undefined && isVisible(page, site.ad);
}

const isVisible = (page, selector) => page.all(selector).some(element => element.checkVisibility());
