import type { CutPointForecast } from '../../../core/cutpoints/index.js';
import type { CutPointForecastEntity } from '../cut-points/cut-point-forecast.entity.js';
import type { CutPointForecastResponse } from './cut-point-forecast.dto.js';

/** The forecast without its draws, which only simulations read. */
export function toCutPointForecastResponse(row: CutPointForecastEntity): CutPointForecastResponse {
  const { jobId, inputsDigest } = row;
  const forecast = row.result as CutPointForecast | null;
  if (forecast === null) {
    const nothing = { basedOn: [], seed: null, draws: null, measures: [], limits: [] };
    return { status: 'pending', jobId, starYear: row.baseYear + 1, ...nothing, inputsDigest };
  }
  const { starYear, basedOn, seed, options, measures, pastErrors, limits } = forecast;
  const errors = pastErrors.map((one) => ({ ...one, starYears: [...one.starYears] }));
  return {
    status: 'ready',
    jobId,
    starYear,
    basedOn: [...basedOn],
    seed,
    draws: options.draws,
    measures: measures.map(({ measureId, set, unit, thresholds, trendSource, trend, guardrail }) => ({
      measureId,
      set,
      unit,
      thresholds: [...thresholds],
      trendSource,
      trend,
      guardrail,
      pastErrors: errors.filter((one) => one.unit === unit),
    })),
    limits: [...limits],
    inputsDigest,
  };
}
