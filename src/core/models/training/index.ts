export { modelCard, type ModelCard } from './card.js';
export { trainBoosting, DEFAULT_BOOST, type BoostSettings } from './boost.js';
export { stratifiedFolds } from './folds.js';
export { fitLogistic, type Design, type LogisticFit } from './logistic-fit.js';
export { trainLogistic } from './logistic-train.js';
export type { OnProgress, TrainingProgress } from './progress.js';
export {
  MIN_PLATT_EVENTS,
  MIN_TRAINING_EVENTS,
  MIN_TRAINING_ROWS,
  type FeatureSpec,
  type TrainingSpec,
} from './spec.js';
export { countEvents, rowMajor, rowsWhere, takeRows, type TrainingTable } from './table.js';
export { trainModel, type Candidate, type CandidateKind, type TrainingResult } from './train.js';
