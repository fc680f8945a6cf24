// Hub and services for measuring: each in a workerd of its own, so that what the services
// use is not counted as the hub's; its storage in memory, so that the disk is not either.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Miniflare, fetch as ask } from 'miniflare';
import { sandboxWorker } from '../sandbox/options.mjs';
import { workers } from '../support/miniflare.mjs';
import { person } from '../support/world.mjs';

const PATIENCE_MS = 30_000;
const MEMORY = '/dev/shm';
/** Milliseconds of what the kernel counts processor time in. */
const tick = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** `inspected`: its memory can be asked for, at some cost in time. */
export async function startStage({ inspected = false } = {}) {
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
    inspectorPort: inspected ? 0 : undefined,
    durableObjectsPersist: join(folder, 'objects'),
    kvPersist: join(folder, 'kv'),
  });
  const origin = (await hub.ready).origin;
  const [pid] = children().filter((child) => !others.includes(child));

  const inspector = inspected ? await inspectorOf(hub) : undefined;
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

    /** Bytes its JavaScript holds, without what the wasm has. */
    async heap() {
      const { usedSize, backingStorageSize, embedderHeapUsedSize } = await inspector.ask('Runtime.getHeapUsage');
      return usedSize + backingStorageSize + embedderHeapUsedSize;
    },

    /** Bytes its wasm ever needed at once: they are never given back. */
    async wasm() {
      const { result: { objectId: prototypeObjectId } } = await inspector.ask('Runtime.evaluate', {
        expression: 'WebAssembly.Memory.prototype', contextId: await inspector.context,
      });
      const { objects: { objectId } } = await inspector.ask('Runtime.queryObjects', { prototypeObjectId });
      const { result: { value } } = await inspector.ask('Runtime.callFunctionOn', {
        objectId, returnByValue: true,
        functionDeclaration: 'function () { return this.reduce((sum, { buffer }) => sum + buffer.byteLength, 0); }',
      });
      return value;
    },

    /** Bytes its objects keep. */
    async stored() {
      const kept = await readdir(join(folder, 'objects'), { recursive: true, withFileTypes: true });
      const files = kept.filter((file) => file.isFile()).map((file) => stat(join(file.parentPath ?? file.path, file.name)));
      return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
    },

    async stop() {
      inspector?.close();
      await hub.dispose();
      await services.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

/** A connection to the inspector of the hub's Worker. */
async function inspectorOf(hub) {
  const { host } = await hub.getInspectorURL();
  const targets = await (await fetch(`http://${host}/json`)).json();
  const { id } = targets.find((target) => target.id === 'core:user:hub');
  const { webSocket: socket } = await ask(`http://${host}/${id}`, { headers: { upgrade: 'websocket' } });
  const waiting = new Map();
  let [calls, created] = [0];
  const inspector = {
    context: new Promise((resolve) => { created = resolve; }),
    ask(method, params) {
      calls += 1;
      const answer = new Promise((resolve) => waiting.set(calls, resolve));
      socket.send(JSON.stringify({ id: calls, method, params }));
      return answer;
    },
    close: () => socket.close(),
  };
  socket.accept();
  socket.addEventListener('message', ({ data }) => {
    const { id: call, result, method, params } = JSON.parse(data);
    if (method === 'Runtime.executionContextCreated') created(params.context.id);
    waiting.get(call)?.(result);
    waiting.delete(call);
  });
  await inspector.ask('Runtime.enable');
  return inspector;
}

/** Processes of workerd that this one started. */
function children() {
  return execFileSync('pgrep', ['-P', String(process.pid), 'workerd'], { encoding: 'utf8' }).trim().split('\n');
}
