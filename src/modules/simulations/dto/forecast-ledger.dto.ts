import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { PageQuery } from '../../../platform/http/index.js';
import { CONTRACT_ID } from '../../ratings/index.js';

/** Filters of the ledger of forecasts. */
export class ForecastListQuery extends PageQuery {
  /**
   * Only this contract.
   * @example "H0028"
   */
  @IsOptional()
  @IsString()
  @Matches(CONTRACT_ID, { message: 'contractId must be a letter and four digits' })
  contractId?: string;

  /**
   * Only forecasts of this star year.
   * @example 2027
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2100)
  starYear?: number;
}

/** Which forecasts to score. */
export class ForecastScoreQuery {
  /**
   * Star year whose actual ratings have arrived.
   * @example 2026
   */
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2100)
  starYear: number;

  /**
   * Only this contract.
   * @example "H0028"
   */
  @IsOptional()
  @IsString()
  @Matches(CONTRACT_ID, { message: 'contractId must be a letter and four digits' })
  contractId?: string;

  /** `latest` (by default): of each contract the latest forecast. `all`: every forecast counts. */
  @IsOptional()
  @IsIn(['latest', 'all'])
  which?: 'latest' | 'all';
}

/** What was forecast of one measure. */
export class MeasureForecastResponse {
  /**
   * CMS measure id of the rule set's star year.
   * @example "C14"
   */
  measureId: string;

  name: string;

  /** Expected displayed rate in percent; null where only the star was forecast. */
  expectedRate: number | null;

  /** Probabilities of 1 to 5 stars. */
  chances: number[];
}

/** A forecast as it was made. */
export class ForecastResponse {
  id: string;
  contractId: string;

  /** Star year whose rating is forecast. */
  starYear: number;

  /** What made it, and its id. */
  source: 'snapshot' | 'simulation';
  sourceId: string;

  /** The contract's highest rating; null where it has none. */
  rating: 'partC' | 'partD' | 'overall' | null;

  /** Probability of 4 stars or more, 0–1. */
  fourOrMore: number | null;

  expectedStars: number | null;
  measures: MeasureForecastResponse[];

  /** The rules it was computed by. */
  ruleSet: { version: string; digest: string };

  /** SHA-256 of what it was computed from, hexadecimal. */
  inputsDigest: string;
  modelVersions: Record<string, string>;
  seed: number | null;
  madeAt: string;
  madeBy: string;
}

/** A page of forecasts, newest first. */
export class ForecastPageResponse {
  items: ForecastResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

/** How good forecasts were. */
export class ForecastScoreResponse {
  starYear: number;

  /** Forecasts scored. */
  forecasts: number;

  /** Forecasts of contracts that the actual tables do not list. */
  withoutActual: number;

  /** Measures scored. */
  measures: number;

  /** Mean of |expected − actual| rate, in percentage points; null without any. */
  meanAbsoluteRateError: number | null;

  /** Share of measures whose likeliest star came, 0–1; null without any. */
  starHitRate: number | null;

  /** Mean probability that was given to the star that came; null without any. */
  meanProbabilityOfActualStar: number | null;

  /** Ratings scored. */
  contracts: number;

  /** Mean squared error of the probability of 4 stars or more: 0 is perfect; null without any. */
  brier: number | null;

  /** The same for the plain forecast that every contract has the share that came: the score to beat. */
  brierOfBaseRate: number | null;
}
