// The sandbox as one worker of a Miniflare, for the hub's tests and the demo.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

// The entry comes first, as Miniflare wants it.
function modules() {
  const files = readdirSync(ROOT, { recursive: true }).filter((file) => file.endsWith('.js'));
  files.sort((a, b) => (b === 'worker.js') - (a === 'worker.js') || a.localeCompare(b));
  return files.map((file) => ({ type: 'ESModule', path: file, contents: readFileSync(join(ROOT, file), 'utf8') }));
}

// `more` overrides any of it, such as `unsafeDirectSockets`, which opens the consent pages on a loopback port.
export function sandboxWorker(more = {}) {
  return {
    name: 'sandbox',
    modules: modules(),
    compatibilityDate: '2026-04-20',
    compatibilityFlags: ['nodejs_compat'],
    durableObjects: { SANDBOX: { className: 'Sandbox', useSQLite: true } },
    routes: ['sandbox/*'],
    ...more,
  };
}
