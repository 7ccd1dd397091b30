import {
  type CutPointForecast,
  cutPointYear,
  forecastCutPoints,
  type PriorCutPoints,
} from '../../../core/cutpoints/index.js';
import type { ContractYear } from '../../../core/ratings/index.js';
import type { RuleSet } from '../../../core/rulesets/index.js';

/** One star year with the cut points of the year before, if they are known. */
export interface ForecastYear {
  readonly ruleSet: RuleSet;
  readonly contracts: readonly ContractYear[];
  readonly prior?: readonly PriorCutPoints[];
}

/** What the thread forecasts from. */
export interface CutPointForecastTask {
  readonly years: readonly ForecastYear[];
  readonly draws: number;
  readonly seed: number;
}

export default function run({ years, draws, seed }: CutPointForecastTask): CutPointForecast {
  const history = years.map(({ ruleSet, contracts, prior }) => cutPointYear(ruleSet, contracts, prior));
  return forecastCutPoints(history, { draws }, seed);
}
