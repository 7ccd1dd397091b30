import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsScore } from '../../ratings/index.js';

export const CHANGE_TYPES = ['star', 'score', 'numerators', 'closureRate', 'cutPoints'] as const;

/** One change of a scenario. Which further fields it needs follows from its type; all others are refused. */
export class ChangeDto {
  /**
   * `star`: a measure star set by hand. `score`: another displayed score. `numerators`: members added to (or taken from)
   * the numerator. `closureRate`: a share of the open gaps closes. `cutPoints`: other cut points.
   * @example "closureRate"
   */
  @IsIn(CHANGE_TYPES)
  type: 'star' | 'score' | 'numerators' | 'closureRate' | 'cutPoints';

  /**
   * CMS measure id of the star year, or the HEDIS or PQA code.
   * @example "C14"
   */
  @IsString()
  @MaxLength(20)
  code: string;

  /** For `star`: 1–5. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  star?: 1 | 2 | 3 | 4 | 5;

  /** For `score`: the displayed score in the measure's unit, not more precise than it is shown. */
  @IsOptional()
  @IsScore()
  score?: number | string;

  /** For `numerators` and `closureRate`: members who count today. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  numerator?: number;

  /** For `numerators` and `closureRate`: members in the denominator. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000_000)
  denominator?: number;

  /** For `numerators`: members added to the numerator; negative takes some away. */
  @IsOptional()
  @IsInt()
  @Min(-100_000_000)
  @Max(100_000_000)
  added?: number;

  /** For `closureRate`: open gaps, among the members without a numerator. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  openGaps?: number;

  /**
   * For `closureRate`: share of the open gaps that close, 0–1; whole members, rounded down.
   * @example 0.25
   */
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  @Max(1)
  rate?: number;

  /**
   * For `cutPoints`: the boundaries 1|2, 2|3, 3|4, 4|5 in the order of the stars.
   * @example [67, 75, 80, 86]
   */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(4)
  @ArrayMaxSize(4)
  @IsNumber({ allowNaN: false, allowInfinity: false }, { each: true })
  cutPoints?: number[];

  /** For `cutPoints`: the contracts that they are for; by default those of the scenario's contract. */
  @IsOptional()
  @IsIn(['mapd', 'pdp'])
  set?: 'mapd' | 'pdp';
}
