// Hub and services for measuring: each in a workerd of its own, so that what the services
// use is not counted as the hub's; its storage in memory, so that the disk is not either.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { sandboxWorker } from '../sandbox/options.mjs';
import { workers } from '../support/miniflare.mjs';
import { person } from '../support/world.mjs';

const PATIENCE_MS = 30_000;
const MEMORY = '/dev/shm';
/** Milliseconds of what the kernel counts processor time in. */
const tick = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

export async function startStage() {
  const services = new Miniflare({
    workers: [sandboxWorker({ unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] })],
    cf: false,
  });
  await services.ready;
  const sandbox = (await services.unsafeGetDirectURL('sandbox')).origin;
  const others = children();

  const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'playtally-'));
  const [options] = await workers({
    entry: await readFile(new URL('../support/clock.js', import.meta.url), 'utf8'),
    bindings: { AUTHORIZE_BASE: sandbox },
    hub: { durableObjects: { CLOCK: { className: 'Clock', useSQLite: true } } },
  });
  const hub = new Miniflare({
    workers: [{
      ...options,
      outboundService: { external: { address: new URL(sandbox).host, http: {} } },
      // Else every call leaves through one more Worker, which only the local runtime has.
      stripCfConnectingIp: false,
    }],
    host: 'localhost',
    port: 0,
    cf: false,
    durableObjectsPersist: join(folder, 'objects'),
    kvPersist: join(folder, 'kv'),
  });
  const origin = (await hub.ready).origin;
  const [pid] = children().filter((child) => !others.includes(child));

  let moved = 0;
  const stage = {
    origin,
    sandbox,
    person: () => person(stage),

    /** The time, as hub and services see it. */
    now: () => Date.now() + moved,

    /** Asks or tells the sandbox something. */
    async control(path, body) {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(`${sandbox}/_sandbox/${path}`, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
      const text = await response.text();
      if (!response.ok) throw new Error(`sandbox ${path}: ${response.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },

    /** Moves the clocks of hub and services together. */
    async advance(ms) {
      moved += ms;
      await stage.control('clock', { advance_ms: ms });
      await (await fetch(`${origin}/_clock?advance=${ms}`, { signal: AbortSignal.timeout(PATIENCE_MS) })).arrayBuffer();
    },

    /** Milliseconds of processor time the hub's process has spent so far, and how many of them in the kernel. */
    async cpu() {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // The second field is a name in parentheses, and may hold anything.
      const [user, kernel] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map((ticks) => Number(ticks) * tick);
      return { all: user + kernel, kernel };
    },

    /** Megabytes of the hub's process that are in memory. */
    async memory() {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) / 1000;
    },

    async stop() {
      await hub.dispose();
      await services.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

/** Processes of workerd that this one started. */
function children() {
  return execFileSync('pgrep', ['-P', String(process.pid), 'workerd'], { encoding: 'utf8' }).trim().split('\n');
}
