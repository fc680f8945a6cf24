// The core, packed into the script.

import { init } from '../../target/package/dist/core.js';
import { wasmRefused } from '../../target/package/dist/policy.js';
import packed from 'core.wasm.gz';

/** Starts the core where this page lets it; where it does not, the hub counts. */
export async function start() {
  if (wasmRefused()) return;
  const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  await init(await new Response(unpacked).arrayBuffer());
}
