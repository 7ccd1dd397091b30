import type { CompiledProblem } from './problem/compile-problem.js';
import { plannedStar } from './problem/planned-measures.js';

/** How a baseline ranks what it could do. */
export type BaselineRule = 'probabilityTimesWeight' | 'valuePerDollar';

/** Where a greedy plan ended. */
export interface BaselinePlan {
  readonly rule: BaselineRule;
  /** Dollars at the first moment the target was planned for; null: the greedy plan ran out of members or capacity. */
  readonly cost: number | null;
  /** Members by column at that moment, or at the end. */
  readonly members: Float64Array;
}

/**
 * What a worklist does: ranks all packages by closures weighted by the measures' weights, or by gained weighted rate
 * for each dollar, and gives them out from the top within the limits until the planned stars reach the target. Minimum
 * efforts are served first.
 */
export function greedyPlan(
  compiled: CompiledProblem,
  rule: BaselineRule,
  targetStars: number,
  reserve: Float64Array,
): BaselinePlan {
  const { movers, capacities, efforts, members, costs, classOf, starts, rows, values, rating } = compiled;
  const used = new Float64Array(movers.length + capacities.length + efforts.length);
  const left = members.slice();
  const plan = new Float64Array(costs.length);
  const score = (column: number): number => {
    let sum = 0;
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1) {
      const mover = movers[rows[at] as number];
      if (!mover) continue;
      const share = rule === 'valuePerDollar' ? 1 / mover.denominator : 1;
      sum += (mover.open?.weight ?? 0) * (values[at] as number) * share;
    }
    return rule === 'valuePerDollar' ? sum / Math.max(0.01, costs[column] as number) : sum;
  };
  const order = [...costs.keys()]
    .map((column) => ({ column, score: score(column) }))
    .sort((a, b) => b.score - a.score || a.column - b.column);
  let cost = 0;
  const room = (column: number): number => {
    let most = left[classOf[column] as number] as number;
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1) {
      const place = (rows[at] as number) - movers.length;
      if (place >= 0 && place < capacities.length)
        most = Math.min(
          most,
          ((capacities[place]?.amount ?? 0) - (used[rows[at] as number] as number)) / (values[at] as number),
        );
    }
    return Math.floor(most + 1e-9);
  };
  const give = (column: number, count: number): void => {
    plan[column] = (plan[column] as number) + count;
    left[classOf[column] as number] = (left[classOf[column] as number] as number) - count;
    cost += count * (costs[column] as number);
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1)
      used[rows[at] as number] = (used[rows[at] as number] as number) + count * (values[at] as number);
  };
  const [first, second] = [new Float64Array(3), new Float64Array(3)];
  const reaches = (): boolean => {
    first.fill(0);
    second.fill(0);
    movers.forEach(({ needed, expected, open }, row) => {
      const star = plannedStar(needed, expected - (reserve[row] as number) + (used[row] as number));
      const [group, weight] = [open?.group ?? 0, open?.weight ?? 0];
      first[group] = (first[group] as number) + weight * star;
      second[group] = (second[group] as number) + weight * star * star;
    });
    return rating.stars(rating.final(first, second)) >= targetStars;
  };
  efforts.forEach((effort, place) => {
    const row = movers.length + capacities.length + place;
    for (const { column } of order) {
      const missing = effort.members - (used[row] as number);
      if (missing <= 0) break;
      const serves = rows.subarray(starts[column], starts[column + 1]).includes(row);
      if (serves) give(column, Math.min(missing, room(column)));
    }
  });
  if (reaches()) return { rule, cost, members: plan };
  for (const { column } of order) {
    const count = room(column);
    if (count <= 0) continue;
    give(column, count);
    if (!reaches()) continue;
    // The last lot was more than needed: the fewest members of it that reach the target.
    let [low, high] = [0, count];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      give(column, middle - count);
      const isEnough = reaches();
      give(column, count - middle);
      if (isEnough) high = middle;
      else low = middle;
    }
    give(column, high - count);
    return { rule, cost, members: plan };
  }
  return { rule, cost: null, members: plan };
}
