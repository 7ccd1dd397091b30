import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { PageQuery } from '../../../platform/http/index.js';
import type { AuditOutcome, AuditValue } from '../audit-events.js';
import type { Verification } from '../chain/index.js';
import type { AuditLogEntity } from '../entities/audit-log.entity.js';

/** Which rows of the audit trail to list. */
export class AuditQuery extends PageQuery {
  /**
   * Kind of entity, such as `rating`.
   * @example rating
   */
  @IsOptional()
  @Matches(/^[a-z][a-z0-9-]{0,39}$/)
  entityType?: string;

  /** Id of the entity. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  entityId?: string;

  /**
   * Name of the event.
   * @example audit.read
   */
  @IsOptional()
  @Matches(/^[a-z][a-z0-9.-]{1,79}$/)
  event?: string;

  /** Who acted: `key:<id>`, `user:<digest>`, `system` or `anonymous`. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  actor?: string;

  /**
   * Contract number.
   * @example H1234
   */
  @IsOptional()
  @Matches(/^[A-Z]\d{4}$/)
  contractId?: string;

  /** What the attempt came to. */
  @IsOptional()
  @IsIn(['succeeded', 'denied', 'failed'])
  outcome?: AuditOutcome;

  /**
   * First instant, RFC 3339.
   * @example 2026-01-01T00:00:00Z
   */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  /**
   * First instant that no longer counts, RFC 3339.
   * @example 2027-01-01T00:00:00Z
   */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;
}

/** One act or attempt. */
export class AuditEntryDto {
  /** Id of the row, a UUIDv7. */
  id: string;
  /** When, RFC 3339 UTC with milliseconds. */
  occurredAt: string;
  /** Who: `key:<id>`, `user:<digest>`, `system` or `anonymous`. */
  actor: string;
  /** What: name of the event. */
  event: string;
  /** Kind of the entity. */
  entityType: string;
  /** Id of the entity; null when the act has none or several. */
  entityId: string | null;
  /** Contract that the act was about; null when none or several. */
  contractId: string | null;
  /** `succeeded`, `denied` (401 or 403) or `failed`. */
  outcome: AuditOutcome;
  /** Request that caused it; null outside of HTTP. */
  requestId: string | null;
  /** Allow-listed fields before the act. */
  before: Record<string, AuditValue> | null;
  /** Allow-listed fields after the act. */
  after: Record<string, AuditValue> | null;
}

/** A page of the audit trail, newest first. */
export class AuditPageDto {
  /** Rows of this page. */
  items: AuditEntryDto[];
  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

export function toAuditEntry(row: AuditLogEntity): AuditEntryDto {
  const { id, occurredAt, actor, event, entityType, entityId, contractId, outcome, requestId, before, after } = row;
  const facts = { actor, event, entityType, entityId, contractId, outcome, requestId, before, after };
  return { id, occurredAt: occurredAt.toISOString(), ...facts };
}

/** A link of the chain to look for, as an earlier verification returned it. */
export class VerifyQuery {
  /**
   * Number of the link.
   * @example 1
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  seq?: number;

  /** Hash of the link, 64 hex digits; given together with `seq`. */
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/)
  chain?: string;
}

/** One place at which the trail is not as it was written. */
export class AuditFaultDto {
  /** `changed`, `missing` or `inserted`. */
  kind: string;
  /** Which check failed: `row`, `gone`, `link`, `head`, `anchor`, `code`, `unsealed` or `remembered`. */
  reason: string;
  /** Number of the link; null for a row that has none. */
  seq: number | null;
  /** Id of the audit row, where known. */
  auditId: string | null;
  /** Time of the audit row, where known. */
  occurredAt: string | null;
}

/** An end of the chain, worth writing down outside of the database. */
export class ChainEndDto {
  /** Number of the last link. */
  seq: number;
  /** Its hash, 64 hex digits. */
  chain: string;
}

/** What verification found. */
export class VerificationDto {
  /** True when nothing was changed, removed or added. */
  ok: boolean;
  /** Links whose rows were checked. */
  sealed: number;
  /** Genuine rows that the sealer has not reached yet. */
  waiting: number;
  /** The last link; null for an empty chain. */
  head: ChainEndDto | null;
  /** Rows before this time were dropped by retention; null when none were. */
  droppedBefore: string | null;
  /** Number of faults. */
  faultCount: number;
  /** The first fault; null when there is none. */
  firstBad: AuditFaultDto | null;
  /** The first twenty faults, in order of the chain. */
  faults: AuditFaultDto[];
}

export function toVerificationResponse(verification: Verification): VerificationDto {
  const { ok, sealed, waiting, head, droppedBefore, faultCount } = verification;
  const faults = verification.faults.map(({ kind, reason, seq, auditId, occurredAt }) => {
    const place = { seq: seq === null ? null : Number(seq), auditId, occurredAt: occurredAt?.toISOString() ?? null };
    return { kind, reason, ...place };
  });
  return {
    ok,
    sealed,
    waiting,
    head: head && { seq: Number(head.seq), chain: head.chain.toString('hex') },
    droppedBefore: droppedBefore?.toISOString() ?? null,
    faultCount,
    firstBad: faults[0] ?? null,
    faults,
  };
}
