import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { IsDay } from '../../../platform/http/index.js';
import { CHANNELS, type Channel } from '../../interventions/index.js';
import { STRATUM } from '../optimization-order.js';

const FINITE = { allowNaN: false, allowInfinity: false } as const;

/** A type of the catalogue, and what differs from it in this plan. */
export class PlannedTypeDto {
  /**
   * Code of the catalogue.
   * @example "home_kit"
   */
  @Matches(/^[a-z][a-z0-9_]{1,39}$/, { message: 'A type is named by its code.' })
  typeCode: string;

  /**
   * Measures whose gaps it closes; left out: those that it is known for. A type that you added yourself needs them.
   * @example ["COL"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(30)
  @ArrayUnique()
  @Matches(/^[A-Z]{2,5}(-[A-Z]{2,5})?$/, { each: true, message: 'A measure is named by its code.' })
  measures?: string[];

  /**
   * Share of covered gaps that it closes, 0–1; left out: the catalogue's.
   * @example 0.3
   */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  successRate?: number;

  /**
   * Days from the start until it has worked: gaps due earlier are out of its reach.
   * @example 21
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(366)
  leadDays?: number;
}

/** How much of a channel there is until a day. Give either hours of staff or slots. */
export class ChannelLimitDto {
  /** @example "call" */
  @IsIn(CHANNELS)
  channel: Channel;

  /**
   * Hours of staff time, from the start.
   * @example 400
   */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(10_000_000)
  hours?: number;

  /**
   * Interventions, from the start.
   * @example 1000
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  slots?: number;

  /**
   * Last day that the figure is for; left out: the end of the year of care.
   * @example "2026-09-30"
   */
  @IsOptional()
  @IsDay()
  through?: string;
}

/** Until when closing gaps of a measure counts for this plan. */
export class DeadlineDto {
  /** @example "COL" */
  @Matches(/^[A-Z]{2,5}(-[A-Z]{2,5})?$/, { message: 'A measure is named by its code.' })
  measure: string;

  /** @example "2026-11-30" */
  @IsDay()
  by: string;
}

/** A group in which at least so many members are treated. */
export class StratumMinimumDto {
  /**
   * Members with an open gap of a tier, measure or owner: `tier:high`, `measure:CBP`, `owner:outreach-east`.
   * @example "tier:high"
   */
  @Matches(STRATUM, { message: 'A stratum is tier:high, measure:CBP or owner:outreach-east.' })
  stratum: string;

  /** @example 200 */
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  members: number;
}
