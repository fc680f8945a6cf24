// Ids and keys: `undefined` where the answer is no.

import * as glue from './core_bg.js';
import { ScrobbleError } from './errors.js';

// What is no text is no id; made from it, there would be one.
const asked = (ask, text) => typeof text === 'string' ? ask(text) : undefined;

export function createVideoId(showId, season, episode) {
  return glue.createVideoId(text('showId', showId), whole('season', season), whole('episode', episode));
}

export function createCompositeKey(mediaId, videoId) {
  return glue.createCompositeKey(text('mediaId', mediaId), videoId ?? undefined);
}

export const parseVideoId = id => read(asked(glue.parseVideoId, id));
export const parseCompositeKey = key => read(asked(glue.parseCompositeKey, key));
export const isImdbId = text => asked(glue.isImdbId, text) ?? false;
export const extractImdbId = text => asked(glue.extractImdbId, text);
export const parseMediaId = text => read(asked(glue.parseMediaId, text));

export function canTrackMedia(id, { title, tmdbId, tvdbId } = {}) {
  return glue.canTrackMedia(typeof id === 'string' ? id : '', title, tmdbId, tvdbId);
}

function text(name, given) {
  if (typeof given === 'string') return given;
  throw new ScrobbleError('bad_input', `${name}: a text`);
}

// The core's numbers have 32 bits; it would take the rest for another number.
function whole(name, given) {
  if (Number.isInteger(given) && given >= 0 && given < 2 ** 32) return given;
  throw new ScrobbleError('bad_input', `${name}: a whole number`);
}

function read(json) {
  return json === undefined ? undefined : JSON.parse(json);
}
