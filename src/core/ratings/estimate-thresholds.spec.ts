import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type Calculation, type RuleSet, type RunThresholds } from '../rulesets/index.js';
import {
  estimateThresholds,
  fillThresholds,
  MissingThresholdsError,
  needsEstimation,
  percentile,
  rateContract,
  traceContract,
  type ContractYear,
  type Star,
} from './index.js';

/** The 2026 rules changed as another year would have them; every change must pass the check. */
function year(change: Record<string, unknown>): RuleSet {
  const result = checkRuleSet({ ...structuredClone(json2026), ...change });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.ruleSet;
}

const noNew = json2026.measures.map((one) => ({ ...one, newMeasure: false }));
const twoRuns: RunThresholds[] = json2026.calculations[0].thresholds
  .filter((one) => one.newMeasures === 'with')
  .map(({ newMeasures: _newMeasures, ...one }) => one as RunThresholds);
const published: Calculation = { id: 'published', title: 'Two runs', thresholds: twoRuns };

function contract(stars: Record<string, Star | null>, facts: Partial<ContractYear> = {}, star: Star = 3): ContractYear {
  return {
    contractId: 'H0001',
    organizationType: 'Local CCP',
    snp: false,
    puertoRicoOnly: false,
    disasterPercents: { '2023': 0, '2024': 0 },
    adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
    ...facts,
    measures: json2026.measures.map((one) => ({
      measureId: one.id,
      score: null,
      star: one.id in stars ? (stars[one.id] ?? null) : star,
      note: null,
    })),
  };
}

describe('estimated thresholds', () => {
  const bare = twoRuns.map(({ mean: _mean, variance: _variance, ...one }) => ({ ...one, basis: 'estimated' as const }));
  const rules = year({
    measures: noNew,
    newMeasureHoldHarmless: null,
    calculations: [{ ...published, thresholds: bare }],
  });
  const many = Array.from({ length: 20 }, (_, k) =>
    contract({ C01: (1 + (k % 5)) as Star, C12: (1 + (k % 4)) as Star }, { contractId: `H00${k}` }, 3),
  );

  it('must be filled in before a contract is rated', () => {
    expect(needsEstimation(rules)).toBe(true);
    expect(() => rateContract(rules, many[0] as ContractYear)).toThrow(MissingThresholdsError);
    expect(() => traceContract(rules, many[0] as ContractYear)).toThrow(MissingThresholdsError);
  });
  it('are percentiles over the rated contracts', () => {
    const filled = fillThresholds(rules, many);
    const entry = filled.calculations[0]?.thresholds.find((one) => one.kind === 'partC' && one.improvement === 'with');
    const means = many
      .map((one) => traceContract(filled, one).ratings.partC.calculations[0]?.runs[0]?.mean ?? '')
      .sort();
    expect(entry?.source).toContain('20 rated contracts');
    // 20 contracts at the 65th percentile: n·p/100 = 13 exactly, so the mean of the 13th and 14th.
    const [low, high] = [means[12], means[13]].map((mean) => Math.round(Number(mean) * 1e6));
    expect(entry?.mean?.relativelyHigh).toBe(Math.ceil((Number(low) + Number(high)) / 2) / 1e6);
    expect(rateContract(filled, many[0] as ContractYear).partC.status).toBe('rated');
  });
  it('leaves contracts above the exclusion limit out (60 percent rule)', () => {
    const excluding = year({
      disaster: { ...json2026.disaster, exclusion: { affectedPercent: 60, years: ['2024'], source: '2025' } },
    });
    const struck = many.map((one, k) => ({ ...one, disasterPercents: { '2024': k < 5 ? 60 : 59 } }));
    expect(estimateThresholds(excluding, struck).map((one) => one.contracts)).toEqual(Array<number>(12).fill(15));
    expect(estimateThresholds(year({}), [...struck, contract({}, { organizationType: 'x' })])[0]?.contracts).toBe(20);
  });
  it('leaves published thresholds alone', () => {
    const rulesOfYear = year({});
    expect(fillThresholds(rulesOfYear, many)).toBe(rulesOfYear);
    const mixed = year({
      measures: noNew,
      newMeasureHoldHarmless: null,
      calculations: [
        { ...published, thresholds: twoRuns.map((one, k) => (k === 0 ? (bare[0] as RunThresholds) : one)) },
      ],
    });
    const filled = fillThresholds(mixed, many).calculations[0]?.thresholds;
    expect(filled?.slice(1)).toEqual(twoRuns.slice(1));
    expect(filled?.[0]?.mean).toBeDefined();
  });
  it('percentiles follow SAS PCTLDEF=5', () => {
    expect(percentile([10, 20, 30, 40], 50)).toBe(25);
    expect(percentile([10, 20, 30, 40], 65)).toBe(30);
    expect(percentile([10, 21], 50)).toBe(16);
    expect(percentile([7], 85)).toBe(7);
    expect(percentile([], 30)).toBeNull();
  });
});
