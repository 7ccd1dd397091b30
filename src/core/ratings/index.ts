export { RATING_KINDS, type ContractYear, type MeasureResult, type RatingKind, type Star } from './contract-year.js';
export { UnknownOrganizationTypeError, contractTypeOf } from './contract-context.js';
export { MissingThresholdsError } from './kind-rating.js';
export { rateContract } from './rate-contract.js';
export { createRater, isHighPerforming, starArrays, type Rater, type StarArrays } from './rater.js';
export type { ContractRatings, RatedOutcome, RatingOutcome, UnratedOutcome } from './rating-outcome.js';
export { microText } from './decimal-text.js';
