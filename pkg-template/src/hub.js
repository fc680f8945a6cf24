// The hub's routes, for a page: one way out for ordinary requests and for the last one.

import { ScrobbleError } from './errors.js';

// A request's own limit.
const LIMIT_MS = 30_000;

export class Hub {
  #base;
  #profile;
  #token;
  #fetch;

  constructor(base, { profile, token, fetch = (...asked) => globalThis.fetch(...asked) } = {}) {
    this.#base = base.replace(/\/+$/, '');
    this.#profile = profile;
    this.#token = token;
    this.#fetch = fetch;
  }

  /** What sets this hub's rows in the store apart. */
  get name() {
    return `${this.#base}:${this.#profile ?? ''}`;
  }

  /** The rules of the connected services. */
  async rules() {
    return (await this.get('/user/services')).rules;
  }

  /** What is known of an item. */
  async known(key) {
    return (await this.get(`/state?ids=${encodeURIComponent(key)}`)).states[key];
  }

  /**
   * Reading the services begins a session. A stranger's plays would go nowhere, so
   * this fails until an account is connected.
   */
  async introduce() {
    const { services } = await this.get('/user/services');
    if (!services.some(service => service.state === 'connected')) {
      throw new ScrobbleError('sign_in_again', 'No service is connected.', { provider: 'hub' });
    }
  }

  /** Hands facts over. With `keepalive` the browser finishes the request after the page has gone. */
  async send(facts, keepalive) {
    const { accepted } = await this.tell({ facts }, keepalive);
    if (!Number.isInteger(accepted)) throw new TypeError('not an answer of the hub');
  }

  /** What was played; the days it counts for are those of this clock. */
  async tell(played, keepalive) {
    const answer = await this.post('/scrobble', { ...played, utc_offset: -new Date().getTimezoneOffset() }, keepalive);
    for (const { play_id: playId, command, at } of answer.commands ?? []) this.emit('command', { playId, command, at });
    return answer;
  }

  /** Whether the hub's page wants anything of a play; no answer now is one later. */
  async ask(playId) {
    await this.tell({ facts: [], playing: playId }).catch(() => {});
  }

  async post(path, body, keepalive = false, method = 'POST') {
    const response = await this.#request(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      keepalive,
      signal: keepalive ? undefined : AbortSignal.timeout(LIMIT_MS),
    });
    return response.json();
  }

  /** Calls the driver's listeners. */
  emit() {}

  // Nothing of it is in this page.
  begin() {}
  leave() {}
  close() {}

  async get(path) {
    return (await this.#request(path, { signal: AbortSignal.timeout(LIMIT_MS) })).json();
  }

  async #request(path, init) {
    const joint = path.includes('?') ? '&' : '?';
    const chosen = this.#profile === undefined ? '' : `${joint}profile=${encodeURIComponent(this.#profile)}`;
    const token = this.#token;
    let response;
    try {
      response = await this.#fetch(`${this.#base}${path}${chosen}`, {
        ...init,
        headers: { ...init.headers, ...(token && { authorization: `Bearer ${token}` }) },
        // A hub knows people by its cookie, and paired devices by their token.
        credentials: token === undefined ? 'include' : 'omit',
      });
    } catch (cause) {
      throw new ScrobbleError('no_answer', 'The hub did not answer.', { provider: 'hub', cause });
    }
    if (response.ok) return response;
    const { status } = response;
    const problem = await response.json().catch(() => undefined);
    throw new ScrobbleError(codeOf(status), problem?.detail ?? `The hub answered ${status}.`, {
      provider: 'hub',
      status,
      retryAfterMs: seconds(response.headers.get('retry-after')),
    });
  }
}

/** Trades the code that the hub's page shows for a token of this device. */
export function pair({ hub = '/api/v1', code, name, fetch }) {
  // Without a cookie: that is not for the page's own person.
  return new Hub(hub, { token: '', fetch }).post('/pair', { code, name });
}

// What only the hub's owner can mend (a foreign origin, a wrong address) counts as
// trouble, not as a verdict on the facts: no play is given up for it.
function codeOf(status) {
  if (status === 401) return 'unauthorized';
  if (status === 429) return 'rate_limited';
  return [400, 413, 422].includes(status) ? 'rejected' : 'unavailable';
}

function seconds(text) {
  return /^\d+$/.test(text ?? '') ? Number(text) * 1000 : undefined;
}
