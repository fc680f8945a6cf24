// The package, which counts what is played in this page. It comes after the page is drawn.

import { signal } from '@preact/signals';
import { warn } from './notices.js';
import { chosen } from './profile.js';
import { rules } from './state.js';
import { t } from './words/index.js';

// The driver, once it is there.
export const tracker = signal();
// idle, syncing, error or offline, as the driver says.
export const status = signal('idle');
// Plays that have their own place in this page.
export const own = signal(new Set());

export async function startTracker() {
  try {
    const { Playtally } = await import('playtally/browser');
    // The driver asks for them itself, and they may change before it is heard here.
    let heard = rules.peek();
    const playtally = await Playtally.connect({ hub: '/api/v1', profile: chosen });
    status.value = playtally.status;
    playtally.on('state', (state) => { status.value = state; });
    playtally.on('fact', ({ playId }) => {
      if (!own.peek().has(playId)) own.value = new Set([...own.peek(), playId]);
    });
    tracker.value = playtally;
    // What counts is kept by the driver; when it moves it is told.
    rules.subscribe((now) => {
      // Where the hub is away those it has stand, and the next page asks anew.
      if (now !== heard) playtally.refresh().catch(() => {});
      heard = now;
    });
  } catch (error) {
    warn(t('frame.no_tracker', { why: error.message }));
  }
}
