import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsOptional, IsString, Matches, Max, Min, ValidateNested } from 'class-validator';
import {
  EVIDENCE,
  EVIDENCE_SOURCES,
  type Evidence,
  type EvidenceReport,
  type EvidenceSource,
  OPEN_REASONS,
  type OpenReason,
  type Tier,
  TIERS,
  WORK,
  type Work,
} from '../../../core/gaps/index.js';
import { givenFields, IsDay, IsMeasurementYear } from '../../../platform/http/index.js';
import { MemberNameRequest } from '../../members/index.js';
import type { GapDetails } from '../gaps.service.js';

/** What pharmacy claims say of adherence; what is allowed and the last day to pass follow from it. */
export class AdherenceRequest {
  /**
   * First fill of the year: the treatment period starts.
   * @example "2026-01-20"
   */
  @IsDay()
  treatmentStart: string;

  /**
   * End of the treatment period; left out: 31 December.
   * @example "2026-12-31"
   */
  @IsOptional()
  @IsDay()
  treatmentEnd?: string;

  /**
   * Days of the period covered by a supply up to `coveredThrough`, counted once each.
   * @example 120
   */
  @IsInt()
  @Min(1)
  @Max(366)
  daysCovered: number;

  /**
   * Last day that the supply on hand covers.
   * @example "2026-05-30"
   */
  @IsDay()
  coveredThrough: string;
}

/** What a source says about a gap. */
export class EvidenceRequest {
  /**
   * State of the records. `prospective`: in the denominator, not yet due.
   * @example "closed"
   */
  @IsIn(EVIDENCE)
  evidence: Evidence;

  /** @example "claim" */
  @IsIn(EVIDENCE_SOURCES)
  source: EvidenceSource;

  /**
   * Day as of which the source says so: in the measurement year or until 30 June after it.
   * @example "2026-05-20"
   */
  @IsDay()
  asOf: string;

  /**
   * Why the gap is open; only with `open`.
   * @example "no_service"
   */
  @IsOptional()
  @IsIn(OPEN_REASONS)
  reason?: OpenReason;
}

/** A gap of a member: added, or weighed against the one that is there. */
export class UpsertGapRequest extends MemberNameRequest {
  /**
   * HEDIS or PQA code.
   * @example "BCS"
   */
  @IsString()
  @Matches(/^[A-Z]{2,5}(-[A-Z]{2,5})?$/, { message: 'A measure is named by its HEDIS or PQA code.' })
  measure: string;

  /**
   * Year of care.
   * @example 2026
   */
  @IsMeasurementYear()
  measurementYear: number;

  /**
   * State of the records.
   * @example "open"
   */
  @IsIn(EVIDENCE)
  evidence: Evidence;

  /** @example "claim" */
  @IsIn(EVIDENCE_SOURCES)
  source: EvidenceSource;

  /**
   * Day as of which the source says so: in the measurement year or until 30 June after it.
   * @example "2026-05-20"
   */
  @IsDay()
  asOf: string;

  /**
   * Why the gap is open; only with `open`.
   * @example "no_service"
   */
  @IsOptional()
  @IsIn(OPEN_REASONS)
  reason?: OpenReason;

  /**
   * How likely the gap stays open.
   * @example "high"
   */
  @IsOptional()
  @IsIn(TIERS)
  tier?: Tier;

  /**
   * What closing the gap is worth, 0–100.
   * @example 87.5
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  priority?: number;

  /** @example "2026-09-30" */
  @IsOptional()
  @IsDay()
  dueOn?: string;

  /** Only for adherence measures. */
  @IsOptional()
  @ValidateNested()
  @Type(() => AdherenceRequest)
  adherence?: AdherenceRequest;
}

/** Details of a gap; a field that is left out stays. */
export class UpdateGapRequest {
  /**
   * How likely the gap stays open.
   * @example "high"
   */
  @IsOptional()
  @IsIn(TIERS)
  tier?: Tier;

  /**
   * What closing the gap is worth, 0–100.
   * @example 87.5
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  priority?: number;

  /** @example "2026-09-30" */
  @IsOptional()
  @IsDay()
  dueOn?: string;

  /** Only for adherence measures. */
  @IsOptional()
  @ValidateNested()
  @Type(() => AdherenceRequest)
  adherence?: AdherenceRequest;
}

/** A step of the outreach. */
export class WorkRequest {
  /** @example "contacted" */
  @IsIn(WORK)
  work: Work;
}

/** Who works on the gap from now on. */
export class AssignmentRequest {
  /**
   * Team or person, as the plan names them: letters, digits, `.`, `_`, `-`. Left out or null: nobody.
   * @example "outreach-east"
   */
  @IsOptional()
  @Matches(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, {
    message: 'An owner starts with a letter; letters, digits, . _ - follow.',
  })
  owner?: string | null;

  /** @example "2026-09-30" */
  @IsOptional()
  @IsDay()
  dueOn?: string;
}

export function toReport({ evidence, source, asOf, reason }: EvidenceRequest): EvidenceReport {
  return { evidence, source, asOf, reason: reason ?? null };
}

export function toDetails({ tier, priority, dueOn, adherence }: UpdateGapRequest): GapDetails {
  const given = adherence ? { adherence: { ...adherence, treatmentEnd: adherence.treatmentEnd ?? undefined } } : {};
  return { ...givenFields({ tier, priority, dueOn }), ...given };
}
