import { describe, expect, it, vi } from 'vitest';
import { madeUpContract, rules2026 } from '../../../test/support/made-up-contract.js';
import { HAS_PUBLISHED_CONTRACTS, loadContracts2026 } from '../../../test/support/published-contracts.js';
import { loadPublished2026 } from '../../../test/support/published-cut-points.js';
import type { RuleSet } from '../rulesets/index.js';
import { backtestInput, contractScores, cutPointMeasure } from './from-contracts.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

const ruleSet = rules2026();

function ruleOf(id: string): RuleSet['measures'][number] {
  const rule = ruleSet.measures.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no ${id}`);
  return rule;
}

describe('the facts of a measure for its cut points', () => {
  it('come from the rule set', () => {
    const prior = [
      { set: 'MA', part: 'C', name: 'Controlling high blood-pressure', cutPoints: [69, 74, 80, 85] },
    ] as const;
    expect(cutPointMeasure(ruleSet, ruleOf('C14'), 'MA', prior)).toEqual({
      id: 'C14',
      set: 'MA',
      direction: 'higher',
      decimals: 0,
      unit: 'percent',
      method: 'clustering',
      minimum: 0,
      maximum: 100,
      guardrail: 'points',
      prior: [69, 74, 80, 85],
    });
  });

  it('give young, improvement and CAHPS measures no guardrail, complaints that of their range', () => {
    const kinds = ['C13', 'C21', 'C30', 'C22', 'C28'].map((id) => cutPointMeasure(ruleSet, ruleOf(id), 'MA').guardrail);
    expect(kinds).toEqual(['none', 'none', 'none', 'none', 'range']);
    const other = { ...ruleSet, starYear: 2031 };
    expect(cutPointMeasure(other, ruleOf('C13'), 'MA').guardrail).toBe('none');
    expect(cutPointMeasure(other, ruleOf('C21'), 'MA').guardrail).toBe('points');
    expect(cutPointMeasure(ruleSet, ruleOf('C21'), 'MA', [], 4).guardrail).toBe('points');
  });

  it('show improvement cut points with six decimals', () => {
    expect(cutPointMeasure(ruleSet, ruleOf('D04'), 'PDP')).toMatchObject({ unit: 'improvement', decimals: 6 });
  });
});

describe("the contracts' scores", () => {
  const one = madeUpContract(ruleSet, 3, {}, { C14: '78', D08: '85', C15: '60' });
  const plan = { ...one, contractId: 'S0001', organizationType: 'PDP', disasterPercents: { '2023': 3, '2024': 40 } };

  it('are those of the set, with the percentage of the disaster year of the measure', () => {
    expect(contractScores(ruleSet, ruleOf('D08'), 'MA-PD', [one, plan])).toEqual([
      { contractId: 'H0001', score: 85, disasterPercent: 0 },
    ]);
    expect(contractScores(ruleSet, ruleOf('D08'), 'PDP', [one, plan])).toEqual([
      { contractId: 'S0001', score: 85, disasterPercent: 40 },
    ]);
    expect(
      contractScores(ruleSet, ruleOf('C15'), 'MA', [{ ...plan, organizationType: 'Local CCP' }])[0]?.disasterPercent,
    ).toBe(3);
    expect(contractScores(ruleSet, ruleOf('C01'), 'MA', [one])).toEqual([]);
  });

  it('make the input of a backtest, without measures that have none and without tables of other years', () => {
    const input = backtestInput(ruleSet, [one, plan], []);
    expect(input.measures.map(({ measure }) => `${measure.id} ${measure.set}`)).toEqual([
      'C14 MA',
      'C15 MA',
      'D08 MA-PD',
      'D08 PDP',
    ]);
    expect(input.measures[0]?.published).toMatchObject({ final: [67, 75, 80, 86], bounds: { lower: 51, upper: 100 } });
    expect(backtestInput({ ...ruleSet, starYear: 2027 }, [one], []).measures[0]?.published.bounds).toBeUndefined();
  });
});

it('announces what is left out', () => {
  if (!HAS_PUBLISHED_CONTRACTS) process.stdout.write('left out: the backtest input from the published contracts\n');
  expect(typeof HAS_PUBLISHED_CONTRACTS).toBe('boolean');
});

describe.runIf(HAS_PUBLISHED_CONTRACTS)('the published contracts of 2026', () => {
  it('give the same measures and scores as the tables read one by one', () => {
    const tables = loadPublished2026();
    const prior = tables.flatMap(({ measure }) => {
      const part = measure.set === 'MA' ? ('C' as const) : ('D' as const);
      const { name } = ruleOf(measure.id);
      return measure.prior === undefined ? [] : [{ part, set: measure.set, name, cutPoints: measure.prior }];
    });
    const input = backtestInput(ruleSet, loadContracts2026(), prior);
    expect(input.measures.map(({ measure }) => measure)).toEqual(tables.map(({ measure }) => measure));
    input.measures.forEach(({ scores, published }, place) => {
      const table = tables[place];
      expect(published.final).toEqual(table?.final);
      expect(scores).toEqual(
        table?.scores.map(({ contractId, score, disasterPercent }) => ({ contractId, score, disasterPercent })),
      );
    });
  });
});
