// The door: gives every request its true service address, hands it to the one object and plays lost answers.

import { preflight, shown } from './cors.js';

export { Sandbox } from './sandbox.js';

// Names of this Worker itself. Under them the service's host is the first part of the path, so that a browser
// can open a consent page on a loopback port.
const OWN_NAMES = new Set(['sandbox', '127.0.0.1', 'localhost']);

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (OWN_NAMES.has(url.hostname)) {
      if (url.pathname === '/') return Response.redirect(new URL('/_sandbox/', url), 302);
      const [, first, rest] = /^\/([^/]+)(\/.*)?$/.exec(url.pathname);
      const host = first === '_sandbox' ? 'sandbox' : first;
      const path = host === 'sandbox' ? url.pathname : rest ?? '/';
      request = new Request(`https://${host}${path}${url.search}`, request);
      // It has an address of its own.
      if (!request.headers.has('cf-connecting-ip')) request.headers.set('cf-connecting-ip', url.hostname);
    }

    const { hostname } = new URL(request.url);
    const asked = preflight(hostname, request);
    if (asked) return asked;

    const box = env.SANDBOX.get(env.SANDBOX.idFromName('sandbox'));
    const answer = box.fetch(request);
    // A caller that hangs up does not stop a service from finishing its work.
    context.waitUntil(answer.then(() => {}, () => {}));

    const response = await answer;
    switch (response.headers.get('sandbox-fate')) {
      case 'lost': throw new Error('the connection was lost');
      case 'cut': return cutShort();
      default: return shown(hostname, request, response);
    }
  },
};

// An answer whose head arrives and whose body breaks off.
function cutShort() {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  writer.write(new TextEncoder().encode('{"')).then(() => writer.abort(new Error('the connection was closed')), () => {});
  return new Response(readable, { headers: { 'content-type': 'application/json', 'content-length': '4096' } });
}
