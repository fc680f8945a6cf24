// The recorded playbacks, and what the package makes of one; for tests that compare with it.
import { readdirSync, readFileSync } from 'node:fs';
import { RawSession } from '../../target/package/dist/core_bg.js';
import '../../target/package/dist/node.js';

const folder = new URL('../tapes/', import.meta.url);

/** Every tape with its name. */
export function tapes() {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort();
  return files.map((file) => ({ name: file.replace('.json', ''), tape: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) }));
}

/** The events of a tape, each with its moment; those that go on are written out. */
export function eventsOf(tape) {
  return tape.events.flatMap(([from, event, often]) => {
    if (!often) return [[from, event]];
    const events = [];
    for (let at = from; at <= often.until; at += often.every) {
      events.push([at, { ...event, position: event.position + ((at - from) / 1000) * often.speed }]);
    }
    return events;
  });
}

/** The facts of a playback as the border writes them: JSON, one list. */
export function play(rules, events) {
  const session = new RawSession(JSON.stringify(rules));
  const lists = [];
  for (const [at, event] of events) {
    while (session.wakeAt !== undefined && session.wakeAt <= at) lists.push(session.wake(session.wakeAt));
    lists.push(session.handle(JSON.stringify(event), at));
  }
  session.free();
  return `[${lists.filter((list) => list !== undefined).map((list) => list.slice(1, -1)).join()}]`;
}
