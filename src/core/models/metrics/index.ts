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
  driftOf,
  profileOf,
  type DriftThresholds,
  type FeatureDrift,
  type FeatureProfile,
} from './drift.js';
export {
  evaluate,
  evaluateSubgroups,
  MIN_SUBGROUP_EVENTS,
  type Evaluation,
  type SubgroupEvaluation,
} from './evaluate.js';
