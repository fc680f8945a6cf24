import * as playtally from 'playtally';
import * as core from 'playtally/core';
import * as full from 'playtally/full';
import * as inline from 'playtally/inline';

import { exercise } from './exercise.mjs';

await playtally.init();
console.log(JSON.stringify({
  default: exercise(playtally),
  inline: exercise(inline),
  full: exercise(full),
  oneInstance: [core, inline].every(entry => entry.ScrobbleSession === playtally.ScrobbleSession),
  wasm: import.meta.resolve('playtally/core.wasm').split('/').at(-1),
}));
