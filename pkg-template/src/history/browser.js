// The entry of `playtally/history` for pages and their bundlers.

import { init as initCore } from './core.js';

export * from './core.js';

/** Loads the wasm beside this file, or what is given instead. */
export function init(source = new URL('./core_bg.wasm', import.meta.url)) {
  return initCore(source);
}
