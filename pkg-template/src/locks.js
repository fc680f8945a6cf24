// Locks between the tabs of a browser, as values: a lock is a function that lets it go.

import { holdLease, leasesHeld } from './leases.js';

/**
 * Resolves with the function that lets go; with `ifAvailable`, with nothing where
 * another tab has it. Its `held()` says whether it is still ours, and `lost` is called
 * where it was taken away.
 */
export function holdLock(name, options = {}) {
  const { lost, ...asked } = options;
  if (!navigator.locks) return holdLease(name, options);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, asked, lock => lock && new Promise(letGo => resolve(Object.assign(letGo, { held: () => true }))))
      // What was granted is settled already, and stays so.
      .then(resolve, error => refused(error) ? resolve(holdLease(name, options)) : reject(error));
  });
}

/** The names of all locks held now, in any tab. */
export async function locksHeld() {
  if (!navigator.locks) return leasesHeld();
  try {
    return (await navigator.locks.query()).held.map(lock => lock.name);
  } catch {
    return leasesHeld();
  }
}

// They are there, and not for this page: a sandboxed frame, site data blocked.
const refused = error => error.name === 'SecurityError';
