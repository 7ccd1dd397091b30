import { type CutPointResult, computeCutPoints } from './compute.js';
import { forecastMeasure } from './forecast-measure.js';
import type { CutPointForecast, CutPointYear, ForecastOptions, MeasureForecast } from './forecast-types.js';
import { measurePastErrors } from './past-errors.js';
import { CutPointInputError } from './population.js';
import { estimateTrends, keyOf } from './trend.js';
import type { ContractScore } from './types.js';

const DEFAULT_DRAWS = 200;
const DEFAULT_CARRY_OVER_PERCENT = 25;

/** Random assignments averaged for the latest year's own cut points, so that no seed's noise enters trend and corrections. */
const LATEST_REPEATS = 20;

/** Said while only one year of scores is known. */
const NOT_MEASURABLE =
  'The past error of this forecast needs scores of two successive years; until then only that of no change is measured.';

const LIMITS = [
  'Contracts that start, end or merge, and contracts missing from the public file, are not foreseen.',
  'Rule changes (new, respecified or retired measures) are not foreseen beyond the guardrail given for each measure.',
  'CAHPS cut points are base groups from rounded scores; the star also needs significance and reliability.',
  'Improvement measures are not forecast: their scores are not published.',
] as const;

function checkedDraws(draws: number): number {
  if (!Number.isInteger(draws) || draws < 10 || draws > 10_000)
    throw new CutPointInputError('draws', 'not in 10–10,000');
  return draws;
}

function keptScores(scores: readonly ContractScore[], percent: number | null): ContractScore[] {
  const kept = scores.filter(({ disasterPercent = 0 }) => percent === null || disasterPercent < percent);
  return kept.map(({ contractId, score }) => ({ contractId, score }));
}

/** Forecasts of every measure of the last of `years`, which are in ascending order. */
function forecastMeasures(years: readonly CutPointYear[], options: ForecastOptions, seed: number): MeasureForecast[] {
  const latest = years.at(-1);
  if (latest === undefined) throw new CutPointInputError('history', 'no star year given');
  const { draws = DEFAULT_DRAWS, carryOverPercent = DEFAULT_CARRY_OVER_PERCENT } = options;
  checkedDraws(draws);
  const measures = latest.measures.filter(({ measure }) => measure.unit !== 'improvement');
  const kept = measures.map(({ scores }) => keptScores(scores, carryOverPercent));
  const results = measures.map((entry, place) =>
    computeCutPoints(entry.measure, kept[place] as ContractScore[], { repeats: LATEST_REPEATS }),
  );
  const byKey = new Map(measures.map((entry, place) => [keyOf(entry), results[place] as CutPointResult]));
  const trends = estimateTrends({ ...latest, measures }, years.at(-2), byKey, options.trends);
  return measures.flatMap((entry, place) => {
    const trend = trends.get(keyOf(entry));
    const own = kept[place];
    const result = results[place];
    if (trend === undefined || own === undefined || result === undefined) return [];
    return [forecastMeasure(entry, own, result, trend, draws, seed, place)];
  });
}

/**
 * The next star year's cut points as a distribution, from the scores of one or more years.
 *
 * Each draw resamples the contracts, moves their scores by the measure's trend, and applies the published method and
 * the guardrails against the current cut points. `pastErrors` has the measured error of the same forecast made one
 * year earlier for each star year whose predecessor's scores are in `history`, and of taking no change at all.
 *
 * @param history star years with scores and final cut points, at least one; gaps between years are refused
 * @param seed whole number, 0 … 2^53 − 1: the same seed gives the same answer on every machine
 * @throws CutPointInputError for an empty or gapped history, draws out of range, or impossible scores
 */
export function forecastCutPoints(
  history: readonly CutPointYear[],
  options: ForecastOptions = {},
  seed = 1,
): CutPointForecast {
  const years = [...history].sort((a, b) => a.starYear - b.starYear);
  const isGapped = years.some((year, place) => place > 0 && year.starYear !== (years[place - 1]?.starYear ?? 0) + 1);
  if (isGapped) throw new CutPointInputError('history', 'star years must follow one another');
  const measures = forecastMeasures(years, options, seed);
  const pastErrors = measurePastErrors(years, (known) => forecastMeasures(known, { ...options, trends: {} }, seed));
  const isMeasured = pastErrors.some(({ method }) => method === 'forecast');
  return {
    starYear: (years.at(-1)?.starYear ?? 0) + 1,
    basedOn: years.slice(-2).map(({ starYear }) => starYear),
    seed,
    options: {
      draws: options.draws ?? DEFAULT_DRAWS,
      carryOverPercent: options.carryOverPercent === undefined ? DEFAULT_CARRY_OVER_PERCENT : options.carryOverPercent,
    },
    measures,
    pastErrors,
    limits: isMeasured ? LIMITS : [...LIMITS, NOT_MEASURABLE],
  };
}
