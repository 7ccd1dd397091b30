import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { type GapOutlook, type ScenarioGaps, type ScenarioOrder, type ScenarioResult, startScenario } from './index.js';

const ruleSet = rules2026();
const contract = madeUpContract(ruleSet, 4, {}, { C14: '70' });

/** 74 % today; of 100 open gaps 60 are expected to close, with the interventions 90. */
const before: GapOutlook = {
  ...{ measureId: 'C14', denominator: 1000, numerator: 740 },
  open: [{ probability: 0.6, members: 100 }],
};
const after: GapOutlook = { ...before, open: [{ probability: 0.9, members: 100 }] };

const gaps = (effects: ScenarioGaps['effects']): ScenarioGaps => ({
  ...{ measurementYear: 2024, readAt: '2024-09-01T00:00:00.000Z', measures: [], effects, untreated: [before] },
  assumptions: ['gaps without a prediction stay open'],
});
const EFFECT = { measureId: 'C14', expectedAdded: 30 } as ScenarioGaps['effects'][number];

function run(order: ScenarioOrder): ScenarioResult {
  const scenario = startScenario(order);
  while (scenario.advance(100) > 0);
  return scenario.result();
}

describe('scenarios over gaps', () => {
  it('compare the rates expected at the end of the year, without and with interventions', () => {
    const result = run({ kind: 'whatIf', ruleSet, contract, changes: [], measures: [after], gaps: gaps([EFFECT]) });
    if (result.kind !== 'whatIf') throw new Error('another kind');
    expect(result.measures.map(({ measureId, score, star }) => [measureId, ...score, ...star])).toEqual([
      ['C14', '80', '83', 4, 4],
    ]);
    expect(result.gaps).toMatchObject({ measurementYear: 2024, interventions: { expectedAdded: 30, without: null } });
  });

  it('without interventions change nothing, and say what they rest on', () => {
    const result = run({ kind: 'whatIf', ruleSet, contract, changes: [], measures: [before], gaps: gaps([]) });
    if (result.kind !== 'whatIf') throw new Error('another kind');
    expect(result.measures).toEqual([]);
    expect(result.gaps).toMatchObject({ interventions: null, assumptions: ['gaps without a prediction stay open'] });
  });

  it.each([0, 0.2])('give the chances of the highest rating without and with interventions (correlation %d)', (rho) => {
    const drawn = { draws: 200, seed: 3, measureCorrelation: rho, changes: [] } as const;
    const result = run({ kind: 'monteCarlo', ruleSet, contract, measures: [after], gaps: gaps([EFFECT]), ...drawn });
    if (result.kind !== 'monteCarlo') throw new Error('another kind');
    const { without, with: treated } = result.gaps?.interventions ?? {};
    expect(without).toMatchObject({ rating: 'overall' });
    expect(treated?.expectedFinal).toBeGreaterThanOrEqual(without?.expectedFinal ?? Infinity);
  });
});
