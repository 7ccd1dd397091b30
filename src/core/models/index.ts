export { calibrate, NO_CALIBRATION, type Calibration } from './calibration/index.js';
export {
  ExplanationError,
  MalformedModelError,
  ModelError,
  ModelLimitError,
  OracleError,
  RowInputError,
  TrainingError,
  UnsupportedModelError,
  type ModelErrorCode,
} from './errors.js';
export { loadModel, type LoadOptions } from './formats/index.js';
export { DEFAULT_MODEL_LIMITS, type ModelLimits } from './limits.js';
export { linkProbability, logit, sigmoid, type Link } from './link.js';
export { matrixOf, type RowMatrix } from './matrix.js';
export {
  withBackground,
  withCalibration,
  type LinearModel,
  type Model,
  type ModelFormat,
  type TreeModel,
} from './model.js';
export {
  ADDITIVITY_TOLERANCE,
  explainRows,
  marginsOf,
  scoreRows,
  type ExplanationMethod,
  type Explanations,
  type Scores,
  prepareExplainer,
} from './predict.js';
export { MAX_BACKGROUND_ROWS, type Background } from './shap/index.js';
export { parseOracle, verifyModel, type Verification } from './verify/index.js';
export { ARTIFACT_FORMAT, ARTIFACT_VERSION, canonicalJson, loadCard, saveModel } from './formats/index.js';
export * from './metrics/index.js';
export {
  MIN_PLATT_EVENTS,
  MIN_TRAINING_EVENTS,
  MIN_TRAINING_ROWS,
  modelCard,
  trainModel,
  type BoostSettings,
  type Candidate,
  type CandidateKind,
  type FeatureSpec,
  type ModelCard,
  type OnProgress,
  type TrainingProgress,
  type TrainingResult,
  type TrainingSpec,
  type TrainingTable,
} from './training/index.js';
export {
  benchmarkModels,
  MEPS_TARGETS,
  mepsTable,
  NHANES_TARGETS,
  nhanesFeatureSpecs,
  nhanesTable,
  parseCsv,
  TEST_PERIOD,
  type BenchmarkData,
  type BenchmarkOptions,
  type BenchmarkRow,
  type CsvTable,
  type MepsTarget,
  type Target,
} from './benchmark/index.js';
