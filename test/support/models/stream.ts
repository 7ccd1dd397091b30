/** Draws whole numbers below `n`. */
export type Draw = (n: number) => number;

/** A deterministic stream of whole numbers below `n`. */
export function stream(seed: number): Draw {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** One of a list. */
export const pick = <T>(draw: Draw, list: readonly T[]): T => list[draw(list.length)];
