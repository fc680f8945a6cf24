// The same merge by hand, as one would write it in JavaScript that is meant to be fast: typed arrays, no objects,
// works joined by their ids through numbers, plays sorted by counting. It knows films and episodes with numeric ids,
// moments alone and a fixed offset; no titles, no days without a moment, no questions, no ids that contradict each other.

const DAY = 86_400;
// What is shorter than most films and episodes: two moments nearer than that are one play across midnight.
const RUNTIME = [90 * 60, 20 * 60];
// Catalogues, and numbers in each of them.
const SPAN = 2 ** 32;

/**
 * @typedef {{
 *   kinds: Uint8Array, ids: Uint32Array[], shows: Int32Array, seasons: Uint32Array, numbers: Uint32Array,
 *   items: Uint32Array, seconds: Float64Array, origin: number,
 * }} Columns works (0 film, 1 episode, 2 show; ids by catalogue, 0 for none) and plays
 */

/** The plays that two sets of columns mean: of which work, and when first. */
export function merge(one, other, offset) {
  const { works, count } = joined(one, other);
  const total = one.items.length + other.items.length;
  const kinds = new Uint8Array(count);
  [one, other].forEach((side, which) => side.kinds.forEach((kind, item) => kinds[works[which][item]] = kind));

  // By work: counted, then placed.
  const starts = new Uint32Array(count + 1);
  for (const [which, side] of [one, other].entries()) {
    const of = works[which];
    for (let at = 0; at < side.items.length; at += 1) starts[of[side.items[at]] + 1] += 1;
  }
  for (let at = 0; at < count; at += 1) starts[at + 1] += starts[at];
  const seconds = new Float64Array(total);
  const origins = new Uint8Array(total);
  const next = starts.slice(0, count);
  for (const [which, side] of [one, other].entries()) {
    const of = works[which];
    for (let at = 0; at < side.items.length; at += 1) {
      const place = next[of[side.items[at]]]++;
      seconds[place] = side.seconds[at];
      origins[place] = which;
    }
  }

  const playWork = new Uint32Array(total);
  const playAt = new Float64Array(total);
  let plays = 0;
  for (let work = 0; work < count; work += 1) {
    const [from, to] = [starts[work], starts[work + 1]];
    sort(seconds, origins, from, to);
    const runtime = RUNTIME[kinds[work]];
    for (let at = from; at < to; at += 1) {
      playWork[plays] = work;
      playAt[plays] = seconds[at];
      plays += 1;
      // The next one is the same play where another origin tells it, of the same day or so near.
      if (at + 1 < to && origins[at] !== origins[at + 1] && (seconds[at + 1] - seconds[at] < runtime
        || Math.floor((seconds[at] + offset) / DAY) === Math.floor((seconds[at + 1] + offset) / DAY))) at += 1;
    }
  }
  return { works: playWork.subarray(0, plays), seconds: playAt.subarray(0, plays), count: plays };
}

/** Works by number: what shares an id is one, and an episode is one by its place in its show. */
function joined(one, other) {
  const works = [new Uint32Array(one.kinds.length), new Uint32Array(other.kinds.length)];
  const known = new Map();
  const places = new Map();
  let count = 0;
  for (const [which, { kinds, ids, shows, seasons, numbers }] of [one, other].entries()) {
    const of = works[which];
    for (let item = 0; item < kinds.length; item += 1) {
      const kind = kinds[item];
      const place = shows[item] < 0 ? -1 : (of[shows[item]] * 1024 + seasons[item]) * 4096 + numbers[item];
      let work = place < 0 ? undefined : places.get(place);
      for (let catalogue = 0; work === undefined && catalogue < ids.length; catalogue += 1) {
        const id = ids[catalogue][item];
        if (id !== 0) work = known.get((catalogue * 4 + kind) * SPAN + id);
      }
      work ??= count++;
      of[item] = work;
      if (place >= 0) places.set(place, work);
      for (let catalogue = 0; catalogue < ids.length; catalogue += 1) {
        const id = ids[catalogue][item];
        if (id !== 0) known.set((catalogue * 4 + kind) * SPAN + id, work);
      }
    }
  }
  return { works, count };
}

// A work has few plays; they come nearly sorted.
function sort(seconds, origins, from, to) {
  for (let at = from + 1; at < to; at += 1) {
    const [second, origin] = [seconds[at], origins[at]];
    let before = at - 1;
    while (before >= from && seconds[before] > second) {
      seconds[before + 1] = seconds[before];
      origins[before + 1] = origins[before];
      before -= 1;
    }
    seconds[before + 1] = second;
    origins[before + 1] = origin;
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
