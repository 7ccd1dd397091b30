import type { ContractRatings, DerivedStar, RatingOutcome } from '../../../core/ratings/index.js';
import type { RatingRow } from '../star-ratings.repository.js';
import type {
  ContractRatingsResponse,
  DerivedStarResponse,
  RatingOutcomeResponse,
  RatingResponse,
} from './rating.dto.js';

function toOutcomeResponse(outcome: RatingOutcome): RatingOutcomeResponse {
  const { kind, status } = outcome;
  if (outcome.status === 'rated') {
    const { stars, final, provisional, provisionalReason } = outcome;
    const rated = { stars, final, provisional, provisionalReason };
    return { kind, status, ...rated, message: null, ratedMeasures: null, minimumMeasures: null };
  }
  const { message, ratedMeasures, minimum } = outcome;
  const unrated = { stars: null, final: null, provisional: false, provisionalReason: null };
  return { kind, status, ...unrated, message, ratedMeasures, minimumMeasures: minimum };
}

export function toRatingsResponse(ratings: ContractRatings): ContractRatingsResponse {
  const { partC, partD, overall, highestKind, highPerforming } = ratings;
  return {
    partC: toOutcomeResponse(partC),
    partD: toOutcomeResponse(partD),
    overall: toOutcomeResponse(overall),
    highestKind,
    highPerforming,
  };
}

export function toRatingResponse(row: RatingRow): RatingResponse {
  const { id, contractId, starYear, source, inputsDigest, provisional, createdBy } = row;
  return {
    id,
    contractId,
    starYear,
    source,
    ruleSet: { version: row.rulesetVersion, digest: row.rulesetDigest },
    inputsDigest,
    ratings: row.ratings as ContractRatingsResponse,
    provisional,
    createdAt: row.createdAt.toISOString(),
    createdBy,
  };
}

export function toDerivedStarResponse({ measureId, star, approximate }: DerivedStar): DerivedStarResponse {
  return { measureId, star, approximate };
}
