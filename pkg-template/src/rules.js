// When a play counts, as data for a session.

import { musicRule as music, videoRule as video } from './core_bg.js';

/** Films and episodes: the place in percent, and how much of that was really played. */
export const videoRule = (percent = 80, factor = 0.5) => JSON.parse(video(percent, factor));

/** Tracks: a share of the length by media time, or seconds of wall time spent playing. */
export const musicRule = (percent = 50, seconds = 240) => JSON.parse(music(percent, seconds));
