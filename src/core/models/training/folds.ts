import { randomFrom, shuffle } from '../random/index.js';

/** Fold of each row: events and non-events are dealt evenly, in an order decided by the seed. */
export function stratifiedFolds(label: ArrayLike<number>, folds: number, seed: number): Uint8Array {
  const random = randomFrom(seed);
  const result = new Uint8Array(label.length);
  for (const wanted of [0, 1]) {
    const rows: number[] = [];
    for (let i = 0; i < label.length; i++) if (label[i] === wanted) rows.push(i);
    shuffle(rows, random).forEach((row, at) => (result[row] = at % folds));
  }
  return result;
}

/** Rows outside and inside a fold. */
export function splitFold(fold: Uint8Array, wanted: number): { train: Int32Array; test: Int32Array } {
  const train: number[] = [];
  const test: number[] = [];
  fold.forEach((f, row) => (f === wanted ? test : train).push(row));
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}
