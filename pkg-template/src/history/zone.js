// A time zone as the core takes it: the offset before all transitions, and the transitions.
// They are found by asking `Intl` for the offset every other week, since it has no list.

import { ScrobbleError } from './errors.js';

const DAY = 86_400_000;
const STEP = 14 * DAY;
const FROM = Date.UTC(1900, 0);
const TO = Date.UTC(2101, 0);

const UTC = Object.freeze({ first: 0, transitions: Object.freeze([]) });
const known = new Map([['UTC', UTC]]);

/** The zone of an IANA name; that of this machine where none is given. */
export function zoneOf(name = new Intl.DateTimeFormat().resolvedOptions().timeZone) {
  let zone = known.get(name);
  if (!zone) known.set(name, zone = found(name));
  return zone;
}

function found(name) {
  const offset = clock(name);
  const first = offset(FROM);
  const transitions = [];
  let before = first;
  for (let at = FROM; at < TO; at += STEP) {
    const after = offset(at + STEP);
    if (after === before) continue;
    let [low, high] = [at, at + STEP];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    transitions.push([high, before = after]);
  }
  return Object.freeze({ first, transitions: Object.freeze(transitions) });
}

function clock(name) {
  let format;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: 'numeric',
      day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  } catch (cause) {
    throw new ScrobbleError('bad_input', `timeZone: ${cause.message}`, { cause });
  }
  // 3/5/2024, 20:30:05
  return at => {
    const [month, day, year, hour, minute, second] = format.format(at).match(/\d+/g);
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  };
}
