// For pages whose policy refuses wasm: the session runs in the hub, and the page
// sends what happened. Events are numbered a player and sent until answered, as
// facts are a play.

import { ScrobbleError } from './errors.js';
import { Hub } from './hub.js';
import { uuid } from './uuid.js';

// The hub counts what lies between two reports, so few are enough.
const REPORT_EVERY_MS = 10_000;

const NOTHING = Object.freeze([]);
const IDS = ['imdb', 'tmdb', 'tvdb', 'trakt', 'simkl', 'mal', 'anilist', 'kitsu', 'anidb', 'mbid'];

/** The hub, told events instead of facts. */
export class RemoteHub extends Hub {
  #sessions = new Map();

  async send(rows, keepalive) {
    for (const player of new Set(rows.map(row => row.playId))) {
      const own = rows.filter(row => row.playId === player).sort((a, b) => a.seq - b.seq);
      const [{ seq: from }] = own;
      const events = own.map(({ at, event }) => ({ at, event }));
      const answer = await this.post('/scrobble', { player, from, sent_at: Date.now(), events }, keepalive);
      if (!Number.isInteger(answer.next)) throw new TypeError('not an answer of the hub');
      if (answer.next < from + own.length) {
        throw new ScrobbleError('rejected', 'The hub has lost what came before.', { provider: 'hub' });
      }
      this.#sessions.get(player)?.heard(answer);
      for (const fact of answer.facts ?? NOTHING) this.emit('fact', fact);
    }
  }

  /** Sessions as the driver's players use them; `add` takes the rows to send. */
  sessions(add) {
    return {
      keyOf,
      make: () => {
        const session = new RemoteSession(add);
        this.#sessions.set(session.player, session);
        return session;
      },
      // The hub keeps them.
      keep() {},
      kept() {},
      placeOf() {},
      forgetOld() {},
    };
  }
}

class RemoteSession {
  player = uuid();
  #add;
  #seq = 0;
  // What came before the first play: nobody is told of an item that is only shown.
  #before = [];
  #reportedAt = 0;
  #progress = { position: 0, credited: 0, needed: 0, share: 0, threshold: 80, phase: 'idle', rules: [] };

  constructor(add) {
    this.#add = add;
  }

  handle(event, now) {
    const row = { playId: this.player, seq: this.#seq += 1, at: now, event };
    if (event.type === 'play' && this.#before) {
      const rows = [...this.#before, row];
      this.#before = undefined;
      this.#add(rows);
    } else if (this.#before) this.#before.push(row);
    else this.#add([row]);
    this.#reportedAt = now;
    return NOTHING;
  }

  time(position, now) {
    this.#progress.position = position;
    const due = !this.#before && now - this.#reportedAt >= REPORT_EVERY_MS;
    return due ? this.handle({ type: 'time', position }, now) : NOTHING;
  }

  heard({ progress }) {
    this.#progress = { ...progress };
  }

  progress() {
    return { ...this.#progress };
  }

  // The hub knows its own rules, and wakes by itself.
  setRules() {}
  wake() {
    return NOTHING;
  }

  free() {}
}

// As the core makes it.
function keyOf(media) {
  const { kind, title, year, artist, show, season, number } = media;
  if (kind === 'episode') {
    const id = idOf(show) ?? named('show', show?.title);
    return `${id}::${id}:${season}:${number}`;
  }
  return idOf(media) ?? (kind === 'track' ? named('track', artist, title) : named('movie', title, year));
}

function idOf(item) {
  const source = IDS.find(name => item?.ids?.[name] !== undefined);
  return source && (source === 'imdb' ? '' : `${source}:`) + item.ids[source];
}

function named(kind, ...parts) {
  const plain = parts.filter(Boolean).map(part => String(part).toLowerCase().replaceAll(':', ' ').trim().replace(/\s+/g, ' '));
  return [kind, ...plain].join(':');
}
