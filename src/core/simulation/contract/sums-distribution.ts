import type { RatingPart } from '../../ratings/index.js';

/** A measure in one rating: its weights by group, and the chances of the stars from `lowest` on. */
export interface WeightedStars {
  /** Weight in each of the three groups, whole numbers; one of them is not 0. */
  readonly weights: readonly [number, number, number];
  readonly lowest: number;
  readonly chances: readonly number[];
}

/** Joint distribution of Σ weight · star and Σ weight · star² above the lowest stars, in one group of measures. */
export interface SumsDistribution {
  /** First sums, second sums and probabilities of the same length. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly probability: Float64Array;
}

/** The weights of a measure's places in a rating, by group; null where it has none there. */
export function weightsOf(
  parts: readonly RatingPart[],
  measureIds: readonly string[],
): readonly [number, number, number] | null {
  const weights: [number, number, number] = [0, 0, 0];
  for (const { measureId, weight, group } of parts)
    if (measureIds.includes(measureId)) weights[group] = weights[group] + weight;
  return weights.some((weight) => weight > 0) ? weights : null;
}

function divisorOf(weights: readonly number[]): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  return weights.reduce(common, 0) || 1;
}

/** Cells of the table that a group's distribution is computed in: what it costs. */
export function cellsOf(measures: readonly WeightedStars[], group: 0 | 1 | 2): number {
  const unit = divisorOf(measures.map(({ weights }) => weights[group]));
  let [first, second] = [1, 1];
  for (const { weights, lowest, chances } of measures) {
    const highest = lowest + chances.length - 1;
    first += (weights[group] / unit) * (highest - lowest);
    second += (weights[group] / unit) * (highest * highest - lowest * lowest);
  }
  return first * second;
}

/**
 * Adds the measures up one after the other (convolution): exact, because sets of stars with equal sums are one case.
 * Measures without weight in the group add nothing.
 */
export function sumsDistribution(measures: readonly WeightedStars[], group: 0 | 1 | 2): SumsDistribution {
  const unit = divisorOf(measures.map(({ weights }) => weights[group]));
  const own = measures.filter(({ weights }) => weights[group] > 0);
  const width = own.reduce(
    (sum, { weights, lowest, chances }) =>
      sum + (weights[group] / unit) * ((lowest + chances.length - 1) ** 2 - lowest ** 2),
    1,
  );
  const height = own.reduce((sum, { weights, chances }) => sum + (weights[group] / unit) * (chances.length - 1), 1);
  let from = new Float64Array(width * height);
  let into = new Float64Array(width * height);
  from[0] = 1;
  let [rows, columns] = [1, 1];
  for (const { weights, lowest, chances } of own) {
    const weight = weights[group] / unit;
    const nextRows = rows + weight * (chances.length - 1);
    const nextColumns = columns + weight * ((lowest + chances.length - 1) ** 2 - lowest ** 2);
    for (let row = 0; row < nextRows; row += 1) into.fill(0, row * width, row * width + nextColumns);
    chances.forEach((chance, above) => {
      if (chance === 0) return;
      const shift = weight * above * width + weight * ((lowest + above) ** 2 - lowest ** 2);
      for (let row = 0; row < rows; row += 1)
        for (let at = row * width, end = at + columns; at < end; at += 1) {
          const probability = from[at] as number;
          if (probability !== 0) into[at + shift] = (into[at + shift] as number) + probability * chance;
        }
    });
    [from, into, rows, columns] = [into, from, nextRows, nextColumns];
  }
  return listed(from, width, rows, columns, unit);
}

function listed(table: Float64Array, width: number, rows: number, columns: number, unit: number): SumsDistribution {
  const places: number[] = [];
  for (let row = 0; row < rows; row += 1)
    for (let at = row * width, end = at + columns; at < end; at += 1) if ((table[at] as number) > 0) places.push(at);
  return {
    first: Float64Array.from(places, (at) => unit * Math.floor(at / width)),
    second: Float64Array.from(places, (at) => unit * (at % width)),
    probability: Float64Array.from(places, (at) => table[at] as number),
  };
}
