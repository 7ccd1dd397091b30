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
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDay, IsMeasurementYear } from '../../../platform/http/index.js';

const FINITE = { allowNaN: false, allowInfinity: false } as const;

/** Outlooks read from the contract's gaps: closed gaps, and open ones by the probability of their latest prediction. */
export class FromGapsDto {
  /**
   * Year of care whose gaps are read.
   * @example 2026
   */
  @IsMeasurementYear()
  measurementYear: number;

  /** HEDIS or PQA codes; by default every measure that has gaps and a place in the rule set. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(20, { each: true })
  measures?: string[];

  /**
   * What open gaps without a prediction do: stay open, as in snapshots of the portfolio (`stayOpen`), or close like the
   * measure's predicted ones on average (`likePredicted`). By default `stayOpen`.
   */
  @IsOptional()
  @IsIn(['stayOpen', 'likePredicted'])
  withoutPrediction?: 'stayOpen' | 'likePredicted';

  /** Correlation of two members' closures in a measure through one common factor, 0 up to 0.99; 0 by default. */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(0.99)
  memberCorrelation?: number;

  /** Share of the members with open gaps who leave before the end of the year, 0–1; 0 by default. */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  leavingShare?: number;

  /**
   * Day as of which adherence is judged: who can no longer be adherent, and how urgent the others are. By default today.
   * @example "2026-09-01"
   */
  @IsOptional()
  @IsDay()
  adherenceAsOf?: string;
}

/** A kind of intervention for a number of open gaps in each of some measures. */
export class PlannedInterventionsDto {
  /**
   * Code of the catalogue; its success rate counts.
   * @example "phone_call"
   */
  @IsString()
  @MaxLength(40)
  type: string;

  /**
   * Gaps covered in each measure, at most those that are open and can still close.
   * @example 200
   */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  count: number;

  /**
   * HEDIS or PQA codes.
   * @example ["CBP"]
   */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(20, { each: true })
  measures: string[];
}

/**
 * Interventions over the gaps: planned and begun ones that are stored, a plan by numbers, or both. A gap that closes by
 * itself with chance c and has interventions of success rates s closes with 1 − (1 − c)·∏(1 − s).
 */
export class InterventionsChangeDto {
  /** Ids of stored interventions of the contract and year that are planned or in progress and no holdout. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  ids?: string[];

  /** All stored interventions of the contract and year that are planned or in progress and no holdout. */
  @IsOptional()
  @IsBoolean()
  allPlanned?: boolean;

  /** Interventions by numbers. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => PlannedInterventionsDto)
  plan?: PlannedInterventionsDto[];

  /**
   * Which gaps a plan takes: those least (`leastLikely`) or most likely (`mostLikely`) to close by themselves first, or
   * the same share of all (`even`). By default `leastLikely`.
   */
  @IsOptional()
  @IsIn(['leastLikely', 'mostLikely', 'even'])
  order?: 'leastLikely' | 'mostLikely' | 'even';

  /**
   * Whether the lines of a plan take gaps that no other line has while there are any (`apart`), or the same gaps from the
   * first on (`together`). By default `apart`.
   */
  @IsOptional()
  @IsIn(['apart', 'together'])
  overlap?: 'apart' | 'together';
}
