// The entry for Node: loaded at once, without a top-level await.

import { readFileSync } from 'node:fs';

import { initSync } from './core.js';

export * from './core.js';

initSync(readFileSync(new URL('./core_bg.wasm', import.meta.url)));

/** Already done here; for code that runs in browsers too. */
export function init() {
  return Promise.resolve();
}
