import * as playtally from 'playtally';
import * as core from 'playtally/core';
import * as full from 'playtally/full';
import * as history from 'playtally/history';
import * as historyInline from 'playtally/history/inline';
import * as inline from 'playtally/inline';
import { sites } from 'playtally/sites';
import { HubSync } from 'playtally/sync';

import { exercise, exerciseHistory } from './exercise.mjs';

await playtally.init();
console.log(JSON.stringify({
  default: exercise(playtally),
  inline: exercise(inline),
  full: exercise(full),
  history: exerciseHistory(history),
  historyInline: exerciseHistory(historyInline),
  sync: new HubSync({ hub: 'https://hub.example/api/v1' }).state,
  sites: sites.length,
  oneInstance: [core, inline].every(entry => entry.ScrobbleSession === playtally.ScrobbleSession),
  wasm: import.meta.resolve('playtally/core.wasm').split('/').at(-1),
}));
