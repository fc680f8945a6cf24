// Calls to the services themselves: data out, data in, through the page's own
// `fetch` or whatever the application gives instead.

import { ScrobbleError } from './errors.js';

// A request's own limit.
const LIMIT_MS = 30_000;

export class Services {
  #request;

  constructor(request = (url, init) => fetch(url, init)) {
    this.#request = request;
  }

  /**
   * The answer to a request, both as the core has them. Fails with `not_sent` where
   * nothing can have left, with `no_answer` where nobody knows.
   */
  async call({ method, url, headers, body }, keepalive = false) {
    if (navigator.onLine === false) throw new ScrobbleError('not_sent', 'This device is offline.');
    try {
      const response = await this.#request(url, {
        method,
        // A browser names itself, and a service would have to allow the header first.
        headers: headers.filter(([name]) => name !== 'user-agent'),
        body: body || undefined,
        // Ours go by token; a cookie of the service is none of our business.
        credentials: 'omit',
        redirect: 'error',
        keepalive,
        signal: keepalive ? undefined : AbortSignal.timeout(LIMIT_MS),
      });
      return { status: response.status, headers: [...response.headers], body: await response.text() };
    } catch (cause) {
      throw new ScrobbleError('no_answer', 'The service did not answer.', { cause });
    }
  }
}
