// The hub's routes, for a page: one way out for ordinary requests and for the last one.

import { ScrobbleError } from './errors.js';

// A request's own limit.
const LIMIT_MS = 30_000;

export class Hub {
  #base;
  #profile;

  constructor(base, profile) {
    this.#base = base;
    this.#profile = profile;
  }

  /** What the hub knows, as it says it. */
  async get(path) {
    const response = await this.#request(path, { signal: AbortSignal.timeout(LIMIT_MS) });
    return response.json();
  }

  /** Hands facts over. With `keepalive` the browser finishes the request after the page has gone. */
  async send(facts, keepalive = false) {
    const response = await this.#request('/scrobble', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ facts }),
      keepalive,
      signal: keepalive ? undefined : AbortSignal.timeout(LIMIT_MS),
    });
    const { accepted } = await response.json();
    if (!Number.isInteger(accepted)) throw new TypeError('not an answer of the hub');
  }

  async #request(path, init) {
    const joint = path.includes('?') ? '&' : '?';
    const chosen = this.#profile === undefined ? '' : `${joint}profile=${encodeURIComponent(this.#profile)}`;
    let response;
    try {
      // The hub may live on another origin, and knows people by its cookie.
      response = await fetch(`${this.#base}${path}${chosen}`, { credentials: 'include', ...init });
    } catch (cause) {
      throw new ScrobbleError('no_answer', 'The hub did not answer.', { provider: 'hub', cause });
    }
    if (response.ok) return response;
    const { status } = response;
    throw new ScrobbleError(codeOf(status), `The hub answered ${status}.`, {
      provider: 'hub',
      status,
      retryAfterMs: seconds(response.headers.get('retry-after')),
    });
  }
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
