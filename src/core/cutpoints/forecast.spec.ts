import { describe, expect, it, vi } from 'vitest';
import { CMS_TABLES, HAS_CMS_TABLES, loadPublished2026 } from '../../../test/support/published-cut-points.js';
import { createRandom, nextNormal } from '../simulation/random/index.js';
import { computeCutPoints } from './compute.js';
import { PUBLISHED_CLUSTERING_2026 } from './data/clustering-2026.js';
import type { CutPointYear, MeasureForecast, MeasureYear } from './forecast-types.js';
import { forecastCutPoints } from './forecast.js';
import { CutPointInputError } from './population.js';
import type { ContractScore, CutPointMeasure, CutPoints } from './types.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

const MEASURE: CutPointMeasure = {
  id: 'C01',
  set: 'MA',
  direction: 'higher',
  decimals: 0,
  unit: 'percent',
  method: 'clustering',
  minimum: 0,
  maximum: 100,
  guardrail: 'points',
};

/** Made-up contracts whose scores all rise by `rise` points a year. */
function scoresOf(seed: number, year: number, rise: number, size = 150): ContractScore[] {
  const random = createRandom(seed);
  return Array.from({ length: size }, (_, index) => {
    const score = Math.round(60 + 12 * nextNormal(random)) + rise * year;
    return { contractId: `H${String(index).padStart(4, '0')}`, score: Math.min(100, Math.max(0, score)) };
  });
}

function madeUpYear(starYear: number, rise: number, count = 6): CutPointYear {
  const measures = Array.from({ length: count }, (_, place): MeasureYear => {
    const measure: CutPointMeasure = { ...MEASURE, id: `C0${place + 1}`, guardrail: 'none' };
    const cutPointsAt = (year: number): CutPoints =>
      computeCutPoints(measure, scoresOf(place, year - 2020, rise), { repeats: 3 }).final;
    const prior = cutPointsAt(starYear - 1);
    return {
      measure: { ...measure, prior },
      scores: scoresOf(place, starYear - 2020, rise),
      final: cutPointsAt(starYear),
    };
  });
  return { starYear, measures };
}

function first(measures: readonly MeasureForecast[]): MeasureForecast {
  const [measure] = measures;
  if (measure === undefined) throw new Error('no forecast');
  return measure;
}

describe('the forecast of cut points', () => {
  it('gives ordered quantiles that are attainable cut points, the same for the same seed', () => {
    const history = [madeUpYear(2025, 2)];
    const forecast = forecastCutPoints(history, { draws: 40 }, 9);
    expect(forecast.starYear).toBe(2026);
    expect(forecast.basedOn).toEqual([2025]);
    for (const { p10, p50, p90 } of forecast.measures.flatMap(({ thresholds }) => thresholds)) {
      expect(p10).toBeLessThanOrEqual(p50);
      expect(p50).toBeLessThanOrEqual(p90);
      for (const value of [p10, p50, p90]) expect(Number.isInteger(value)).toBe(true);
    }
    expect(forecastCutPoints(history, { draws: 40 }, 9)).toEqual(forecast);
    expect(forecastCutPoints(history, { draws: 40 }, 10).measures).not.toEqual(forecast.measures);
  });

  it("takes the trend from the other measures' cut points where one year is known", () => {
    const { measures } = forecastCutPoints([madeUpYear(2025, 3)], { draws: 30 });
    expect(first(measures).trendSource).toBe('otherMeasures');
    expect(first(measures).trend.mean).toBeGreaterThan(2);
    expect(first(measures).trend.mean).toBeLessThan(4);
  });

  it('takes the trend from the contracts with both scores where two years are known', () => {
    const { measures, basedOn } = forecastCutPoints([madeUpYear(2024, 3), madeUpYear(2025, 3)], { draws: 30 });
    expect(basedOn).toEqual([2024, 2025]);
    expect(first(measures).trendSource).toBe('pairedScores');
    expect(first(measures).trend.mean).toBeCloseTo(3, 0);
    const risen = measures.flatMap(({ thresholds }) => thresholds.map(({ p50, current }) => p50 - current));
    expect(risen.reduce((sum, value) => sum + value, 0) / risen.length).toBeGreaterThan(1.5);
  });

  it('measures its own past error by forecasting each known year from the years before, beside no change', () => {
    const { pastErrors } = forecastCutPoints([madeUpYear(2024, 3), madeUpYear(2025, 3)], { draws: 30 });
    const own = pastErrors.find(({ method }) => method === 'forecast');
    const plain = pastErrors.find(({ method }) => method === 'noChange');
    expect(own).toMatchObject({ unit: 'percent', starYears: [2025], thresholds: 24 });
    expect(own?.meanAbsoluteError).toBeLessThan(plain?.meanAbsoluteError ?? 0);
    expect(own?.insideBandShare).toBeGreaterThan(0.5);
    expect(plain).toMatchObject({ starYears: [2024, 2025], thresholds: 48, insideBandShare: null });
  });

  it('has no own past error with one year of scores', () => {
    const { pastErrors, limits } = forecastCutPoints([madeUpYear(2025, 2)], { draws: 10 });
    expect(pastErrors.map(({ method }) => method)).toEqual(['noChange']);
    expect(limits.at(-1)).toContain('two successive years');
  });

  it('keeps within the guardrail of the coming year', () => {
    const year = madeUpYear(2025, 2, 1);
    const guarded = year.measures.map((entry): MeasureYear => ({ ...entry, nextGuardrail: 'points' }));
    const trends = { 'C01 MA': { mean: 30, standardDeviation: 0 } };
    const { measures } = forecastCutPoints([{ ...year, measures: guarded }], { draws: 20, trends });
    const { thresholds, trendSource, guardrail } = first(measures);
    expect([trendSource, guardrail]).toEqual(['assumed', 'points']);
    for (const { current, p10, p90, cappedShare } of thresholds.slice(0, 3)) {
      expect([p10, p90]).toEqual([current + 5, current + 5]);
      expect(cappedShare).toBe(1);
    }
  });

  it('carries over the known difference between the cut points of CMS and those of the public scores', () => {
    const year = madeUpYear(2025, 0, 1);
    const trends = { 'C01 MA': { mean: 0, standardDeviation: 0 } };
    const [entry] = year.measures as [MeasureYear];
    const computed = computeCutPoints(entry.measure, entry.scores, { repeats: 20 }).beforeGuardrails;
    const shifted = computed.map((value) => value - 4) as unknown as CutPoints;
    const plain = first(forecastCutPoints([year], { draws: 20, trends }).measures);
    const moved = first(
      forecastCutPoints([{ ...year, measures: [{ ...entry, beforeGuardrails: shifted }] }], { draws: 20, trends })
        .measures,
    );
    expect(moved.corrections).toEqual([-4, -4, -4, -4]);
    expect(moved.draws.map((draw) => draw[0] + 4)).toEqual(plain.draws.map((draw) => draw[0]));
  });

  it('stands still where nothing tells a trend', () => {
    const year = madeUpYear(2025, 0, 1);
    const [entry] = year.measures as [MeasureYear];
    const { prior: _, ...measure } = entry.measure;
    const forecast = first(forecastCutPoints([{ ...year, measures: [{ ...entry, measure }] }], { draws: 10 }).measures);
    expect(forecast.trendSource).toBe('none');
    expect(forecast.trend).toEqual({ mean: 0, standardDeviation: 0 });
  });

  it('follows a measure by its name when its id changes', () => {
    const rename = (year: CutPointYear, id: string): CutPointYear => ({
      ...year,
      measures: year.measures.map((entry) => ({
        ...entry,
        name: entry.measure.id,
        measure: { ...entry.measure, id: `${id}${entry.measure.id}` },
      })),
    });
    const { measures } = forecastCutPoints([rename(madeUpYear(2024, 1), 'A'), rename(madeUpYear(2025, 1), 'B')], {
      draws: 10,
    });
    expect(first(measures).trendSource).toBe('pairedScores');
  });

  it('leaves out carried-over scores and improvement measures', () => {
    const year = madeUpYear(2025, 1, 1);
    const [entry] = year.measures as [MeasureYear];
    const spoiled = { ...entry, scores: [...entry.scores, { contractId: 'H9999', score: 100, disasterPercent: 30 }] };
    const improvement = { ...entry, measure: { ...entry.measure, id: 'C30', unit: 'improvement' as const } };
    const history = [{ ...year, measures: [spoiled, improvement] }];
    const forecast = forecastCutPoints(history, { draws: 10 });
    expect(forecast.measures).toHaveLength(1);
    expect(first(forecast.measures).draws).toEqual(first(forecastCutPoints([year], { draws: 10 }).measures).draws);
    const kept = forecastCutPoints(history, { draws: 10, carryOverPercent: null });
    expect(kept.options.carryOverPercent).toBeNull();
    expect(first(kept.measures).draws).not.toEqual(first(forecast.measures).draws);
  });

  it('refuses an empty or gapped history and draws out of range', () => {
    expect(() => forecastCutPoints([])).toThrow(CutPointInputError);
    expect(() => forecastCutPoints([madeUpYear(2023, 1, 1), madeUpYear(2025, 1, 1)])).toThrow(/history/);
    for (const draws of [9, 10_001, 50.5])
      expect(() => forecastCutPoints([madeUpYear(2025, 1, 1)], { draws })).toThrow(/draws/);
  });

  it.each([['the forecast from the tables of 2026', HAS_CMS_TABLES]])(
    'announces what is left out: %s',
    (what, present) => {
      if (!present) process.stdout.write(`left out: ${what}, because ${CMS_TABLES} is absent\n`);
      expect(typeof present).toBe('boolean');
    },
  );
});

describe.runIf(HAS_CMS_TABLES)('the forecast of the 2027 cut points from the tables of 2026', () => {
  const measures = (HAS_CMS_TABLES ? loadPublished2026() : []).map(({ measure, scores, final }): MeasureYear => {
    const printed = PUBLISHED_CLUSTERING_2026.find((row) => row.id === measure.id && row.set === measure.set);
    return { measure, scores, final, ...(printed === undefined ? {} : { beforeGuardrails: printed.cutPoints }) };
  });
  const forecast = forecastCutPoints([{ starYear: 2026, measures }], { draws: 20 });

  it('covers every measure and set whose scores are published', () => {
    expect(forecast.starYear).toBe(2027);
    expect(forecast.measures).toHaveLength(54);
  });

  it('moves no guarded percentage cut point by more than 5 points', () => {
    const guarded = forecast.measures.filter(({ guardrail }) => guardrail === 'points');
    for (const { thresholds } of guarded)
      for (const { current, p10, p90 } of thresholds) {
        expect(Math.abs(p10 - current)).toBeLessThanOrEqual(5);
        expect(Math.abs(p90 - current)).toBeLessThanOrEqual(5);
      }
  });

  it('says how wrong no change was from 2025 to 2026: 2.4 points for percentages', () => {
    const plain = forecast.pastErrors.find(({ method, unit }) => method === 'noChange' && unit === 'percent');
    expect(plain?.thresholds).toBe(144);
    expect(plain?.meanAbsoluteError).toBeCloseTo(2.417, 3);
  });
});
