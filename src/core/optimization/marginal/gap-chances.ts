import type { CutPoints } from '../../rulesets/index.js';
import {
  type GapGroup,
  type MeasureScale,
  numeratorForCutPoint,
  type NumeratorDistribution,
  poissonBinomial,
  shifted,
  starChances,
} from '../../simulation/index.js';
import type { OpenMeasure } from './marginal-types.js';

/** Where a measure's year-end star can go, and what one more closure moves. */
export interface MeasureChances {
  /** Probabilities of 1 to 5 stars. */
  readonly chances: readonly number[];
  /** Expected numerator. */
  readonly mean: number;
  /** Numerator needed for 2, 3, 4 and 5 stars; null where none of this denominator gives it. */
  readonly needed: readonly (number | null)[];
  /**
   * Chance that one more certain closure brings the star from 1 to 2, 2 to 3, 3 to 4 and 4 to 5: that the other gaps
   * end just one below. The average over the gaps, each weighted by its probability to stay open.
   */
  readonly tipping: readonly number[];
}

/**
 * Probability of `number` when one member who counts with probability `p` is taken out of a distribution. The Bernoulli
 * variable is divided out from the end where errors fade.
 */
function withoutOne(distribution: NumeratorDistribution, p: number, number: number): number {
  const { first, probabilities } = distribution;
  const place = number - first;
  if (p >= 0.5) {
    let above = 0;
    for (let k = probabilities.length - 1; k > place; k -= 1) {
      above = Math.max(0, ((probabilities[k] ?? 0) - (1 - p) * above) / p);
    }
    return place < 0 ? 0 : above;
  }
  let below = 0;
  for (let k = 0; k <= Math.min(place, probabilities.length - 1); k += 1) {
    below = Math.max(0, ((probabilities[k] ?? 0) - p * below) / (1 - p));
  }
  return place < 0 || place >= probabilities.length ? 0 : below;
}

function tippingChance(distribution: NumeratorDistribution, open: readonly GapGroup[], needed: number | null): number {
  if (needed === null) return 0;
  let [sum, weight] = [0, 0];
  for (const { probability, members } of open) {
    const share = members * (1 - probability);
    if (share === 0) continue;
    sum += share * withoutOne(distribution, probability, needed - 1);
    weight += share;
  }
  return weight === 0 ? 0 : Math.min(1, sum / weight);
}

/**
 * Chances of a measure through the exact distribution of its numerator.
 *
 * @throws SimulationInputError for impossible counts
 */
export function measureChances(
  { numerator, denominator, open }: OpenMeasure,
  bounds: CutPoints,
  scale: MeasureScale,
): MeasureChances {
  const distribution = shifted(poissonBinomial(open), numerator);
  const needed = bounds.map((bound) => numeratorForCutPoint(denominator, bound, scale));
  return {
    chances: starChances(distribution, denominator, bounds, scale),
    mean: distribution.mean,
    needed,
    tipping: needed.map((one) => tippingChance(distribution, open, one)),
  };
}
