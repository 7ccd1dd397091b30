import { madeUpContract, rules2026 } from './made-up-contract.js';
import { randomFrom } from '../../src/core/models/random/index.js';
import type { Star } from '../../src/core/ratings/index.js';
import type { CompiledProblem } from '../../src/core/optimization/problem/compile-problem.js';
import { plannedStar } from '../../src/core/optimization/problem/planned-measures.js';
import type {
  InterventionOption,
  MemberClass,
  Objective,
  OptimizationProblem,
} from '../../src/core/optimization/problem/problem-types.js';

export const ruleSet = rules2026();

/** Measures of the fixtures: weights 3, 1, 1 (new) and 3; the third is a new measure of the year. */
const IDS = ['C14', 'C01', 'C13', 'D10'];

/** A random problem, small enough to try every plan. The contract stands near the limit of a half star. */
export function smallProblem(seed: number, objective: Objective): OptimizationProblem {
  const random = randomFrom(seed);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const ids = IDS.filter(() => random() < 0.75);
  if (ids.length === 0) ids.push('C14');
  const classes = Array.from({ length: whole(1, 3) }, (_, place): MemberClass => {
    const own = ids.filter(() => random() < 0.7);
    const gaps = (own.length > 0 ? own : [ids[0] as string]).map((measureId) => ({
      measureId,
      chance: whole(0, 3) / 10,
      ...(random() < 0.3 ? { dueOn: '2026-09-30' } : {}),
    }));
    return { id: `class-${place}`, members: whole(1, 3), gaps, ...(random() < 0.4 ? { strata: ['A'] } : {}) };
  });
  const interventions = Array.from({ length: whole(1, 3) }, (_, place): InterventionOption => {
    const own = ids.filter(() => random() < 0.6);
    return {
      code: `do-${place}`,
      channel: random() < 0.5 ? 'nurse' : 'mail',
      costCents: whole(1, 40) * 100,
      amount: whole(1, 4) * 10,
      leadDays: random() < 0.3 ? 100 : 0,
      effects: (own.length > 0 ? own : ids).map((measureId) => ({ measureId, success: whole(2, 10) / 10 })),
    };
  });
  const measures = ids.map((measureId) => {
    const open = classes.reduce(
      (sum, { members, gaps }) => sum + (gaps.some((gap) => gap.measureId === measureId) ? members : 0),
      0,
    );
    const denominator = whole(8, 16) + open;
    return {
      measureId,
      denominator,
      numerator: Math.min(denominator - open, Math.round(denominator * (0.6 + random() * 0.3))),
    };
  });
  const star = whole(3, 4) as Star;
  const stars = Object.fromEntries(
    ruleSet.measures.map(({ id }) => [id, random() < 0.35 ? ((star === 3 ? 4 : 3) as Star) : star]),
  );
  const contract = {
    ...madeUpContract(ruleSet, star, stars),
    ...(random() < 0.5 ? { disasterPercents: { '2023': 0, '2024': 40 } } : {}),
  };
  return {
    ruleSet,
    contract,
    measures,
    classes,
    interventions,
    limits: {
      contactsPerMember: whole(1, 2),
      ...(random() < 0.4 ? { budgetCents: whole(5, 120) * 100 } : {}),
      channels:
        random() < 0.6 ? [{ channel: 'nurse', unit: 'minutes', capacity: [{ amount: whole(1, 12) * 10 }] }] : [],
      ...(random() < 0.25 ? { minimumEffort: [{ stratum: 'A', members: 1 }] } : {}),
    },
    objective,
    startsOn: '2026-07-01',
    yearEnd: '2026-12-31',
  };
}

/** One plan of the enumeration. */
export interface TriedPlan {
  readonly members: Float64Array;
  readonly cost: number;
  readonly planned: readonly number[];
  /** Rounded rating of the planned stars. */
  readonly stars: number;
}

/** Every plan within the limits (the budget excepted), with its planned rating. */
export function everyPlan(compiled: CompiledProblem, reserve: Float64Array): TriedPlan[] {
  const { movers, capacities, efforts, members, firstColumn, costs, starts, rows, values, rating } = compiled;
  const plans: TriedPlan[] = [];
  const count = new Float64Array(costs.length);
  const used = new Float64Array(movers.length + capacities.length + efforts.length);
  const put = (column: number, change: number): void => {
    count[column] = (count[column] as number) + change;
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1)
      used[rows[at] as number] = (used[rows[at] as number] as number) + change * (values[at] as number);
  };
  const note = (): void => {
    if (capacities.some(({ amount }, place) => (used[movers.length + place] as number) > amount + 1e-6)) return;
    if (efforts.some((one, place) => (used[movers.length + capacities.length + place] as number) < one.members - 1e-6))
      return;
    const planned = movers.map(({ needed, expected }, row) =>
      plannedStar(needed, expected - (reserve[row] as number) + (used[row] as number)),
    );
    const [first, second] = [new Float64Array(3), new Float64Array(3)];
    movers.forEach(({ open }, row) => {
      const [group, weight, star] = [open?.group ?? 0, open?.weight ?? 0, planned[row] as number];
      first[group] = (first[group] as number) + weight * star;
      second[group] = (second[group] as number) + weight * star * star;
    });
    const cost = count.reduce((sum, value, column) => sum + value * (costs[column] as number), 0);
    plans.push({ members: count.slice(), cost, planned, stars: rating.stars(rating.final(first, second)) });
  };
  const walk = (one: number, column: number, left: number): void => {
    if (one === members.length) return note();
    if (column === (firstColumn[one + 1] as number)) return walk(one + 1, column, members[one + 1] ?? 0);
    for (let taken = 0; taken <= left; taken += 1) {
      put(column, taken);
      walk(one, column + 1, left - taken);
      put(column, -taken);
    }
  };
  walk(0, 0, members[0] ?? 0);
  return plans;
}

/** How many plans there are before limits. */
export function numberOfPlans({ members, firstColumn }: CompiledProblem): number {
  return members.reduce((product, size, one) => {
    const packages = (firstColumn[one + 1] as number) - (firstColumn[one] as number);
    let ways = 1;
    for (let k = 1; k <= packages; k += 1) ways = (ways * (size + k)) / k;
    return product * ways;
  }, 1);
}
