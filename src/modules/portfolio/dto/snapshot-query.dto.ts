import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { ContractYearFields, IsContractId, IsDay, IsMeasurementYear, PageQuery } from '../../../platform/http/index.js';

/** What to take a snapshot of. */
export class TakeSnapshotRequest extends ContractYearFields {
  /**
   * Star year whose rules and CMS results to use; left out: two years after the year of care, or the latest before it
   * that there are rules for.
   * @example 2026
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2102)
  starYear?: number;
}

/** Which snapshots to list. */
export class SnapshotListQuery extends PageQuery {
  /**
   * Only this contract.
   * @example "H1234"
   */
  @IsOptional()
  @IsContractId()
  contractId?: string;

  /**
   * Only this year of care.
   * @example 2026
   */
  @IsOptional()
  @IsMeasurementYear()
  measurementYear?: number;

  /**
   * Only this star year.
   * @example 2026
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2102)
  starYear?: number;
}

/** Of which contract to read the newest snapshot. */
export class LatestSnapshotQuery {
  /**
   * CMS contract number.
   * @example "H1234"
   */
  @IsContractId()
  contractId: string;

  /**
   * Year of care; left out: any.
   * @example 2026
   */
  @IsOptional()
  @IsMeasurementYear()
  measurementYear?: number;

  /**
   * Star year; left out: any.
   * @example 2026
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2102)
  starYear?: number;
}

/** Which days to compare. */
export class TrendQuery extends ContractYearFields {
  /**
   * Star year; left out: that of the later snapshot.
   * @example 2026
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2102)
  starYear?: number;

  /**
   * First day: its last snapshot (UTC), or the last one before it.
   * @example "2026-03-31"
   */
  @IsDay()
  from: string;

  /**
   * Last day, likewise.
   * @example "2026-06-30"
   */
  @IsDay()
  to: string;
}
