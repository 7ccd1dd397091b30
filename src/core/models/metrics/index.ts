export {
  brierOf,
  calibrationFigures,
  eceOf,
  meanLogLoss,
  type CalibrationFigures,
  type EceResult,
} from './calibration-metrics.js';
export { aucOf, liftAt, midRanks, type AucResult } from './discrimination.js';
export {
  DEFAULT_DRIFT_THRESHOLDS,
  binOf,
  driftOf,
  profileOf,
  stabilityIndex,
  type DriftThresholds,
  type FeatureDrift,
  type FeatureProfile,
} from './drift.js';
export { FeatureCounts, type FeatureCount } from './feature-counts.js';
export { realisedFigures, type OutcomeBin, type RealisedFigures } from './realised.js';
export {
  driftState,
  outcomeState,
  worstState,
  type DriftState,
  type MonitoringState,
  type MonitoringThresholds,
  type OutcomeState,
  type Threshold,
} from './monitoring.js';
export {
  evaluate,
  evaluateSubgroups,
  MIN_SUBGROUP_EVENTS,
  type Evaluation,
  type SubgroupEvaluation,
} from './evaluate.js';
