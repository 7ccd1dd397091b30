export type {
  LinearModel,
  LinearSolution,
  LinearSolver,
  OpenProgram,
  SolveLimits,
  Stopwatch,
} from './linear/linear-solver.js';
export { type BaselinePlan, type BaselineRule, greedyPlan } from './baselines.js';
export { benchCase, type BenchCase } from './bench/bench-case.js';
export { nearContracts } from './bench/near-contracts.js';
export { syntheticProblem, type SyntheticProblemOrder } from './bench/synthetic-problem.js';
export { type GroupedMember, type GroupingOptions, MemberGrouper } from './members/group-members.js';
export { optimize } from './optimize.js';
export { PlanDealer } from './plan/plan-dealer.js';
export { checkProblem } from './problem/check-problem.js';
export { compileProblem, type CompiledProblem } from './problem/compile-problem.js';
export type { OptimizeOptions } from './plan/optimize-options.js';
export type {
  BindingLimit,
  CurvePoint,
  LeftOut,
  MeasureEffect,
  OptimizationPlan,
  PlanLine,
  RatingOutlook,
  ReturnOnInvestment,
  ShadowPrice,
} from './plan/plan-types.js';
export { OptimizationInputError, type ProblemFault } from './problem/input-error.js';
export type {
  ChannelCapacity,
  ChannelLimit,
  ClassGap,
  CostObjective,
  InterventionEffect,
  InterventionOption,
  MemberClass,
  MemberMeasure,
  MinimumEffort,
  Objective,
  OptimizationLimits,
  OptimizationProblem,
  ProbabilityObjective,
  ValueObjective,
} from './problem/problem-types.js';
