// Saved places, offered again: "Continue at 1:02". A dismissed one stays away.

import { ITEMS } from '../catalogue.js';
import { h, swap } from './dom.js';
import { about, length } from './words.js';

const DISMISSED = 'playtally-page:dismissed-places';

export function offersView({ keyOf, onContinue }) {
  const list = h('ul', { className: 'offers', 'aria-label': 'Continue where you stopped' });
  const byKey = new Map(ITEMS.map((item) => [keyOf(item.media), item]));
  let places = [];
  let current;

  function draw() {
    const gone = read();
    const open = places.filter((place) => byKey.has(place.key) && place.key !== current && !gone.includes(nameOf(place)));
    swap(list, ...open.map(offer));
    list.hidden = open.length === 0;
  }

  function offer(place, index) {
    const item = byKey.get(place.key);
    const { title, detail } = about(item.media);
    const go = () => onContinue(item, place.resume);
    const dismiss = () => {
      write([...read(), nameOf(place)]);
      draw();
    };
    return h(
      'li',
      { className: 'offer' },
      h('p', {}, h('b', {}, title), h('span', {}, detail)),
      h('button', { type: 'button', id: `continue-${index}`, className: 'primary', onclick: go, 'aria-label': `Continue ${title}, ${detail}, at ${length(place.resume.position)}` }, `Continue at ${length(place.resume.position)}`),
      h('button', { type: 'button', id: `dismiss-${index}`, className: 'quiet', onclick: dismiss, 'aria-label': `Do not offer ${title} again` }, '×'),
    );
  }

  return {
    element: list,
    update(next) {
      places = next;
      draw();
    },
    // The item in the player is not offered while it plays.
    playing(key) {
      current = key;
      draw();
    },
  };
}

const nameOf = (place) => `${place.key}@${place.resume.savedAt}`;

// Storage may be blocked; then a dismissal lasts until the page is left.
let memory = [];

function read() {
  try {
    return JSON.parse(localStorage.getItem(DISMISSED)) ?? memory;
  } catch {
    return memory;
  }
}

function write(names) {
  memory = names.slice(-50);
  try {
    localStorage.setItem(DISMISSED, JSON.stringify(memory));
  } catch {
    // Kept in memory above.
  }
}
