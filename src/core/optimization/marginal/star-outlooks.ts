import type { RatingName } from '../../rulesets/index.js';
import { type RatingChance, ratingOutlook, revenueEffect, type RevenueAssumptions } from '../../simulation/index.js';

import type { MarginalOrder, RatingOutlook } from './marginal-types.js';

/** A measure with the chances of its year-end star. */
export interface ChanceMeasure {
  readonly measureId: string;
  readonly chances: readonly number[];
}

/** The year-end rating, and what it would be with each star of each measure. */
export interface StarOutlooks {
  readonly outlook: RatingOutlook;
  /** By measure id, for 1 to 5 stars. */
  readonly byStar: ReadonlyMap<string, readonly RatingOutlook[]>;
}

const STARS = [1, 2, 3, 4, 5] as const;
const HALF_STARS = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5] as const;

/** Payment of the payment year in dollars at each half star. */
function payments(assumptions: RevenueAssumptions): Map<number, number> {
  const equal = HALF_STARS.map((stars) => ({ stars, probability: 1 / HALF_STARS.length }));
  const { byRating } = revenueEffect(equal, 3, assumptions);
  return new Map(byRating.map(({ stars, paymentTotal }) => [stars, Number(paymentTotal)]));
}

/**
 * The contract's highest rating over all uncertain stars, as things stand and with each star of each measure for
 * certain; null where the contract has no rating.
 *
 * @throws SimulationInputError for impossible chances or revenue assumptions
 */
export function starOutlooks(
  { ruleSet, contract, revenue }: MarginalOrder,
  measures: readonly ChanceMeasure[],
): StarOutlooks | null {
  if (ruleSet === null || contract === null) return null;
  const paid = revenue === null ? null : payments(revenue);
  const base = { ruleSet, contract };
  const { highest } = ratingOutlook({ ...base, measures });
  if (highest === null) return null;
  const paidFor = (chances: readonly RatingChance[]): number | null =>
    paid && chances.reduce((sum, { stars, probability }) => sum + probability * (paid.get(stars) ?? 0), 0);
  const outlookOf = (all: readonly ChanceMeasure[], rating: RatingName): RatingOutlook => {
    const own = ratingOutlook({ ...base, measures: all, ratings: [rating] }).ratings[rating];
    if (own === undefined) throw new RangeError('a rating that exists has an outlook');
    const { chances, fourOrMore, expectedStars, expectedFinal } = own;
    return { rating, fourOrMore, expectedStars, expectedFinal, expectedRevenue: paidFor(chances), chances };
  };
  const certain = (measureId: string, star: number): ChanceMeasure[] => {
    const chances = STARS.map((one) => (one === star ? 1 : 0));
    return measures.map((one) => (one.measureId === measureId ? { measureId, chances } : one));
  };
  const byStar = measures.map(({ measureId }): [string, readonly RatingOutlook[]] => [
    measureId,
    STARS.map((star) => outlookOf(certain(measureId, star), highest)),
  ]);
  return { outlook: outlookOf(measures, highest), byStar: new Map(byStar) };
}
