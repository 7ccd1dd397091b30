export { checkContractYear, type ContractProblem } from './check-contract-year.js';
export { contractTypeOf, UnknownOrganizationTypeError } from './contract-context.js';
export { RATING_KINDS, type ContractYear, type MeasureResult, type RatingKind, type Star } from './contract-year.js';
export { microText, signedMicroText } from './decimal-text.js';
export { deriveStars, mayRevert, type DerivedStar } from './derive-stars.js';
export { domainStars, type DomainStar } from './domain-stars.js';
export {
  estimateThresholds,
  fillThresholds,
  needsEstimation,
  type EstimatedThresholds,
} from './estimate-thresholds.js';
export { MissingThresholdsError } from './kind-rating.js';
export { lowPerforming, type LowPerforming, type YearSummaries } from './low-performing.js';
export {
  boundsText,
  cutPointsOf,
  measureStar,
  type MeasureStarProblem,
  type MeasureStarResult,
} from './measure-star.js';
export { sameText } from './message-text.js';
export { partialComposite, type PartialComposite } from './partial-composite.js';
export { percentile } from './percentile.js';
export { rateContract } from './rate-contract.js';
export { createRater, isHighPerforming, starArrays, type Rater, type StarArrays } from './rater.js';
export { ratingBySums, type RatingBySums, type RatingPart } from './rating-by-sums.js';
export type { ContractRatings, RatedOutcome, RatingOutcome, UnratedOutcome } from './rating-outcome.js';
export { traceContract } from './trace-contract.js';
export { traceText } from './trace-text.js';
export {
  MEASURE_USES,
  TRACE_FORMAT,
  type CalculationTrace,
  type ContractTrace,
  type Distance,
  type MeasureLine,
  type MeasureUse,
  type RatingTrace,
  type RunTrace,
  type StarChange,
  type ThresholdTexts,
} from './trace-types.js';
