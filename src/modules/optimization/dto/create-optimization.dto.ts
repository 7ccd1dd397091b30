import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsContractId, IsDay, IsMeasurementYear } from '../../../platform/http/index.js';
import { CHANNELS, type Channel } from '../../interventions/index.js';
import { STRATUM } from '../optimization-order.js';
import { ObjectiveDto } from './objective.dto.js';

const MONEY = /^\d{1,10}(\.\d{1,2})?$/;
const AMOUNT = { message: '$property must be an amount of at least 0 as decimal text with at most two decimals' };
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

/** Which plan to make. */
export class CreateOptimizationRequest {
  /** @example "H1234" */
  @IsContractId()
  contractId: string;

  /**
   * Year of care.
   * @example 2026
   */
  @IsMeasurementYear()
  measurementYear: number;

  /**
   * Star year whose rules and CMS results to use; left out: as for snapshots.
   * @example 2026
   */
  @IsOptional()
  @IsInt()
  @Min(2008)
  @Max(2102)
  starYear?: number;

  /** @example "Autumn outreach" */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  name?: string;

  @ValidateNested()
  @Type(() => ObjectiveDto)
  objective: ObjectiveDto;

  /**
   * Most that may be spent, in dollars; left out: no limit.
   * @example "250000.00"
   */
  @IsOptional()
  @Matches(MONEY, AMOUNT)
  budget?: string;

  /** Channels that are not named have no limit. Several figures for a channel add up day by day. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ChannelLimitDto)
  channelLimits?: ChannelLimitDto[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ArrayUnique(({ measure }: DeadlineDto) => measure)
  @ValidateNested({ each: true })
  @Type(() => DeadlineDto)
  deadlines?: DeadlineDto[];

  /**
   * Most contacts a member gets, interventions under way included; 1 by default.
   * @example 1
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(5)
  maxContactsPerMember?: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique(({ stratum }: StratumMinimumDto) => stratum)
  @ValidateNested({ each: true })
  @Type(() => StratumMinimumDto)
  minimumPerStratum?: StratumMinimumDto[];

  /** Types to use; left out: all active ones of the catalogue. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique(({ typeCode }: PlannedTypeDto) => typeCode)
  @ValidateNested({ each: true })
  @Type(() => PlannedTypeDto)
  interventions?: PlannedTypeDto[];

  /**
   * First day of action; left out: today, or the first day of a year of care that is not under way.
   * @example "2026-06-01"
   */
  @IsOptional()
  @IsDay()
  startsOn?: string;

  /**
   * Seconds after which the best plan found is taken, 1–300; 30 by default.
   * @example 30
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(300)
  timeLimitSeconds?: number;

  /**
   * Seed of the simulation that checks the plan; 1 by default.
   * @example 1
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seed?: number;

  /**
   * Draws of that simulation, 100–100,000; 10,000 by default.
   * @example 10000
   */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(100_000)
  draws?: number;

  /** Whether to find out what more of each limit would be worth; true by default. Solved again for each. */
  @IsOptional()
  @IsBoolean()
  shadowPrices?: boolean;

  /** Whether to find the least cost of every rating; true by default. Solved again for each. */
  @IsOptional()
  @IsBoolean()
  curve?: boolean;
}
