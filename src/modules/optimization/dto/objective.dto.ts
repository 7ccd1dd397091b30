import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';

const MONEY = /^\d{1,10}(\.\d{1,2})?$/;
const AMOUNT = { message: '$property must be an amount of at least 0 as decimal text with at most two decimals' };
const FINITE = { allowNaN: false, allowInfinity: false } as const;

/** What payments rest on. All of it comes back with the plan. */
export class OptimizationRevenueDto {
  /**
   * Benchmark per member and month before the quality bonus, in dollars.
   * @example "1100.00"
   */
  @Matches(MONEY, AMOUNT)
  benchmarkPmpm: string;

  /**
   * The plan's bid per member and month, in dollars.
   * @example "950.00"
   */
  @Matches(MONEY, AMOUNT)
  bidPmpm: string;

  /**
   * Member months of the payment year.
   * @example 240000
   */
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  memberMonths: number;

  /**
   * Share of members in double-bonus counties, 0–1.
   * @example 0
   */
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  doubleBonusShare: number;

  /**
   * Highest benchmark with bonus per member and month, in dollars; by default no cap binds.
   * @example "1200.00"
   */
  @IsOptional()
  @Matches(MONEY, AMOUNT)
  benchmarkCapPmpm?: string;
}

const KINDS = ['cost', 'probability', 'value'] as const;

/** What the plan is to achieve. */
export class ObjectiveDto {
  /**
   * `cost`: reach a rating at the least cost, with a confidence. `probability`: make a rating as likely as the limits
   * allow. `value`: earn the most, payments less the cost of the plan.
   * @example "cost"
   */
  @IsIn(KINDS)
  kind: (typeof KINDS)[number];

  /**
   * Rating to reach, in half stars; for `cost` and `probability`.
   * @example 4
   */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(1)
  @Max(5)
  targetStars?: number;

  /**
   * P(rating ≥ target) that the plan must have, 0.5–0.999; for `cost`, 0.8 by default.
   * @example 0.8
   */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0.5)
  @Max(0.999)
  confidence?: number;

  /** What payments rest on; for `value`. */
  @IsOptional()
  @ValidateNested()
  @Type(() => OptimizationRevenueDto)
  revenue?: OptimizationRevenueDto;
}
