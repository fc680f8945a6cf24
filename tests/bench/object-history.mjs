// The same merge as most people write it in JavaScript: rows of objects, maps and arrays. It knows what
// `plain-history.mjs` knows.

const DAY = 86_400_000;
const RUNTIME = { movie: 90 * 60_000, episode: 20 * 60_000 };

/** The plays that the rows of two services mean: of which work, when first, told by which rows. */
export function merge(one, other, zone) {
  const works = new Works();
  const plays = new Map();
  for (const rows of [one, other]) {
    for (const row of rows) {
      const work = works.of(row.work);
      const known = plays.get(work);
      if (known) known.push(row);
      else plays.set(work, [row]);
    }
  }
  // Two that were met before anybody knew that they are one.
  const joined = new Map();
  for (const [work, rows] of plays) {
    const root = works.root(work);
    joined.set(root, joined.has(root) ? joined.get(root).concat(rows) : rows);
  }
  const mine = new Set(one);
  const merged = [];
  for (const [work, rows] of joined) {
    rows.sort((a, b) => a.at - b.at);
    for (let at = 0; at < rows.length; at += 1) {
      const [row, next] = [rows[at], rows[at + 1]];
      const same = next && mine.has(row) !== mine.has(next)
        && (next.at - row.at < RUNTIME[row.work.kind] || dayOf(row.at, zone) === dayOf(next.at, zone));
      merged.push({ work, at: row.at, rows: same ? [row, next] : [row] });
      if (same) at += 1;
    }
  }
  return merged;
}

/** Works by their ids, or by their place in a show. */
class Works {
  #known = new Map();
  #parent = [];

  root(work) {
    let at = work;
    while (this.#parent[at] !== at) at = this.#parent[at] = this.#parent[this.#parent[at]];
    return at;
  }

  of({ kind, show, season, number, ids }) {
    if (kind === 'episode') return this.#join([`${this.of({ kind: 'show', ids: show.ids })}:${season}:${number}`]);
    return this.#join(Object.entries(ids).map(([catalogue, id]) => `${kind}:${catalogue}:${id}`));
  }

  #join(keys) {
    let found;
    for (const key of keys) {
      const other = this.#known.get(key);
      if (other === undefined) continue;
      if (found === undefined) found = this.root(other);
      else this.#parent[this.root(other)] = found;
    }
    found ??= this.#parent.push(this.#parent.length) - 1;
    for (const key of keys) this.#known.set(key, found);
    return found;
  }
}

function dayOf(at, { first, transitions }) {
  let ahead = first;
  for (const [from, of] of transitions) {
    if (from > at) break;
    ahead = of;
  }
  return Math.floor((at + ahead) / DAY);
}
