// How repeated measurements become one figure, and figures a row of the table.

/** A row; `peer` is the same measured of the alternative, `budget` the most it may be. */
export function row(name, value, unit, { peer = null, budget = null } = {}) {
  return { name, value: short(value), unit, peer: short(peer), ratio: peer === null ? null : short(value / peer), budget };
}

/** Three digits that count; no more than that is ever measured. */
function short(number) {
  return number === null ? null : Number(number.toPrecision(3));
}

/** The middle one; the mean of the two in the middle where their number is even. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const ROUNDS = 7;

/**
 * Microseconds a call takes in the round that was disturbed least.
 *
 * @param {number} calls how many `work` makes
 * @param {() => {work: () => void, check: () => boolean}} make a fresh round; `check` says
 *   whether the work was really done
 */
export function best(calls, make) {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { work, check } = make();
    const from = performance.now();
    work();
    least = Math.min(least, performance.now() - from);
    if (!check()) throw new Error('the work that was measured was not done');
  }
  return least * 1000 / calls;
}
