// Titles and artists: one form for many spellings, and what differs.

import * as glue from './core_bg.js';

export const normalizeTitle = title => glue.normalizeTitle(title);
export const compareTitles = (one, other) => JSON.parse(glue.compareTitles(one, other));
export const splitArtists = (artist, title = '') => JSON.parse(glue.splitArtists(artist, title));
export const compareArtists = (one, other) => JSON.parse(glue.compareArtists(one, other));
