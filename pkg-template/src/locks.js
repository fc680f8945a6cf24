// Web Locks as values: a lock is a function that lets it go.
//
// A page without them (plain http) gets every lock it asks for: its tabs may
// then send a fact twice, which the hub knows, and count a play each.

/** Resolves with the function that lets go; with `ifAvailable`, with nothing where another tab has it. */
export function holdLock(name, options = {}) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, options, lock => lock ? new Promise(letGo => resolve(letGo)) : resolve(undefined))
      .catch(reject);
  });
}

/** The names of all locks held now, in any tab. */
export async function locksHeld() {
  return navigator.locks ? (await navigator.locks.query()).held.map(lock => lock.name) : [];
}
