import { contractTypeOf, cutPointsOf } from '../../ratings/index.js';
import { poissonBinomial, type RatingChance, ratingOutlook, shifted, starChances } from '../../simulation/index.js';
import type { CompiledProblem } from '../problem/compile-problem.js';
import { withLowest } from '../problem/open-rating.js';
import type { PlannedMeasure } from '../problem/planned-measures.js';

/** Up to so many different chances a numerator's distribution is exact; beyond, the refined normal approximation. */
const EXACT_CHANCES = 200;

/** Chances below this are nothing. */
const NOTHING = 1e-12;

/** A measure's year-end numerator and star under a plan. */
export interface NumeratorOutlook {
  readonly mean: number;
  readonly variance: number;
  /** Chances of 1 to 5 stars. */
  readonly chances: readonly number[];
  /** Members whose gap the plan works on. */
  readonly treated: number;
}

type Groups = Map<string, { probability: number; members: number }>;

function addTo(groups: Groups, probability: number, members: number): void {
  if (members === 0 || probability <= 0) return;
  // Chances are put on a grid of millionths: equal ones are one group.
  const key = probability.toFixed(6);
  const known = groups.get(key);
  if (known) known.members += members;
  else groups.set(key, { probability: Math.min(1, probability), members });
}

/** The outlook of every measure of the problem; `plan` holds whole members by column. */
export function numeratorOutlooks(compiled: CompiledProblem, plan: Float64Array): NumeratorOutlook[] {
  const { problem, measures, packages, firstColumn } = compiled;
  const groups = new Map<string, Groups>(measures.map(({ measureId }) => [measureId, new Map()]));
  const treated = new Map<string, number>();
  problem.classes.forEach(({ gaps, members }, one) => {
    let untreated = members;
    for (let column = firstColumn[one] as number; column < (firstColumn[one + 1] as number); column += 1) {
      const count = plan[column] as number;
      if (count === 0) continue;
      untreated -= count;
      gaps.forEach(({ measureId, chance }, place) => {
        const gain = packages[column]?.gains[place] as number;
        if (gain > 0) treated.set(measureId, (treated.get(measureId) ?? 0) + count);
        addTo(groups.get(measureId) as Groups, chance + gain, count);
      });
    }
    for (const { measureId, chance } of gaps) addTo(groups.get(measureId) as Groups, chance, untreated);
  });
  return measures.map((measure) => ({
    ...outlookOf(compiled, measure, [...(groups.get(measure.measureId)?.values() ?? [])]),
    treated: treated.get(measure.measureId) ?? 0,
  }));
}

function outlookOf(
  { problem: { ruleSet, contract } }: CompiledProblem,
  { measureId, denominator, closed }: PlannedMeasure,
  groups: { probability: number; members: number }[],
): Omit<NumeratorOutlook, 'treated'> {
  const numerator = shifted(poissonBinomial(groups, { exactGroups: EXACT_CHANCES }), closed);
  const rule = ruleSet.measures.find(({ id }) => id === measureId);
  const cutPoints = rule && cutPointsOf(ruleSet, rule, contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd');
  if (!rule || !cutPoints) return { mean: numerator.mean, variance: numerator.variance, chances: [1, 0, 0, 0, 0] };
  const chances = starChances(numerator, denominator, cutPoints, { direction: 'higher', decimals: rule.decimals });
  return { mean: numerator.mean, variance: numerator.variance, chances };
}

/**
 * The distribution of the rounded rating: exact, through every reachable pair of Σ weight·star and Σ weight·star².
 *
 * @param measureCorrelation of the measures through one common factor; default 0
 */
export function ratingChances(
  { problem, measures, rating }: CompiledProblem,
  outlooks: readonly NumeratorOutlook[],
  measureCorrelation = 0,
): RatingChance[] {
  const { ratings } = ratingOutlook({
    ruleSet: problem.ruleSet,
    contract: withLowest(
      problem.contract,
      measures.map(({ measureId }) => measureId),
    ),
    measures: [
      ...measures.map(({ measureId }, place) => ({ measureId, chances: outlooks[place]?.chances ?? [] })),
      ...(problem.otherMeasures ?? []),
    ],
    measureCorrelation,
    ratings: [rating.name],
  });
  return [...(ratings[rating.name]?.chances ?? [])].filter(({ probability }) => probability > NOTHING);
}
