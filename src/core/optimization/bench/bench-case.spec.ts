import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { HighsSolver } from '../../../platform/solver/index.js';
import { benchCase, nearContracts, syntheticProblem } from '../index.js';

const ruleSet = rules2026();
const more = ['C03', 'C04', 'C05', 'C06', 'C10', 'C15', 'C16', 'C18'];
const threes = ['C22', 'C23', 'C24', 'C25', 'C26', 'C29'];
const contract = madeUpContract(ruleSet, 4, Object.fromEntries(threes.map((id) => [id, 3 as const])));

describe('a plan of some thousand members', async () => {
  const solver = await HighsSolver.load();
  const order = { ruleSet, contract, members: 5000, seed: 3, mostClasses: 150 };
  const objective = { kind: 'cost', targetStars: 4, confidence: 0.6 } as const;
  const problem = syntheticProblem({ ...order, objective });

  it('is within half a percent of the proven bound and never worse than working a list down', () => {
    const found = benchCase(problem, order.members, solver, { elapsed: () => 0 }, { gap: 0.004 });
    expect(found.columns).toBeGreaterThan(1000);
    expect(found.plannedStars.before).toBeLessThan(4);
    expect(found).toMatchObject({ targetStars: 4, neverWorse: true });
    expect(found.gap).toBeLessThanOrEqual(0.005);
    expect(found.costCents).toBeGreaterThan(0);
    expect(found.boundCents).toBeLessThanOrEqual(found.costCents + 1e-6);
    expect(found.probability).toBeGreaterThanOrEqual(0.6);
    expect(Object.values(found.baselines).every((cost) => cost === null || cost >= found.costCents)).toBe(true);
  }, 60_000);

  it('costs the minimum efforts alone where the target is reached without it', () => {
    const reached = { kind: 'cost', targetStars: 3.5, confidence: 0.6 } as const;
    const found = benchCase(syntheticProblem({ ...order, objective: reached }), order.members, solver, {
      elapsed: () => 0,
    });
    expect(found).toMatchObject({ status: 'optimal', neverWorse: true });
    expect(found.costCents).toBe(found.baselines.valuePerDollar);
    expect(found.costCents).toBeCloseTo(found.boundCents, 6);
  }, 60_000);

  it('is made alike by the same order', () => {
    expect(syntheticProblem({ ...order, members: 500, objective }).classes).toEqual(
      syntheticProblem({ ...order, members: 500, objective }).classes,
    );
  });

  it('starts from contracts just below 4 stars, the nearest first', () => {
    const near = madeUpContract(
      ruleSet,
      4,
      Object.fromEntries([...more, ...threes, 'C27', 'C28', 'C31'].map((id) => [id, 3 as const])),
    );
    const better = {
      ...near,
      contractId: 'H0002',
      measures: near.measures.map((one) => (one.measureId === 'C03' ? { ...one, star: 4 as const } : one)),
    };
    const four = { ...madeUpContract(ruleSet, 5), contractId: 'H0003' };
    const without = { ...madeUpContract(ruleSet, 3, { D10: null }), contractId: 'H0004' };
    expect(nearContracts(ruleSet, [four, near, without, better]).map(({ contractId }) => contractId)).toEqual([
      'H0002',
      'H0001',
    ]);
  });
});
