// What the hub knows of items: how they are rated, how often they were played, whether they are loved.

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { change, waiting } from '../../change.js';
import { hub } from '../../hub.js';
import { warn } from '../../notices.js';
import { tracker } from '../../tracker.js';

// By the hub's composite key.
const known = signal({});

export const keyOf = (media) => tracker.value?.keyOf(media);

function set(key, more) {
  const before = known.peek()[key];
  known.value = { ...known.peek(), [key]: { ...before, ...more } };
  return () => { known.value = { ...known.peek(), [key]: before }; };
}

// What the person says of an item stands until it is told; what was asked for before that knows nothing of it. Both
// are counted by one clock, `late` are the items of which something waits.
let clock = 0;
const toldAt = new Map();
const late = new Set();
const knows = (asked, key) => !(toldAt.get(key) > asked);

function tells(key) {
  toldAt.set(key, clock += 1);
}

waiting.subscribe(({ length }) => {
  if (length > 0) return;
  late.forEach(tells);
  late.clear();
});

// Asks again what is known of these items. Without the hub everything goes on with what is known.
export async function readKnown(items) {
  const keys = items.map(keyOf).filter(Boolean);
  if (keys.length === 0) return;
  const asked = clock;
  try {
    const { states } = await hub.states(keys);
    known.value = { ...known.peek(), ...Object.fromEntries(keys.map((key) => {
      const before = known.peek()[key];
      const { rating, ...rest } = states[key] ?? {};
      return [key, { ...before, plays: 0, ...rest, rating: knows(asked, key) ? rating : before.rating }];
    })) };
  } catch {
    // The light in the header says so.
  }
}

const sameTrack = (one, other) => one.title === other.title && one.artist === other.artist;

async function readLoved(media) {
  const key = keyOf(media);
  const asked = clock;
  try {
    const { items } = await hub.call('GET', `loved?q=${encodeURIComponent(media.title)}`);
    if (knows(asked, key)) set(key, { loved: items.some(({ work }) => sameTrack(work, media)) });
  } catch {
    // As above.
  }
}

export const knownOf = (media) => known.value[keyOf(media)] ?? {};

// What is known of one item, asked for once it is shown.
export function useKnown(media) {
  const key = keyOf(media);
  useEffect(() => {
    if (!key) return;
    readKnown([media]);
    if (media.kind === 'track') readLoved(media);
  }, [key]);
  return known.value[key] ?? {};
}

async function say(media, more, ...words) {
  const key = keyOf(media);
  toldAt.set(key, Infinity);
  try {
    await change(...words, { show: () => set(key, more) });
  } catch (error) {
    warn(error.message);
  }
  if (waiting.peek().length > 0) late.add(key);
  else tells(key);
}

export const rate = (media, rating) => (rating
  ? say(media, { rating }, 'PUT', 'ratings', { ratings: [{ work: media, rating }] })
  : say(media, { rating }, 'DELETE', 'ratings', { works: [media] }));

export const love = (media, loved) => say(media, { loved }, loved ? 'POST' : 'DELETE', 'loved', { works: [media] });
