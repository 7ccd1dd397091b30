export { historyStatement, latestStatement } from './member-predictions.js';
export { Prediction } from './prediction.entity.js';
export { PredictionsModule } from './predictions.module.js';
export {
  firstIdOf,
  insertStatement,
  LARGEST_BATCH,
  type NewPrediction,
  newRows,
  PredictionsRepository,
} from './predictions.repository.js';
export { shapText } from './shap-text.js';
export { type SpooledPrediction, spooledPrediction } from './spooled-predictions.js';
export { ActiveTiers } from './tiers/active-tiers.js';
export { TierThresholdsRepository } from './tiers/tier-thresholds.repository.js';
export { type PredictionsOfMember, PredictionsService } from './predictions.service.js';
