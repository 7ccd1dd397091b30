/** How a distribution was computed. */
export type DistributionMethod = 'exact' | 'refinedNormal' | 'commonFactor' | 'betaBinomial';

/** The distribution of a whole number, such as a measure's year-end numerator. */
export interface NumeratorDistribution {
  /** The number that `probabilities[0]` belongs to. */
  readonly first: number;
  readonly probabilities: Float64Array;
  readonly mean: number;
  readonly variance: number;
  readonly method: DistributionMethod;
  /** No cumulative probability is off by more than this: dropped tails, or the error of the approximation. */
  readonly errorBound: number;
}

/** Mean and variance of given probabilities. */
export function momentsOf(first: number, probabilities: Float64Array): { mean: number; variance: number } {
  let mass = 0;
  let sum = 0;
  probabilities.forEach((probability, place) => {
    mass += probability;
    sum += probability * (first + place);
  });
  const mean = sum / mass;
  let variance = 0;
  probabilities.forEach((probability, place) => {
    variance += (probability * (first + place - mean) ** 2) / mass;
  });
  return { mean, variance };
}

/** Probability of at least `number`, 0–1. */
export function atLeast(distribution: NumeratorDistribution, number: number): number {
  const { first, probabilities } = distribution;
  const from = Math.ceil(number) - first;
  if (from <= 0) return 1;
  if (from >= probabilities.length) return 0;
  // The shorter side is summed, so that small tails keep their digits.
  let sum = 0;
  if (from > probabilities.length / 2) {
    for (let place = probabilities.length - 1; place >= from; place -= 1) sum += probabilities[place] as number;
    return Math.min(1, sum);
  }
  for (let place = 0; place < from; place += 1) sum += probabilities[place] as number;
  return Math.min(1, Math.max(0, 1 - sum));
}

/** Probability of at most `number`, 0–1. */
export function atMost(distribution: NumeratorDistribution, number: number): number {
  return 1 - atLeast(distribution, Math.floor(number) + 1);
}

/** The smallest number that is not exceeded with at least this probability, 0–1. */
export function numeratorQuantile(distribution: NumeratorDistribution, probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError('probability must be in 0–1');
  const { first, probabilities } = distribution;
  let sum = 0;
  for (let place = 0; place < probabilities.length; place += 1) {
    sum += probabilities[place] as number;
    if (sum >= probability - 1e-12) return first + place;
  }
  return first + probabilities.length - 1;
}

/** The same distribution with `certain` numerators added: members who already count. */
export function shifted(distribution: NumeratorDistribution, certain: number): NumeratorDistribution {
  return { ...distribution, first: distribution.first + certain, mean: distribution.mean + certain };
}
