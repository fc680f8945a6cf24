// The entry for Cloudflare's workerd: the wasm was compiled when it was uploaded.

import module from './core_bg.wasm';
import { initSync } from './core.js';

export * from './core.js';

initSync(module);

/** Already done here; for code that runs in browsers too. */
export function init() {
  return Promise.resolve();
}
