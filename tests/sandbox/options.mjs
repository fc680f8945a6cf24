// The sandbox as one worker of a Miniflare, for the hub's tests and the demo.

import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ENTRY = fileURLToPath(new URL('worker.js', import.meta.url));

// One module, because AniList's part runs a GraphQL library, which workerd does not look for by itself.
let built;
function script() {
  built ??= buildSync({
    entryPoints: [ENTRY], bundle: true, write: false, format: 'esm', target: 'es2022', logLevel: 'error',
    external: ['cloudflare:*', 'node:*'], loader: { '.graphql': 'text' },
  }).outputFiles[0].text;
  return built;
}

// `more` overrides any of it, such as `unsafeDirectSockets`, which opens the consent pages on a loopback port.
export function sandboxWorker(more = {}) {
  return {
    name: 'sandbox',
    modules: [{ type: 'ESModule', path: 'sandbox.js', contents: script() }],
    compatibilityDate: '2026-04-20',
    compatibilityFlags: ['nodejs_compat'],
    durableObjects: { SANDBOX: { className: 'Sandbox', useSQLite: true } },
    routes: ['sandbox/*'],
    ...more,
  };
}
