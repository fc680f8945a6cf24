// The public names.

export { ScrobbleError, isScrobbleError } from './errors.js';
export { pair } from './hub.js';
export * from './ids.js';
export { Playtally } from './playtally.js';
export * from './rules.js';
export { ScrobbleSession } from './session.js';
