// The core's outbox at work in a page: takes facts as a hub does, and brings them to
// the services itself.
//
// Of all tabs one has the outbox; the others hand it what they have, and one of them
// takes over when it goes. What it knows is in localStorage before a request leaves,
// so whoever restores it later finds the requests whose answers were lost.

import { compositeKey } from './core_bg.js';
import { ScrobbleError } from './errors.js';
import { holdLock } from './locks.js';
import { Outbox } from './outbox.js';
import { uuid } from './uuid.js';

// What changes the snapshot.
const KEPT = new Set(['save', 'forget', 'saveQuota']);
const ALONE_MS = 100;
// A tab that does not say by then that it has heard does not live.
const HEARD_WITHIN_MS = 2_000;
// The longest a call takes: its turn, its request, and some.
const ANSWERED_WITHIN_MS = 60_000;

// What becomes of calls that are under way when the tab goes.
const GONE = { code: 'no_answer', message: 'The tab that had the outbox has gone.' };

export class Courier {
  #accounts;
  #services;
  #rules;
  #store;
  #queue;
  #saved;
  #outbox;
  #channel;
  #timer;
  #gone;
  #letGo;
  // When requests that all at this address share were sent, and until when none may.
  #shared = new Map();
  #rest = new Map();
  // Who waits for another tab, and who for a service.
  #asked = new Map();
  #calls = new Map();
  #lastCall = 0;

  constructor({ name, accounts, services, store, rules }) {
    this.name = name;
    this.#accounts = accounts;
    this.#services = services;
    this.#store = store;
    this.#rules = rules;
    this.#saved = `playtally:${name}:outbox`;
  }

  // -- as a hub --

  async rules() {
    return [...new Map(Object.values(this.#rules).map(rule => [rule.id, rule])).values()];
  }

  /** What the outbox remembers of an item: the plays of the last days. */
  async known(key) {
    const played = this.entries.filter(({ media, watchedAt }) => {
      return typeof watchedAt === 'number' && compositeKey(JSON.stringify(media)) === key;
    });
    if (played.length === 0) return {};
    const last = Math.max(...played.map(({ watchedAt }) => watchedAt));
    const plays = new Set(played.map(({ playId }) => playId)).size;
    return { watched: true, plays, last_watched_at: new Date(last).toISOString() };
  }

  async introduce() {}

  // Nobody else asks anything of its plays.
  ask() {}

  /** Calls the driver's listeners. */
  emit() {}

  send(facts, keepalive) {
    return this.#ask({ type: 'facts', facts }, keepalive);
  }

  /** Takes the outbox as soon as no other tab has it. */
  async begin(queue) {
    this.#queue = queue;
    const gone = this.#gone = new AbortController();
    this.#channel = new BroadcastChannel(this.#saved);
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    addEventListener('storage', ({ key }) => {
      if (key?.startsWith(this.#accounts.prefix)) this.#told();
    }, { signal: gone.signal });
    // Alone, it has it almost at once.
    await Promise.race([this.#apply(gone.signal), new Promise(resolve => setTimeout(resolve, ALONE_MS))]);
  }

  async #apply(signal) {
    const lost = () => {
      this.#drop();
      this.#apply(signal);
    };
    const letGo = await holdLock(this.#saved, { signal, lost }).catch(() => undefined);
    if (signal.aborted) letGo?.();
    else if (letGo) this.#take(letGo);
  }

  leave() {
    this.#drop();
    this.#gone.abort();
    this.#channel?.close();
    this.#channel = undefined;
    for (const answer of [...this.#asked.values()]) answer({ error: GONE });
  }

  close() {
    this.leave();
  }

  // -- for the driver --

  /** All entries, as they were saved last. */
  get entries() {
    if (this.#outbox) return this.#outbox.entries;
    try {
      return JSON.parse(this.#store.get(this.#saved)).entries;
    } catch {
      // None yet, or not ours.
      return [];
    }
  }

  /** An account came, went, or has a new token. */
  accountsChanged(service) {
    this.#told();
    return this.#ask({ type: 'accounts', service });
  }

  /** Makes one call at a service, in its turn; what came of it. */
  call(service, input) {
    return this.#ask({ type: 'call', service, input });
  }

  retry(entry) {
    return this.#ask({ type: 'retry', entry });
  }

  drop(entry) {
    return this.#ask({ type: 'drop', entry });
  }

  // -- among the tabs --

  // Does it here, or has the tab do it that has the outbox; here after all, if it comes here.
  async #ask(message, keepalive) {
    if (this.#mine) return this.#do(message, keepalive);
    if (!this.#channel) throw new ScrobbleError('not_sent', 'This driver is closed.');
    const name = uuid();
    return new Promise((resolve, reject) => {
      const silent = () => {
        this.#asked.delete(name);
        reject(new ScrobbleError('no_answer', 'No tab has the outbox.'));
      };
      let timer = setTimeout(silent, HEARD_WITHIN_MS);
      this.#asked.set(name, answer => {
        clearTimeout(timer);
        if (answer.heard) {
          timer = setTimeout(silent, ANSWERED_WITHIN_MS);
          return;
        }
        this.#asked.delete(name);
        if (answer.here) resolve(this.#do(message, keepalive));
        else if (answer.error) reject(errorOf(answer.error));
        else resolve(answer.value);
      });
      this.#channel.postMessage({ from: name, message });
    });
  }

  async #hear({ from, message, to, answer }) {
    this.#asked.get(to)?.(answer);
    if (!from || !this.#mine) return;
    const channel = this.#channel;
    channel.postMessage({ to: from, answer: { heard: true } });
    const said = await this.#do(message).then(
      value => ({ value }),
      ({ code, message, provider, status, retryAfterMs }) => ({ error: { code, message, provider, status, retryAfterMs } }),
    );
    if (channel === this.#channel) channel.postMessage({ to: from, answer: said });
  }

  async #do({ type, facts, service, input, entry }, keepalive) {
    switch (type) {
      case 'facts':
        for (const fact of facts) this.#feed({ type: 'fact', fact }, keepalive);
        return undefined;
      case 'accounts':
        this.#connect();
        this.#feed({ type: 'signedIn', destination: this.#destination(service) ?? service });
        return undefined;
      case 'call': {
        const ticket = this.#lastCall += 1;
        return new Promise((resolve, reject) => {
          this.#calls.set(ticket, ({ Ok: outcome, Err: error }) => {
            this.#calls.delete(ticket);
            const { kind: code, message, status, retry_at: at } = error ?? {};
            const retryAfterMs = at === undefined ? undefined : Math.max(at - Date.now(), 0);
            if (error) reject(errorOf({ code, message, provider: service, status, retryAfterMs }));
            else resolve(outcome);
          });
          this.#feed({ ...input, ticket, destination: this.#destination(service) ?? service });
        });
      }
      default:
        return this.#feed({ type, entry });
    }
  }

  #told() {
    this.emit('accounts', this.#accounts.list);
  }

  // -- the outbox --

  #take(letGo) {
    const snapshot = this.#store.get(this.#saved);
    const utcOffset = -new Date().getTimezoneOffset();
    try {
      this.#outbox = new Outbox({ snapshot, utcOffset });
    } catch (error) {
      // Of another version, or not ours. Plays may be in it, so it stays for whoever can read it.
      this.#outbox = new Outbox({ utcOffset });
      this.#store.set(`${this.#saved}:unreadable`, snapshot);
      this.emit('warning', error);
    }
    this.#letGo = letGo;
    this.#connect();
    for (const answer of [...this.#asked.values()]) answer({ here: true });
    this.#queue.retry();
  }

  // Answers that are still under way belong to nobody; the next one reads back.
  #drop() {
    clearTimeout(this.#timer);
    this.#outbox?.free();
    this.#outbox = undefined;
    this.#letGo?.();
    this.#letGo = undefined;
    for (const done of [...this.#calls.values()]) done({ Err: { kind: GONE.code, message: GONE.message } });
  }

  // A tab that was frozen learns only by asking that another one has the outbox by now.
  get #mine() {
    return this.#outbox !== undefined && this.#letGo.held();
  }

  #destination(service) {
    const account = this.#accounts.list.find(account => account.service === service);
    return account && idOf(account);
  }

  #connect() {
    const destinations = this.#accounts.list.map(({ service, username, base }) => ({
      id: idOf({ service, username, base }),
      service,
      ...JSON.parse(this.#accounts.app(service)),
      username,
      base,
      rule: this.#rules[service].id,
    }));
    this.#feed({ type: 'destinations', destinations });
  }

  #feed(input, keepalive = false) {
    if (!this.#mine) return;
    const outbox = this.#outbox;
    const outputs = outbox.handle(input, Date.now());
    if (outputs.some(({ type }) => KEPT.has(type))) this.#store.set(this.#saved, outbox.snapshot());
    for (const output of outputs) this.#act(outbox, output, keepalive);
    clearTimeout(this.#timer);
    if (this.#outbox !== outbox || outbox.wakeAt === undefined) return;
    // No timer lasts longer than 31 bits of milliseconds.
    const wait = Math.min(Math.max(outbox.wakeAt - Date.now(), 0), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#feed({ type: 'wake' }), wait);
  }

  #act(outbox, output, keepalive) {
    const { id, destination, bucket } = output;
    switch (output.type) {
      case 'save': return this.emit('delivery', output);
      case 'send': return this.#send(outbox, output, keepalive);
      case 'reserve': return this.#reserve(id, bucket, keepalive);
      case 'refresh': return this.#refresh(outbox, destination);
      case 'signInOver': return this.#over(destination);
      case 'coolDown': return this.#rest.set(bucket, output.until);
      case 'called': return this.#calls.get(output.ticket)?.(output.result);
      default: return undefined;
    }
  }

  async #send(outbox, { id, destination, request }, keepalive) {
    let input;
    try {
      const signed = await this.#signed(destination, request);
      // Whoever has the outbox by now reads back what became of it. A farewell is sent all
      // the same: nobody can have the outbox yet.
      if (!keepalive && (this.#outbox !== outbox || !this.#mine)) return;
      input = { type: 'answer', id, response: await this.#services.call(signed, keepalive) };
    } catch ({ code, message }) {
      input = { type: 'failed', id, error: { kind: code, message } };
    }
    if (this.#outbox === outbox) this.#feed(input);
  }

  #over(destination) {
    const service = serviceOf(destination);
    if (this.#destination(service) !== destination) return;
    this.#accounts.end(service);
    this.#told();
  }

  // Whatever fails here, the request itself has not left.
  async #signed(destination, request) {
    const service = serviceOf(destination);
    try {
      const signed = await this.#accounts.signed(service, request);
      if (this.#destination(service) === destination) return signed;
    } catch (cause) {
      if (cause.code !== 'sign_in_again') throw new ScrobbleError('not_sent', cause.message, { provider: service, cause });
      this.#told();
      throw cause;
    }
    throw new ScrobbleError('not_sent', `Another account is signed in at ${service}.`, { provider: service });
  }

  // Others at this address may use the same quota; what they use, the service tells.
  #reserve(id, bucket, keepalive) {
    const now = Date.now();
    const [limit, window] = this.#accounts.services.find(service => service.id === bucket).shared;
    const sent = (this.#shared.get(bucket) ?? []).filter(at => now < at + window);
    const free = sent.length < limit ? now : sent[0] + window;
    const until = Math.max(free, this.#rest.get(bucket) ?? 0);
    if (until > now) return this.#feed({ type: 'denied', id, until });
    this.#shared.set(bucket, [...sent, now]);
    return this.#feed({ type: 'granted', id }, keepalive);
  }

  async #refresh(outbox, destination) {
    const service = serviceOf(destination);
    if (this.#destination(service) !== destination) return;
    const type = await this.#accounts.refresh(service).then(
      () => 'signedIn',
      // Anything else passes; it is asked for again.
      ({ code }) => code === 'sign_in_again' ? 'signedOut' : undefined,
    );
    if (type === 'signedOut') this.#told();
    if (type && this.#outbox === outbox) this.#feed({ type, destination });
  }
}

// What waits for one account is none of another's business, though they may be at the same service.
const idOf = ({ service, username, base }) => [service, username, base].filter(Boolean).join('/');
const serviceOf = destination => destination.split('/', 1)[0];

const errorOf = ({ code, message, ...more }) => new ScrobbleError(code, message, more);
