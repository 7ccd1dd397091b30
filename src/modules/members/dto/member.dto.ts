import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsContractId, IsDay, PageQuery } from '../../../platform/http/index.js';
import type { Member } from '../member.entity.js';
import { MemberLookupRequest } from './member-name.dto.js';

/** A new member. */
export class CreateMemberRequest extends MemberLookupRequest {
  /**
   * CMS contract number.
   * @example "H1234"
   */
  @IsContractId()
  contractId: string;

  /** Whether the member is enrolled now. */
  @IsOptional()
  @IsBoolean()
  active?: boolean = true;

  /**
   * Day of the first known activity.
   * @example "2026-01-15"
   */
  @IsOptional()
  @IsDay()
  firstActivityOn?: string;

  /**
   * Day of the last known activity.
   * @example "2026-05-20"
   */
  @IsOptional()
  @IsDay()
  lastActivityOn?: string;
}

/** What changes; a field that is left out stays. */
export class UpdateMemberRequest {
  /**
   * The contract that the member is in from now on. Rows that are there keep the contract they arose in.
   * @example "H1234"
   */
  @IsOptional()
  @IsContractId()
  contractId?: string;

  /** Whether the member is enrolled now. */
  @IsOptional()
  @IsBoolean()
  active?: boolean;

  /**
   * Day of the first known activity.
   * @example "2026-01-15"
   */
  @IsOptional()
  @IsDay()
  firstActivityOn?: string;

  /**
   * Day of the last known activity.
   * @example "2026-05-20"
   */
  @IsOptional()
  @IsDay()
  lastActivityOn?: string;
}

/** Which members to list. */
export class MemberListQuery extends PageQuery {
  /**
   * CMS contract number.
   * @example "H1234"
   */
  @IsContractId()
  contractId: string;

  /** Only members that are enrolled, or only those that are not. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  active?: boolean;
}

/** A member. */
export class MemberResponse {
  /**
   * Number by which the audit trail names the member; it outlasts a change of keys.
   * @example "42"
   */
  id: string;

  /**
   * Keyed hash of the member's id.
   * @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
   */
  memberHash: string;

  /** @example "H1234" */
  contractId: string;

  /** Whether the member is enrolled now. */
  active: boolean;

  /** @example "2026-01-15" */
  firstActivityOn: string | null;

  /** @example "2026-05-20" */
  lastActivityOn: string | null;

  /** Counts changes; the `ETag` carries it. */
  version: number;

  /** @example "2026-05-20T10:00:00.000Z" */
  createdAt: string;

  /** @example "2026-05-20T10:00:00.000Z" */
  updatedAt: string;
}

/** One page of members. */
export class MemberListResponse {
  items: MemberResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

export function toMemberResponse(member: Member): MemberResponse {
  const { id, contractId, active, firstActivityOn, lastActivityOn, version } = member;
  return {
    ...{ id, memberHash: member.memberHash.toString('hex'), contractId, active },
    ...{ firstActivityOn, lastActivityOn, version },
    createdAt: member.createdAt.toISOString(),
    updatedAt: member.updatedAt.toISOString(),
  };
}
