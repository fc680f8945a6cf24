// A sandbox in real workerd, and a small Worker that calls it the way the hub does: by the services' own addresses.

import { createHash } from 'node:crypto';
import { Miniflare } from 'miniflare';
import { sandboxWorker } from '../options.mjs';

const CALLER = `
  export default {
    async fetch(request) {
      const { url, method, headers, body, wait } = await request.json();
      try {
        const response = await fetch(url, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(wait) });
        return Response.json({ status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() });
      } catch (error) {
        return Response.json({ lost: error.message });
      }
    },
  };
`;

export const REDIRECT = 'http://localhost:8787/api/v1/auth/callback/';
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
export const AGENT = { 'user-agent': 'playtally-test/1.0' };

export async function startSandbox(more = {}) {
  const { persist, ...options } = more;
  const mf = new Miniflare({
    workers: [
      { name: 'caller', modules: true, script: CALLER, outboundService: 'sandbox', compatibilityDate: '2026-04-20' },
      sandboxWorker(options),
    ],
    cf: false,
    ...(persist ? { durableObjectsPersist: persist } : {}),
  });
  await mf.ready;

  async function call(method, url, { headers = {}, json, form, body, wait = 60_000 } = {}) {
    const sent = { ...AGENT, ...headers };
    if (json !== undefined) {
      body = JSON.stringify(json);
      sent['content-type'] ??= 'application/json';
    }
    if (form) {
      body = String(new URLSearchParams(form));
      sent['content-type'] ??= 'application/x-www-form-urlencoded';
    }
    for (const [name, value] of Object.entries(sent)) if (value === undefined) delete sent[name];
    const response = await mf.dispatchFetch('http://caller/', {
      method: 'POST', body: JSON.stringify({ url, method, headers: sent, body, wait }), signal: AbortSignal.timeout(90_000),
    });
    const answer = await response.json();
    return { ...answer, body: parsed(answer.text) };
  }

  async function control(method, path, body) {
    const response = await mf.dispatchFetch(`http://sandbox/_sandbox/${path}`, {
      method, ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return parsed(text);
  }

  const sandbox = {
    mf, call, control,
    state: () => control('GET', 'state'),
    async reset() {
      await control('POST', 'reset');
      await sandbox.stand();
    },
    /** From here on time passes only as a test says: however slow the machine is, nothing comes too late. */
    stand: () => control('POST', 'clock', { still_ms: Date.now() }),
    advance: (ms) => control('POST', 'clock', { advance_ms: ms }),
    fault: (...faults) => control('POST', 'faults', faults),
    /** Once every fault has befallen a call. */
    async befallen() {
      while ((await control('GET', 'faults')).length > 0) await new Promise((resolve) => { setTimeout(resolve, 20); });
    },
    letGo: () => control('DELETE', 'faults'),
    stop: () => mf.dispose(),
  };
  await sandbox.stand();
  return { ...sandbox, trakt: traktClient(sandbox), simkl: simklClient(sandbox), listenbrainz: listenbrainzClient(sandbox), lastfm: lastfmClient(sandbox) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Moves the clock past the write limit before each write, unless the test is about the limit.
function traktClient({ call, control, advance }) {
  return {
    token: async (user) => (await control('POST', 'tokens', { service: 'trakt', user })).access_token,
    async send(token, method, path, json, { headers = {}, paced = true } = {}) {
      if (paced && method !== 'GET') await advance(1000);
      return call(method, `https://api.trakt.tv${path}`, {
        headers: { 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2', authorization: `Bearer ${token}`, ...headers }, json,
      });
    },
  };
}

function simklClient({ call, control, advance }) {
  return {
    token: async (options) => (await control('POST', 'tokens', { service: 'simkl', ...options })).access_token,
    async send(token, method, path, json, { headers = {}, paced = true, query = '' } = {}) {
      if (paced) await advance(1000);
      const address = `https://api.simkl.com${path}?client_id=sandbox-simkl&app-name=playtally&app-version=1.0${query}`;
      return call(method, address, { headers: { authorization: `Bearer ${token}`, ...headers }, json });
    },
  };
}

export const LISTENBRAINZ_TOKEN = '00000000-0000-4000-8000-000000000001';

// Moves the clock into the next window now and then, unless the test is about the limit.
function listenbrainzClient({ call, advance }) {
  let calls = 0;
  return {
    async send(method, path, json, { headers = {}, body, paced = true } = {}) {
      calls += 1;
      if (paced && calls % 20 === 0) await advance(10_000);
      return call(method, `https://api.listenbrainz.org${path}`, {
        headers: { authorization: `Token ${LISTENBRAINZ_TOKEN}`, ...headers }, json, body,
      });
    },
  };
}

const LASTFM_KEY = 'sandbox-lastfm';
const LASTFM_SECRET = 'sandbox-lastfm-secret';

export function lastfmSigned(params, secret = LASTFM_SECRET) {
  const names = Object.keys(params).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const text = names.map((name) => name + params[name]).join('') + secret;
  return { ...params, api_sig: createHash('md5').update(text).digest('hex') };
}

function lastfmClient({ call, control }) {
  const root = 'https://ws.audioscrobbler.com/2.0/';
  return {
    key: async (user) => (await control('POST', 'tokens', { service: 'lastfm', user })).key,
    get: (params) => call('GET', `${root}?${new URLSearchParams({ api_key: LASTFM_KEY, format: 'json', ...params })}`),
    write: (method, sk, params) => call('POST', root, {
      form: { ...lastfmSigned({ api_key: LASTFM_KEY, method, sk, ...params }), format: 'json' },
    }),
  };
}
