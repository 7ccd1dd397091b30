import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsBoolean,
  IsIn,
  IsOptional,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { EVIDENCE_SOURCES, type EvidenceSource } from '../../../core/gaps/index.js';
import {
  INTERVENTION_STATES,
  type InterventionState,
  type Outcome,
  OUTCOMES,
  returnOnInvestment,
} from '../../../core/interventions/index.js';
import { IsContractId, IsDay, IsMeasurementYear, PageQuery } from '../../../platform/http/index.js';
import { MemberNameRequest } from '../../members/index.js';
import type { WithGaps } from '../interventions.repository.js';

export const MONEY = /^\d{1,10}(\.\d{1,2})?$/;
const MONEY_MESSAGE = { message: 'Money is a decimal text with at most two places.' };

/** An intervention for one gap of a member, or a bundle for several. */
export class PlanInterventionRequest extends MemberNameRequest {
  /**
   * Code of the catalogue.
   * @example "home_kit"
   */
  @Matches(/^[a-z][a-z0-9_]{1,39}$/, { message: 'A type is named by its code.' })
  typeCode: string;

  /**
   * The gaps that it is to close: of one member, contract and measurement year.
   * @example ["01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10"]
   */
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  gapIds: string[];

  /** The member belongs to the hold-out group: the intervention is noted for comparison and never carried out. */
  @IsOptional()
  @IsBoolean()
  holdout?: boolean = false;

  /**
   * Cost in dollars; left out: the catalogue's.
   * @example "45.00"
   */
  @IsOptional()
  @Matches(MONEY, MONEY_MESSAGE)
  cost?: string;

  /**
   * What it is worth if it succeeds, in dollars.
   * @example "120.00"
   */
  @IsOptional()
  @Matches(MONEY, MONEY_MESSAGE)
  value?: string;

  /** @example "2026-06-15" */
  @IsOptional()
  @IsDay()
  plannedOn?: string;
}

/** Evidence of what was delivered. */
export class CompletionEvidenceRequest {
  /** @example "supplemental" */
  @IsIn(EVIDENCE_SOURCES)
  source: EvidenceSource;

  /** @example "2026-06-20" */
  @IsDay()
  asOf: string;
}

const OTHERWISE = ['contacted', 'scheduled', 'refused', 'unreachable'] as const;

/** How an intervention ended. */
export class CompleteInterventionRequest {
  /** @example "partial" */
  @IsIn(OUTCOMES)
  outcome: Outcome;

  /**
   * Gaps whose service was delivered; left out on success (all) and failure (none).
   * @example ["01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10"]
   */
  @IsOptional()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  deliveredGapIds?: string[];

  /** With it, delivered gaps close; without it, their work is completed and they stay open until a claim arrives. */
  @IsOptional()
  @ValidateNested()
  @Type(() => CompletionEvidenceRequest)
  evidence?: CompletionEvidenceRequest;

  /**
   * Where the work goes for gaps that were not delivered; left out: it stays.
   * @example "refused"
   */
  @IsOptional()
  @IsIn(OTHERWISE)
  otherwise?: (typeof OTHERWISE)[number];

  /**
   * What it cost in the end, in dollars.
   * @example "45.00"
   */
  @IsOptional()
  @Matches(MONEY, MONEY_MESSAGE)
  cost?: string;

  /**
   * What it was worth, in dollars.
   * @example "120.00"
   */
  @IsOptional()
  @Matches(MONEY, MONEY_MESSAGE)
  value?: string;
}

/** Which interventions to list. */
export class InterventionListQuery extends PageQuery {
  /** @example "H1234" */
  @IsContractId()
  contractId: string;

  /** @example 2026 */
  @IsMeasurementYear()
  measurementYear: number;

  /** @example "planned" */
  @IsOptional()
  @IsIn(INTERVENTION_STATES)
  state?: InterventionState;
}

/** A covered gap. */
export class CoveredGapResponse {
  /** @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  gapId: string;

  /** Whether the service was delivered; null until the intervention is completed. */
  delivered: boolean | null;
}

/** An intervention. */
export class InterventionResponse {
  /** @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  id: string;

  /** Hash of the member; null in lists of a contract. */
  memberHash: string | null;

  /** @example "H1234" */
  contractId: string;

  /** @example 2026 */
  measurementYear: number;

  /** @example "home_kit" */
  typeCode: string;

  /** @example "planned" */
  state: InterventionState;

  /** @example null */
  outcome: Outcome | null;

  holdout: boolean;

  /** @example "45.00" */
  cost: string;

  /** @example "120.00" */
  value: string | null;

  /**
   * (value − cost) ÷ cost as a decimal text; null without cost or value.
   * @example "1.6667"
   */
  roi: string | null;

  /** @example "2026-06-15" */
  plannedOn: string | null;

  startedAt: string | null;

  endedAt: string | null;

  gaps: CoveredGapResponse[];

  /** Counts changes; the `ETag` carries it. */
  version: number;

  /** @example "2026-05-20T10:00:00.000Z" */
  createdAt: string;
}

/** One page of interventions, newest first. */
export class InterventionListResponse {
  items: InterventionResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

export function toInterventionResponse({ intervention, gaps }: WithGaps, memberHash?: Buffer): InterventionResponse {
  const { id, contractId, measurementYear, typeCode, state, outcome, holdout, cost, value, plannedOn, version } =
    intervention;
  return {
    ...{ id, memberHash: memberHash?.toString('hex') ?? null, contractId, measurementYear, typeCode, state, outcome },
    ...{ holdout, cost, value, roi: returnOnInvestment(cost, value), plannedOn, version },
    startedAt: intervention.startedAt?.toISOString() ?? null,
    endedAt: intervention.endedAt?.toISOString() ?? null,
    gaps: gaps.map(({ gapId, delivered }) => ({ gapId, delivered })),
    createdAt: intervention.createdAt.toISOString(),
  };
}
