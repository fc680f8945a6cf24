// Small things that need no history at hand: plain values in and out.

import * as glue from './core_bg.js';
import { rulesOf } from './rules.js';
import { zoneOf } from './zone.js';

export const convertRating = (value, from, to) => glue.convertRating(value, from, to);
export const ratingWord = (value, scale) => glue.ratingWord(value, scale);

export function detectBinge(episodes, { timeZone, zone = zoneOf(timeZone) } = {}) {
  return JSON.parse(glue.detectBinge(JSON.stringify(episodes), JSON.stringify(zone)));
}

export function mergeHistory(entries, rules) {
  return JSON.parse(glue.mergeHistory(JSON.stringify(entries), rulesOf(rules)));
}

export function undoPlan(plan, ids = {}) {
  return JSON.parse(glue.undoPlan(JSON.stringify(plan), JSON.stringify(ids)));
}
