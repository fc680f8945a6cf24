// The session as a careful player would write it in plain JavaScript: credit for media
// time that passed as fast as the clock, pauses told after 5 s, the rule met once. It
// knows nothing of ads, sleep, loops, speed or clocks that jump.
const QUICK_PAUSE_MS = 5000;

export class PlainSession {
  #play;
  #rule;

  constructor({ rules: [rule] }) {
    this.#rule = rule;
  }

  static restore(snapshot, options) {
    const session = new PlainSession(options);
    const play = JSON.parse(snapshot);
    for (const name of ['position', 'credit', 'wall', 'seq', 'at', 'startedAt']) {
      if (!Number.isFinite(play[name])) throw new TypeError(`snapshot: ${name}`);
    }
    session.#play = play;
    return session;
  }

  handle(event, now) {
    switch (event.type) {
      case 'load': {
        const { playId, media, duration } = event;
        this.#play = {
          playId, media, duration, seq: 0, startedAt: now, at: now, position: 0, credit: 0, wall: 0, playing: false, rulesMet: [],
        };
        return [];
      }
      case 'play': return this.#turn(event.position, now, true);
      case 'pause': return this.#turn(event.position, now, false);
      default: throw new TypeError(`event: ${event.type}`);
    }
  }

  time(position, now) {
    const play = this.#play;
    const moved = position - play.position;
    const passed = (now - play.at) / 1000;
    if (play.playing) {
      play.wall += passed;
      if (moved > 0 && moved <= passed + 1) play.credit += Math.min(moved, passed);
    }
    play.position = position;
    play.at = now;
    return this.#met() ? [this.#fact('watched', now)] : [];
  }

  progress() {
    return { credited: this.#play.credit };
  }

  snapshot() {
    return JSON.stringify(this.#play);
  }

  free() {
    this.#play = undefined;
  }

  #turn(position, now, playing) {
    const play = this.#play;
    const facts = this.time(position, now);
    const before = play.playing;
    play.playing = playing;
    if (before === playing || now - play.startedAt < QUICK_PAUSE_MS) return facts;
    return [...facts, this.#fact(playing ? (play.seq === 0 ? 'started' : 'resumed') : 'paused', now)];
  }

  #met() {
    const { percent, factor, id } = this.#rule;
    const { position, duration, credit, rulesMet } = this.#play;
    const least = duration * percent / 100;
    if (position < least || credit < least * factor || rulesMet.includes(id)) return false;
    rulesMet.push(id);
    return true;
  }

  #fact(type, at) {
    const { playId, media, duration, startedAt, position, credit, wall, rulesMet } = this.#play;
    this.#play.seq += 1;
    return {
      playId, seq: this.#play.seq, at, startedAt, media: { ...media }, position, duration, rate: 1,
      credit: Math.round(credit * 1000), wall: Math.round(wall * 1000), rulesMet: [...rulesMet], type,
    };
  }
}
