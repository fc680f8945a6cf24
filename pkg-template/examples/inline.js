// One file without a fetch, as a userscript is: bundle it and paste the result.

import { Playtally, isScrobbleError } from 'playtally/inline';

const video = document.querySelector('video');
try {
  const playtally = await Playtally.connect({ hub: '/api/v1' });
  playtally.attach(video, { kind: 'movie', title: document.title });
} catch (error) {
  // The page's policy may refuse WebAssembly even to a script that is pasted in.
  if (!isScrobbleError(error) || error.code !== 'wasm_refused') throw error;
  console.warn(error.message);
}
