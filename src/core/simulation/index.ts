export * from './contract/index.js';
export * from './distribution/index.js';
export * from './gaps/index.js';
export * from './random/index.js';
export * from './revenue/index.js';
export * from './scenario/index.js';
export * from './what-if/index.js';
export {
  ADHERENCE_PERCENT,
  adherenceOutlook,
  adherenceReport,
  SHORTEST_TREATMENT_DAYS,
  type AdherenceDays,
  type AdherenceOutlook,
  type AdherenceReport,
  type AdherenceStatus,
} from './adherence.js';
export { contractForecast, type ContractForecast, type ContractForecastOrder } from './contract-forecast.js';
export {
  CONFIDENCES,
  distanceToStars,
  type DistanceReport,
  type MeasureState,
  type NeededClosures,
  type StarDistance,
} from './distance.js';
export {
  scoreForecasts,
  type ForecastScore,
  type MeasureOutcome,
  type RatingOutcomeForecast,
} from './forecast-score.js';
export { displayedRate, numeratorForCutPoint, starOfScore, type MeasureScale } from './measure-score.js';
export { chanceOfReaching, expectedStar, starChances, type CutPointsOrDraws } from './star-chances.js';
