// The hub with a clock that a test can move and rows that it can spoil; only tests put this
// module in front of it.
//
// The offset lives in an object of its own. Alarms are set at target − offset, and
// moving the clock sets those of all objects anew.
//
// Where a test wants it, time stands still: it passes only by leaps to what an account waits for a
// moment, and on the ways of requests to services, always as long. So what is told at the pace of
// a quota is told at once, and how long it took does not depend on the machine.
import { DurableObject } from 'cloudflare:workers';
import hub, * as objects from './shim.js';

const RealDate = Date;
let offset = 0;
let read = false;
let alarms = 0;
/** The moment at which time stands still. */
let still;

/** A request's way to a service, and its answer's way back. */
const WAY_MS = 40;
/** Waits no longer than this are leapt over. */
const MOMENT_MS = 3000;

const ahead = () => (still === undefined ? offset : still - RealDate.now());

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + ahead());
    else super(...args);
  }

  static now() {
    return RealDate.now() + ahead();
  }
};

const realFetch = globalThis.fetch;
const tellSandbox = (clock) => realFetch('https://sandbox/_sandbox/clock', { method: 'POST', body: JSON.stringify(clock) });

globalThis.fetch = async (...args) => {
  if (still === undefined) return realFetch(...args);
  still += WAY_MS;
  await tellSandbox({ still_ms: still });
  const response = await realFetch(...args);
  still += WAY_MS;
  return response;
};

/** Time stands still or passes again; the hub's time. */
async function stand(wanted) {
  if (wanted) {
    still = Date.now();
  } else {
    offset = ahead();
    still = undefined;
    await tellSandbox({ still_ms: null, offset_ms: offset });
  }
  return Date.now();
}

const clockOf = (env) => env.CLOCK.get(env.CLOCK.idFromName('clock'));

/** Reads the offset once a life of the runtime. */
async function ready(env) {
  if (read) return;
  ({ offset } = await (await clockOf(env).fetch('http://clock/')).json());
  read = true;
}

/** Keeps the offset, the objects that must be told of a move, and how often each was made. */
export class Clock extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.sql.exec('CREATE TABLE IF NOT EXISTS clock (offset INTEGER)');
    this.sql.exec('CREATE TABLE IF NOT EXISTS objects (kind TEXT, id TEXT, lives INTEGER DEFAULT 1, PRIMARY KEY (kind, id))');
  }

  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/join') {
      this.sql.exec('INSERT INTO objects (kind, id) VALUES (?, ?) ON CONFLICT DO UPDATE SET lives = lives + 1', searchParams.get('kind'), searchParams.get('id'));
    }
    if (pathname === '/set') {
      this.sql.exec('DELETE FROM clock');
      this.sql.exec('INSERT INTO clock VALUES (?)', Number(searchParams.get('offset')));
    }
    const [row] = this.sql.exec('SELECT offset FROM clock').toArray();
    return Response.json({ offset: row?.offset ?? 0, objects: this.sql.exec('SELECT * FROM objects').toArray() });
  }
}

function moved(kind, name) {
  return class extends objects[name] {
    #joined;

    constructor(ctx, env) {
      const setAlarm = ctx.storage.setAlarm.bind(ctx.storage);
      Object.defineProperty(ctx.storage, 'setAlarm', {
        value: (at, options) => {
          const wait = Number(at) - Date.now();
          if (still !== undefined && kind === 'ACCOUNT' && wait > 0 && wait <= MOMENT_MS) still = Number(at);
          return setAlarm(Number(at) - ahead(), options);
        },
      });
      super(ctx, env);
    }

    async fetch(request) {
      await ready(this.env);
      const url = new URL(request.url);
      if (url.pathname === '/moved') {
        const at = await this.ctx.storage.getAlarm();
        const by = Number(url.searchParams.get('by'));
        if (at !== null) await this.ctx.storage.setAlarm(Math.max(at + ahead() - by, Date.now()));
        return new Response(null, { status: 204 });
      }
      if (url.pathname === '/sql') {
        return Response.json(this.ctx.storage.sql.exec(await request.text()).toArray());
      }
      if (url.pathname === '/rows') {
        const { sql } = this.ctx.storage;
        const tables = sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'").toArray();
        const rows = Object.fromEntries(tables.map(({ name }) => [name, sql.exec(`SELECT * FROM ${name}`).toArray()]));
        return Response.json({ rows, alarm: await this.ctx.storage.getAlarm() });
      }
      this.#joined ??= clockOf(this.env).fetch(`http://clock/join?kind=${kind}&id=${this.ctx.id}`);
      await this.#joined;
      return super.fetch(request);
    }

    async alarm() {
      alarms += 1;
      await ready(this.env);
      return super.alarm();
    }
  };
}

export const Account = moved('ACCOUNT', 'Account');
export const Quota = moved('QUOTA', 'Quota');
export const Directory = moved('DIRECTORY', 'Directory');
export const Door = moved('DOOR', 'Door');
export const Catalogue = moved('CATALOGUE', 'Catalogue');

export default {
  async fetch(request, env, ctx) {
    await ready(env);
    const url = new URL(request.url);
    if (url.pathname === '/_lives') {
      const { objects } = await (await clockOf(env).fetch('http://clock/')).json();
      return Response.json({ lives: objects.filter(({ kind }) => kind === 'ACCOUNT').reduce((sum, { lives }) => sum + lives, 0), alarms });
    }
    if (url.pathname === '/_sql') {
      const [{ objects }, body] = await Promise.all([clockOf(env).fetch('http://clock/').then((told) => told.json()), request.text()]);
      const rows = [];
      for (const { id } of objects.filter(({ kind }) => kind === 'ACCOUNT')) {
        const object = env.ACCOUNT.get(env.ACCOUNT.idFromString(id));
        rows.push(...await (await object.fetch('http://object/sql', { method: 'POST', body })).json());
      }
      return Response.json(rows);
    }
    if (url.pathname === '/_rows') {
      const { objects } = await (await clockOf(env).fetch('http://clock/')).json();
      return Response.json(await Promise.all(objects.map(async ({ kind, id }) => {
        const object = env[kind].get(env[kind].idFromString(id));
        return { kind, id, ...await (await object.fetch('http://object/rows')).json() };
      })));
    }
    if (url.pathname !== '/_clock') return hub.fetch(request, env, ctx);
    const by = Number(url.searchParams.get('advance'));
    if (still === undefined) offset += by;
    else still += by;
    if (url.searchParams.has('still')) await stand(url.searchParams.get('still') === 'true');
    const told = await clockOf(env).fetch(`http://clock/set?offset=${offset}`);
    for (const { kind, id } of (await told.json()).objects) {
      const object = env[kind].get(env[kind].idFromString(id));
      await (await object.fetch(`http://object/moved?by=${by}`)).arrayBuffer();
    }
    return Response.json({ now: Date.now() });
  },
};
