// The public names of `playtally/full`.

export { ScrobbleError, isScrobbleError } from './errors.js';
export { pair } from './hub.js';
export * from './ids.js';
export { Outbox } from './outbox.js';
export { Playtally } from './direct.js';
export * from './rules.js';
export { ScrobbleSession } from './session.js';
export * from './titles.js';
