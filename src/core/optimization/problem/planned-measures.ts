import { contractTypeOf, cutPointsOf } from '../../ratings/index.js';
import { numeratorForCutPoint } from '../../simulation/index.js';
import type { OpenMeasure } from './open-rating.js';
import type { OptimizationProblem } from './problem-types.js';

/** Numerators closer to a limit than this count as on it: what linear programs leave. */
export const NUMERATOR_TOLERANCE = 1e-5;

/** A measure of the problem with what its star follows from. */
export interface PlannedMeasure {
  readonly measureId: string;
  readonly denominator: number;
  /** Members who count already. */
  readonly closed: number;
  /** Numerator expected at the end of the year without action. */
  readonly expected: number;
  /** Smallest numerators of 2, 3, 4 and 5 stars; Infinity where no numerator gets there. */
  readonly needed: readonly number[];
  /** How it enters the rating; null where it does not. */
  readonly open: OpenMeasure | null;
}

/** The problem's measures; `open` are those that count in the rating. */
export function plannedMeasures(problem: OptimizationProblem, open: readonly OpenMeasure[]): PlannedMeasure[] {
  const { ruleSet, contract, classes } = problem;
  const set = contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd';
  const expected = new Map<string, number>();
  for (const { members, gaps } of classes)
    for (const { measureId, chance } of gaps)
      expected.set(measureId, (expected.get(measureId) ?? 0) + members * chance);
  return problem.measures.map(({ measureId, numerator, denominator }) => {
    const rule = ruleSet.measures.find(({ id }) => id === measureId);
    const cutPoints = rule ? cutPointsOf(ruleSet, rule, set) : null;
    const needed = (cutPoints ?? []).map((bound) => {
      const scale = { direction: 'higher', decimals: rule?.decimals ?? 0 } as const;
      return numeratorForCutPoint(denominator, bound, scale) ?? Infinity;
    });
    return {
      measureId,
      denominator,
      closed: numerator,
      expected: numerator + (expected.get(measureId) ?? 0),
      needed,
      open: open.find((one) => one.measureId === measureId) ?? null,
    };
  });
}

/** The star of a planned (expected) numerator. */
export function plannedStar(needed: readonly number[], numerator: number): number {
  return 1 + needed.filter((limit) => numerator >= limit - NUMERATOR_TOLERANCE).length;
}
