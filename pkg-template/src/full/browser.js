// The entry of `playtally/full` for pages and their bundlers.

import { Playtally as Driver, init as initCore } from './core.js';
import { wasmRefused } from './policy.js';

export * from './core.js';

/** Loads the wasm beside this file, or what is given instead. */
export function init(source = new URL('./core_bg.wasm', import.meta.url)) {
  return initCore(source);
}

/** The driver, loading what it needs by itself. Without a hub it cannot do without wasm. */
export class Playtally extends Driver {
  static async connect(options) {
    if (!wasmRefused()) await init();
    return super.connect(options);
  }

  static async direct(options) {
    await init();
    return super.direct(options);
  }
}
