import {
  type ContractRatings,
  type ContractYear,
  deriveStars,
  type MeasureResult,
  rateContract,
} from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import type { MeasureStanding } from './standing-types.js';

/** Now, or at the end of the year by expectation. */
export type PortfolioMoment = 'current' | 'yearEnd';

/** Ratings with what they rest on. */
export interface PortfolioRatings {
  readonly ratings: ContractRatings;
  /** The contract as it was rated: CMS's results with the gaps' results over them. */
  readonly contract: ContractYear;
  /** CMS ids of the measures that came from gaps, in order. */
  readonly fromGaps: readonly string[];
}

/**
 * The ratings of a contract whose member-level measures come from its gaps and all others from CMS's results. A measure
 * whose gaps give no score keeps CMS's. Stars of the gaps' scores are read from the cut points, also where a disaster
 * or a second calculation of the year applies (TN p.7-9, p.11-16).
 */
export function portfolioRatings(
  ruleSet: RuleSet,
  published: ContractYear,
  standings: readonly MeasureStanding[],
  moment: PortfolioMoment,
): PortfolioRatings {
  const own = new Map<string, MeasureResult>();
  for (const standing of standings) {
    const { score } = standing[moment];
    if (standing.starId === null || score === null) continue;
    own.set(standing.starId, { measureId: standing.starId, score, star: null, note: null });
  }
  const kept = published.measures.filter(({ measureId }) => !own.has(measureId));
  const measures = [...kept, ...own.values()].sort((a, b) => (a.measureId < b.measureId ? -1 : 1));
  const { contract } = deriveStars(ruleSet, { ...published, measures });
  return { ratings: rateContract(ruleSet, contract), contract, fromGaps: [...own.keys()].sort() };
}
