import type { CompiledProblem } from '../problem/compile-problem.js';
import type { BindingLimit, MeasureEffect, OptimizationPlan, PlanLine } from './plan-types.js';
import type { NumeratorOutlook } from './star-outlook.js';

/** The lines of a plan, in the order of the classes. */
export function planLines({ problem, packages, classOf }: CompiledProblem, plan: Float64Array): PlanLine[] {
  const lines: PlanLine[] = [];
  plan.forEach((members, column) => {
    const [one, chosen] = [problem.classes[classOf[column] as number], packages[column]];
    if (members === 0 || !one || !chosen) return;
    lines.push({
      classId: one.id,
      interventions: chosen.interventions.map(({ code }) => code),
      members,
      costCents: chosen.costCents,
      gaps: one.gaps.flatMap(({ measureId, chance }, place) => {
        const gain = chosen.gains[place] as number;
        return gain > 0 ? [{ measureId, chanceBefore: chance, chanceAfter: chance + gain }] : [];
      }),
    });
  });
  return lines;
}

/** Cost, amount and members by channel, by name. */
export function costByChannel({ packages }: CompiledProblem, plan: Float64Array): OptimizationPlan['costByChannel'] {
  const sums = new Map<string, { costCents: number; amount: number; members: number }>();
  plan.forEach((members, column) => {
    if (members === 0) return;
    for (const { channel, costCents, amount } of packages[column]?.interventions ?? []) {
      const known = sums.get(channel) ?? { costCents: 0, amount: 0, members: 0 };
      sums.set(channel, {
        costCents: known.costCents + members * costCents,
        amount: known.amount + members * amount,
        members: known.members + members,
      });
    }
  });
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([channel, sum]) => ({ channel, ...sum }));
}

/** Each measure without and with the plan. */
export function measureEffects(
  { measures, movers }: CompiledProblem,
  reserve: Float64Array,
  before: readonly NumeratorOutlook[],
  after: readonly NumeratorOutlook[],
  plannedBefore: readonly number[],
  plannedAfter: readonly number[],
): MeasureEffect[] {
  return measures.map((measure, place) => ({
    measureId: measure.measureId,
    denominator: measure.denominator,
    reserve: reserve[movers.indexOf(measure)] ?? 0,
    before: before[place]?.mean ?? 0,
    after: after[place]?.mean ?? 0,
    treated: after[place]?.treated ?? 0,
    plannedStarBefore: plannedBefore[place] ?? 0,
    plannedStarAfter: plannedAfter[place] ?? 0,
    chancesBefore: before[place]?.chances ?? [],
    chancesAfter: after[place]?.chances ?? [],
  }));
}

/** Uses of the limited rows (capacities, then efforts) by a plan. */
function usesOf(
  { movers, capacities, efforts, starts, rows, values }: CompiledProblem,
  plan: Float64Array,
): Float64Array {
  const used = new Float64Array(movers.length + capacities.length + efforts.length);
  plan.forEach((members, column) => {
    if (members === 0) return;
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1)
      used[rows[at] as number] = (used[rows[at] as number] as number) + members * (values[at] as number);
  });
  return used.subarray(movers.length);
}

/** Limits with no room for one more contact of the smallest kind: they hold the plan back. */
export function bindingLimits(compiled: CompiledProblem, plan: Float64Array, costCents: number): BindingLimit[] {
  const { problem, capacities, efforts, packages, classOf } = compiled;
  const used = usesOf(compiled, plan);
  const binding: BindingLimit[] = [];
  const { budgetCents } = problem.limits;
  const cheapest = problem.interventions.reduce((least, one) => Math.min(least, one.costCents), Infinity);
  if (budgetCents !== undefined && budgetCents - costCents < cheapest)
    binding.push({ kind: 'budget', name: null, through: null, used: costCents, limit: budgetCents });
  capacities.forEach(({ channel, day, amount }, place) => {
    const least = problem.interventions.reduce(
      (found, one) => (one.channel === channel && one.amount > 0 ? Math.min(found, one.amount) : found),
      Infinity,
    );
    if (amount - (used[place] as number) >= least) return;
    const through = new Date(day * 86_400_000).toISOString().slice(0, 10);
    const isEnd = through === problem.yearEnd;
    binding.push({
      kind: 'channel',
      name: channel,
      through: isEnd ? null : through,
      used: used[place] as number,
      limit: amount,
    });
  });
  efforts.forEach(({ stratum, members }, place) => {
    const treated = used[capacities.length + place] as number;
    if (members > 0 && treated <= members)
      binding.push({ kind: 'minimumEffort', name: stratum, through: null, used: treated, limit: members });
  });
  const treated = plan.reduce((sum, count) => sum + count, 0);
  const treatable = [...new Set(classOf)].reduce((sum, one) => sum + (problem.classes[one]?.members ?? 0), 0);
  if (packages.length > 0 && treated === treatable)
    binding.push({ kind: 'members', name: null, through: null, used: treated, limit: treatable });
  return binding;
}
