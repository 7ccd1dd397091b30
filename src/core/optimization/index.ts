export type {
  LinearModel,
  LinearSolution,
  LinearSolver,
  OpenProgram,
  SolveLimits,
  Stopwatch,
} from './linear/linear-solver.js';
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
