import { chanceOfStars, type RatingChance, type RatingDistribution, simulateContract } from '../simulation/index.js';
import type { LinearSolver, Stopwatch } from './linear/linear-solver.js';
import { decide, type Decision } from './objectives/decide.js';
import { Planner } from './objectives/planner.js';
import { budgetCurve, shadowPrices } from './objectives/sensitivity.js';
import { leftOut } from './plan/left-out.js';
import type { OptimizeOptions } from './plan/optimize-options.js';
import { bindingLimits, costByChannel, measureEffects, planLines } from './plan/plan-parts.js';
import type { OptimizationPlan, RatingOutlook } from './plan/plan-types.js';
import { returnOnInvestment } from './plan/return-on-investment.js';
import type { NumeratorOutlook } from './plan/star-outlook.js';
import { type CompiledProblem, compileProblem } from './problem/compile-problem.js';
import type { OptimizationProblem } from './problem/problem-types.js';

function simulated(
  { problem, measures, rating }: CompiledProblem,
  outlooks: readonly NumeratorOutlook[],
  simulation: OptimizeOptions['simulation'],
): RatingDistribution | null {
  if (!simulation) return null;
  const others = problem.otherMeasures ?? [];
  const drawn = measures.map(({ measureId }, place) => ({ measureId, chances: outlooks[place]?.chances ?? [] }));
  const { ratings } = simulateContract({
    ruleSet: problem.ruleSet,
    contract: problem.contract,
    measures: [...drawn, ...others],
    ...simulation,
  });
  return ratings[rating.name] ?? null;
}

function outlookOf(
  compiled: CompiledProblem,
  { outlooks, chances }: { readonly outlooks: readonly NumeratorOutlook[]; readonly chances: readonly RatingChance[] },
  plannedStars: number,
  targetStars: number,
  simulation: OptimizeOptions['simulation'],
): RatingOutlook {
  return {
    plannedStars,
    chances,
    expectedStars: chances.reduce((sum, { stars, probability }) => sum + stars * probability, 0),
    targetProbability: chanceOfStars(chances, targetStars),
    simulated: simulated(compiled, outlooks, simulation),
  };
}

function statusOf(
  { candidate, isTarget }: Decision,
  gap: number,
  tolerance: number,
  isTimeUp: boolean,
): OptimizationPlan['status'] {
  if (candidate === null) return isTimeUp ? 'withinLimit' : 'limitsConflict';
  if (!isTarget) return 'targetOutOfReach';
  return gap <= tolerance ? 'optimal' : 'withinLimit';
}

/** |bound − value| relative to the value. */
function gapOf({ value, bound }: Decision): number {
  const distance = Math.abs(bound - value);
  return distance < 1e-9 ? 0 : distance / Math.max(Math.abs(value), 1e-9);
}

/**
 * Chooses which members get which interventions. The official rating is in the model itself: stars by cut points,
 * weighted mean and variance, reward factor, adjustment, hold-harmless branches, rounding (docs/optimizer.md).
 *
 * @param solver solves linear and whole-number programs; it blocks, so call this in a worker thread
 * @param watch tells the time and whether to stop; the best found so far is answered then
 * @throws OptimizationInputError for impossible input
 */
export function optimize(
  problem: OptimizationProblem,
  solver: LinearSolver,
  watch: Stopwatch,
  options: OptimizeOptions = {},
): OptimizationPlan {
  const { seconds = 30, gap: tolerance = 1e-3, simulation } = options;
  const compiled = compileProblem(problem);
  const { objective } = problem;
  const planner = new Planner(compiled, solver, watch, { gap: tolerance, seconds });
  try {
    const decision = decide(planner, objective);
    const { candidate } = decision;
    const plan = candidate?.members ?? new Float64Array(compiled.costs.length);
    const margin = candidate?.margin ?? 0;
    const after = candidate ?? planner.before;
    const targetStars = objective.kind === 'value' ? 4 : objective.targetStars;
    const [plannedBefore, plannedAfter] = [
      planner.planned(planner.before.outlooks, margin),
      planner.planned(after.outlooks, margin),
    ];
    const lines = planLines(compiled, plan);
    const costCents = lines.reduce((sum, line) => sum + line.members * line.costCents, 0);
    const binding = bindingLimits(compiled, plan, costCents);
    const gap = gapOf(decision);
    const baselineStars = planner.planned(planner.before.outlooks, 0).rating;
    const report = {
      status: statusOf(decision, gap, tolerance, planner.isTimeUp),
      objective,
      objectiveValue: decision.value,
      bound: decision.bound,
      gap,
      targetStars: candidate?.targetStars ?? targetStars,
      margin,
      lines,
      treatedMembers: lines.reduce((sum, { members }) => sum + members, 0),
      costCents,
      costByChannel: costByChannel(compiled, plan),
      measures: measureEffects(
        compiled,
        planner.reserve(margin),
        planner.before.outlooks,
        after.outlooks,
        plannedBefore.stars,
        plannedAfter.stars,
      ),
      before: outlookOf(compiled, planner.before, plannedBefore.rating, targetStars, simulation),
      after: outlookOf(compiled, after, plannedAfter.rating, targetStars, simulation),
      binding,
      shadowPrices: options.shadowPrices && candidate ? shadowPrices(planner, objective, decision, binding) : [],
      curve: options.curve ? budgetCurve(planner, margin) : [],
      leftOut: leftOut(planner, after.outlooks, margin, decision.isTarget, binding),
      roi: returnOnInvestment(objective, baselineStars, costCents, planner.before, after),
    };
    return {
      ...report,
      work: {
        seconds: watch.elapsed(),
        classes: problem.classes.length,
        columns: compiled.costs.length,
        linearPrograms: planner.search.linearPrograms,
        masterPrograms: planner.search.choices,
      },
    };
  } finally {
    planner.close();
  }
}
