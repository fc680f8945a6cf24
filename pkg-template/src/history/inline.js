// The entry of `playtally/history` with the wasm inside.

import { initSync } from './core.js';
import wasm from './core_inline.js';

export * from './core.js';

// Remembered instead of thrown: an import that fails leaves nobody to tell why.
let refused;
try {
  initSync(Uint8Array.from(atob(wasm), letter => letter.charCodeAt(0)));
} catch (error) {
  refused = error;
}

/** Already done here, unless the page refused. */
export function init() {
  return refused ? Promise.reject(refused) : Promise.resolve();
}
