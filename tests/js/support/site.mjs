// A page of some site on loopback: the packed package, real media, nothing of a hub.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize, resolve } from 'node:path';

const TYPES = { js: 'text/javascript', wasm: 'application/wasm', webm: 'video/webm', html: 'text/html' };
const MEDIA = resolve(import.meta.dirname, '../../../www/media');
const PAGE = '<!doctype html><title>site</title><video></video><script type="module" src="/page.js"></script>';

/** `policy` is the page's Content-Security-Policy, where it has one. */
export async function startSite(packageFolder, pageScript, { policy, host = 'localhost' } = {}) {
  const files = async (path) => {
    const inside = prefix => normalize(path.slice(prefix.length));
    if (path === '/page.js') return pageScript;
    if (path.startsWith('/playtally/')) return readFile(join(packageFolder, 'dist', inside('/playtally/')));
    if (path.startsWith('/media/')) return readFile(join(MEDIA, inside('/media/')));
    return PAGE;
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const type = TYPES[pathname.split('.').pop()] ?? 'text/html';
    const headers = { 'content-type': type, ...(policy && { 'content-security-policy': policy }) };
    try {
      part(request, response, headers, Buffer.from(await files(pathname)));
    } catch (error) {
      response.writeHead(404).end(String(error));
    }
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    origin: `http://${host}:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

// Chromium seeks in a large file only where ranges are served.
function part(request, response, headers, bytes) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (from === undefined) {
    response.writeHead(200, { ...headers, 'accept-ranges': 'bytes' }).end(bytes);
    return;
  }
  const first = Number(from);
  const last = to ? Math.min(Number(to), bytes.length - 1) : bytes.length - 1;
  response.writeHead(206, { ...headers, 'content-range': `bytes ${first}-${last}/${bytes.length}` })
    .end(bytes.subarray(first, last + 1));
}
