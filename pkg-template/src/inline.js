// The entry with the wasm inside: for userscripts and pages that load one file.

import { Playtally as Driver, initSync } from './core.js';
import wasm from './core_inline.js';
import { wasmRefused } from './policy.js';

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

/** The driver, which does without wasm where the page refuses it. */
export class Playtally extends Driver {
  static async connect(options) {
    if (!wasmRefused()) await init();
    return super.connect(options);
  }
}
