import { normalCdf, portableExp } from '../random/index.js';
import { type Window, binomialWindow, convolve } from './binomial.js';
import { type GapGroup, checkGroups, memberCount } from './gap-groups.js';
import { type NumeratorDistribution, momentsOf } from './numerator-distribution.js';

/** Up to this many groups (distinct probabilities) the distribution is exact by default. */
export const EXACT_GROUPS = 20_000;

/** From this variance on several groups are approximated: the error is then below 1e−5, and exactness costs seconds. */
export const EXACT_VARIANCE = 10_000;

/**
 * Largest error found of the refined normal approximation times the variance, over homogeneous and mixed groups of
 * variances 25 … 10,000, doubled. Used as its error bound: 0.1 / variance.
 */
export const REFINED_NORMAL_ERROR = 0.1;

/** Options of a distribution of independent closures. */
export interface PoissonBinomialOptions {
  /** Most groups for the exact way; above, the refined normal approximation. Default 20,000, or 1 from a variance of 10,000 on. */
  readonly exactGroups?: number;
}

/** Convolution pairwise, smallest first, so that long windows meet late. */
function convolveAll(windows: Window[]): Window {
  let level = windows;
  while (level.length > 1) {
    const next: Window[] = [];
    for (let place = 0; place < level.length; place += 2) {
      const [a, b] = [level[place] as Window, level[place + 1]];
      next.push(b === undefined ? a : convolve(a, b));
    }
    level = next;
  }
  return level[0] ?? { first: 0, probabilities: Float64Array.of(1), dropped: 0 };
}

function exact(groups: readonly GapGroup[]): NumeratorDistribution {
  const { first, probabilities, dropped } = convolveAll(
    groups.map(({ members, probability }) => binomialWindow(members, probability)),
  );
  const bound = dropped + 1e-15 * groups.length;
  return { first, probabilities, ...momentsOf(first, probabilities), method: 'exact', errorBound: bound };
}

/** Mean, variance and third central moment of a sum of independent closures. */
function cumulants(groups: readonly GapGroup[]): { mean: number; variance: number; third: number } {
  let [mean, variance, third] = [0, 0, 0];
  for (const { probability: p, members } of groups) {
    mean += members * p;
    variance += members * p * (1 - p);
    third += members * p * (1 - p) * (1 - 2 * p);
  }
  return { mean, variance, third };
}

/**
 * The refined normal approximation (Volkova 1996; Hong 2013): normal with continuity correction plus the term of the
 * skewness. P(N ≤ k) ≈ Φ(x) + γ(1 − x²)φ(x)/6, x = (k + ½ − mean)/σ.
 */
function refinedNormal(groups: readonly GapGroup[]): NumeratorDistribution {
  const { mean, variance, third } = cumulants(groups);
  const sigma = Math.sqrt(variance);
  const skewness = third / (variance * sigma);
  const members = memberCount(groups);
  const first = Math.max(0, Math.floor(mean - 10 * sigma));
  const last = Math.min(members, Math.ceil(mean + 10 * sigma));
  const probabilities = new Float64Array(last - first + 1);
  let below = 0;
  for (let k = first; k <= last; k += 1) {
    const x = (k + 0.5 - mean) / sigma;
    const density = portableExp((-x * x) / 2) / 2.5066282746310002;
    const cdf = k === last ? 1 : Math.min(1, Math.max(below, normalCdf(x) + (skewness * (1 - x * x) * density) / 6));
    probabilities[k - first] = cdf - below;
    below = cdf;
  }
  const errorBound = Math.min(1, REFINED_NORMAL_ERROR / variance);
  return { first, probabilities, mean, variance, method: 'refinedNormal', errorBound };
}

/**
 * The distribution of the number of closures among independent gaps (Poisson-binomial). Exact up to `exactGroups`
 * distinct probabilities (tails below 1e−18 cut, with the cut mass in the error bound); the refined normal
 * approximation above, where its variance is at least 25, with its measured error bound.
 *
 * @throws SimulationInputError for probabilities outside 0–1 or counts that are no whole numbers
 */
export function poissonBinomial(
  groups: readonly GapGroup[],
  options: PoissonBinomialOptions = {},
): NumeratorDistribution {
  checkGroups(groups);
  const { variance } = cumulants(groups);
  const { exactGroups = variance >= EXACT_VARIANCE ? 1 : EXACT_GROUPS } = options;
  if (groups.length <= exactGroups || variance < 25) return exact(groups);
  return refinedNormal(groups);
}
