// A player made of what a page shows: the place, the length and whether it plays.
// It has so much of a media element as a play needs.

// A person moved the place where it lies further off than this.
const JUMP_S = 4;
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 8, 16];
// So much must have been seen before a speed is believed.
const MEASURED_S = 1.5;
// A place that stands still for so long is one of a player that is halted.
const STILL_MS = 2_500;

export class Shown extends EventTarget {
  currentTime = 0;
  duration = NaN;
  paused = true;
  ended = false;
  seeking = false;
  readyState = 4;
  networkState = 1;
  playbackRate = 1;
  poster = '';
  isConnected = true;
  #at;
  #movedAt = -Infinity;
  #from;

  /** What the page shows now; places and lengths in seconds. */
  now({ position, duration = NaN }, at = Date.now()) {
    if (position !== this.currentTime && this.#at !== undefined) this.#movedAt = at;
    const paused = at - this.#movedAt > STILL_MS;
    const passed = (at - (this.#at ?? at)) / 1000;
    const moved = position - this.currentTime;
    this.#at = at;
    this.currentTime = position;
    if (duration !== this.duration && !(Number.isNaN(duration) && Number.isNaN(this.duration))) {
      this.duration = duration;
      this.#tell('durationchange');
    }
    if (this.paused !== paused) {
      this.paused = paused;
      this.#from = undefined;
      this.#tell(paused ? 'pause' : 'play');
      if (!paused) this.#tell('playing');
      return;
    }
    if (paused || moved < 0 || moved > passed * SPEEDS.at(-1) + JUMP_S) {
      this.#from = undefined;
      if (Math.abs(moved) > 0) this.#tell('seeked');
      return;
    }
    this.#measure(position, at);
    this.#tell('timeupdate');
  }

  /** Halting is the page's. */
  pause() {}

  #measure(position, at) {
    this.#from ??= { position, at };
    const seconds = (at - this.#from.at) / 1000;
    if (seconds < MEASURED_S) return;
    const speed = (position - this.#from.position) / seconds;
    this.#from = { position, at };
    const nearest = SPEEDS.reduce((best, one) => Math.abs(one - speed) < Math.abs(best - speed) ? one : best);
    if (speed === 0 || nearest === this.playbackRate) return;
    this.playbackRate = nearest;
    this.#tell('ratechange');
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

/** Seconds of `1:02:03`, `02:03` or `-0:15`; nothing where it is no time. */
export function clock(text) {
  const found = /^-?(?:(\d+):)?(\d{1,3}):(\d{2})$/.exec(text?.trim() ?? '');
  return found ? Number(found[1] ?? 0) * 3600 + Number(found[2]) * 60 + Number(found[3]) : undefined;
}

/** Place and length where they stand in two texts; nothing where there is no place. */
export function timesIn(page, position, duration) {
  const at = clock(page.text(position));
  return at === undefined ? undefined : { position: at, duration: clock(page.text(duration)) };
}
