import type { CutPoints } from '../cutpoints/index.js';
import { type NumeratorDistribution, SimulationInputError, atLeast, atMost } from './distribution/index.js';
import { type MeasureScale, numeratorForCutPoint } from './measure-score.js';

/** Fixed cut points, or drawn ones of equal weight, such as the `draws` of a forecast. */
export type CutPointsOrDraws = CutPoints | readonly CutPoints[];

function isDraws(cutPoints: CutPointsOrDraws): cutPoints is readonly CutPoints[] {
  return cutPoints.length !== 4 || Array.isArray(cutPoints[0]);
}

/** Fixed cut points as a single draw. */
export function drawsOf(cutPoints: CutPointsOrDraws): readonly CutPoints[] {
  const draws = isDraws(cutPoints) ? cutPoints : [cutPoints];
  if (draws.length === 0) throw new SimulationInputError('cutPoints', 'no draws given');
  return draws;
}

/** Probability that the displayed score reaches one cut point, 0–1. */
export function chanceOfReaching(
  numerator: NumeratorDistribution,
  denominator: number,
  cutPoint: number,
  scale: MeasureScale,
): number {
  const needed = numeratorForCutPoint(denominator, cutPoint, scale);
  if (needed === null) return 0;
  return scale.direction === 'higher' ? atLeast(numerator, needed) : atMost(numerator, needed);
}

/**
 * The probabilities of 1 to 5 stars at the end of the year, in this order, summing to 1: the numerator's distribution
 * through the displayed, half-up rounded score against fixed cut points, or averaged over drawn ones.
 *
 * @param numerator distribution of the year-end numerator (for a lower-is-better rate: of the events)
 * @throws SimulationInputError for a denominator below 1, a numerator that can exceed it, or no draws
 */
export function starChances(
  numerator: NumeratorDistribution,
  denominator: number,
  cutPoints: CutPointsOrDraws,
  scale: MeasureScale,
): [number, number, number, number, number] {
  const largest = numerator.first + numerator.probabilities.length - 1;
  if (numerator.first < 0 || largest > denominator)
    throw new SimulationInputError('numerator', 'not in 0 … denominator');
  const draws = drawsOf(cutPoints);
  const known = new Map<number, number>();
  const reaching = (cutPoint: number): number => {
    const before = known.get(cutPoint);
    if (before !== undefined) return before;
    const chance = chanceOfReaching(numerator, denominator, cutPoint, scale);
    known.set(cutPoint, chance);
    return chance;
  };
  const atLeastStar = [0, 1, 2, 3].map(
    (place) => draws.reduce((sum, draw) => sum + reaching(draw[place] as number), 0) / draws.length,
  );
  const [two = 0, three = 0, four = 0, five = 0] = atLeastStar;
  return [1 - two, two - three, three - four, four - five, five].map((chance) => Math.max(0, chance)) as [
    number,
    number,
    number,
    number,
    number,
  ];
}

/** Expected star of the five probabilities. */
export function expectedStar(chances: readonly number[]): number {
  return chances.reduce((sum, chance, place) => sum + chance * (place + 1), 0);
}
