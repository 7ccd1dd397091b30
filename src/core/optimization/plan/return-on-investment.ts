import type { Objective } from '../problem/problem-types.js';
import { revenueOf } from '../objectives/decide.js';
import type { ReturnOnInvestment } from './plan-types.js';
import type { RatingChance } from '../../simulation/index.js';
import type { NumeratorOutlook } from './star-outlook.js';

const ASSUMPTIONS = [
  'A closure counts as incremental by the chance that the gap would have stayed open without action.',
  'Chances of success are those of the interventions given; several interventions of one gap work independently.',
  'Stars of measures that members do not decide stay as given; cut points and reward thresholds stay as published.',
] as const;

const REVENUE = [
  'Revenue is that of the payment year after the star year, by the assumptions of the objective, before any bid reacts.',
  'Payback counts months of the payment year, revenue spread evenly over them.',
] as const;

const mean = (chances: readonly RatingChance[]): number =>
  chances.reduce((sum, { stars, probability }) => sum + stars * probability, 0);

/** What the plan's money buys. */
export function returnOnInvestment(
  objective: Objective,
  baselineStars: number,
  costCents: number,
  before: { readonly outlooks: readonly NumeratorOutlook[]; readonly chances: readonly RatingChance[] },
  after: { readonly outlooks: readonly NumeratorOutlook[]; readonly chances: readonly RatingChance[] },
): ReturnOnInvestment {
  const sum = (outlooks: readonly NumeratorOutlook[]): number => outlooks.reduce((total, one) => total + one.mean, 0);
  const closures = Math.max(0, sum(after.outlooks) - sum(before.outlooks));
  const starPoints = mean(after.chances) - mean(before.chances);
  const revenue =
    objective.kind === 'value'
      ? revenueOf(after.chances, baselineStars, objective) - revenueOf(before.chances, baselineStars, objective)
      : null;
  return {
    costCents,
    incrementalClosures: closures,
    centsPerClosure: closures > 1e-9 ? costCents / closures : null,
    starPoints,
    centsPerStarPoint: starPoints > 1e-9 ? costCents / starPoints : null,
    expectedRevenueCents: revenue,
    netCents: revenue === null ? null : revenue - costCents,
    paybackMonths: revenue !== null && revenue > 0 ? (12 * costCents) / revenue : null,
    assumptions: objective.kind === 'value' ? [...ASSUMPTIONS, ...REVENUE] : ASSUMPTIONS,
  };
}
