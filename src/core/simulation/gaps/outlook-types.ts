import type { AdherenceDays } from '../adherence.js';
import type { EnrolmentChange, GapGroup } from '../distribution/index.js';

/** Members of an adherence measure with open gaps, by the last day on which a refill still reaches the threshold. */
export interface AdherenceCounts {
  readonly recoverable: number;
  /** Recoverable members whose refill is due within 7, 14 and 30 days; each includes the ones before. */
  readonly within7Days: number;
  readonly within14Days: number;
  readonly within30Days: number;
  readonly lost: number;
  /** Open gaps without any days. */
  readonly withoutDays: number;
}

/** A member-level measure in the middle of the year: who counts already, and the gaps that may still close. */
export interface GapOutlook {
  readonly measureId: string;
  readonly denominator: number;
  /** Members who count already and stay counted. */
  readonly numerator: number;
  readonly open: readonly GapGroup[];
  /** Correlation of two members' closures through one common factor, 0 up to but not 1. Default 0. */
  readonly memberCorrelation?: number;
  readonly enrolment?: EnrolmentChange;
  /** Distance only: members' days in an adherence measure, without ids. */
  readonly adherence?: readonly Omit<AdherenceDays, 'memberId'>[];
  /** Distance only: the same, counted already. */
  readonly adherenceCounts?: AdherenceCounts;
}
