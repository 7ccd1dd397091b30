import { OmitType } from '@nestjs/swagger';
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
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { RateContractRequest } from '../../ratings/index.js';
import { SIMULATION_KINDS } from '../simulation.entity.js';
import { ChangeDto } from './change.dto.js';
import { FromGapsDto, InterventionsChangeDto } from './from-gaps.dto.js';
import { IsModelVersions } from './model-versions.validator.js';
import { OutlookDto } from './outlook.dto.js';
import { RevenueDto } from './revenue.dto.js';

/**
 * A scenario. The contract's facts and results come as in a rating: CMS's imported tables, the request, or the request
 * over the tables. Which further fields a kind takes is told at each; all others are refused.
 */
export class CreateSimulationRequest extends OmitType(RateContractRequest, ['partialComposite'] as const) {
  /**
   * `whatIf`: changes against the baseline, line by line. `monteCarlo`: the distribution of the year-end ratings.
   * `distance`: what each measure lacks to each better star. `ruleSets`: the same data under several rule sets.
   */
  @IsIn(SIMULATION_KINDS)
  kind: 'whatIf' | 'monteCarlo' | 'distance' | 'ruleSets';

  /**
   * Name for people.
   * @example "Blood pressure campaign, 25 % closure"
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;

  /** Changes, at most one value and one set of cut points a measure. Not for `distance`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => ChangeDto)
  changes?: ChangeDto[];

  /**
   * For `whatIf`: star year of the rule set that the changed data are rated by. By default `starYear`.
   * @example 2026
   */
  @IsOptional()
  @IsInt()
  @Min(2008)
  @Max(2100)
  underStarYear?: number;

  /** For `ruleSets`: star years of the rule sets. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(2008, { each: true })
  @Max(2100, { each: true })
  ruleSetYears?: number[];

  /** For `monteCarlo` and `distance`: the measures whose year-end is uncertain. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => OutlookDto)
  outlooks?: OutlookDto[];

  /**
   * For `whatIf`, `monteCarlo` and `distance`: outlooks of the measures that the contract has gaps in, read from them. An
   * outlook given in `outlooks` goes before. In a `whatIf` the expected year-end rates of these gaps are the baseline.
   */
  @IsOptional()
  @ValidateNested()
  @Type(() => FromGapsDto)
  fromGaps?: FromGapsDto;

  /** With `fromGaps`: interventions over these gaps, as a change of the scenario. */
  @IsOptional()
  @ValidateNested()
  @Type(() => InterventionsChangeDto)
  interventions?: InterventionsChangeDto;

  /** For `monteCarlo`: draws, 100–100,000; 10,000 by default. More than 20,000 are computed as a job. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(100_000)
  draws?: number;

  /** For `monteCarlo`: seed, 0 … 2^53 − 1; 1 by default. The same seed gives the same answer on any machine. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seed?: number;

  /** For `monteCarlo`: correlation of the measures through one common factor, 0 up to 0.99; 0 by default. */
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  @Max(0.99)
  measureCorrelation?: number;

  /**
   * For `monteCarlo`: measures without an outlook stay as they are (`fixed`), or change as those of all contracts did
   * from the star year before (`yearToYear`; both years' tables must be imported). By default `fixed`.
   */
  @IsOptional()
  @IsIn(['fixed', 'yearToYear'])
  otherMeasures?: 'fixed' | 'yearToYear';

  /**
   * For `monteCarlo` and `distance`: cut points of the rule set (`ruleSet`), or drawn from the forecast of the year after
   * it (`forecast`; see `/rulesets/{starYear}/cut-points/forecast`). By default `ruleSet`.
   */
  @IsOptional()
  @IsIn(['ruleSet', 'forecast'])
  cutPoints?: 'ruleSet' | 'forecast';

  /** For `monteCarlo`: assumptions about revenue; the answer then has the effect as a distribution. */
  @IsOptional()
  @ValidateNested()
  @Type(() => RevenueDto)
  revenue?: RevenueDto;

  /** For `monteCarlo`: keep the result in the ledger of forecasts, to be scored when the actual ratings arrive. */
  @IsOptional()
  @IsBoolean()
  keepAsForecast?: boolean;

  /**
   * Versions of the models whose probabilities are given, by model name. They come back with the result.
   * @example { "gap-closure": "2026-03" }
   */
  @IsOptional()
  @IsObject()
  @IsModelVersions()
  modelVersions?: Record<string, string>;

  /** Compute it as a job even if it is small. */
  @IsOptional()
  @IsBoolean()
  asJob?: boolean;
}
