// Locks between the tabs of a browser, as values: a lock is a function that lets it go.

import { holdLease, leasesHeld } from './leases.js';

/**
 * Resolves with the function that lets go; with `ifAvailable`, with nothing where
 * another tab has it. `lost` is called where the lock was taken away.
 */
export function holdLock(name, options = {}) {
  const { lost, ...asked } = options;
  if (!navigator.locks) return holdLease(name, options);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, asked, lock => lock ? new Promise(letGo => resolve(letGo)) : resolve(undefined))
      .catch(reject);
  });
}

/** The names of all locks held now, in any tab. */
export async function locksHeld() {
  return navigator.locks ? (await navigator.locks.query()).held.map(lock => lock.name) : leasesHeld();
}
