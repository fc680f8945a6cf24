// The demo: hub, services and page on loopback, from one script. Needs no account
// and no key; what it keeps lies in target/demo.
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { workers } from '../tests/support/miniflare.mjs';

const kept = fileURLToPath(new URL('../target/demo', import.meta.url));
const port = Number(process.argv[2] ?? 8787);
const sandboxPort = await freePort(port + 1);
if (await freePort(port) !== port) {
  console.error(`Port ${port} is taken. Type: cargo xtask demo --port ${await freePort(port + 2)}`);
  process.exit(1);
}

await mkdir(kept, { recursive: true });
const mf = new Miniflare({
  workers: await workers({
    bindings: { AUTHORIZE_BASE: `http://127.0.0.1:${sandboxPort}` },
    sandbox: { unsafeDirectSockets: [{ host: '127.0.0.1', port: sandboxPort }] },
  }),
  // `localhost` for the hub, 127.0.0.1 for the services: so they share no cookies.
  host: 'localhost',
  port,
  cf: false,
  durableObjectsPersist: join(kept, 'objects'),
  kvPersist: join(kept, 'kv'),
});
await mf.ready;

console.log(`
  playtally    http://localhost:${port}/
  what the services stored, and the ListenBrainz token to paste:
               http://127.0.0.1:${sandboxPort}/_sandbox/

  Ctrl-C ends it; what you did is kept in target/demo.
`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    mf.dispose().finally(() => process.exit(0));
  });
}

/** The first port from `wanted` on that nobody listens at. */
async function freePort(wanted) {
  for (let candidate = wanted; ; candidate += 1) {
    const free = await new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(candidate, 'localhost', () => server.close(() => resolve(true)));
    });
    if (free) return candidate;
  }
}
