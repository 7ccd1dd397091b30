import type { CutPointYear, MeasureForecast, MeasureYear, PastError } from './forecast-types.js';
import { keyOf } from './trend.js';
import type { CutPointMeasure } from './types.js';

interface Scored {
  readonly method: PastError['method'];
  readonly unit: CutPointMeasure['unit'];
  readonly starYear: number;
  readonly error: number;
  readonly isInside: boolean | null;
}

/** Error that counts as "within one": a point, or a tenth of a complaint rate. */
function one(unit: CutPointMeasure['unit']): number {
  return unit === 'rate' ? 0.1 : 1;
}

function noChange(year: CutPointYear): Scored[] {
  return year.measures.flatMap(({ measure, final }) => {
    const { prior, unit } = measure;
    if (prior === undefined || unit === 'improvement') return [];
    return final.map((value, place): Scored => {
      const error = Math.abs(value - (prior[place] as number));
      return { method: 'noChange', unit, starYear: year.starYear, error, isInside: null };
    });
  });
}

function scoredForecast(actual: CutPointYear, before: CutPointYear, forecasts: readonly MeasureForecast[]): Scored[] {
  const published = new Map<string, MeasureYear>(actual.measures.map((entry) => [keyOf(entry), entry]));
  return before.measures.flatMap((entry) => {
    const { id, set, unit } = entry.measure;
    const forecast = forecasts.find(({ measureId, set: ofSet }) => measureId === id && ofSet === set);
    const found = published.get(keyOf(entry));
    if (forecast === undefined || found === undefined) return [];
    return forecast.thresholds.map(({ p10, p50, p90 }, place): Scored => {
      const value = found.final[place] as number;
      const isInside = value >= p10 && value <= p90;
      return { method: 'forecast', unit, starYear: actual.starYear, error: Math.abs(value - p50), isInside };
    });
  });
}

/**
 * Scores the forecast against every star year whose predecessor is known, beside the plain expectation of no change.
 *
 * @param years ascending, without gaps
 * @param forecast the forecast made with the years given and nothing later
 */
export function measurePastErrors(
  years: readonly CutPointYear[],
  forecast: (known: readonly CutPointYear[]) => MeasureForecast[],
): PastError[] {
  const scored = years.flatMap((year, place) => {
    const before = years[place - 1];
    const own = before === undefined ? [] : scoredForecast(year, before, forecast(years.slice(0, place)));
    return [...own, ...noChange(year)];
  });
  const errors: PastError[] = [];
  for (const method of ['forecast', 'noChange'] as const)
    for (const unit of ['percent', 'score', 'rate'] as const) {
      const members = scored.filter((item) => item.method === method && item.unit === unit);
      if (members.length === 0) continue;
      const isBanded = method === 'forecast';
      errors.push({
        method,
        unit,
        starYears: [...new Set(members.map(({ starYear }) => starYear))],
        thresholds: members.length,
        meanAbsoluteError: members.reduce((sum, { error }) => sum + error, 0) / members.length,
        withinOneShare: members.filter(({ error }) => error <= one(unit) + 1e-9).length / members.length,
        insideBandShare: isBanded ? members.filter(({ isInside }) => isInside).length / members.length : null,
      });
    }
  return errors;
}
