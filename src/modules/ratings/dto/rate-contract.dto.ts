import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsMapOfNumbers, IsScore } from './score.validator.js';

/** A CMS contract number: a letter and four digits. */
export const CONTRACT_ID = /^[A-Z][0-9]{4}$/;

/** What CMS publishes about a contract besides its measures. */
export class ContractFactsDto {
  /**
   * Organization type in CMS's words.
   * @example "Local CCP"
   */
  @IsString()
  @MaxLength(100)
  organizationType: string;

  /** Offers a Special Needs Plan in the star year. */
  @IsBoolean()
  snp: boolean;

  /** Offers institutional SNPs only. Left out: the rule set's list decides. */
  @IsOptional()
  @IsBoolean()
  iSnpOnly?: boolean;

  /** Serves Puerto Rico only: the adherence measures then have no weight (TN p.131). */
  @IsBoolean()
  puertoRicoOnly: boolean;

  /**
   * Disaster year to the percentage of beneficiaries affected, 0–100.
   * @example { "2023": 1, "2024": 9 }
   */
  @IsOptional()
  @IsObject()
  @IsMapOfNumbers({ keys: /^[0-9]{4}$/, min: 0, max: 100 })
  disasterPercents?: Record<string, number>;

  /**
   * Final adjustment category by rating kind, from CMS's CAI table. A missing one makes that rating provisional.
   * @example { "partC": 4, "partDMapd": 3, "overall": 4 }
   */
  @IsOptional()
  @IsObject()
  @IsMapOfNumbers({ keys: /^(partC|partDMapd|partDPdp|overall)$/, min: 1, max: 100, integer: true })
  adjustmentCategories?: Record<string, number>;
}

/** The result of one measure: a score, a star, both, or CMS's text in their place. */
export class MeasureInputDto {
  /**
   * CMS measure id of the star year, or the HEDIS or PQA code.
   * @example "C14"
   */
  @IsString()
  @MaxLength(20)
  code: string;

  /**
   * Score in the measure's unit, without a sign for it; the measure's range and decimals hold.
   * @example 82
   */
  @ApiPropertyOptional({ oneOf: [{ type: 'number' }, { type: 'string' }] })
  @IsOptional()
  @IsScore()
  score?: number | string;

  /** Unit of the score, to guard against mixing them up: refused when it is not the measure's unit. */
  @IsOptional()
  @IsIn(['percent', 'score', 'per1000', 'improvement'])
  unit?: 'percent' | 'score' | 'per1000' | 'improvement';

  /**
   * Measure star, 1–5. Given together with a score, it is the published star and counts.
   * @example 4
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  star?: 1 | 2 | 3 | 4 | 5;

  /**
   * CMS's text in place of score and star.
   * @example "Plan too small to be measured"
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  note?: string;
}

/** Which contract to rate, by which year's rules, from which results. */
export class RateContractRequest {
  /**
   * CMS contract number.
   * @example "H0028"
   */
  @IsString()
  @Matches(CONTRACT_ID, { message: 'contractId must be a letter and four digits' })
  contractId: string;

  /**
   * Star year whose rule set applies (the year of the published rating).
   * @example 2026
   */
  @IsInt()
  @Min(2008)
  @Max(2100)
  starYear: number;

  /** Facts of the contract. Left out: those imported from CMS's tables for the star year. */
  @IsOptional()
  @ValidateNested()
  @Type(() => ContractFactsDto)
  contract?: ContractFactsDto;

  /** Measure results. Left out: those imported from CMS's tables for the star year. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => MeasureInputDto)
  measures?: MeasureInputDto[];

  /** Lay `measures` over the imported results instead of replacing them. */
  @IsOptional()
  @IsBoolean()
  onTopOfPublished?: boolean;

  /** Also answer with the partial composite of the measures given. It is never a Star Rating. */
  @IsOptional()
  @IsBoolean()
  partialComposite?: boolean;
}

/** How to rate. */
export class RateContractQuery {
  /** `false` computes without storing. */
  @IsOptional()
  @IsIn(['true', 'false'])
  persist?: 'true' | 'false';
}
