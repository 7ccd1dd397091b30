import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { ContractYearFields } from '../../../platform/http/index.js';

const MONEY = /^\d{1,10}(\.\d{1,2})?$/;
const AMOUNT = { message: '$property must be an amount of at least 0 as decimal text with at most two decimals' };

/** Which contract and year, and what payments rest on. */
export class MarginalValuesQuery extends ContractYearFields {
  /**
   * Star year whose rules and CMS results to use; left out: as for snapshots.
   * @example 2026
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2102)
  starYear?: number;

  /**
   * Benchmark per member and month before the quality bonus, in dollars; 1100.00 where left out.
   * @example "1100.00"
   */
  @IsOptional()
  @Matches(MONEY, AMOUNT)
  benchmarkPmpm?: string;

  /**
   * The plan's bid per member and month, in dollars; 950.00 where left out.
   * @example "950.00"
   */
  @IsOptional()
  @Matches(MONEY, AMOUNT)
  bidPmpm?: string;

  /**
   * Member months of the payment year; twelve for each active member where left out.
   * @example 240000
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  memberMonths?: number;

  /**
   * Share of members in double-bonus counties, 0–1; 0 where left out.
   * @example 0.1
   */
  @IsOptional()
  @Type(() => Number)
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  @Max(1)
  doubleBonusShare?: number;
}

/** Which priorities to recompute. */
export class RecomputePrioritiesRequest extends ContractYearFields {}
