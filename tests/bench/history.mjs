// A person's plays as two services tell them put together, in the wasm and twice in JavaScript: with maps of objects,
// and by hand as fast as it can be; and a large answer read, beside JSON.parse. Columns and objects lie ready in all;
// what it takes to fill the columns is told apart.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { row } from './numbers.mjs';
import { merge as mergeObjects } from './object-history.mjs';
import { merge, packed } from './plain-history.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEARS = 10 * 365 * DAY;
const START = Date.UTC(2015, 0, 1);
// Small ones until JavaScript is as fast as it becomes.
const ROUNDS = 7;
const OBJECT_ROUNDS = 20;
const SMALL = { plays: 100_000, rounds: 60 };
// Rows that go over the border at once.
const PIECE = 50_000;
// Where the person is: summer begins on the last Sunday of March, and ends on that of October, at one.
const ZONE = { first: HOUR, transitions: Array.from({ length: 40 }, (_, half) => {
  const [year, summer] = [2010 + (half >> 1), half % 2 === 0];
  const last = new Date(Date.UTC(year, summer ? 2 : 9, 31, 1));
  return [last - last.getUTCDay() * DAY, summer ? 2 * HOUR : HOUR];
}) };
const BUDGETS = { 20_000: 3, 1_000_000: 200 };

export async function history() {
  const { History } = await import('../../target/package/dist/history/node.js');
  const rows = [];
  for (const plays of [2_000, 20_000, 1_000_000]) rows.push(...merged(History, plays));
  rows.push(...natively(), ...answer(History), ...twice(History));
  return rows;
}

function merged(History, plays) {
  const budget = BUDGETS[plays];
  const name = `merge of ${plays.toLocaleString('en')} plays`;
  const sides = ['trakt', 'simkl'].map((service) => {
    const rows = rowsOf(service, plays / 2);
    const plain = packed(rows);
    const history = new History({ timeZone: 'UTC' });
    for (let from = 0; from < rows.length; from += PIECE) history.add(rows.slice(from, from + PIECE), `service:${service}`);
    const bytes = history.bytes();
    history.free();
    return { rows, plain, bytes };
  });
  const [one, other] = sides.map(({ plain }) => plain);
  const zone = inSeconds(ZONE);
  const rounds = plays < SMALL.plays ? SMALL.rounds : ROUNDS;
  const peer = least(() => ({ work: () => merge(one, other, zone) }), rounds);
  const [some, more] = sides.map(({ rows }) => rows);
  const objects = least(() => ({ work: () => mergeObjects(some, more, ZONE).length }), Math.min(rounds, OBJECT_ROUNDS));
  const load = () => sides.map(({ bytes }) => History.from(bytes, { zone: ZONE }));
  const ours = least(() => {
    const [mine, theirs] = load();
    return { work: () => mine.merge(theirs).length, done: () => [mine, theirs].forEach((it) => it.free()) };
  }, rounds);
  const packing = least(() => {
    const made = [];
    return {
      work: () => made.push(...load()),
      done: () => made.forEach((it) => it.free()),
    };
  });
  const [mine, theirs] = load();
  if (told(mine.merge(theirs)) !== toldByHand(sides, peer.result)) throw new Error('wasm and hand do not agree');
  [mine, theirs].forEach((it) => it.free());
  if (objects.result !== peer.result.length) throw new Error(`${objects.result} plays of objects, ${peer.result.length} by hand`);
  return [
    row(`${name}, wasm, beside maps of objects`, ours.ms, 'ms', { peer: objects.ms, budget }),
    row(`${name}, wasm, beside typed arrays`, ours.ms, 'ms', { peer: peer.ms, budget }),
    row(`${name}, maps of objects, a second`, plays / objects.ms / 1000, 'million'),
    row(`${name}, typed arrays, a second`, plays / peer.ms / 1000, 'million'),
    row(`${name}, packing from bytes`, packing.ms, 'ms'),
  ];
}

/** Every play as a line: of what, with all ids that are known of it, when, and some with the records that mean it. */
function told(history) {
  const names = Array.from({ length: history.works }, (_, work) => {
    const { ids, show, season = 0, number = 0 } = history.item(work);
    const { imdb, tmdb = 0, trakt = 0, simkl = 0 } = show?.ids ?? ids;
    return [show ? 'episode' : 'film', Number(imdb.slice(2)), tmdb, trakt, simkl, season, number].join(' ');
  });
  const { moments, items } = history.columns();
  const records = (place) => history.play(place).records.map(({ origin, id }) => `${origin} ${id}`);
  return lines(moments, (place) => names[items[place]], records);
}

function toldByHand([one, other], { works, items, seconds, ends, records }) {
  const names = [];
  for (const [which, { plain }] of [one, other].entries()) {
    plain.kinds.forEach((kind, item) => {
      const isPart = plain.shows[item] >= 0;
      const ids = works.ids.map((of) => of[works.of[which][isPart ? plain.shows[item] : item]]);
      names[works.of[which][item]] = [isPart ? 'episode' : 'film', ...ids, plain.seasons[item], plain.numbers[item]].join(' ');
    });
  }
  const border = one.rows.length;
  const name = (row) => row < border ? `service:trakt ${one.rows[row].id}` : `service:simkl ${other.rows[row - border].id}`;
  const of = (place) => Array.from(records.subarray(place === 0 ? 0 : ends[place - 1], ends[place]), name);
  return lines(seconds.map((second) => second * 1000), (place) => names[items[place]], of);
}

/** In an order that both have. Records cross the border one play at a time: of some 10,000 plays. */
function lines(moments, name, records) {
  const every = Math.ceil(moments.length / 10_000);
  return Array.from(moments, (at, place) => {
    const some = at / 1000 % every === 0 ? records(place).sort().join(', ') : '';
    return `${name(place)} at ${at} ${some}`;
  }).sort().join('\n');
}

/** A zone in seconds. */
function inSeconds({ first, transitions }) {
  return {
    first: first / 1000,
    from: Float64Array.from(transitions, ([at]) => at / 1000),
    ahead: Float64Array.from(transitions, ([, ahead]) => ahead / 1000),
  };
}

/** The plays of somebody who watches films and series, as a service tells them: its own ids, its own clock. */
function rowsOf(service, plays) {
  const random = seeded(service === 'trakt' ? 1 : 2);
  const works = Math.floor(plays / 8);
  return Array.from({ length: plays }, (_, play) => {
    // Each work comes again after a bit more than a year.
    const pick = play * 7919 % works;
    const when = START + Math.floor(play / plays * YEARS / 1000) * 1000;
    // One in ten is known to one of them alone.
    const alone = random() < 0.1 ? DAY * (service === 'trakt' ? 100 : 200) : 0;
    // One in ten was told hours later, on that day or on the next.
    const late = random() < 0.1 ? Math.floor(random() * 12) * HOUR : 0;
    const at = when + alone + late + Math.floor(random() * 300) * 1000;
    return { listing: 'history', id: String(play + 1), at, work: work(service, pick) };
  });
}

function work(service, pick) {
  const ids = (of) => service === 'trakt'
    ? { trakt: of, imdb: `tt${9_000_000 + of}` } : { simkl: of + 5_000_000, imdb: `tt${9_000_000 + of}`, tmdb: of };
  if (pick % 3 === 0) return { kind: 'movie', title: `Film ${pick}`, year: 1950 + pick % 70, ids: ids(pick + 1) };
  const show = Math.floor(pick / 60);
  return {
    kind: 'episode', season: 1 + Math.floor((pick % 60) / 20), number: 1 + pick % 20, ids: {},
    show: { title: `Show ${show}`, year: 1960 + show % 60, ids: ids(2_000_000 + show) },
  };
}

/** The same natively: a line of JSON for each size. */
function natively() {
  const told = execFileSync('cargo', ['bench', '--quiet', '--locked', '--package', 'playtally', '--bench', 'merge'], { cwd: ROOT, encoding: 'utf8' });
  return told.split('\n').filter((line) => line.startsWith('{')).map((line) => {
    const { plays, ms } = JSON.parse(line);
    return row(`merge of ${plays.toLocaleString('en')} plays, natively`, ms, 'ms', { budget: BUDGETS[plays] });
  });
}

function answer(History) {
  const film = (at) => JSON.stringify({
    id: at + 1, watched_at: new Date(START + at * HOUR).toISOString(), action: 'watch', type: 'movie',
    movie: { title: `Film ${at % 5000}`, year: 1950 + at % 70, ids: {
      trakt: at % 5000 + 1, slug: `film-${at % 5000}`, imdb: `tt${9_000_000 + at % 5000}`, tmdb: at % 5000 + 1 } },
  });
  const rows = [];
  for (let [at, bytes] = [0, 0]; bytes < 40_000_000; at += 1) bytes += rows[rows.push(film(at)) - 1].length + 1;
  const bytes = new TextEncoder().encode(`[${rows.join(',')}]`);
  const peer = least(() => ({ work: () => JSON.parse(new TextDecoder().decode(bytes)).length }));
  const ours = least(() => {
    const it = new History({ timeZone: 'UTC' });
    return { work: () => it.read('trakt', 'history', bytes).news, done: () => it.free() };
  });
  if (ours.result !== peer.result) throw new Error(`${ours.result} rows in wasm, ${peer.result} by JSON.parse`);
  const name = `a Trakt history of ${(bytes.length / 1e6).toFixed(0)} MB, read into columns`;
  return [row(name, ours.ms, 'ms', { peer: peer.ms })];
}

/** What a second sync has to change, where nothing happened. */
function twice(History) {
  const plays = 10_000;
  const rows = rowsOf('trakt', plays);
  const [ours, theirs] = [new History({ timeZone: 'UTC' }), new History({ timeZone: 'UTC' })];
  theirs.add(rows, 'service:trakt');
  ours.accept(ours.plan('trakt', { theirs, now: START }));
  const before = theirs.bytes();
  const { ms, result } = least(() => ({
    work() {
      const { push, pull, stopped } = ours.plan('trakt', { theirs, before, now: START });
      if (stopped) throw new Error(`stopped: ${stopped.why}`);
      return push.length + pull.length;
    },
  }));
  [ours, theirs].forEach((it) => it.free());
  return [
    row('second sync of 10,000 plays, changes', result, '', { budget: 0 }),
    row('second sync of 10,000 plays, planned', ms, 'ms'),
  ];
}

/** The round that was disturbed least, in milliseconds, and what it gave. */
function least(make, rounds = ROUNDS) {
  let [ms, result] = [Infinity];
  for (let round = 0; round < rounds; round += 1) {
    const { work, done } = make();
    const from = performance.now();
    result = work();
    ms = Math.min(ms, performance.now() - from);
    done?.();
  }
  return { ms, result };
}

// The same numbers in every run.
function seeded(seed) {
  let state = seed;
  return () => (state = Math.imul(state, 1_664_525) + 1_013_904_223 >>> 0) / 2 ** 32;
}
