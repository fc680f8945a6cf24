// The queue as a careful player would write it in plain JavaScript: a row a play and
// account, kept as text before anything is sent, one request an account at a time. It
// knows nothing of quotas, lost answers, live stops or sign-ins that end.
const ADDRESS = {
  trakt: ['movie', 'episode', 'https://api.trakt.tv/sync/history'],
  simkl: ['movie', 'episode', 'https://api.simkl.com/sync/history'],
  listenbrainz: ['track', 'https://api.listenbrainz.org/1/submit-listens'],
};

export class PlainQueue {
  #rows = new Map();
  #destinations = [];
  #busy = new Set();

  handle(input, now) {
    switch (input.type) {
      case 'destinations':
        this.#destinations = input.destinations;
        return [];
      case 'fact': return this.#fact(input.fact, now);
      default: throw new TypeError(`input: ${input.type}`);
    }
  }

  get entries() {
    return [...this.#rows.values()].map((row) => JSON.parse(row));
  }

  free() {
    this.#rows.clear();
  }

  #fact(fact, now) {
    if (fact.type !== 'watched') return [];
    const { playId, media, startedAt, watchedAt } = fact;
    const outputs = [];
    for (const { id, service, rule } of this.#destinations) {
      const key = `${playId}/${id}`;
      if (fact.rule.id !== rule || !ADDRESS[service].includes(media.kind) || this.#rows.has(key)) continue;
      const state = this.#busy.has(id) ? 'waiting' : 'sending';
      const entry = { id: key, destination: id, service, playId, media, startedAt, watchedAt, state, attempts: 0, at: now };
      this.#rows.set(key, JSON.stringify(entry));
      outputs.push({ type: 'save', ...entry });
      if (state === 'waiting') continue;
      this.#busy.add(id);
      const body = JSON.stringify({ [`${media.kind}s`]: [{ ...media, watched_at: new Date(watchedAt).toISOString() }] });
      outputs.push({ type: 'send', destination: id, request: { method: 'POST', url: ADDRESS[service].at(-1), body } });
    }
    return outputs;
  }
}
