/** Chance that repeats itself: the same seed gives the same draws. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  pick<Item>(list: readonly Item[]): Item;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
}

/** Starts a sequence of draws that depends on the seed alone. */
export function createRandom(seed: string): Random {
  let state = 0x9e3779b9;
  for (let index = 0; index < seed.length; index += 1) {
    state = scramble(state ^ seed.charCodeAt(index));
  }

  function draw(): number {
    state = (state + 0x9e3779b9) | 0;
    return (scramble(state) >>> 0) / 2 ** 32;
  }

  return {
    integer: (low, high) => low + Math.floor(draw() * (high - low + 1)),
    pick: (list) => list[Math.floor(draw() * list.length)]!,
    chance: (probability) => draw() < probability,
  };
}

// Spreads every bit of its input over the whole word; one to one, so no state is lost.
function scramble(word: number): number {
  const half = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  const whole = Math.imul(half ^ (half >>> 15), 0x735a2d97);
  return whole ^ (whole >>> 15);
}
