// When a play counts, as data for a session.

import {
  musicRule as music, presetRule as preset, timeRule as time, videoRule as video,
} from './core_bg.js';

/** Films and episodes: the place in percent, how much of that was really played, and from where it is told. */
export const videoRule = (percent = 80, factor = 0.5, start = 0) => JSON.parse(video(percent, factor, start));

/** Tracks: a share of the length by media time, or seconds of wall time spent playing. */
export const musicRule = (percent = 50, seconds = 240) => JSON.parse(music(percent, seconds));

/** What is live or of unknown length: seconds of wall time spent playing. */
export const timeRule = (seconds = 600) => JSON.parse(time(seconds));

/** The rule that a player is known by. */
export const presetRule = name => {
  const rule = preset(name);
  return rule && JSON.parse(rule);
};
