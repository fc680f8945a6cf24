// The same merge by hand, as one would write it in JavaScript that is meant to be fast: typed arrays, no objects,
// works joined by their ids through numbers, plays sorted by counting. It knows films and episodes with numeric ids,
// and moments alone; no titles, no days without a moment, no questions, no ids that contradict each other.

const DAY = 86_400;
// No day is longer, whatever the clocks do.
const LONGEST_DAY = 3 * DAY;
// What is shorter than most films and episodes: two moments nearer than that are one play across midnight.
const RUNTIME = [90 * 60, 20 * 60];
const EPISODE = 1;
const NONE = 2 ** 32 - 1;

/**
 * @typedef {{
 *   kinds: Uint8Array, ids: Uint32Array[], shows: Int32Array, seasons: Uint32Array, numbers: Uint32Array,
 *   items: Uint32Array, seconds: Float64Array,
 * }} Columns works (0 film, 1 episode, 2 show; ids by catalogue, 0 for none), and plays; a show stands before its parts
 */

/**
 * The plays that two sets of columns mean: of which work, when first, and where their records end among `records`,
 * numbered on from one side to the other. And the works, each with all its ids.
 *
 * @param zone what the clock is ahead in seconds: at first, and from which second on
 */
export function merge(one, other, { first, from, ahead }) {
  const sides = [one, other];
  const works = joined(sides);
  const total = one.items.length + other.items.length;

  // By work: counted, then placed.
  const starts = new Uint32Array(works.count + 1);
  for (const [which, { items }] of sides.entries()) {
    const of = works.of[which];
    for (let at = 0; at < items.length; at += 1) starts[of[items[at]] + 1] += 1;
  }
  for (let at = 0; at < works.count; at += 1) starts[at + 1] += starts[at];
  const seconds = new Float64Array(total);
  const records = new Uint32Array(total);
  const next = starts.slice(0, works.count);
  for (const [which, { items, seconds: told }] of sides.entries()) {
    const of = works.of[which];
    const base = which * one.items.length;
    for (let at = 0; at < items.length; at += 1) {
      const place = next[of[items[at]]]++;
      seconds[place] = told[at];
      records[place] = base + at;
    }
  }

  const day = (second) => {
    let [low, high] = [0, from.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (from[middle] <= second) low = middle + 1;
      else high = middle;
    }
    return Math.floor((second + (low === 0 ? first : ahead[low - 1])) / DAY);
  };
  const border = one.items.length;
  const playWork = new Uint32Array(total);
  const playAt = new Float64Array(total);
  const ends = new Uint32Array(total);
  let plays = 0;
  for (let work = 0; work < works.count; work += 1) {
    const [start, end] = [starts[work], starts[work + 1]];
    sort(seconds, records, start, end);
    const runtime = RUNTIME[works.kinds[work]];
    for (let at = start; at < end; at += 1) {
      playWork[plays] = work;
      playAt[plays] = seconds[at];
      // The next one is the same play where the other side tells it, of the same day or so near.
      if (at + 1 < end && records[at] < border !== records[at + 1] < border) {
        const apart = seconds[at + 1] - seconds[at];
        if (apart < runtime || apart < LONGEST_DAY && day(seconds[at]) === day(seconds[at + 1])) at += 1;
      }
      ends[plays] = at + 1;
      plays += 1;
    }
  }
  return {
    works, records, length: plays,
    items: playWork.subarray(0, plays), seconds: playAt.subarray(0, plays), ends: ends.subarray(0, plays),
  };
}

/** Works by number: what shares an id is one, and an episode is one by its place in its show. */
function joined(sides) {
  const bases = [0, sides[0].kinds.length];
  const parent = new Uint32Array(bases[1] + sides[1].kinds.length).map((_, at) => at);
  const root = (at) => {
    while (parent[at] !== at) at = parent[at] = parent[parent[at]];
    return at;
  };
  const join = (known, key, node) => {
    const other = known.get(key);
    if (other === undefined) known.set(key, node);
    else parent[root(node)] = root(other);
  };
  // Small numbers for keys: a map for each catalogue and kind of work.
  const known = sides[0].ids.map(() => [new Map(), new Map(), new Map()]);
  for (const [which, { kinds, ids }] of sides.entries()) {
    for (let item = 0; item < kinds.length; item += 1) {
      for (let catalogue = 0; catalogue < ids.length; catalogue += 1) {
        const id = ids[catalogue][item];
        if (id !== 0) join(known[catalogue][kinds[item]], id, bases[which] + item);
      }
    }
  }
  // The shows are settled now.
  const places = new Map();
  for (const [which, { kinds, shows, seasons, numbers }] of sides.entries()) {
    for (let item = 0; item < kinds.length; item += 1) {
      if (kinds[item] !== EPISODE) continue;
      const show = root(bases[which] + shows[item]);
      join(places, (show * 1024 + seasons[item]) * 4096 + numbers[item], bases[which] + item);
    }
  }

  const number = new Uint32Array(parent.length).fill(NONE);
  const kinds = new Uint8Array(parent.length);
  const ids = sides[0].ids.map(() => new Uint32Array(parent.length));
  const of = sides.map((side) => new Uint32Array(side.kinds.length));
  let count = 0;
  for (const [which, side] of sides.entries()) {
    for (let item = 0; item < side.kinds.length; item += 1) {
      const node = root(bases[which] + item);
      if (number[node] === NONE) number[node] = count++;
      const work = of[which][item] = number[node];
      kinds[work] = side.kinds[item];
      for (let catalogue = 0; catalogue < ids.length; catalogue += 1) ids[catalogue][work] ||= side.ids[catalogue][item];
    }
  }
  return { of, count, kinds, ids };
}

// A work has few plays; they come nearly sorted.
function sort(seconds, records, from, to) {
  for (let at = from + 1; at < to; at += 1) {
    const [second, record] = [seconds[at], records[at]];
    let before = at - 1;
    while (before >= from && seconds[before] > second) {
      seconds[before + 1] = seconds[before];
      records[before + 1] = records[before];
      before -= 1;
    }
    seconds[before + 1] = second;
    records[before + 1] = record;
  }
}

/** Columns of a history as it is told in rows of objects. */
export function packed(rows) {
  const items = new Map();
  const columns = { kinds: [], ids: [[], [], [], []], shows: [], seasons: [], numbers: [] };
  const take = (work, kind, show, season, number) => {
    const { imdb, tmdb, trakt, simkl } = work.ids;
    const key = `${kind}:${imdb ?? trakt ?? simkl ?? `${show}:${season}:${number}`}`;
    let item = items.get(key);
    if (item === undefined) {
      item = columns.kinds.push(kind) - 1;
      items.set(key, item);
      [imdb ? Number(imdb.slice(2)) : 0, tmdb ?? 0, trakt ?? 0, simkl ?? 0].forEach((id, at) => columns.ids[at].push(id));
      columns.shows.push(show);
      columns.seasons.push(season);
      columns.numbers.push(number);
    }
    return item;
  };
  const plays = new Uint32Array(rows.length);
  const seconds = new Float64Array(rows.length);
  rows.forEach(({ work, at }, row) => {
    const show = work.kind === 'episode' ? take(work.show, 2, -1, 0, 0) : -1;
    plays[row] = show < 0 ? take(work, 0, -1, 0, 0) : take(work, 1, show, work.season, work.number);
    seconds[row] = at / 1000;
  });
  return {
    kinds: Uint8Array.from(columns.kinds), ids: columns.ids.map((ids) => Uint32Array.from(ids)),
    shows: Int32Array.from(columns.shows), seasons: Uint32Array.from(columns.seasons),
    numbers: Uint32Array.from(columns.numbers), items: plays, seconds,
  };
}
