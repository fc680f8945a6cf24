// Where to go on: places that were left here, on players and at services, and those the person wants gone.

import { signal } from '@preact/signals';
import { change } from '../../change.js';
import { onNews } from '../../follow.js';
import { hub } from '../../hub.js';
import { keepList, readList } from '../../kept.js';
import { newest } from '../../newest.js';
import { say, UNDO_MS, warn } from '../../notices.js';
import { t } from '../../words/index.js';

// As `GET state` has them; `undefined` until it was asked.
export const places = signal();
// Why they could not be asked for.
export const placesProblem = signal();
// What is not offered here any more, by key, and since when: played on after that, it is offered again.
const hidden = signal({});

const hide = ({ key }) => { hidden.value = { ...hidden.peek(), [key]: Date.now() }; };
const unhide = ({ key }) => { hidden.value = { ...hidden.peek(), [key]: undefined }; };

export const openPlaces = () => (places.value ?? []).filter(({ key, at, resume }) => (
  !(new Date(at ?? resume?.savedAt) <= hidden.value[key])));

const asks = newest();

export async function readPlaces() {
  const counts = asks();
  try {
    const { continue: next } = await hub.savedPlaces();
    if (!counts()) return;
    places.value = next;
    placesProblem.value = undefined;
  } catch (error) {
    placesProblem.value = error.message;
  }
}

onNews(({ type }) => { if (type === 'continue' || type === 'playing') readPlaces(); });

// Dismissed, and the way back still open: so the page may be left meanwhile.
const KEPT = 'playtally-page:dismissed';

const forget = ({ key }) => keepList(KEPT, readList(KEPT).filter((other) => other !== key));

async function drop(place) {
  forget(place);
  try {
    await change('DELETE', `state?key=${encodeURIComponent(place.key)}`);
  } catch (error) {
    // Gone already, by another page or because it was played on.
    if (error.status === 404) return;
    unhide(place);
    warn(error.message);
  }
}

for (const key of readList(KEPT)) {
  hide({ key });
  drop({ key });
}

// The hub brings no dismissed place back, so it hears of it when the way back is gone.
export function dismiss(place, title) {
  hide(place);
  keepList(KEPT, [...readList(KEPT), place.key]);
  const timer = setTimeout(() => drop(place), UNDO_MS);
  say(t('now.dismissed', { title }), {
    undo() {
      clearTimeout(timer);
      forget(place);
      unhide(place);
    },
  });
}

// It was seen to its end somewhere else.
export async function markSeen(place, title) {
  const plays = [{ work: place.work ?? place.media, watched_at: new Date().toISOString(), play_id: crypto.randomUUID() }];
  try {
    const kept = await change('POST', 'history', { plays }, { show: () => { hide(place); return () => unhide(place); } });
    say(t('now.seen', { title }), {
      undo: kept && (() => change('DELETE', 'history', { ids: kept.ids }, { show: () => { unhide(place); return () => hide(place); } })
        .then(readPlaces, (error) => warn(error.message))),
    });
  } catch (error) {
    warn(error.message);
  }
}
