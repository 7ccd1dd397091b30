import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import {
  EVIDENCE,
  type Evidence,
  type EvidenceCounts,
  GAP_MEASURE_CODES,
  gapMeasure,
  gapRate,
  isScored,
  starYearOf,
  type Tier,
  TIERS,
  WORK,
  type Work,
} from '../../../core/gaps/index.js';
import { ContractYearFields, IsContractId, IsDay, IsMeasurementYear, PageQuery } from '../../../platform/http/index.js';

/** A filter may be given several times or as a list with commas. */
const asList = ({ value }: { value: unknown }): unknown =>
  value === undefined
    ? undefined
    : [value].flat().flatMap((part) => (typeof part === 'string' ? part.split(',') : part));

/** Which gaps to work on. */
export class WorklistQuery extends PageQuery {
  /**
   * CMS contract number.
   * @example "H1234"
   */
  @IsContractId()
  contractId: string;

  /**
   * Year of care; left out: the latest with gaps.
   * @example 2026
   */
  @IsOptional()
  @IsMeasurementYear()
  measurementYear?: number;

  /**
   * Measures, by code; left out: all.
   * @example ["BCS"]
   */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(50)
  @IsIn(GAP_MEASURE_CODES, { each: true })
  measure?: string[];

  /**
   * States of the records; left out: `open` and `prospective`.
   * @example ["open"]
   */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(5)
  @IsIn(EVIDENCE, { each: true })
  evidence?: Evidence[];

  /**
   * States of the outreach; left out: all.
   * @example ["identified"]
   */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(8)
  @IsIn(WORK, { each: true })
  work?: Work[];

  /** @example "high" */
  @IsOptional()
  @IsIn(TIERS)
  tier?: Tier;

  /** @example 50 */
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(100)
  minPriority?: number;

  /** @example 100 */
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(100)
  maxPriority?: number;

  /** @example "outreach-east" */
  @IsOptional()
  @Matches(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, {
    message: 'An owner starts with a letter; letters, digits, . _ - follow.',
  })
  owner?: string;

  /**
   * Due on this day or before.
   * @example "2026-09-30"
   */
  @IsOptional()
  @IsDay()
  dueBy?: string;
}

/** The gaps of a member, of one year or all. */
export class MemberGapsQuery {
  /** @example 2026 */
  @IsOptional()
  @IsMeasurementYear()
  measurementYear?: number;
}

/** Which contract and year to compute rates of. */
export class RatesQuery extends ContractYearFields {}

/** A measure's rate as it follows from the gaps. */
export class MeasureRateResponse {
  /** @example "BCS" */
  measure: string;

  /** CMS measure id of star year 2026; null where Stars had none. */
  starId: string | null;

  /**
   * Which way is better.
   * @example "higher"
   */
  direction: string;

  /** Whether Stars scores the measure for this year of care. */
  scored: boolean;

  open: number;

  closed: number;

  prospective: number;

  /** Never counted. */
  excluded: number;

  /** Never counted. */
  notApplicable: number;

  /** Closed gaps. */
  numerator: number;

  /** Closed, open and prospective gaps. */
  denominator: number;

  /**
   * Numerator by denominator, 0–100; null without a denominator.
   * @example 72.5
   */
  rate: number | null;
}

/** The rates of a contract's gaps. */
export class RatesResponse {
  /** @example "H1234" */
  contractId: string;

  /** @example 2026 */
  measurementYear: number;

  /**
   * Star year in which this year of care is rated.
   * @example 2028
   */
  starYear: number;

  items: MeasureRateResponse[];
}

export function toRatesResponse(
  { contractId, measurementYear }: RatesQuery,
  counts: ReadonlyMap<string, EvidenceCounts>,
): RatesResponse {
  const items = [...counts].map(([code, { not_applicable: notApplicable, ...states }]) => {
    const measure = gapMeasure(code, measurementYear);
    return {
      ...{ measure: code, starId: measure?.starId ?? null, direction: measure?.direction ?? 'higher' },
      scored: measure !== undefined && isScored(measure, measurementYear),
      ...{ ...states, notApplicable, ...gapRate({ ...states, not_applicable: notApplicable }) },
    };
  });
  return { contractId, measurementYear, starYear: starYearOf(measurementYear), items };
}
