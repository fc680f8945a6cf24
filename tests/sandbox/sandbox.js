// The one object that holds all services: it finds who answers, plays the faults and writes the log.

import { DurableObject } from 'cloudflare:workers';
import * as anilist from './anilist.js';
import * as anime from './anime.js';
import { Box, schema as boxSchema } from './box.js';
import * as catalogue from './catalogue.js';
import { control } from './control.js';
import * as device from './device.js';
import * as faults from './faults.js';
import * as feeds from './feeds.js';
import * as goodreads from './goodreads.js';
import * as lastfm from './lastfm.js';
import * as letterboxd from './letterboxd.js';
import { schema as limitsSchema } from './limits.js';
import * as listenbrainz from './listenbrainz.js';
import * as maloja from './maloja.js';
import * as myanimelist from './myanimelist.js';
import * as oauth from './oauth.js';
import { json, Refusal } from './reply.js';
import * as simkl from './simkl.js';
import * as tmdb from './tmdb.js';
import * as trakt from './trakt.js';

const SERVICES = { trakt, simkl, listenbrainz, maloja, lastfm, anilist, myanimelist, tmdb, letterboxd, goodreads };

const LOG = `
  CREATE TABLE IF NOT EXISTS requests(place INTEGER PRIMARY KEY, at INTEGER, service TEXT, method TEXT, host TEXT, path TEXT,
    status INTEGER, user TEXT, fault TEXT, origin TEXT);
`;
const SCHEMA = [
  LOG, boxSchema, catalogue.schema, faults.schema, limitsSchema, oauth.schema, device.schema, feeds.schema,
  ...Object.values(SERVICES).map(({ schema }) => schema),
].join('');

// Design: everything a call changes is committed in one transaction before its answer leaves, so a killed process
// either did all of it or nothing; and no code in here waits between reading and writing.
export class Sandbox extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.services = SERVICES;
    // Lets go of the calls that are held.
    this.held = [];
    this.box = new Box(state.storage);
    this.box.together(() => this.setUp());
  }

  setUp() {
    this.box.sql.exec(SCHEMA);
    if (this.box.setting('seeded', false)) return;
    for (const part of [catalogue, anime, oauth, listenbrainz, letterboxd, goodreads]) part.seed(this.box);
    this.box.set('seeded', true);
  }

  reset() {
    const tables = SCHEMA.matchAll(/CREATE TABLE IF NOT EXISTS (\w+)/g);
    const last = this.box.setting('last id');
    for (const [, name] of tables) this.box.run(`DROP TABLE ${name}`);
    this.setUp();
    // Whoever signs up now is somebody else, whatever the name.
    if (last !== undefined) this.box.set('last id', last);
    this.letGo();
  }

  letGo() {
    for (const release of this.held.splice(0)) release();
  }

  async fetch(request) {
    const call = await readCall(request);
    if (call.host === 'sandbox') return this.controlled(call);

    call.service = Object.keys(SERVICES).find((name) => SERVICES[name].hosts.includes(call.host));
    call.at = this.box.now();
    const fault = faults.take(this.box, call);
    this.box.inFlight.add(call);
    const [before, after] = fault?.kind === 'delay' ? faults.waits(fault) : [0, 0];
    try {
      if (fault?.kind === 'hold') await new Promise((release) => { this.held.push(release); });
      if (before) await sleep(before);
      const answer = this.commit(call, fault);
      if (after) await sleep(after);
      return answer;
    } finally {
      this.box.inFlight.delete(call);
    }
  }

  controlled(call) {
    this.catchUp();
    return this.box.together(() => refusable(() => control(this, call)));
  }

  commit(call, fault) {
    this.catchUp();
    return this.box.together(() => {
      const served = fault && !faults.servesFirst(fault) ? undefined : this.serve(call);
      if (fault?.kind === 'store-late') faults.defer(this.box, call, fault.ms);
      const answer = fault ? faults.play(fault, served) : served;
      this.log(call, faults.isSilent(answer) ? 0 : answer.status, fault?.kind);
      return answer;
    });
  }

  serve(call) {
    const service = SERVICES[call.service];
    if (!service) return json(404, { message: `The sandbox does not play ${call.host}` });
    return refusable(() => service.answer(this.box, call));
  }

  // What a service stores only after its answer was lost.
  catchUp() {
    for (let late = faults.nextDue(this.box); late; late = faults.nextDue(this.box)) {
      this.box.together(() => this.box.at(late.due, () => {
        faults.forget(this.box, late);
        this.log(late.call, this.serve(late.call).status, 'stored late');
      }));
    }
  }

  log(call, status, fault = null) {
    this.box.run('INSERT INTO requests(at, service, method, host, path, status, user, fault, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      this.box.now(), call.service ?? call.host, call.method, call.host, call.path, status, call.user ?? null, fault, call.headers.get('origin'));
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function refusable(work) {
  try {
    return work();
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.response;
    throw refusal;
  }
}

async function readCall(request) {
  const url = new URL(request.url);
  const bytes = new Uint8Array(await request.arrayBuffer());
  return {
    method: request.method,
    host: url.hostname,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    address: request.headers.get('cf-connecting-ip') ?? 'local',
    bytes,
    text: new TextDecoder().decode(bytes),
  };
}
