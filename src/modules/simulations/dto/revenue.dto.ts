import { IsIn, IsInt, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';

const MONEY = /^\d{1,10}(\.\d{1,2})?$/;
const AMOUNT = { message: '$property must be an amount of at least 0 as decimal text with at most two decimals' };
const FINITE = { allowNaN: false, allowInfinity: false } as const;

/** Everything that a revenue figure rests on. All of it comes back with the answer. */
export class RevenueDto {
  /**
   * Benchmark per member and month before the quality bonus, in dollars.
   * @example "1100.00"
   */
  @Matches(MONEY, AMOUNT)
  benchmarkPmpm: string;

  /**
   * The plan's bid per member and month, in dollars.
   * @example "950.00"
   */
  @Matches(MONEY, AMOUNT)
  bidPmpm: string;

  /**
   * Member months of the payment year.
   * @example 240000
   */
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  memberMonths: number;

  /**
   * Share of members in double-bonus counties, 0–1.
   * @example 0
   */
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  doubleBonusShare: number;

  /**
   * Highest benchmark with bonus per member and month, in dollars; by default no cap binds.
   * @example "1200.00"
   */
  @IsOptional()
  @Matches(MONEY, AMOUNT)
  benchmarkCapPmpm?: string;

  /** New contracts get their own bonus and rebate share, whatever the rating. By default `rated`. */
  @IsOptional()
  @IsIn(['rated', 'new'])
  contract?: 'rated' | 'new';

  /** Bonus in percent of the benchmark at 4 stars or more; 5 by default. */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(100)
  bonusPercent?: number;

  /** Bonus of new contracts in percent; 3.5 by default. */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(100)
  newContractBonusPercent?: number;

  /** Factor of the bonus in double-bonus counties; 2 by default. */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(1)
  @Max(10)
  doubleBonusFactor?: number;
}
