// What a scrobble costs the hub in processor time, and what the hub adds to a call.
//
// A scrobble is one request with a finished film and a finished track, of a person with
// three services connected: it becomes three calls, to Trakt, Simkl and ListenBrainz.
// Subtracted are as many requests of the same size to an address that no route has, made
// in the same rounds: what the runtime, the Worker's door and the moving of the clock use.
import { setTimeout as sleep } from 'node:timers/promises';
import { film, musicRule, play, track } from '../support/world.mjs';
import { startStage } from './hub-stage.mjs';
import { median, row } from './numbers.mjs';

const SCROBBLES = 1000;
// ListenBrainz takes 30 calls in 10 s from one address.
const PEOPLE = 25;
const ROUNDS = SCROBBLES / PEOPLE;
/** What is made or compiled once a life of the runtime is no part of a scrobble. */
const WARM_UP = 4;
/** Beyond every quota, and beyond the moment at which the hub looks again at what it sent. */
const BETWEEN_MS = 80_000;
/** For what follows an answer (rows, the next alarm), and what follows the clock. */
const SETTLES_MS = 100;
/** A call that was answered well is stored by then. */
const ARRIVES_MS = 3000;
const CALLS = 200;

export async function hub() {
  const stage = await startStage();
  try {
    const people = await connected(stage);
    const items = await catalogue(stage, WARM_UP + ROUNDS);
    const scrobble = async (item) => {
      const answers = await Promise.all(people.map(({ me }) => me.send(...facts(stage, item))));
      if (answers.some(({ data }) => data?.accepted !== 4)) throw new Error('a scrobble was not accepted');
      await arrived(stage, PEOPLE * (item.number + 1));
    };
    const nothing = async (item) => {
      const answers = await Promise.all(people.map(({ me }) => me.post('nothing', { facts: facts(stage, item) })));
      if (answers.some(({ status }) => status !== 404)) throw new Error('there is such a route');
    };
    // In turns, so that whatever else the machine does disturbs both alike.
    const spent = { empty: [], full: [] };
    for (const item of items) {
      spent.empty.push(await round(stage, item, nothing));
      spent.full.push(await round(stage, item, scrobble));
    }
    const [empty, full] = [spent.empty, spent.full].map((rounds) => sum(rounds.slice(WARM_UP)));
    const memory = await stage.memory();
    return [
      row('hub, CPU of a scrobble to three services', (full.all - empty.all) / SCROBBLES, 'ms', { budget: 5 }),
      row('hub, of that in the kernel', (full.kernel - empty.kernel) / SCROBBLES, 'ms'),
      row('hub, memory after 1,000 scrobbles', memory, 'MB'),
      await added(stage, people),
    ];
  } finally {
    await stage.stop();
  }
}

/** People with three services connected, each with accounts of their own. */
async function connected(stage) {
  const people = [];
  for (let number = 0; number < PEOPLE; number += 1) {
    const user = `person-${number}`;
    const me = stage.person();
    await me.connect('trakt', user);
    await me.connect('simkl', user);
    const { token } = await stage.control('tokens', { service: 'listenbrainz', user });
    await me.connectListenBrainz(token);
    const { data } = await me.get('user/services');
    if (data.services.some(({ state }) => state !== 'connected')) throw new Error('a service is not connected');
    const { access_token: bearer } = await stage.control('tokens', { service: 'trakt', user });
    people.push({ me, bearer });
  }
  await stage.advance(BETWEEN_MS);
  return people;
}

/** A film and a track for each round; Simkl keeps a film once a person. */
async function catalogue(stage, rounds) {
  const items = Array.from({ length: rounds }, (_, number) => {
    const ids = { imdb: `tt9910${String(number).padStart(4, '0')}`, tmdb: 99_100_000 + number };
    return {
      number,
      film: { ...film, title: `Film ${number}`, ids },
      track: { ...track, title: `Track ${number}` },
    };
  });
  await stage.control('catalogue', items.map(({ number, film: { title, year, ids } }) => ({
    type: 'movie', title, year, runtime: 3, ids: { ...ids, trakt: 991_000 + number, slug: `film-${number}`, simkl: 9_910_000 + number },
  })));
  return items;
}

/** Both seen and heard to the end just now. */
function facts(stage, item) {
  const seen = play(item.film, { at: stage.now() });
  const heard = play(item.track, { at: stage.now(), rule: musicRule });
  return [seen.watched, seen.stopped, heard.watched, heard.stopped];
}

/** Milliseconds of processor time the hub needed for a round with this item. */
async function round(stage, item, work) {
  const before = await stage.cpu();
  await work(item);
  await sleep(SETTLES_MS);
  await stage.advance(BETWEEN_MS);
  await sleep(SETTLES_MS);
  const after = await stage.cpu();
  return { all: after.all - before.all, kernel: after.kernel - before.kernel };
}

function sum(rounds) {
  return rounds.reduce((total, { all, kernel }) => ({ all: total.all + all, kernel: total.kernel + kernel }));
}

/** Waits until every service holds so many plays. */
async function arrived(stage, plays) {
  const stored = async () => {
    const { trakt, simkl, listenbrainz } = await stage.control('state');
    return [trakt.history, simkl.history, listenbrainz.listens].every((list) => list.length === plays);
  };
  for (let tries = 0; tries < 5; tries += 1) {
    const end = performance.now() + ARRIVES_MS;
    while (performance.now() < end) {
      if (await stored()) return;
      await sleep(50);
    }
    // A call can be lost on a connection that was just closed; its time comes again later.
    await stage.advance(BETWEEN_MS);
  }
  throw new Error('the services hold other plays than were sent');
}

/** Asking Trakt who somebody is, through the hub and at the service itself, in turns. */
async function added(stage, people) {
  const through = [];
  const direct = [];
  for (let call = 0; call < CALLS; call += 1) {
    const { me, bearer } = people[call % PEOPLE];
    // The hub remembers the answer for a while.
    if (call % PEOPLE === 0) await stage.advance(BETWEEN_MS);
    through.push(await timed(() => me.get('user/services/trakt/profile')));
    direct.push(await timed(() => settings(stage, bearer)));
  }
  const [value, peer] = [median(through), median(direct)];
  return row('hub, added to a call, median', value - peer, 'ms', { peer, budget: 10 });
}

async function timed(call) {
  const from = performance.now();
  const { status } = await call();
  const time = performance.now() - from;
  if (status !== 200) throw new Error(`the call was answered ${status}`);
  return time;
}

async function settings(stage, bearer) {
  const response = await fetch(`${stage.sandbox}/api.trakt.tv/users/settings`, {
    headers: { authorization: `Bearer ${bearer}`, 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2', 'user-agent': 'playtally-bench/1.0' },
  });
  return { status: response.status, body: await response.text() };
}
