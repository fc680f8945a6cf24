// Numbers that follow from a seed, so that a round that went wrong can be told again.

export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below `end`. */
  below(end) {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) % end;
  }

  /** Once in so many times. */
  onceIn(times) {
    return this.below(times) === 0;
  }

  of(some) {
    return some[this.below(some.length)];
  }
}
