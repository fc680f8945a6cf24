// The page's own player: which file is in it, as what it is told, and how far it is. It draws nothing.

import { signal } from '@preact/signals';
import { ITEMS, isMusic } from '../../catalogue.js';

const TELLING = ['timeupdate', 'play', 'playing', 'pause', 'seeked', 'ratechange', 'durationchange', 'ended'];

// The deck, once the package is there and the player is drawn.
export const deck = signal();

const once = (target, event) => new Promise((resolve) => {
  target.addEventListener(event, resolve, { once: true });
});

export function makeDeck(playtally, video, audio) {
  // What is shown: `{item, media, element, progress, phase, rate}`.
  const shown = signal();
  // The key of what plays here, or was begun.
  const current = signal();
  let item;
  let media;
  let element;
  let handle;

  function draw() {
    shown.value = { item, media, element, progress: handle.progress, phase: phaseOf(element), rate: element.playbackRate };
  }

  for (const one of [video, audio]) {
    for (const event of TELLING) one.addEventListener(event, () => one === element && draw());
    one.addEventListener('play', () => { current.value = playtally.keyOf(media); });
  }
  playtally.on('fact', draw);
  playtally.on('progress', draw);

  // Puts an item into the player. The former play ends before its file goes; halted first, so that its last place is
  // not taken for the first of the next.
  function choose(wanted, { media: told = wanted.media, play = false, from } = {}) {
    const target = isMusic(wanted.media) ? audio : video;
    item = wanted;
    media = told;
    element?.pause();
    if (element === target) {
      handle.load(media);
      element.src = item.file;
    } else {
      handle?.detach();
      element = target;
      // Before it is followed: what it still holds is not the item.
      element.src = item.file;
      handle = playtally.attach(element, media);
    }
    if (play) start(from);
    current.value = play ? playtally.keyOf(media) : undefined;
    draw();
  }

  // At a saved place playback begins once it is there, so that it counts as going on.
  async function start(from) {
    const { src } = element;
    if (from !== undefined) {
      await once(element, 'loadedmetadata');
      // That of another item, which has no place in this one.
      if (element.src !== src) return;
      element.currentTime = from;
      await once(element, 'seeked');
    }
    // Refused by the browser, or another item was chosen: the controls are there.
    if (element.src === src) element.play().catch(() => {});
  }

  // The default too: a new file begins with it.
  function setSpeed(rate) {
    for (const one of [video, audio]) one.playbackRate = one.defaultPlaybackRate = rate;
  }

  choose(ITEMS[0]);
  return { shown, current, choose, setSpeed };
}

// The element's own: the session lets a short pause pass, and does not follow another tab's item.
function phaseOf(element) {
  if (element.ended) return 'ended';
  if (!element.paused) return 'playing';
  return element.currentTime > 0 ? 'paused' : 'idle';
}
