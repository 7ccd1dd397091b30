export { adjustmentCategory, adjustmentValue } from './adjustment-category.js';
export { checkRuleSet } from './check-ruleset.js';
export { findMeasure } from './measure-lookup.js';
export { CUT_POINT_SETS, PARTS_OF_KIND, RATING_KINDS, type CutPointSet, type RatingKind } from './rating-kind.js';
export type {
  ContractTypeMatch,
  ContractTypeRule,
  ExistenceRules,
  ISnpOnlyContracts,
  MinimumException,
  RatingName,
} from './ruleset-contract-types.js';
export type {
  CutPoints,
  CutPointsBySet,
  DomainRule,
  MeasureCategory,
  MeasureMethod,
  MeasureRule,
  MeasureUnit,
  OverallDuplicate,
  PossibleStars,
  WeightException,
} from './ruleset-measures.js';
export type { RuleSetProblem } from './ruleset-problem.js';
export type {
  AdditionalRevert,
  AdjustmentTable,
  Arithmetic,
  Calculation,
  DisasterRules,
  ImprovementHoldHarmless,
  NewMeasureHoldHarmless,
  RewardFactorRules,
  RunThresholds,
} from './ruleset-rating-rules.js';
export { ruleSetSchema } from './ruleset-schema.js';
export {
  RULE_SET_FORMAT,
  type DataIntegrityRule,
  type IconRules,
  type RuleSet,
  type RuleSetStatus,
  type SourceDocument,
} from './ruleset.js';
export { measuresOfKind } from './semantic-measures.js';
export { isForRun } from './semantic-rating.js';
export { toUnits } from './decimal-places.js';
