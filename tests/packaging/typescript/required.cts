// The same types for a program of the older module system; compiled, never run.

import playtally = require('playtally');

export const key: string = playtally.createCompositeKey('tt0903747', 'tt0903747:1:5');
