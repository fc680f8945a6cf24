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
  // Players that had to begin anew: under which name, from which event on, and with what before it.
  #anew = new Map();

  async send(rows, keepalive) {
    for (const player of new Set(rows.map(row => row.playId))) {
      await this.#report(player, rows.filter(row => row.playId === player), keepalive);
    }
  }

  // Each report asks.
  async ask() {}

  /** Sessions as the driver's players use them; `add` takes the rows to send. */
  sessions(add) {
    const host = {
      add: (session, rows) => {
        this.#sessions.set(session.player, session);
        add(rows);
      },
      // No answer now is one later.
      ask: session => this.#post(session.player, session.next, NOTHING).then(answer => this.#heard(session.player, answer), () => {}),
      free: ({ player }) => this.#sessions.delete(player),
    };
    return {
      keyOf,
      make: (_, moved) => new RemoteSession(host, moved),
      // The hub keeps them.
      keep() {},
      kept() {},
      placeOf() {},
      forgetOld() {},
    };
  }

  async #report(player, rows, keepalive) {
    const [first] = rows;
    const events = rows.map(({ at, event }) => ({ at, event }));
    let answer = await this.#post(player, first.seq, events, keepalive);
    if (answer.gap) {
      await this.#beginAnew(player, first, answer.next, keepalive);
      answer = await this.#post(player, first.seq, events, keepalive);
    }
    this.#heard(player, answer);
    if (rows.at(-1).event.type === 'unload') {
      this.#sessions.delete(player);
      this.#anew.delete(player);
    }
  }

  async #post(player, seq, events, keepalive) {
    const { name = player, begin = 1, opening = NOTHING } = this.#anew.get(player) ?? {};
    const opens = seq === begin && events.length > 0;
    const all = opens ? [...opening, ...events] : events;
    const from = opens ? 1 : seq - begin + opening.length + 1;
    const answer = await this.tell({ player: name, from, sent_at: Date.now(), events: all }, keepalive);
    if (!Number.isInteger(answer.next)) throw new TypeError('not an answer of the hub');
    return { ...answer, gap: answer.next < from + all.length };
  }

  // The hub has forgotten the player, or refused an event of it: what it has ends
  // there, and a new player goes on from that place.
  async #beginAnew(player, { seq, event, was }, next, keepalive) {
    if (event.type !== 'load' && !was) throw new ScrobbleError('rejected', 'The hub has lost what came before.', { provider: 'hub' });
    const { at, load, rate, ad, plays, position, place } = was ?? {};
    let resume = this.#sessions.get(player)?.savedPlace ?? place;
    if (next > 1 && was) {
      const name = this.#anew.get(player)?.name ?? player;
      const end = { player: name, from: next, sent_at: Date.now(), events: [{ at, event: { type: 'unload' } }] };
      const answer = await this.tell(end, keepalive).catch(() => ({}));
      resume = answer.saved_place ?? resume;
    }
    const opening = event.type === 'load' ? NOTHING : [
      { ...load, resume },
      { type: 'rate', rate },
      ad && { type: 'adStart' },
      plays && { type: 'play', position },
    ].filter(Boolean).map(event => ({ at, event }));
    this.#anew.set(player, { name: uuid(), begin: seq, opening });
  }

  #heard(player, answer) {
    this.#sessions.get(player)?.heard(answer);
    for (const fact of answer.facts ?? NOTHING) this.emit('fact', fact);
  }
}

class RemoteSession {
  player = uuid();
  #host;
  #moved;
  #seq = 0;
  // What came before the first play: nobody is told of an item that is only shown.
  #before = [];
  // What a new player would have to be told to go on from here.
  #was;
  #reportedAt = 0;
  #progress = { position: 0, credited: 0, needed: 0, share: 0, threshold: 80, phase: 'idle', rules: [] };
  // When the hub wants to be asked.
  #due;

  /** When to call `wake`. */
  wakeAt;
  /** The place to go on from, as the hub knows it. */
  savedPlace;

  constructor(host, moved) {
    this.#host = host;
    this.#moved = moved;
  }

  /** The number of the next event. */
  get next() {
    return this.#seq + 1;
  }

  handle(event, now) {
    const row = { playId: this.player, seq: this.#seq += 1, at: now, event, was: this.#was };
    this.#was = { ...after(this.#was, event, now), place: this.savedPlace };
    if (event.type === 'play' && this.#before) {
      const rows = [...this.#before, row];
      this.#before = undefined;
      this.#host.add(this, rows);
    } else if (this.#before) this.#before.push(row);
    else this.#host.add(this, [row]);
    this.#reportedAt = now;
    this.wakeAt = this.#before ? undefined : now + REPORT_EVERY_MS;
    return NOTHING;
  }

  time(position, now) {
    this.#progress.position = position;
    const due = !this.#before && now - this.#reportedAt >= REPORT_EVERY_MS;
    return due ? this.handle({ type: 'time', position }, now) : NOTHING;
  }

  // Something is due at the hub (the end of a long pause), though nothing happens here.
  wake(now) {
    if (now < this.wakeAt) return NOTHING;
    const ended = this.#progress.phase === 'ended';
    if (!ended && this.#due <= now) this.#host.ask(this);
    this.wakeAt = ended ? undefined : Math.max(this.#due ?? 0, now + REPORT_EVERY_MS);
    return NOTHING;
  }

  heard({ progress, wake_at: due, saved_place: place }) {
    this.#progress = { ...progress };
    this.#due = due;
    this.savedPlace = place;
    this.#moved();
  }

  progress() {
    return { ...this.#progress };
  }

  // The hub knows its own rules.
  setRules() {}

  free() {
    this.#host.free(this);
  }
}

// What there is to know of a player after an event.
function after(was, event, at) {
  const { type, position = was?.position } = event;
  const now = { ...was, at, position };
  switch (type) {
    case 'load': return { at, load: event, rate: 1, position: 0 };
    case 'duration': return { ...now, load: { ...was.load, duration: event.duration } };
    case 'rate': return { ...now, rate: event.rate };
    case 'play': return { ...now, plays: true };
    case 'pause': case 'ended': case 'unload': return { ...now, plays: false };
    case 'adStart': return { ...now, ad: true };
    case 'adEnd': return { ...now, ad: false };
    default: return now;
  }
}

// As the core makes it.
function keyOf(media) {
  if (!media) throw new ScrobbleError('bad_input', 'media: nothing is there');
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
