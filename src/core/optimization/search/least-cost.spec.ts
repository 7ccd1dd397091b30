import { describe, expect, it, vi } from 'vitest';
import { HighsSolver } from '../../../platform/solver/index.js';
import { compileProblem } from '../problem/compile-problem.js';
import { LeastCostSearch } from './least-cost.js';
import { everyPlan, numberOfPlans, smallProblem } from '../../../../test/support/small-problems.js';

vi.setConfig({ testTimeout: 60_000 });

describe('the cheapest plan for a target', async () => {
  const solver = await HighsSolver.load();

  it('is that of trying every plan, its bound proven, on random problems with margins and hold-harmless branches', () => {
    const seen = { free: 0, paid: 0, outOfReach: 0 };
    for (let seed = 1; seed <= 48; seed += 1) {
      const compiled = compileProblem(smallProblem(seed, { kind: 'cost', targetStars: 4, confidence: 0.5 }));
      if (numberOfPlans(compiled) > 1000) continue;
      const reserve = Float64Array.from(compiled.movers, (_, row) => (seed % 3) * 0.35 * (row + 1));
      const plans = everyPlan(compiled, reserve);
      const lowest = plans.reduce((stars, plan) => Math.min(stars, plan.stars), 5);
      const search = new LeastCostSearch(compiled, solver, { elapsed: () => 0 }, { gap: 0, seconds: 60 });
      for (const target of [lowest, lowest + 0.5, lowest + 1].filter((stars) => stars <= 5)) {
        const least = plans.reduce((cost, plan) => (plan.stars >= target ? Math.min(cost, plan.cost) : cost), Infinity);
        const found = search.leastCost(target, reserve);
        const label = `seed ${seed}, target ${target}`;
        if (least === Infinity) {
          expect(found, label).toEqual({ status: 'outOfReach', members: null, cost: Infinity, bound: Infinity });
          seen.outOfReach += 1;
          continue;
        }
        expect(found.status, label).toBe('solved');
        expect(found.cost, label).toBeCloseTo(least, 6);
        expect(found.bound, label).toBeCloseTo(least, 4);
        seen[least > 0 ? 'paid' : 'free'] += 1;
      }
      search.close();
    }
    // The problems must be worth asking: most kinds of answers, many times.
    expect(seen.paid).toBeGreaterThan(8);
    expect(seen.free).toBeGreaterThan(8);
    expect(seen.outOfReach).toBeGreaterThan(8);
  });
});
