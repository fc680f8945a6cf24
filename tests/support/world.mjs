// A hub and the services around it, running for real; what the tests of both use.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Miniflare } from 'miniflare';
import { workers } from './miniflare.mjs';
import { hold, holdLive } from './openapi.mjs';

/** Nothing a test waits for may take longer, on a slow machine either. */
const PATIENCE_MS = 60_000;

const FIRST_PORT = 20_000;
const MOST_PORTS = 10_000;
const OWN_PORTS = 8;
let ports = 0;

/** Starts hub and sandbox on loopback, with clocks that can be moved. */
export async function startWorld({ bindings = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'playtally-'));
  const entry = await readFile(new URL('./clock.js', import.meta.url), 'utf8');
  const log = [];
  // The same after a kill; and the hub is told where the consent pages are.
  const [hubPort, sandboxPort] = [await freePort(), await freePort()];

  async function start() {
    const mf = new Miniflare({
      workers: await workers({
        entry,
        bindings: { AUTHORIZE_BASE: `http://127.0.0.1:${sandboxPort}`, ...bindings },
        hub: { durableObjects: { CLOCK: { className: 'Clock', useSQLite: true } } },
        sandbox: { unsafeDirectSockets: [{ host: '127.0.0.1', port: sandboxPort }] },
      }),
      host: 'localhost',
      port: hubPort,
      cf: false,
      durableObjectsPersist: join(folder, 'objects'),
      kvPersist: join(folder, 'kv'),
      handleRuntimeStdio(stdout, stderr) {
        stdout.on('data', (chunk) => log.push(chunk.toString()));
        stderr.on('data', (chunk) => log.push(chunk.toString()));
      },
    });
    await mf.ready;
    return mf;
  }

  const world = {
    mf: await start(),
    origin: `http://localhost:${hubPort}`,
    sandbox: `http://127.0.0.1:${sandboxPort}`,

    /** By how much the clocks were moved, in milliseconds. */
    passed: 0,

    /** The time, as hub and services have it. */
    now: () => Date.now() + world.passed,

    /** The services are as on their first day; the time stays what it is. */
    async reset() {
      await control('reset', {});
      await control('clock', { offset_ms: world.passed });
    },

    /** What workerd printed so far. */
    log: () => log.join(''),

    /** Kills workerd as the kernel would, and starts it again on the same data. */
    async kill() {
      const children = execFileSync('pgrep', ['-P', String(process.pid), 'workerd'], { encoding: 'utf8' });
      for (const pid of children.trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
      await world.mf.dispose().catch(() => {});
      world.mf = await start();
    },

    /** Moves the clocks of hub and services together. */
    async advance(ms) {
      world.passed += ms;
      await control('clock', { advance_ms: ms });
      await (await reach(`${world.origin}/_clock?advance=${ms}`)).arrayBuffer();
    },

    /** Lets time stand still (see `clock.js`), or pass again; the hub's time. */
    async still(wanted) {
      const { now } = await (await reach(`${world.origin}/_clock?still=${wanted}`)).json();
      if (!wanted) world.passed = now - Date.now();
      return now;
    },

    /** Asks or changes the rows of all people by hand. */
    sql: async (body) => (await reach(`${world.origin}/_sql`, { method: 'POST', body })).json(),

    /** All rows of all objects of every kind, and when each is to wake. */
    rows: async () => (await reach(`${world.origin}/_rows`)).json(),

    /** How often the objects of all people were made, and alarms rang in this life of the runtime. */
    lives: async () => (await reach(`${world.origin}/_lives`)).json(),

    /** The hub forgets what a catalogue told; `expired` alone where that is asked for. */
    forget: (query = '') => person(world)
      .call('DELETE', `metadata/cache${query}`, undefined, { authorization: 'Bearer demo-owner' }),

    /** Asks or tells the sandbox something. */
    control,

    /** A new person with a browser of their own. */
    person: () => person(world),

    async stop() {
      await world.mf.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;

  async function control(path, body, method = body === undefined ? 'GET' : 'POST') {
    const response = await reach(`${world.sandbox}/_sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

/**
 * A port of loopback that nobody listens on. It is taken later, and again after a kill: so each process
 * has ports of its own, below those that systems give to whoever asks for any.
 */
async function freePort() {
  for (;;) {
    const port = FIRST_PORT + (process.pid * OWN_PORTS + ports) % MOST_PORTS;
    ports = (ports + 1) % OWN_PORTS;
    const server = createServer();
    const free = new Promise((resolve) => { server.once('listening', () => resolve(true)).once('error', () => resolve(false)); });
    server.listen(port, '127.0.0.1');
    if (!(await free)) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

const patience = () => ({ signal: AbortSignal.timeout(PATIENCE_MS) });

/** As `fetch`, by a connection of its own: one that is kept may be closed just as it is used again. */
export const reach = (url, { headers, ...init } = {}) => fetch(url, { ...patience(), ...init, headers: { ...headers, connection: 'close' } });

/** Somebody with a browser of their own at `world.origin`. */
export function person(world) {
  let cookie = '';
  // As the clock of the hub has it.
  let ends = Infinity;

  /** A call as the page makes it; the answer's JSON is in `data`. */
  async function call(method, path, body, headers = {}) {
    if (world.passed >= ends) cookie = '';
    const url = path.startsWith('http') ? path : `${world.origin}/api/v1/${path}`;
    const response = await reach(url, {
      method,
      redirect: 'manual',
      headers: { cookie, ...(method === 'GET' ? {} : { origin: world.origin }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
    }).catch((cause) => {
      throw new Error(`${method} ${url}: ${cause.cause ?? cause}; workerd said last: ${world.log?.().slice(-2_000)}`, { cause });
    });
    const [set] = response.headers.getSetCookie();
    if (set) {
      cookie = set.split(';')[0];
      ends = world.passed + Number(/Max-Age=(\d+)/.exec(set)?.[1] ?? Infinity) * 1000;
    }
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const data = type.includes('json') ? JSON.parse(text) : undefined;
    hold({ method, url, sent: body, status: response.status, type, data });
    return { status: response.status, headers: response.headers, text, data };
  }

  const me = {
    call,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),

    /** Signs in through the consent page, as a person clicking Allow would. */
    async connect(service, user) {
      await me.get('user/services');
      const { data } = await me.post(`user/services/${service}/connect`);
      const back = await me.allow(data.redirect, 'allow', user);
      return me.get(back);
    },

    /** Listens as the page does: all that came in `messages`, the newest of each kind in `last`. */
    async listen(headers = {}) {
      const asked = await world.mf.dispatchFetch(`${world.origin}/api/v1/live`, {
        headers: { upgrade: 'websocket', cookie, origin: world.origin, ...headers },
      });
      const { status, webSocket: socket } = asked;
      if (!socket) return { status, data: await asked.json() };
      const messages = [];
      const last = {};
      socket.addEventListener('message', ({ data }) => {
        const message = data === 'pong' ? { type: 'pong' } : JSON.parse(data);
        messages.push(message);
        if (message.type !== 'pong') holdLive(message);
        last[message.type] = message;
      });
      socket.accept();
      return { status, socket, messages, last };
    },

    /** Allows at the consent page, as `user` there, or where a code is typed; the address it sends the person back to. */
    async allow(address, choice = 'allow', user, code) {
      const page = await (await reach(address)).text();
      const form = new URLSearchParams();
      for (const [input] of page.matchAll(/<input[^>]*>/g)) {
        const attribute = (name) => new RegExp(`${name}="([^"]*)"`).exec(input)?.[1];
        if (attribute('name')) form.set(attribute('name'), unescape(attribute('value') ?? ''));
      }
      form.set('decision', choice);
      if (user) form.set('user', user);
      if (code) form.set('code', code);
      const action = unescape(/<form[^>]*action="([^"]*)"/.exec(page)?.[1] ?? '') || address;
      const response = await reach(new URL(action, address), { method: 'POST', body: form, redirect: 'manual' });
      return response.headers.get('location');
    },

    /** Pastes the demo person's ListenBrainz token. */
    async connectListenBrainz(token = '00000000-0000-4000-8000-000000000001') {
      await me.get('user/services');
      return me.post('user/services/listenbrainz/connect', { token });
    },

    async send(...facts) {
      return me.post('scrobble', { facts });
    },

    /** Entries of the outbox once none of them is on its way any more. */
    async settled({ live = false } = {}) {
      const end = performance.now() + PATIENCE_MS;
      const moving = ['waiting', 'sending', 'checking', ...(live ? ['live'] : [])];
      for (;;) {
        const { data } = await me.get('outbox');
        const open = data.entries.filter((entry) => moving.includes(entry.state));
        if (open.length === 0) return data.entries;
        if (performance.now() > end) throw new Error(`still open: ${JSON.stringify(open, null, 1)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
  return me;
}

/** Waits for something to become true; throws after `within` milliseconds. */
export async function until(condition, within = PATIENCE_MS) {
  const end = performance.now() + within;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const unescape = (text) => text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** The facts of a film, episode or track played from start to end, as the package emits them. */
export function play(media, { at = Date.now(), duration = 180, playId = randomUUID(), rule = videoRule } = {}) {
  const startedAt = at - duration * 1000;
  let seq = 0;
  const fact = (type, share, more = {}) => ({
    playId, seq: (seq += 1), startedAt, at: Math.round(startedAt + share * duration * 1000), media,
    position: share * duration, duration, rate: 1,
    credit: Math.round(share * duration * 1000), wall: Math.round(share * duration * 1000),
    rulesMet: share >= 0.8 ? [rule.id] : [], type, ...more,
  });
  return {
    playId,
    startedAt,
    watchedAt: Math.round(startedAt + 0.8 * duration * 1000),
    started: fact(media.kind === 'track' ? 'nowPlaying' : 'started', 0),
    paused: fact('paused', 0.4),
    watched: fact('watched', 0.8, {
      rule,
      watchedAt: media.kind === 'track' ? startedAt : Math.round(startedAt + 0.8 * duration * 1000),
    }),
    stopped: fact('stopped', 1),
  };
}

export const videoRule = { id: 'video:80:0.5', type: 'video', percent: 80, factor: 0.5 };
export const musicRule = { id: 'music:50:240', type: 'music', percent: 50, seconds: 240 };

export const film = { kind: 'movie', title: 'The Long Way Round the Lake', year: 2026, ids: { imdb: 'tt99000001', tmdb: 99000001 } };
export const episode = (number) => ({
  kind: 'episode', show: { title: 'Slow Boats', year: 2026, ids: { imdb: 'tt99000010', tmdb: 99000010, tvdb: 99000010 } }, season: 1, number, ids: {},
});
export const track = { kind: 'track', title: 'Harbour at Six', artist: 'The Demo Ensemble', album: 'Tidewater', ids: {} };
