import { PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { RevenueDto } from '../../simulations/index.js';

const FINITE = { allowNaN: false, allowInfinity: false } as const;

/** What payments rest on. All of it comes back with the plan. */
export class OptimizationRevenueDto extends PickType(RevenueDto, [
  'benchmarkPmpm',
  'bidPmpm',
  'memberMonths',
  'doubleBonusShare',
  'benchmarkCapPmpm',
]) {}

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
