import { portableExp } from '../random/index.js';
import { conditionalProbability } from './correlated.js';
import { type GapGroup, checkGroups, SimulationInputError } from './gap-groups.js';

/** Members with an open gap in both of two measures. */
export interface SharedMembers {
  /** Closing chance of their gap in the first and in the second measure, 0–1. */
  readonly first: number;
  readonly second: number;
  readonly members: number;
}

const STEP = 0.05;
const STEPS = 160;

/** Chance that both gaps of one member close, if their hidden levels are correlated (one-factor normal model). */
export function bothClose(first: number, second: number, correlation: number): number {
  let [sum, weights] = [0, 0];
  for (let place = -STEPS; place <= STEPS; place += 1) {
    const factor = place * STEP;
    const weight = portableExp((-factor * factor) / 2);
    weights += weight;
    sum +=
      weight * conditionalProbability(first, correlation, factor) * conditionalProbability(second, correlation, factor);
  }
  return sum / weights;
}

function varianceOf(groups: readonly GapGroup[]): number {
  return groups.reduce((sum, { probability, members }) => sum + members * probability * (1 - probability), 0);
}

/**
 * Correlation of two measures' year-end numerators when a member's gaps in both depend on one another, such as a visit
 * that closes both, and different members do not: Σ (P(both) − p₁·p₂) over shared members, divided by the standard
 * deviations. It is what `measureCorrelation` means for a contract's stars, because large numerators are normal together.
 *
 * @param first all open gaps of the first measure, those of shared members among them
 * @param memberCorrelation correlation of the hidden levels of one member's two gaps, 0 up to but not 1
 * @throws SimulationInputError for impossible probabilities, counts or correlations
 */
export function measureCorrelationOf(
  first: readonly GapGroup[],
  second: readonly GapGroup[],
  shared: readonly SharedMembers[],
  memberCorrelation: number,
): number {
  checkGroups([...first, ...second]);
  checkGroups(shared.flatMap((one) => [one.first, one.second].map((probability) => ({ ...one, probability }))));
  if (!(memberCorrelation >= 0 && memberCorrelation < 1))
    throw new SimulationInputError('memberCorrelation', 'not in 0–1 (1 excluded)');
  const covariance = shared.reduce(
    (sum, one) => sum + one.members * (bothClose(one.first, one.second, memberCorrelation) - one.first * one.second),
    0,
  );
  const spread = Math.sqrt(varianceOf(first) * varianceOf(second));
  return spread === 0 ? 0 : Math.min(1, Math.max(0, covariance / spread));
}
