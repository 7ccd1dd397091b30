import { MeasureStandingResponse, SnapshotRatingsResponse } from './standing.dto.js';
import { DifferenceResponse, MeasureTrendResponse, RatingTrendsResponse } from './trend.dto.js';

/** By which rules a snapshot was rated. */
export class SnapshotRuleSetResponse {
  /** @example "2026.1" */
  version: string;

  /** SHA-256 of the rule set, hexadecimal. */
  digest: string;
}

/** Where a contract stood at a time. */
export class SnapshotResponse {
  /** @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  id: string;

  /** @example "H1234" */
  contractId: string;

  /**
   * Year of care.
   * @example 2026
   */
  measurementYear: number;

  /**
   * Star year whose rules and CMS results were used. Earlier than the year of care plus two while that year has none.
   * @example 2026
   */
  starYear: number;

  /**
   * Time as of which everything was counted, RFC 3339 UTC.
   * @example "2026-06-30T04:23:00.000Z"
   */
  takenAt: string;

  /** What brought it about. */
  cause: 'request' | 'schedule';

  /**
   * Active members of the contract.
   * @example 9800
   */
  membersActive: number;

  /**
   * All members of the contract.
   * @example 10000
   */
  membersTotal: number;

  /** Each measure with gaps. */
  measures: MeasureStandingResponse[];

  /**
   * CMS ids of the measures whose results came from gaps; all others are CMS's.
   * @example ["C01","C02"]
   */
  fromGaps: string[];

  /**
   * Why there are no ratings: no rules for the star year, or no CMS results of the contract in it; null when rated.
   * @example null
   */
  unrated: 'no-rule-set' | 'no-contract-results' | null;

  /** Ratings by the gaps as they are; null when not rated. */
  current: SnapshotRatingsResponse | null;

  /** Ratings by the expected closures of open gaps, an expectation and no distribution; null when not rated. */
  yearEnd: SnapshotRatingsResponse | null;

  /** The rules; null without any. */
  ruleSet: SnapshotRuleSetResponse | null;

  /** SHA-256 of counts, outlook and CMS's results in canonical form: equal inputs have equal digests. */
  inputsDigest: string;

  /**
   * Who asked for it.
   * @example "system"
   */
  createdBy: string;
}

/** A page of snapshots. */
export class SnapshotPageResponse {
  items: SnapshotResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

/** What changed between two days. */
export class TrendResponse {
  /** @example "H1234" */
  contractId: string;

  /** @example 2026 */
  measurementYear: number;

  /** @example 2026 */
  starYear: number;

  /** Id of the earlier snapshot. */
  fromSnapshot: string;

  /** @example "2026-03-31T04:23:00.000Z" */
  fromTakenAt: string;

  /** Id of the later snapshot; the same where no other was taken. */
  toSnapshot: string;

  /** @example "2026-06-30T04:23:00.000Z" */
  toTakenAt: string;

  membersActive: DifferenceResponse;

  measures: MeasureTrendResponse[];

  ratings: RatingTrendsResponse;
}
