import { describe, expect, it } from 'vitest';
import { workedExample } from '../../../../test/support/worked-example.js';
import { HighsSolver } from '../../../platform/solver/index.js';
import { type OptimizationPlan, type OptimizationProblem, optimize } from '../index.js';

describe('what a little more of a limit is worth', async () => {
  const solver = await HighsSolver.load();
  const plan = (problem: OptimizationProblem): OptimizationPlan =>
    optimize(problem, solver, { elapsed: () => 0 }, { gap: 0.005, shadowPrices: true });
  const example = workedExample();
  const { limits } = example;
  const calls = (amount: number) => ({
    ...limits,
    channels: [
      { channel: 'call', unit: 'minutes' as const, capacity: [{ amount }] },
      ...(limits.channels ?? []).slice(1),
    ],
  });

  it('is named in cents for the least cost: an hour of calls saves what dearer ways would cost', () => {
    const { shadowPrices, binding } = plan({ ...example, limits: calls(1980) });
    expect(binding.map(({ kind, name }) => [kind, name])).toContainEqual(['channel', 'call']);
    const [price] = shadowPrices.filter(({ name }) => name === 'call');
    expect(price).toMatchObject({ kind: 'channel', step: 60, unit: 'cents' });
    expect(price?.gain).toBeGreaterThan(0);
    expect(price?.text).toMatch(/^60 more minutes of call would be worth \$\d/);
  });

  it('is named in points of probability where that is sought', () => {
    const tight = { ...limits, budgetCents: 1_905_000 };
    const { shadowPrices } = plan({ ...example, objective: { kind: 'probability', targetStars: 4 }, limits: tight });
    const [price] = shadowPrices.filter(({ kind }) => kind === 'budget');
    expect(price).toMatchObject({ step: 100_000, unit: 'probability' });
    expect(price?.text).toMatch(/^\$1,000\.00 more budget would be worth [\d.]+ points of probability$/);
    expect(price?.gain).toBeGreaterThan(0);
  });
});
