import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const FINITE = { allowNaN: false, allowInfinity: false } as const;

/** Open gaps that close with equal probability. */
export class GapGroupDto {
  /**
   * Members, 0–10,000,000.
   * @example 120
   */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  count: number;

  /**
   * Probability that one of their gaps is closed at the end of the year, 0–1.
   * @example 0.35
   */
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  probability: number;
}

/** A stated change of enrolment until the end of the year. */
export class EnrolmentDto {
  /** Share of the members with open gaps who leave, 0–1, whatever their probability. */
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  leavingShare: number;

  /** Members who join, with the probability that they count in the numerator. */
  @ValidateNested()
  @Type(() => GapGroupDto)
  joining: GapGroupDto;
}

/** A member's days in an adherence measure, without any id. */
export class AdherenceDaysDto {
  /** Days of the whole treatment period. */
  @IsInt()
  @Min(1)
  @Max(366)
  treatmentDays: number;

  /** Days of it that have passed. */
  @IsInt()
  @Min(0)
  @Max(366)
  elapsedDays: number;

  /** Days passed that were covered. */
  @IsInt()
  @Min(0)
  @Max(366)
  coveredDays: number;

  /** Days ahead already covered by filled prescriptions. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(366)
  suppliedAheadDays?: number;
}

/** A measure in the middle of the year: either members' gaps, or its stars' chances as somebody states them. */
export class OutlookDto {
  /**
   * CMS measure id of the star year, or the HEDIS or PQA code.
   * @example "C14"
   */
  @IsString()
  @MaxLength(20)
  code: string;

  /** Members in the denominator. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  denominator?: number;

  /** Members who count already and stay counted. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  numerator?: number;

  /** Open gaps that may still close, in groups of equal probability. Members who can no longer count are in none. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @ValidateNested({ each: true })
  @Type(() => GapGroupDto)
  open?: GapGroupDto[];

  /** Instead of `open`: the probability of each open gap, one number a member. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100_000)
  @IsNumber(FINITE, { each: true })
  @Min(0, { each: true })
  @Max(1, { each: true })
  probabilities?: number[];

  /** Instead of members: probabilities of 1 to 5 stars, summing to 1. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(5)
  @ArrayMaxSize(5)
  @IsNumber(FINITE, { each: true })
  @Min(0, { each: true })
  @Max(1, { each: true })
  chances?: number[];

  /** Correlation of two members' closures through one common factor, 0 up to 0.99; 0 by default: independent. */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(0.99)
  memberCorrelation?: number;

  /** Change of enrolment; none by default. */
  @IsOptional()
  @ValidateNested()
  @Type(() => EnrolmentDto)
  enrolment?: EnrolmentDto;

  /** For a distance: days of the members of an adherence measure, to count who can still be adherent. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20_000)
  @ValidateNested({ each: true })
  @Type(() => AdherenceDaysDto)
  adherence?: AdherenceDaysDto[];
}
