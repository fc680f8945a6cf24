// Ids and keys: `undefined` where the answer is no.

import * as glue from './core_bg.js';

export const createVideoId = (showId, season, episode) => glue.createVideoId(showId, season, episode);
export const parseVideoId = id => read(glue.parseVideoId(id));
export const createCompositeKey = (mediaId, videoId) => glue.createCompositeKey(mediaId, videoId);
export const parseCompositeKey = key => read(glue.parseCompositeKey(key));
export const isImdbId = text => glue.isImdbId(text);
export const extractImdbId = text => glue.extractImdbId(text);
export const parseMediaId = text => read(glue.parseMediaId(text));

export function canTrackMedia(id, { title, tmdbId, tvdbId } = {}) {
  return glue.canTrackMedia(id, title, tmdbId, tvdbId);
}

function read(json) {
  return json === undefined ? undefined : JSON.parse(json);
}
