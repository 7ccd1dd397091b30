import type { Evidence, EvidenceSource, OpenReason, Tier, Work } from '../../../core/gaps/index.js';
import type { Gap } from '../gap.entity.js';
import type { GapChangeCause, GapHistory } from '../gap-history.entity.js';

/** Where an adherence measure stands for the member. */
export class AdherenceResponse {
  /** @example 120 */
  daysCovered: number;

  /**
   * Days of the treatment period that may stay uncovered.
   * @example 69
   */
  daysAllowed: number;

  /**
   * Last day on which a refill still reaches 80 %; null when the member can no longer pass.
   * @example "2026-08-07"
   */
  passUntil: string | null;
}

/** One measure of one member in one measurement year. */
export class GapResponse {
  /** @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  id: string;

  /** @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  memberHash: string;

  /** @example "H1234" */
  contractId: string;

  /** @example "BCS" */
  measure: string;

  /** @example 2026 */
  measurementYear: number;

  /**
   * What the records say.
   * @example "open"
   */
  evidence: Evidence;

  /** @example "claim" */
  source: EvidenceSource;

  /** @example "2026-05-20" */
  asOf: string;

  /** @example "no_service" */
  reason: OpenReason | null;

  /**
   * Where the outreach stands.
   * @example "assigned"
   */
  work: Work;

  /** @example "outreach-east" */
  owner: string | null;

  /** @example "2026-09-30" */
  dueOn: string | null;

  /**
   * What closing the gap is worth, 0–100.
   * @example 87.5
   */
  priority: number;

  /** @example "high" */
  tier: Tier | null;

  /**
   * Probability that the gap stays open, 0–1, by the latest prediction; null without one.
   * @example 0.72
   */
  probability: number | null;

  /**
   * The prediction that the probability is from.
   * @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10"
   */
  predictionId: string | null;

  /** Only for adherence measures. */
  adherence: AdherenceResponse | null;

  /** Counts changes; the `ETag` carries it. */
  version: number;

  /** @example "2026-05-20T10:00:00.000Z" */
  createdAt: string;

  /** @example "2026-05-20T10:00:00.000Z" */
  updatedAt: string;
}

/** One page of gaps. */
export class GapListResponse {
  items: GapResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

/** All gaps of a member, to close several at one contact. */
export class MemberGapsResponse {
  /** @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  memberHash: string;

  /**
   * Gaps whose evidence is open or prospective.
   * @example 3
   */
  open: number;

  items: GapResponse[];
}

/** A change of a gap. */
export class GapHistoryResponse {
  /** Version of the gap after the change. Details such as the priority change without history. */
  version: number;

  /** @example "2026-05-20T10:00:00.000Z" */
  changedAt: string;

  /** @example "key:01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  changedBy: string;

  /** @example "evidence" */
  cause: GapChangeCause;

  /** @example "open" */
  evidenceFrom: Evidence;

  /** @example "closed" */
  evidenceTo: Evidence;

  /** @example "assigned" */
  workFrom: Work;

  /** @example "assigned" */
  workTo: Work;

  /** @example "claim" */
  source: EvidenceSource;

  /** @example "2026-05-20" */
  asOf: string;

  /** @example null */
  reason: OpenReason | null;

  /** @example "outreach-east" */
  owner: string | null;

  /** The intervention that brought the change, where one did. */
  interventionId: string | null;
}

/** The history of a gap, oldest first. */
export class GapHistoryListResponse {
  items: GapHistoryResponse[];
}

/** One literal: a page has up to 500 of them, and objects put together by spreading cost ten times as much. */
export function toGapResponse(gap: Gap, memberHash: Buffer): GapResponse {
  const { adherenceDaysCovered: daysCovered, adherenceDaysAllowed: daysAllowed, adherencePassUntil: passUntil } = gap;
  return {
    id: gap.id,
    memberHash: memberHash.toString('hex'),
    contractId: gap.contractId,
    measure: gap.measure,
    measurementYear: gap.measurementYear,
    evidence: gap.evidence,
    source: gap.evidenceSource,
    asOf: gap.evidenceAsOf,
    reason: gap.openReason,
    work: gap.work,
    owner: gap.owner,
    dueOn: gap.dueOn,
    priority: gap.priority,
    tier: gap.tier,
    probability: gap.probability,
    predictionId: gap.predictionId,
    adherence: daysCovered === null || daysAllowed === null ? null : { daysCovered, daysAllowed, passUntil },
    version: gap.version,
    createdAt: gap.createdAt.toISOString(),
    updatedAt: gap.updatedAt.toISOString(),
  };
}

export function toGapHistoryResponse(row: GapHistory): GapHistoryResponse {
  const { version, changedBy, cause, evidenceFrom, evidenceTo, workFrom, workTo, owner, interventionId } = row;
  return {
    ...{
      version,
      changedAt: row.changedAt.toISOString(),
      changedBy,
      cause,
      evidenceFrom,
      evidenceTo,
      workFrom,
      workTo,
    },
    ...{ source: row.evidenceSource, asOf: row.evidenceAsOf, reason: row.openReason, owner, interventionId },
  };
}
