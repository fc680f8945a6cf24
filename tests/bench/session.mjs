// A session through the whole border, beside one in plain JavaScript.
import { PlainSession } from './plain-session.mjs';
import { best, row } from './numbers.mjs';

const START = Date.UTC(2026, 0, 1);
const LENGTH = 7200;
const RULES = [{ id: 'video:80:0.5', type: 'video', percent: 80, factor: 0.5 }];
const FILM = { kind: 'movie', title: 'A Film', year: 2026, ids: { imdb: 'tt99000001' } };

const TIMES = 500_000;
const PAUSES = 20_000;
const SNAPSHOTS = 20_000;

export async function session() {
  const { ScrobbleSession } = await import('../../target/package/dist/node.js');
  const both = (name, measure, budget) => row(name, measure(ScrobbleSession), 'µs', { peer: measure(PlainSession), budget });
  return [
    both('session, time event', timeEvents, 1),
    both('session, pause or play, with its fact', pauses),
    both('session, snapshot and restore', snapshots),
  ];
}

/** Through the film in small steps. */
function timeEvents(Session) {
  return best(TIMES, () => {
    const session = playing(Session);
    const step = LENGTH / TIMES;
    return {
      work() {
        for (let at = 1; at <= TIMES; at += 1) session.time(at * step, START + at * step * 1000);
      },
      check() {
        const { credited } = session.progress(START + LENGTH * 1000);
        session.free();
        return credited > LENGTH * 0.9;
      },
    };
  });
}

/** Ten seconds each, so that every one of them is told. */
function pauses(Session) {
  return best(PAUSES, () => {
    const session = playing(Session, LENGTH * 1000);
    let told = 0;
    return {
      work() {
        for (let at = 1; at <= PAUSES; at += 1) {
          const type = at % 2 === 1 ? 'pause' : 'play';
          const position = 10 * ((at + 1) >> 1);
          told += session.handle({ type, position }, START + at * 10_000).length;
        }
      },
      check() {
        session.free();
        return told >= PAUSES;
      },
    };
  });
}

function snapshots(Session) {
  return best(SNAPSHOTS, () => {
    let session = playing(Session);
    session.time(60, START + 60_000);
    return {
      work() {
        for (let at = 0; at < SNAPSHOTS; at += 1) {
          const next = Session.restore(session.snapshot(), { rules: RULES });
          session.free();
          session = next;
        }
      },
      check() {
        const { credited } = session.progress(START + 60_000);
        session.free();
        return credited === 60;
      },
    };
  });
}

function playing(Session, duration = LENGTH) {
  const session = new Session({ rules: RULES });
  session.handle({ type: 'load', playId: 'p1', duration, media: FILM }, START);
  session.handle({ type: 'play', position: 0 }, START);
  return session;
}
