import { describe, expect, it } from 'vitest';
import type { CmsTableSet } from '../../../core/cms-tables/index.js';
import { outcomesOf } from './actual-outcomes.js';
import type { ForecastEntity } from './forecast.entity.js';

const chances = [0, 0, 0.2, 0.8, 0];
const forecast = {
  contractId: 'H0001',
  rating: 'overall',
  fourOrMore: 0.7,
  measures: [
    { measureId: 'C14', name: 'Controlling High Blood Pressure', expectedRate: 80, chances },
    { measureId: 'C01', name: 'Breast Cancer Screening', expectedRate: null, chances },
    { measureId: 'C99', name: 'Retired', expectedRate: 1, chances },
  ],
} as unknown as ForecastEntity;

const tables = (overrides: object = {}): CmsTableSet =>
  ({
    measures: [
      { id: 'C11', name: 'Controlling High Blood-Pressure' },
      { id: 'C01', name: 'Breast Cancer Screening' },
    ],
    contracts: [
      {
        contractId: 'H0001',
        measures: [
          { measureId: 'C11', score: '78', star: 3, note: null },
          { measureId: 'C01', score: null, star: 4, note: null },
        ],
      },
    ],
    ratings: [{ contractId: 'H0001', overall: { stars: 4, message: null }, partC: null, partD: null }],
    ...overrides,
  }) as unknown as CmsTableSet;

describe('a forecast beside what came', () => {
  it('finds measures whose ids changed by part and name, and leaves out those without a star', () => {
    expect(outcomesOf(forecast, tables())).toEqual({
      measures: [
        { measureId: 'C14', expectedRate: 80, chances, actualRate: 78, actualStar: 3 },
        { measureId: 'C01', expectedRate: null, chances, actualRate: null, actualStar: 4 },
      ],
      rating: { contractId: 'H0001', fourOrMore: 0.7, actualStars: 4 },
    });
  });

  it('has no rating where none was forecast or none came', () => {
    expect(outcomesOf({ ...forecast, rating: null }, tables())?.rating).toBeNull();
    expect(outcomesOf({ ...forecast, fourOrMore: null }, tables())?.rating).toBeNull();
    expect(outcomesOf(forecast, tables({ ratings: null }))?.rating).toBeNull();
    expect(outcomesOf({ ...forecast, rating: 'partC' }, tables())?.rating).toBeNull();
  });

  it('is nothing for a contract that the tables do not list', () => {
    expect(outcomesOf({ ...forecast, contractId: 'H9999' }, tables())).toBeNull();
  });
});
