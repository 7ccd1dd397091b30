import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { madeUpContract, rules2026 } from '../../../test/support/made-up-contract.js';
import { HighsSolver } from '../../platform/solver/index.js';
import { randomFrom } from '../models/random/index.js';
import type { ContractYear, Star } from '../ratings/index.js';
import { type OptimizationProblem, optimize, type OptimizationPlan, type OptimizeOptions } from './index.js';
import { openRating } from './problem/open-rating.js';
import { workedExample } from '../../../test/support/worked-example.js';

vi.setConfig({ testTimeout: 30_000 });

const ruleSet = rules2026();

describe('the optimiser', async () => {
  const solver = await HighsSolver.load();
  const plan = (problem: OptimizationProblem, options?: OptimizeOptions): OptimizationPlan =>
    optimize(problem, solver, { elapsed: () => 0 }, { gap: 0.005, ...options });
  const example = workedExample();
  const four = { kind: 'probability', targetStars: 4 } as const;
  const revenue = { starYear: 2026, benchmarkPmpm: '1100', bidPmpm: '1000', memberMonths: 36_000, doubleBonusShare: 0 };

  it('is explained by the worked example of the documentation, number by number', () => {
    const document = readFileSync(resolve(import.meta.dirname, '../../../docs/optimizer.md'), 'utf8').replace(
      / +/g,
      ' ',
    );
    const { lines, costCents, objectiveValue, gap, measures, after, roi, treatedMembers } = plan(example);
    const share = (chance: number): string => `${(chance * 100).toFixed(1)} %`;
    const rows = [
      ...lines.map((line) => `| ${line.classId} | ${line.interventions.join(' + ')} | ${line.members} |`),
      ...measures.map(
        (one) =>
          `| ${one.measureId} | ${one.before.toFixed(1)} | ${one.after.toFixed(1)} | ${one.reserve.toFixed(1)} | ${one.plannedStarBefore} → ${one.plannedStarAfter} |`,
      ),
      `It costs $${(costCents / 100).toLocaleString('en-US')}, treats ${treatedMembers} members`,
      `4 stars with ${share(after.targetProbability)}`,
      `${roi.incrementalClosures.toFixed(1)} closures more than without`,
      `$${((roi.centsPerClosure ?? 0) / 100).toFixed(2)} for each`,
    ];
    expect(rows.filter((row) => !document.includes(row))).toEqual([]);
    expect(objectiveValue).toBe(costCents);
    expect(gap).toBeLessThanOrEqual(0.005);
  });

  it('does nothing with a budget of zero, and says what the chances are then', () => {
    const none = plan({ ...example, objective: four, limits: { ...example.limits, budgetCents: 0 } });
    expect(none).toMatchObject({ status: 'targetOutOfReach', lines: [], costCents: 0, treatedMembers: 0 });
    expect(none.after.chances).toEqual(none.before.chances);
    expect(none.objectiveValue).toBe(none.before.targetProbability);
    expect(none.binding).toContainEqual(expect.objectContaining({ kind: 'budget', limit: 0 }));
    expect(none.roi).toMatchObject({ incrementalClosures: 0, centsPerClosure: null, centsPerStarPoint: null });
  });

  it('makes the target as good as certain where everything is affordable', () => {
    const all = plan({ ...example, objective: four, limits: { contactsPerMember: 2 } });
    expect(all.status).toBe('optimal');
    expect(all.objectiveValue).toBeGreaterThan(0.999);
    expect(all.after.plannedStars).toBeGreaterThanOrEqual(4);
  });

  it('plans for the best reachable rating where the target is out of reach, and says so', () => {
    const out = plan({ ...example, objective: { kind: 'cost', targetStars: 5, confidence: 0.8 } }, { curve: true });
    expect(out.status).toBe('targetOutOfReach');
    expect(out.targetStars).toBe(4);
    expect(out.after.plannedStars).toBe(4);
    expect(out.curve.find(({ targetStars }) => targetStars === 4.5)).toMatchObject({ costCents: null });
    expect(out.curve.find(({ targetStars }) => targetStars === 4)?.costCents).toBe(out.costCents);
  });

  it('decides ties the same way each time, at the same cost as without the twin', () => {
    const [first] = example.interventions;
    const twin = { ...(first as (typeof example.interventions)[number]), code: 'twin' };
    const limits = { ...example.limits, contactsPerMember: 1 };
    const once = plan({ ...example, limits });
    const tied = { ...example, limits, interventions: [...example.interventions, twin] };
    const twice = plan(tied);
    expect(twice.costCents).toBe(once.costCents);
    expect(plan(tied).lines).toEqual(twice.lines);
  });

  it('refuses to plan against limits that contradict each other', () => {
    const limits = { ...example.limits, minimumEffort: [{ stratum: 'low-income', members: 500 }] };
    const conflict = plan({
      ...example,
      limits: {
        ...limits,
        channels: [
          { channel: 'call', unit: 'minutes', capacity: [{ amount: 0 }] },
          { channel: 'home', unit: 'minutes', capacity: [{ amount: 0 }] },
        ],
      },
    });
    expect(conflict).toMatchObject({ status: 'limitsConflict', lines: [], costCents: 0 });
  });

  it('holds the confidence by the exact distribution, and the simulation agrees', () => {
    const held = plan(example, { simulation: { draws: 4000, seed: 5 } });
    const { targetProbability, simulated } = held.after;
    expect(held.status).toBe('optimal');
    expect(targetProbability).toBeGreaterThanOrEqual(0.9);
    expect(targetProbability).toBeLessThan(0.93);
    expect(simulated?.fourOrMore.low).toBeLessThan(targetProbability);
    expect(simulated?.fourOrMore.high).toBeGreaterThan(targetProbability);
  });

  it('respects every limit, counts each member once and adds its costs up', () => {
    const limits = { ...example.limits, minimumEffort: [{ stratum: 'low-income', members: 60 }] };
    const kept = plan({ ...example, limits });
    const byClass = new Map<string, number>();
    let treatedLow = 0;
    for (const line of kept.lines) {
      byClass.set(line.classId, (byClass.get(line.classId) ?? 0) + line.members);
      const own = example.classes.find(({ id }) => id === line.classId);
      if (own?.strata?.includes('low-income')) treatedLow += line.members;
      expect(line.interventions.length).toBeLessThanOrEqual(example.limits.contactsPerMember ?? 1);
    }
    for (const { id, members } of example.classes) expect(byClass.get(id) ?? 0).toBeLessThanOrEqual(members);
    expect(treatedLow).toBeGreaterThanOrEqual(60);
    expect(kept.costByChannel.reduce((sum, { costCents }) => sum + costCents, 0)).toBe(kept.costCents);
    const calls = kept.costByChannel.find(({ channel }) => channel === 'call');
    expect(calls?.amount ?? 0).toBeLessThanOrEqual(9000);
  });

  it('never does worse with more of a limit, and prices a binding one by solving again', () => {
    const tight = { ...example, objective: four, limits: { ...example.limits, budgetCents: 300_000 } };
    const [less, more] = [
      plan(tight, { shadowPrices: true }),
      plan({ ...tight, limits: { ...tight.limits, budgetCents: 400_000 } }),
    ];
    expect(more.objectiveValue).toBeGreaterThanOrEqual(less.objectiveValue - 1e-9);
    for (const { gain, text } of less.shadowPrices) {
      expect(gain).toBeGreaterThanOrEqual(0);
      expect(text).toContain('would be worth');
    }
    expect(less.shadowPrices.length).toBe(less.binding.filter(({ kind }) => kind !== 'members').length);
  });

  it('weighs revenue against cost: worth doing when it pays, left when it does not', () => {
    const worth = plan({ ...example, objective: { kind: 'value', revenue } });
    expect(worth.after.plannedStars).toBe(4);
    expect(worth.roi.netCents).toBeGreaterThan(0);
    expect(worth.roi.paybackMonths).toBeGreaterThan(0);
    expect(worth.roi.paybackMonths).toBeLessThan(12);
    const poor = plan({ ...example, objective: { kind: 'value', revenue: { ...revenue, memberMonths: 12 } } });
    expect(poor).toMatchObject({ lines: [], objectiveValue: 0, status: 'optimal' });
  });

  it('answers what is known when time is up', () => {
    let asked = 0;
    const stopped = optimize(example, solver, { elapsed: () => 0, stopped: () => (asked += 1) > 4 }, {});
    expect(['withinLimit', 'targetOutOfReach', 'optimal']).toContain(stopped.status);
    expect(stopped.bound).toBeLessThanOrEqual(stopped.objectiveValue + 1e-6);
  });

  /** A contract that one more star of C14 costs half a star: the variance leaves the class that earns the reward. */
  function onTheEdge(): { contract: ContractYear; before: number; after: number } {
    const sums = (weight: number, star: number): [number[], number[]] => [
      [weight * star, 0, 0],
      [weight * star * star, 0, 0],
    ];
    for (let seed = 1; seed < 20_000; seed += 1) {
      const random = randomFrom(seed);
      const drawn = (): Star => {
        const one = random();
        return one < 0.45 ? 5 : one < 0.7 ? 4 : one < 0.85 ? 3 : one < 0.95 ? 2 : 1;
      };
      const made = madeUpContract(ruleSet, 4, Object.fromEntries(ruleSet.measures.map(({ id }) => [id, drawn()])));
      const contract = { ...made, adjustmentCategories: { partC: 4, partDMapd: 3, overall: 1 + (seed % 9) } };
      const rating = openRating(ruleSet, contract, ['C14']);
      if (!rating) continue;
      const weight = rating.open[0]?.weight ?? 0;
      const [before, after] = [4, 5].map((star) => rating.stars(rating.final(...sums(weight, star)))) as [
        number,
        number,
      ];
      if (after < before) return { contract, before, after };
    }
    throw new Error('no such contract');
  }

  it('does not close gaps that would lose the reward factor, even if they cost nothing', () => {
    const { contract, before, after } = onTheEdge();
    const problem: OptimizationProblem = {
      ...example,
      contract,
      measures: [{ measureId: 'C14', numerator: 820, denominator: 1000 }],
      classes: [{ id: 'one', members: 180, gaps: [{ measureId: 'C14', chance: 0 }] }],
      interventions: [
        { code: 'free', channel: 'mail', costCents: 0, amount: 1, effects: [{ measureId: 'C14', success: 1 }] },
      ],
      limits: {},
      objective: { kind: 'probability', targetStars: before },
    };
    expect(after).toBeLessThan(before);
    const kept = plan(problem);
    expect(kept.after.plannedStars).toBe(before);
    expect(kept.objectiveValue).toBe(1);
    expect(kept.measures[0]?.plannedStarAfter).toBe(4);
    expect(kept.leftOut).toEqual([expect.objectContaining({ name: 'C14', reason: 'starWouldLowerTheRating' })]);
    const worth = plan({ ...problem, objective: { kind: 'value', revenue } });
    expect(worth.measures[0]?.plannedStarAfter).toBe(4);
    // Where the gaps must be closed, the model knows what it costs.
    const forced = plan({
      ...problem,
      limits: { minimumEffort: [{ stratum: 'all', members: 100 }] },
      classes: [{ id: 'one', members: 180, gaps: [{ measureId: 'C14', chance: 0 }], strata: ['all'] }],
    });
    expect(forced.status).toBe('targetOutOfReach');
    expect(forced.after.plannedStars).toBe(after);
  });
});
