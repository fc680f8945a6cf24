// The page without a network: its files are kept by a service worker, changes go when the hub is back.

import { effect } from '@preact/signals';
import { clear } from 'idb-keyval';
import { flush } from './change.js';
import { online, trouble } from './state.js';

export function keepOffline() {
  // What is served while it is developed changes all the time.
  if (import.meta.env.PROD) navigator.serviceWorker?.register('/service-worker.js').catch(() => {});
  effect(() => {
    if (online.value && !trouble.value) flush();
  });
}

const ANSWERS = 'answers';

// Another person's answers are none of this one's.
export const forgetAnswers = () => globalThis.caches?.delete(ANSWERS);

// Nothing of a person who left stays in this browser.
export async function forgetAll() {
  localStorage.clear();
  await clear().catch(() => {});
  await forgetAnswers();
}
