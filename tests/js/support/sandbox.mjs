// The services on a loopback port, for a page that speaks to them without a hub.

import { Miniflare } from 'miniflare';

import { sandboxWorker } from '../../sandbox/options.mjs';

const PATIENCE_MS = 60_000;

export async function startSandbox() {
  const mf = new Miniflare({ workers: [sandboxWorker()], host: '127.0.0.1', port: 0, cf: false });
  const url = await mf.ready;
  const origin = `http://127.0.0.1:${url.port}`;

  async function control(path, body) {
    const response = await fetch(`${origin}/_sandbox/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox ${path}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }

  return {
    origin,
    control,
    /** Ends all faults, and lets go of what is held. */
    heal: () => fetch(`${origin}/_sandbox/faults`, { method: 'DELETE', signal: AbortSignal.timeout(PATIENCE_MS) }),
    /** Once every fault has befallen a call. */
    async befallen() {
      while ((await control('faults')).length > 0) await new Promise(resolve => setTimeout(resolve, 20));
    },
    /** An app in a page: it has no secret. */
    app: (service, more = {}) => control('apps', {
      service, client_id: `page-${service}`, redirect_uris: ['urn:ietf:wg:oauth:2.0:oob'], ...more,
    }),
    /** Types a code on the service's page, as a person does. */
    async type(page, code, decision) {
      const form = new URLSearchParams({ code, decision, user: 'demo' });
      const address = `${origin}/${page.replace('https://', '')}`;
      const response = await fetch(address, { method: 'POST', body: form, signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!response.ok) throw new Error(`${page}: ${response.status}`);
    },
    /** A token without a sign-in. */
    token: async (service, user) => {
      const given = await control('tokens', { service, user, client_id: `page-${service}` });
      return given.access_token ?? given.token;
    },
    /** What the services stored, once it passes the test. */
    async until(test, what) {
      const end = Date.now() + PATIENCE_MS;
      for (;;) {
        const state = await control('state');
        if (test(state)) return state;
        if (Date.now() > end) throw new Error(`waited in vain for ${what}: ${JSON.stringify(state).slice(0, 4000)}`);
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    },
    stop: () => mf.dispose(),
  };
}
