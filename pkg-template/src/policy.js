// Whether WebAssembly may be used here: a page's Content-Security-Policy can refuse it.

import { ScrobbleError } from './errors.js';

// The smallest module there is.
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** Why not even the empty module may be compiled; nothing where it may. */
export function wasmRefused() {
  try {
    new WebAssembly.Module(EMPTY);
    return undefined;
  } catch (cause) {
    return cause;
  }
}

/** Fails where there is no use in fetching or starting any wasm. */
export function checkPolicy() {
  const cause = wasmRefused();
  if (cause) {
    throw new ScrobbleError('wasm_refused', "This page's policy does not allow WebAssembly; "
      + "its script-src needs 'wasm-unsafe-eval'.", { cause });
  }
}
