import * as playtally from 'playtally';

import { exercise } from './exercise.mjs';

let early;
try {
  playtally.isImdbId('tt1');
} catch (error) {
  early = error.message;
}
await playtally.init();
window.answer = { early, ...exercise(playtally) };
