import type { CmsTableSet } from '../../../core/cms-tables/index.js';
import type { MeasureOutcome, RatingOutcomeForecast } from '../../../core/simulation/index.js';
import type { ForecastEntity } from './forecast.entity.js';

/** A forecast beside what came. */
export interface Outcomes {
  readonly measures: readonly MeasureOutcome[];
  /** Null where no rating was forecast or none came. */
  readonly rating: RatingOutcomeForecast | null;
}

function plain(id: string, name: string): string {
  return `${id.slice(0, 1)} ${name.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
}

/**
 * What came of a forecast; null for a contract that the tables do not list. Measures are found by part and name, because
 * ids change from year to year; those without an actual star are left out.
 */
export function outcomesOf(forecast: ForecastEntity, tables: CmsTableSet): Outcomes | null {
  const { contractId, fourOrMore } = forecast;
  const contract = tables.contracts.find((one) => one.contractId === contractId);
  if (contract === undefined) return null;
  const ids = new Map(tables.measures.map(({ id, name }) => [plain(id, name), id]));
  const measures = forecast.measures.flatMap(({ measureId, name, expectedRate, chances }): MeasureOutcome[] => {
    const actual = contract.measures.find((one) => one.measureId === ids.get(plain(measureId, name)));
    if (!actual?.star) return [];
    const actualRate = actual.score === null ? null : Number(actual.score);
    return [{ measureId, expectedRate, chances, actualRate, actualStar: actual.star }];
  });
  const published = tables.ratings?.find((one) => one.contractId === contractId);
  const stars = forecast.rating === null ? null : (published?.[forecast.rating]?.stars ?? null);
  const rating = fourOrMore === null || stars === null ? null : { contractId, fourOrMore, actualStars: stars };
  return { measures, rating };
}
