import type { EvidenceCounts } from '../../../core/gaps/index.js';
import type { MeasureStanding } from '../../../core/portfolio/index.js';
import type { ContractRatings, RatingOutcome } from '../../../core/ratings/index.js';
import type { PortfolioSnapshot } from '../portfolio-snapshot.entity.js';
import type { TrendBetween } from '../portfolio.service.js';
import type { SnapshotResponse, TrendResponse } from './snapshot.dto.js';
import type {
  EvidenceCountsResponse,
  MeasureStandingResponse,
  SnapshotRatingResponse,
  SnapshotRatingsResponse,
} from './standing.dto.js';

const toCounts = ({ not_applicable: notApplicable, ...counts }: EvidenceCounts): EvidenceCountsResponse => ({
  ...counts,
  notApplicable,
});

function toStanding({
  measure,
  starId,
  counts,
  tiers,
  current,
  yearEnd,
  predicted,
}: MeasureStanding): MeasureStandingResponse {
  const { high, medium, low, none } = tiers;
  return {
    ...{ measure, starId, counts: toCounts(counts) },
    tiers: { high: toCounts(high), medium: toCounts(medium), low: toCounts(low), none: toCounts(none) },
    ...{ current, yearEnd, predicted },
  };
}

function toRating(outcome: RatingOutcome): SnapshotRatingResponse {
  if (outcome.status === 'notRated') return { stars: null, final: null, message: outcome.message, provisional: false };
  const { stars, final, provisional } = outcome;
  return { stars, final, message: null, provisional };
}

function toRatings(ratings: ContractRatings | null): SnapshotRatingsResponse | null {
  if (ratings === null) return null;
  const { partC, partD, overall } = ratings;
  return { partC: toRating(partC), partD: toRating(partD), overall: toRating(overall) };
}

export function toSnapshotResponse(snapshot: PortfolioSnapshot): SnapshotResponse {
  const { id, contractId, measurementYear, starYear, cause, membersActive, membersTotal } = snapshot;
  const { fromGaps, unrated, inputsDigest, createdBy, rulesetVersion: version, rulesetDigest: digest } = snapshot;
  return {
    ...{ id, contractId, measurementYear, starYear, takenAt: snapshot.takenAt.toISOString(), cause },
    ...{ membersActive, membersTotal, measures: snapshot.measures.map(toStanding), fromGaps, unrated },
    ...{ current: toRatings(snapshot.current), yearEnd: toRatings(snapshot.yearEnd) },
    ruleSet: version === null || digest === null ? null : { version, digest },
    ...{ inputsDigest, createdBy },
  };
}

export function toTrendResponse({ from, to, trend }: TrendBetween): TrendResponse {
  const { contractId, measurementYear, starYear } = to;
  return {
    ...{ contractId, measurementYear, starYear },
    ...{ fromSnapshot: from.id, fromTakenAt: from.takenAt.toISOString() },
    ...{ toSnapshot: to.id, toTakenAt: to.takenAt.toISOString() },
    ...{ membersActive: trend.membersActive, measures: [...trend.measures], ratings: trend.ratings },
  };
}
