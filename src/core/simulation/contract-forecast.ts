import type { ContractYear } from '../ratings/index.js';
import type { RatingName, RuleSet } from '../rulesets/index.js';
import { ratingOutlook } from './contract/index.js';
import type { GapOutlook } from './gaps/index.js';
import { type StatedOutlook, yearEnd } from './scenario/index.js';

/** What a contract's year-end is forecast from. */
export interface ContractForecastOrder {
  readonly ruleSet: RuleSet;
  readonly contract: ContractYear;
  readonly outlooks: readonly GapOutlook[];
  /** Chances of measures without gaps; those that are in neither list keep the contract's stars. */
  readonly others: readonly StatedOutlook[];
}

/** A contract's forecast, as the ledger keeps it. */
export interface ContractForecast {
  /** The highest rating; null where the contract has none. */
  readonly rating: RatingName | null;
  readonly method: 'exact' | 'monteCarlo';
  readonly fourOrMore: number | null;
  readonly expectedStars: number | null;
  readonly measures: readonly {
    readonly measureId: string;
    readonly name: string;
    /** Expected rate in percent; null where only chances are known. */
    readonly expectedRate: number | null;
    /** Probabilities of 1 to 5 stars. */
    readonly chances: readonly number[];
  }[];
}

/**
 * The distribution of a contract's year-end rating and of its measures' stars, from its open gaps: exact where possible.
 *
 * @throws SimulationInputError for measures that are unknown or impossible
 */
export function contractForecast({ ruleSet, contract, outlooks, others }: ContractForecastOrder): ContractForecast {
  const own = new Set(outlooks.map(({ measureId }) => measureId));
  const ends = [
    ...outlooks.map((one) => yearEnd(ruleSet, contract, one, 'gaps')),
    ...others
      .filter(({ measureId }) => !own.has(measureId))
      .map((one) => yearEnd(ruleSet, contract, one, 'yearToYear')),
  ];
  const measures = ends.map(({ simulated }) => simulated);
  const { method, ratings, highest } = ratingOutlook({ ruleSet, contract, measures });
  const rating = highest === null ? undefined : ratings[highest];
  return {
    rating: highest,
    method,
    fourOrMore: rating?.fourOrMore ?? null,
    expectedStars: rating?.expectedStars ?? null,
    measures: ends.map(({ line: { measureId, name, expectedRate, chances } }) => ({
      measureId,
      name,
      expectedRate,
      chances,
    })),
  };
}
