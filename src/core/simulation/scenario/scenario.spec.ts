import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { HAS_PUBLISHED_CONTRACTS, loadContracts2026 } from '../../../../test/support/published-contracts.js';
import { rateContract } from '../../ratings/index.js';
import type { RuleSet } from '../../rulesets/index.js';
import { WhatIfError } from '../what-if/index.js';
import {
  compareResults,
  type GapOutlook,
  type MonteCarloResult,
  type MonteCarloScenario,
  type ScenarioOrder,
  type ScenarioResult,
  startScenario,
  yearEndNumerator,
  yearToYearChances,
} from './index.js';

const ruleSet = rules2026();
const contract = madeUpContract(ruleSet, 4, {}, { C14: '79' });
const CBP: GapOutlook = {
  measureId: 'C14',
  denominator: 1000,
  numerator: 740,
  open: [{ probability: 0.6, members: 100 }],
};

function run(order: ScenarioOrder): ScenarioResult {
  const scenario = startScenario(order);
  while (scenario.advance(100) > 0);
  return scenario.result();
}

function monteCarlo(more: Partial<MonteCarloScenario> = {}): MonteCarloResult {
  const order = {
    kind: 'monteCarlo',
    ruleSet,
    contract,
    changes: [],
    measures: [CBP],
    draws: 400,
    seed: 5,
    ...more,
  } as const;
  return run(order) as MonteCarloResult;
}

describe('a scenario', () => {
  it('tells its steps and gives the same answer however they are cut', () => {
    const order = { kind: 'monteCarlo', ruleSet, contract, changes: [], measures: [CBP], draws: 300, seed: 5 } as const;
    const scenario = startScenario(order);
    expect([scenario.total, scenario.done, scenario.advance(250), scenario.done]).toEqual([300, 0, 50, 250]);
    scenario.advance(1000);
    expect(scenario.result()).toEqual(run(order));
  });

  it('of one step is done after it', () => {
    const scenario = startScenario({ kind: 'distance', ruleSet, contract, measures: [CBP] });
    expect([scenario.total, scenario.done]).toEqual([1, 0]);
    expect(scenario.advance(1)).toBe(0);
    expect(scenario.done).toBe(1);
  });

  it('applies its changes before anything is drawn', () => {
    const changes = [{ type: 'star', measureId: 'C01', star: 1 }] as const;
    const worse = monteCarlo({ changes });
    expect(worse.ratings.overall?.expectedFinal).toBeLessThan(monteCarlo().ratings.overall?.expectedFinal ?? 0);
    expect(() => monteCarlo({ changes: [{ type: 'star', measureId: 'X', star: 1 }] })).toThrow(WhatIfError);
  });

  it('says of each measure where its chances come from; a given measure goes before the change from year to year', () => {
    const others = [
      { measureId: 'C14', chances: [1, 0, 0, 0, 0] },
      { measureId: 'C01', chances: [0, 0, 0, 1, 0] },
    ];
    const { measures } = monteCarlo({ measures: [CBP, { measureId: 'C30', chances: [0, 0, 1, 0, 0] }], others });
    expect(measures.map(({ measureId, source }) => [measureId, source])).toEqual([
      ['C14', 'gaps'],
      ['C30', 'stated'],
      ['C01', 'yearToYear'],
    ]);
    expect(measures[0]).toMatchObject({ star: 4, expectedRate: 80, numerator: { denominator: 1000, p50: 800 } });
  });

  it('can be drawn against uncertain cut points', () => {
    const drawnCutPoints = {
      C14: [
        [1, 2, 3, 4],
        [1, 2, 3, 100],
      ] as const,
    };
    const [line] = monteCarlo({ drawnCutPoints }).measures;
    expect(line?.chances.map((chance) => Number(chance.toFixed(6)))).toEqual([0, 0, 0, 0.5, 0.5]);
  });

  it('has revenue only where assumptions are given and a rating exists', () => {
    const revenue = { starYear: 2026, benchmarkPmpm: '1000', bidPmpm: '900', memberMonths: 12, doubleBonusShare: 0 };
    expect(monteCarlo().revenue).toBeNull();
    expect(monteCarlo({ revenue }).revenue?.paymentYear).toBe(2027);
    const unrated = { ...contract, measures: [] };
    const one = [{ measureId: 'C01', chances: [0, 0, 0, 1, 0] }];
    expect(monteCarlo({ revenue, contract: unrated, measures: one }).revenue).toBeNull();
  });

  it('under the rules of another year keeps its baseline and finds measures whose ids changed', () => {
    const next: RuleSet = {
      ...ruleSet,
      starYear: 2027,
      version: 'next',
      measures: ruleSet.measures.map((rule) =>
        rule.id === 'C14' ? { ...rule, id: 'C54', cutPoints: { mapd: [70, 77, 82, 88] as const } } : rule,
      ),
    };
    const result = run({ kind: 'whatIf', ruleSet, contract, changes: [], under: next });
    if (result.kind !== 'whatIf') throw new Error('another kind');
    expect(result.measures).toMatchObject([{ measureId: 'C54', score: ['79', '79'], star: [4, 3] }]);
    expect(result.ruleSets).toEqual([ruleSet.version, 'next']);
    expect(result.approximations.join()).toMatch(/Stars kept/);
    const several = run({ kind: 'ruleSets', ruleSet, contract, changes: [], ruleSets: [ruleSet, next] });
    expect(several.kind === 'ruleSets' && several.comparisons.map(({ starYear }) => starYear)).toEqual([2026, 2027]);
  });
});

describe('the year-end numerator', () => {
  it('loses leavers and gains joiners, in the denominator too', () => {
    const enrolment = { leavingShare: 0.5, joining: { probability: 1, members: 10 } };
    const { numerator, denominator } = yearEndNumerator({ ...CBP, enrolment });
    expect(denominator).toBe(960);
    expect(numerator.mean).toBeCloseTo(740 + 30 + 10, 9);
  });

  it('keeps its mean when members depend on each other, and spreads more', () => {
    const [free, tied] = [yearEndNumerator(CBP), yearEndNumerator({ ...CBP, memberCorrelation: 0.2 })];
    expect(tied.numerator.mean).toBeCloseTo(free.numerator.mean, 6);
    expect(tied.numerator.variance).toBeGreaterThan(free.numerator.variance);
  });

  it('closing a gap never lowers the chance of a star (property)', () => {
    assert(
      property(integer({ min: 0, max: 99 }), (closed) => {
        const at = (count: number): number => {
          const open = [{ probability: 0.6, members: 100 - count }];
          const [line] = monteCarlo({ measures: [{ ...CBP, numerator: 740 + count, open }], draws: 100 }).measures;
          return (line?.chances[3] ?? 0) + (line?.chances[4] ?? 0);
        };
        expect(at(closed + 1)).toBeGreaterThanOrEqual(at(closed) - 1e-9);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the change from year to year', () => {
  it('is that of all contracts with the same star, measures found by part and name', () => {
    const year = (id: string, stars: readonly (1 | 2 | 3 | 4 | 5)[]) => ({
      measures: [{ id, name: 'Blood Pressure' }],
      contracts: stars.map((star, place) => ({
        ...contract,
        contractId: `H000${place}`,
        measures: [{ measureId: id, score: null, star, note: null }],
      })),
    });
    const chances = yearToYearChances(year('C11', [4, 4, 4]), year('C14', [5, 5, 3]), contract);
    expect(chances).toEqual([{ measureId: 'C14', chances: [0, 0, 0.25, 0.25, 0.5] }]);
    expect(yearToYearChances(year('D11', [4]), year('C14', [5]), contract)).toEqual([]);
  });
});

describe('results side by side', () => {
  it('are compared with the first, line by line', () => {
    const results = [monteCarlo(), monteCarlo({ measures: [{ ...CBP, numerator: 800 }] })];
    const lines = compareResults(results);
    const rate = lines.find(({ line }) => line === 'C14: expected rate');
    expect(rate).toEqual({ line: 'C14: expected rate', values: [80, 86], differences: [0, 6], differs: true });
  });

  it('has null where a result has no such line', () => {
    const distance = (measureId: string): ScenarioResult =>
      run({ kind: 'distance', ruleSet, contract, measures: [{ ...CBP, measureId }] });
    const [first] = compareResults([distance('C14'), distance('C01')]);
    expect(first).toEqual({ line: 'C14: rate today', values: [74, null], differences: [0, null], differs: true });
  });

  it('names the rule set of each line where there are several', () => {
    const result = run({ kind: 'ruleSets', ruleSet, contract, changes: [], ruleSets: [ruleSet] });
    expect(compareResults([result, result]).some(({ line }) => line === `2026 ${ruleSet.version} overall: mean`)).toBe(
      true,
    );
  });
});

it('announces what is left out', () => {
  if (!HAS_PUBLISHED_CONTRACTS)
    process.stdout.write('left out: scenarios of the 2026 contracts, their tables are absent\n');
  expect(typeof HAS_PUBLISHED_CONTRACTS).toBe('boolean');
});

describe.runIf(HAS_PUBLISHED_CONTRACTS)('the 2026 contracts within 0.1 of 4.0', () => {
  const near = (HAS_PUBLISHED_CONTRACTS ? loadContracts2026() : []).filter((one) => {
    const { overall } = rateContract(ruleSet, one);
    return overall.status === 'rated' && Math.abs(overall.finalMicro / 1e6 - 4) <= 0.1;
  });

  it('there are such contracts', () => {
    expect(near.length).toBeGreaterThan(20);
  });

  it('keep their rating when nothing changes, and one more star in a triple-weighted measure moves the mean up', () => {
    for (const one of near) {
      const same = run({ kind: 'whatIf', ruleSet, contract: one, changes: [] });
      if (same.kind !== 'whatIf') throw new Error('another kind');
      expect(same.ratings.every(({ lines }) => lines.length === 0)).toBe(true);
      const star = one.measures.find(({ measureId }) => measureId === 'C14')?.star ?? null;
      if (star === null || star === 5) continue;
      const changes = [{ type: 'star', measureId: 'C14', star: (star + 1) as 5 }] as const;
      const better = run({ kind: 'whatIf', ruleSet, contract: one, changes });
      if (better.kind !== 'whatIf') throw new Error('another kind');
      const lines = better.ratings.find(({ rating }) => rating === 'overall')?.lines ?? [];
      const mean = lines.find(({ line }) => line === 'mean');
      expect(Number(mean?.scenario)).toBeGreaterThan(Number(mean?.baseline));
    }
  });

  it('are uncertain about 4 stars when the adherence measures may move by one star, and P(4+) lies in its interval', () => {
    const undecided = near.filter((one) => {
      const measures = ['D08', 'D09', 'D10', 'C14'].flatMap((measureId) => {
        const star = one.measures.find((result) => result.measureId === measureId)?.star ?? null;
        if (star === null) return [];
        const chances = [1, 2, 3, 4, 5].map((value) => (Math.abs(value - star) <= 1 ? 1 : 0));
        const total = chances.reduce<number>((sum, value) => sum + value, 0);
        return [{ measureId, chances: chances.map((value) => value / total) }];
      });
      const result = run({ kind: 'monteCarlo', ruleSet, contract: one, changes: [], measures, draws: 300, seed: 1 });
      const chance = result.kind === 'monteCarlo' ? result.ratings.overall?.fourOrMore : undefined;
      if (chance === undefined) throw new Error('no rating');
      expect(chance.low).toBeLessThanOrEqual(chance.probability);
      expect(chance.high).toBeGreaterThanOrEqual(chance.probability);
      return chance.probability > 0.01 && chance.probability < 0.99;
    });
    expect(undecided.length / near.length).toBeGreaterThan(0.5);
  });
});
