import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsContractId, IsDay, IsMeasurementYear } from '../../../platform/http/index.js';
import { ObjectiveDto } from './objective.dto.js';
import { ChannelLimitDto, DeadlineDto, PlannedTypeDto, StratumMinimumDto } from './plan-limits.dto.js';

const MONEY = /^\d{1,10}(\.\d{1,2})?$/;
const AMOUNT = { message: '$property must be an amount of at least 0 as decimal text with at most two decimals' };

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
