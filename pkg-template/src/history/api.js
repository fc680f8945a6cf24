// The public names of `playtally/history`.

export { ScrobbleError, isScrobbleError } from './errors.js';
export { convertRating, detectBinge, mergeHistory, ratingWord, undoPlan } from './functions.js';
export { History } from './history.js';
export { zoneOf } from './zone.js';
