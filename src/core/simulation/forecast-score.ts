import { SimulationInputError } from './distribution/index.js';

/** What was forecast of a measure, and what came. */
export interface MeasureOutcome {
  readonly measureId: string;
  /** Expected displayed rate, in score units; null where only the star was forecast. */
  readonly expectedRate: number | null;
  /** Forecast probabilities of 1 to 5 stars. */
  readonly chances: readonly number[];
  readonly actualRate: number | null;
  readonly actualStar: 1 | 2 | 3 | 4 | 5;
}

/** What was forecast of a contract's rating, and what came. */
export interface RatingOutcomeForecast {
  readonly contractId: string;
  /** Forecast probability of 4 stars or more, 0–1. */
  readonly fourOrMore: number;
  readonly actualStars: number;
}

/** How good past forecasts were. */
export interface ForecastScore {
  readonly measures: number;
  /** Mean of |expected − actual| rate over measures with both; null without any. */
  readonly meanAbsoluteRateError: number | null;
  /** Share of measures whose likeliest star came; null without any. */
  readonly starHitRate: number | null;
  /** Mean probability that was given to the star that came; null without measures. */
  readonly meanProbabilityOfActualStar: number | null;
  readonly contracts: number;
  /** Mean squared error of P(4 stars or more): 0 is perfect, 0.25 is what one half always gives; null without contracts. */
  readonly brier: number | null;
  /** The same for the plain forecast that every contract has the share that came: the score to beat. */
  readonly brierOfBaseRate: number | null;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Scores forecasts when the actual stars have arrived: rate error, star hit rate, and Brier score (Brier 1950) of
 * 4 stars or more.
 *
 * @throws SimulationInputError for probabilities outside 0–1 or chances that are not five
 */
export function scoreForecasts(
  measures: readonly MeasureOutcome[],
  ratings: readonly RatingOutcomeForecast[],
): ForecastScore {
  for (const { chances } of measures)
    if (chances.length !== 5 || chances.some((chance) => !(chance >= 0 && chance <= 1)))
      throw new SimulationInputError('chances', 'not five probabilities');
  if (ratings.some(({ fourOrMore }) => !(fourOrMore >= 0 && fourOrMore <= 1)))
    throw new SimulationInputError('fourOrMore', 'not in 0–1');
  const rateErrors = measures.flatMap(({ expectedRate, actualRate }) =>
    expectedRate === null || actualRate === null ? [] : [Math.abs(expectedRate - actualRate)],
  );
  const came = ratings.map(({ actualStars }) => (actualStars >= 4 ? 1 : 0));
  const share = mean(came) ?? 0;
  return {
    measures: measures.length,
    meanAbsoluteRateError: mean(rateErrors),
    starHitRate: mean(
      measures.map(({ chances, actualStar }) => (chances.indexOf(Math.max(...chances)) + 1 === actualStar ? 1 : 0)),
    ),
    meanProbabilityOfActualStar: mean(measures.map(({ chances, actualStar }) => chances[actualStar - 1] as number)),
    contracts: ratings.length,
    brier: mean(ratings.map(({ fourOrMore }, place) => (fourOrMore - (came[place] as number)) ** 2)),
    brierOfBaseRate: mean(came.map((value) => (share - value) ** 2)),
  };
}
