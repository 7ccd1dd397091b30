import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet, type RunThresholds } from '../rulesets/index.js';
import { rateContract, type RatingOutcome } from './index.js';
import { present, readPublished, table, type Published } from './published-tables.spec.js';

const shown = (one: RatingOutcome): string => (one.status === 'rated' ? String(one.stars) : one.message);

/** Cells and rated rows that equal the published ones. */
function compare(
  rules: RuleSet,
  published: readonly Published[],
): { cells: number; rated: Record<string, number>; total: Record<string, number>; broken: number } {
  const [rated, total]: Record<string, number>[] = [{}, {}];
  let [cells, broken] = [0, 0];
  for (const row of published) {
    const ratings = rateContract(rules, row.contract);
    for (const name of ['partC', 'partD', 'overall'] as const) {
      const one = ratings[name];
      const match = shown(one) === row[name];
      if (match) cells += 1;
      if (!/^[1-5]/.test(row[name])) continue;
      total[one.kind] = (total[one.kind] ?? 0) + 1;
      if (match) rated[one.kind] = (rated[one.kind] ?? 0) + 1;
      else broken += 1;
    }
  }
  return { cells, rated, total, broken };
}

describe.runIf(present)('the published 2026 ratings', () => {
  const published = present ? readPublished() : [];
  const checked = checkRuleSet(json2026);
  if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
  const rules: RuleSet = checked.ruleSet;

  it('every rating and every message is reproduced', () => {
    const result = compare(rules, published);
    expect(result.total).toEqual({ partC: 524, partDMapd: 573, partDPdp: 40, overall: 516 });
    expect(result.rated).toEqual(result.total);
    expect(result.cells).toBe(2307);
  });

  it('without the list of I-SNP-only contracts, 2274 cells are reproduced', () => {
    expect(compare({ ...rules, iSnpOnlyContracts: null }, published).cells).toBe(2274);
  });

  it('the high performing contracts are those of the published list', () => {
    const list = table('High Performing Contracts')
      .slice(2)
      .map((row) => row[0]);
    const mine = published
      .filter((row) => rateContract(rules, row.contract).highPerforming)
      .map((row) => row.contract.contractId);
    expect(mine.sort()).toEqual(list.sort());
    expect(mine).toHaveLength(21);
  });

  const [calculation] = rules.calculations;
  if (!calculation) throw new Error('the 2026 rule set has no calculation');
  const withCalculation = (change: Partial<typeof calculation>): RuleSet => ({
    ...rules,
    calculations: [{ ...calculation, ...change }],
  });
  const from = (improvement: string, newMeasures: string): RuleSet =>
    withCalculation({
      thresholds: calculation.thresholds.map((one) => {
        const other = calculation.thresholds.find(
          (two) => two.kind === one.kind && two.improvement === improvement && two.newMeasures === newMeasures,
        );
        return { ...one, ...(other && { mean: other.mean, variance: other.variance }) };
      }),
    });
  const changedThresholds = (change: (one: RunThresholds) => RunThresholds): RuleSet =>
    withCalculation({ thresholds: calculation.thresholds.map(change) });
  const likeOther = (one: RunThresholds, other: Partial<RunThresholds>): RunThresholds => {
    const wanted = { kind: one.kind, improvement: one.improvement, newMeasures: one.newMeasures, ...other };
    const found = calculation.thresholds.find((two) =>
      Object.entries(wanted).every(([name, value]) => two[name as keyof RunThresholds] === value),
    );
    return { ...one, ...(found && { mean: found.mean, variance: found.variance }) };
  };
  const up = (value = 0): number => Math.round(value * 1e6 + 1) / 1e6;
  const raisedMean = (one: RunThresholds): RunThresholds => ({
    ...one,
    mean: { relativelyHigh: up(one.mean?.relativelyHigh), high: up(one.mean?.high) },
  });
  const mapdForPdp = (one: RunThresholds): RunThresholds =>
    one.kind === 'partDPdp' ? likeOther(one, { kind: 'partDMapd' }) : one;
  const freshForAll = (one: RunThresholds): RunThresholds => likeOther(one, { newMeasures: 'with' });
  const noFactors = {
    highMeanLowVariance: 0,
    highMeanMediumVariance: 0,
    relativelyHighMeanLowVariance: 0,
    relativelyHighMeanMediumVariance: 0,
    otherwise: 0,
  };
  const noTables = { partC: null, partDMapd: null, partDPdp: null, overall: null };
  const harmless = { scope: 'highest', gate: 4, source: 'test' } as const;

  it.each<[string, RuleSet, number]>([
    ['no reward factor', { ...rules, rewardFactor: { ...rules.rewardFactor, factors: noFactors } }, 276],
    ['no adjustment index', { ...rules, adjustmentIndex: noTables }, 109],
    [
      'hold harmless also on the part summaries of MA-PDs',
      { ...rules, improvementHoldHarmless: { ...harmless, scope: 'all' } },
      97,
    ],
    ['duplicates kept in the overall', { ...rules, overallDuplicates: [] }, 62],
    ['improvement measures always included', { ...rules, improvementHoldHarmless: null }, 51],
    ['adherence measures in full weight in Puerto Rico', { ...rules, weightExceptions: [] }, 8],
    ['no cap', { ...rules, arithmetic: { ...rules.arithmetic, cap: null } }, 8],
    ['no new-measure hold harmless', { ...rules, newMeasureHoldHarmless: null }, 5],
    ['thresholds of the run with all measures for all runs', from('with', 'with'), 6],
    ['a mean equal to its threshold treated as below it', changedThresholds(raisedMean), 28],
    ['drug plans on the thresholds of MA-PDs', changedThresholds(mapdForPdp), 4],
    ['the run without new measures judged by the thresholds with them', changedThresholds(freshForAll), 1],
  ])('is sensitive to each rule: %s breaks %i rows', (_name, changed, rows) => {
    expect(compare(changed, published).broken).toBe(rows);
  });
});
