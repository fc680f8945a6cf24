// The rules by which records are one play, as the core takes them.

import { zoneOf } from './zone.js';

/** As JSON. */
export function rulesOf({ timeZone, zone = zoneOf(timeZone), sources = {} } = {}) {
  return JSON.stringify({ zone, sources });
}
