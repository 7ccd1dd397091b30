import type { GapGroup, NumeratorDistribution } from './distribution/index.js';
import { SimulationInputError, memberCount, poissonBinomial, shifted } from './distribution/index.js';
import { type MeasureScale, checkCounts, displayedRate, numeratorForCutPoint, starOfScore } from './measure-score.js';
import { type CutPointsOrDraws, chanceOfReaching, drawsOf } from './star-chances.js';

/** Confidence levels of the distance to the next star. */
export const CONFIDENCES = [0.5, 0.8, 0.95] as const;

/** A higher-is-better member-level measure in the middle of the year. */
export interface MeasureState {
  /** Members who count already and stay counted. */
  readonly numerator: number;
  readonly denominator: number;
  /** Open gaps that may still close, with their probabilities; members who can no longer count are in none. */
  readonly open: readonly GapGroup[];
  readonly scale: MeasureScale;
  readonly cutPoints: CutPointsOrDraws;
}

/** What it takes to be this sure of a star. */
export interface NeededClosures {
  /** 0.5, 0.8 or 0.95. */
  readonly confidence: number;
  /** Open gaps that must be closed for certain, taken from those least likely to close by themselves; null if all do not suffice. */
  readonly closures: number | null;
}

/** Distance of a measure to one star above its present one. */
export interface StarDistance {
  readonly star: 2 | 3 | 4 | 5;
  /** The smallest numerator that shows the score needed; null if even everybody does not. With drawn cut points: of the median draw. */
  readonly numeratorNeeded: number | null;
  /** Numerators missing today. */
  readonly missingToday: number | null;
  /** True if the open gaps suffice to get there. */
  readonly isReachable: boolean;
  /** Probability without doing anything further, 0–1. */
  readonly chance: number;
  readonly needed: readonly NeededClosures[];
}

export interface DistanceReport {
  /** Displayed rate today, in percent. */
  readonly rateToday: number;
  /** Star of today's rate against the fixed cut points, or the median ones. */
  readonly starToday: number;
  readonly stars: readonly StarDistance[];
}

/** The open gaps after `closures` of them are closed for certain, the least likely first. */
function withoutLeastLikely(open: readonly GapGroup[], closures: number): GapGroup[] {
  let left = closures;
  return [...open]
    .sort((a, b) => a.probability - b.probability)
    .map(({ probability, members }) => {
      const taken = Math.min(left, members);
      left -= taken;
      return { probability, members: members - taken };
    })
    .filter(({ members }) => members > 0);
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] as number;
}

/**
 * How far a measure is from each better star: the numerators needed, whether the open gaps suffice, the probability
 * as things stand, and the closures to make sure of for 50, 80 and 95 percent confidence, exactly (Poisson-binomial).
 * Against drawn cut points the probability is that over the draws.
 *
 * @throws SimulationInputError for impossible counts, more open gaps than members left, or a lower-is-better measure
 */
export function distanceToStars(state: MeasureState): DistanceReport {
  const { numerator, denominator, open, scale } = state;
  checkCounts(numerator, denominator);
  if (scale.direction === 'lower')
    throw new SimulationInputError('direction', 'closing gaps is for higher-is-better measures');
  const gaps = memberCount(open);
  if (numerator + gaps > denominator)
    throw new SimulationInputError('open', 'more gaps than members without a numerator');
  const draws = drawsOf(state.cutPoints);
  const distributions = new Map<number, NumeratorDistribution>();
  const after = (closures: number): NumeratorDistribution => {
    const known = distributions.get(closures);
    if (known !== undefined) return known;
    const made = shifted(poissonBinomial(withoutLeastLikely(open, closures)), numerator + closures);
    distributions.set(closures, made);
    return made;
  };
  const chance = (star: number, closures: number): number => {
    const counts = new Map<number, number>();
    for (const draw of draws) counts.set(draw[star - 2] as number, (counts.get(draw[star - 2] as number) ?? 0) + 1);
    let sum = 0;
    for (const [bound, times] of counts) sum += times * chanceOfReaching(after(closures), denominator, bound, scale);
    return sum / draws.length;
  };
  const closuresFor = (star: number, confidence: number): number | null => {
    if (chance(star, gaps) < confidence) return null;
    let [low, high] = [0, gaps];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (chance(star, middle) >= confidence) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const rateToday = displayedRate(numerator, denominator, scale.decimals);
  const medians = [0, 1, 2, 3].map((place) => medianOf(draws.map((draw) => draw[place] as number)));
  const starToday = starOfScore(rateToday, medians as unknown as (typeof draws)[number], scale);
  const stars = ([2, 3, 4, 5] as const)
    .filter((star) => star > starToday)
    .map((star): StarDistance => {
      const numeratorNeeded = numeratorForCutPoint(denominator, medians[star - 2] as number, scale);
      const missingToday = numeratorNeeded === null ? null : numeratorNeeded - numerator;
      return {
        star,
        numeratorNeeded,
        missingToday,
        isReachable: missingToday !== null && missingToday <= gaps,
        chance: chance(star, 0),
        needed: CONFIDENCES.map((confidence) => ({ confidence, closures: closuresFor(star, confidence) })),
      };
    });
  return { rateToday, starToday, stars };
}
