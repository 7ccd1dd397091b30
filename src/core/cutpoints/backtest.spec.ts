import { describe, expect, it, vi } from 'vitest';
import { CMS_TABLES, HAS_CMS_TABLES, loadPublished2026 } from '../../../test/support/published-cut-points.js';
import type { BacktestMeasure, BacktestSummary } from './backtest-types.js';
import { backtestCutPoints } from './backtest.js';
import { PUBLISHED_CLUSTERING_2026 } from './data/clustering-2026.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

function published2026(): BacktestMeasure[] {
  return loadPublished2026().map(({ measure, scores, final }) => {
    const printed = PUBLISHED_CLUSTERING_2026.find((row) => row.id === measure.id && row.set === measure.set);
    const intermediate = printed === undefined ? {} : { beforeGuardrails: printed.cutPoints, bounds: printed.bounds };
    return { measure, scores, published: { final, ...intermediate } };
  });
}

function summaryOf(summaries: readonly BacktestSummary[], stage: string, group: string): BacktestSummary {
  const found = summaries.find((summary) => summary.stage === stage && summary.group === group);
  if (found === undefined) throw new Error(`no summary of ${stage} ${group}`);
  return found;
}

describe('the comparison with published cut points', () => {
  const measure = {
    id: 'C14',
    set: 'MA',
    direction: 'higher',
    decimals: 0,
    unit: 'percent',
    method: 'clustering',
    minimum: 0,
    maximum: 100,
    guardrail: 'none',
  } as const;
  const scores = [30, 50, 60, 70, 90].flatMap((center, heap) =>
    [0, 0, 1, 1, 2, 2].map((step, index) => ({ contractId: `H${heap}${index}`, score: center + step })),
  );

  it('counts exact, near and mean absolute errors', () => {
    const entry = {
      measure,
      scores,
      published: { final: [50, 61, 70, 92], beforeGuardrails: [50, 60, 70, 90] },
    } as const;
    const report = backtestCutPoints({ starYear: 2026, measures: [entry] });
    const final = summaryOf(report.summaries, 'final', 'percent');
    expect(final).toMatchObject({ thresholds: 4, exactShare: 0.5, withinOneShare: 0.75, meanAbsoluteError: 0.75 });
    expect(summaryOf(report.summaries, 'beforeGuardrails', 'percent').exactShare).toBe(1);
    expect(report.misses).toEqual([]);
    expect(report.lines.map(({ error }) => error)).toEqual([0, 0, 0, 0, 0, -1, 0, -2]);
  });

  it('looks into misses above 3 points and says so where the public scores explain nothing', () => {
    const published = { final: [50, 60, 70, 99], bounds: { lower: 0, upper: 100 } } as const;
    const { misses, bounds } = backtestCutPoints({ starYear: 2026, measures: [{ measure, scores, published }] });
    expect(misses).toHaveLength(1);
    expect(misses[0]?.line).toMatchObject({ star: 5, published: 99, computed: 90 });
    expect(misses[0]?.explanation).toBe('unexplained by the public scores');
    expect(bounds[0]?.equal).toBe(true);
  });

  it('names carry-overs, differing fences and missing contracts where they explain a miss', () => {
    const affected = [0, 1, 2].map((index) => ({ contractId: `H9${index}`, score: 40 + index, disasterPercent: 30 }));
    const published = { final: [40, 60, 70, 90], bounds: { lower: 10, upper: 90 } } as const;
    const [miss] = backtestCutPoints({
      starYear: 2026,
      measures: [{ measure, scores: [...scores, ...affected], published }],
    }).misses;
    expect(miss?.evidence.carryOversLeftOut).toBe(3);
    expect(miss?.evidence.fencesDiffer).toBe(true);
    expect(miss?.explanation).toMatch(/outer fence differs/);
  });

  it.each([['the tables of 2026', HAS_CMS_TABLES]])('announces what is left out: %s', (what, present) => {
    if (!present) process.stdout.write(`left out: ${what}, because ${CMS_TABLES} is absent\n`);
    expect(typeof present).toBe('boolean');
  });
});

describe.runIf(HAS_CMS_TABLES)('the 2026 Star Ratings from the public scores', () => {
  const measures = HAS_CMS_TABLES ? published2026() : [];
  const report = backtestCutPoints({ starYear: 2026, measures });

  it('compares every clustered measure and set with tables K-3 to K-6', () => {
    expect(measures).toHaveLength(54);
    expect(report.bounds).toHaveLength(PUBLISHED_CLUSTERING_2026.length);
  });

  it('is within 1.5 points on average before guardrails over percentage measures', () => {
    const before = summaryOf(report.summaries, 'beforeGuardrails', 'percent');
    expect(before.thresholds).toBe(152);
    expect(before.meanAbsoluteError).toBeLessThanOrEqual(0.7);
    expect(before.withinOneShare).toBeGreaterThan(0.85);
  });

  it('is within 1.0 point on average after guardrails over percentage measures', () => {
    const after = summaryOf(report.summaries, 'final', 'percent');
    expect(after.meanAbsoluteError).toBeLessThanOrEqual(0.5);
    expect(after.withinOneShare).toBeGreaterThan(0.9);
  });

  it('explains every miss above 3 points', () => {
    expect(report.misses.map(({ line }) => `${line.measureId} ${line.stage} ${line.star}`)).toEqual([
      'C02 beforeGuardrails 2',
      'C02 beforeGuardrails 3',
      'C02 final 3',
      'C12 beforeGuardrails 2',
      'C33 beforeGuardrails 2',
      'D07 beforeGuardrails 3',
      'D07 beforeGuardrails 4',
      'D07 final 3',
      'D07 final 4',
    ]);
    for (const { line, evidence, explanation } of report.misses) {
      expect(explanation).not.toBe('unexplained by the public scores');
      if (line.unit === 'percent') expect(evidence.missingContractsNeeded).toBeLessThanOrEqual(20);
      else if (line.stage === 'beforeGuardrails') expect(explanation).toMatch(/no score was left to make this group/);
      else expect(explanation).toMatch(/with the contracts affected by a disaster it is within 3 points/);
    }
  });

  it('meets the bar with the affected contracts kept, too', () => {
    const all = backtestCutPoints({ starYear: 2026, measures, options: { carryOverPercent: null } });
    expect(summaryOf(all.summaries, 'beforeGuardrails', 'percent').meanAbsoluteError).toBeLessThanOrEqual(0.8);
    expect(summaryOf(all.summaries, 'final', 'percent').meanAbsoluteError).toBeLessThanOrEqual(0.6);
  });

  it('finds the CAHPS base groups within one point from rounded scores', () => {
    const cahps = summaryOf(report.summaries, 'final', 'cahps');
    expect(cahps.thresholds).toBe(44);
    expect(cahps.withinOneShare).toBe(1);
  });

  it('needs less than 2 seconds of processor time for a year with one random assignment', () => {
    const begun = process.cpuUsage();
    backtestCutPoints({ starYear: 2026, measures, options: { repeats: 1 } });
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});
