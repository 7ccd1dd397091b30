import { type BaselineRule, greedyPlan } from '../baselines.js';
import type { LinearSolver, Stopwatch } from '../linear/linear-solver.js';
import { optimize } from '../optimize.js';
import type { OptimizeOptions } from '../plan/optimize-options.js';
import type { OptimizationPlan } from '../plan/plan-types.js';
import { compileProblem } from '../problem/compile-problem.js';
import type { OptimizationProblem } from '../problem/problem-types.js';

/** One case of the bench: the plan with its proven bound beside what two ways of working a list down would cost. */
export interface BenchCase {
  readonly contractId: string;
  readonly members: number;
  readonly classes: number;
  readonly columns: number;
  readonly targetStars: number;
  readonly confidence: number;
  readonly status: OptimizationPlan['status'];
  readonly plannedStars: { readonly before: number | null; readonly after: number | null };
  /** P(rating ≥ target) by the exact distribution. */
  readonly probability: number;
  readonly costCents: number;
  /** No plan that holds the target with the same margin is cheaper. */
  readonly boundCents: number;
  readonly gap: number;
  /** Cost of each baseline at the same margin; null: it ends without the target. */
  readonly baselines: Readonly<Record<BaselineRule, number | null>>;
  /** False would be a defect. */
  readonly neverWorse: boolean;
  readonly seconds: number;
}

/** Runs one case and its baselines. The problem's objective must be the least cost of a target. */
export function benchCase(
  problem: OptimizationProblem,
  members: number,
  solver: LinearSolver,
  watch: Stopwatch,
  options: OptimizeOptions = {},
): BenchCase {
  const { objective } = problem;
  if (objective.kind !== 'cost') throw new Error('the bench is about the least cost of a target');
  const plan = optimize(problem, solver, watch, options);
  const compiled = compileProblem(problem);
  const reserve = Float64Array.from(
    compiled.movers,
    (mover) => plan.measures.find(({ measureId }) => measureId === mover.measureId)?.reserve ?? 0,
  );
  const costOf = (rule: BaselineRule): number | null => {
    const { cost } = greedyPlan(compiled, rule, plan.targetStars, reserve);
    return cost === null ? null : Math.round(cost * 100);
  };
  const baselines = {
    probabilityTimesWeight: costOf('probabilityTimesWeight'),
    valuePerDollar: costOf('valuePerDollar'),
  };
  return {
    contractId: problem.contract.contractId,
    members,
    classes: problem.classes.length,
    columns: compiled.costs.length,
    targetStars: plan.targetStars,
    confidence: objective.confidence,
    status: plan.status,
    plannedStars: { before: plan.before.plannedStars, after: plan.after.plannedStars },
    probability: plan.after.targetProbability,
    costCents: plan.costCents,
    boundCents: plan.bound,
    gap: plan.gap,
    baselines,
    neverWorse: Object.values(baselines).every((cost) => cost === null || cost >= plan.costCents),
    seconds: plan.work.seconds,
  };
}
