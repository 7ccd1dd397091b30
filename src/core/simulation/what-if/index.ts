export { applyChanges, type AppliedScenario } from './apply-changes.js';
export {
  WhatIfError,
  type CutPointsChanged,
  type GapsClosed,
  type NumeratorsAdded,
  type ScoreChangeWanted,
  type StarChangeWanted,
  type WhatIfChange,
} from './changes.js';
export { compareRuleSets, underRuleSet, type CarriedContract, type RuleSetComparison } from './rule-set-comparison.js';
export {
  ledgerOf,
  shownRating,
  whatIf,
  type LineDifference,
  type MeasureDifference,
  type RatingDifference,
  type WhatIfResult,
} from './what-if.js';
