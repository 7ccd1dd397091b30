import type { CompiledProblem } from '../problem/compile-problem.js';

/** Most blocks that the classes are put into; each block mixes its responses by itself. */
const MOST_BLOCKS = 60;

/** What the members of one block do at given prices: each class its best package, or nothing. */
export interface BlockResponse {
  /** Dollars. */
  readonly cost: number;
  /** Use of the rows: gains of the movers, amounts of the capacities, members of the efforts. */
  readonly usage: Float64Array;
  /** Cost less the worth of the usage at the prices; at most 0. */
  readonly reduced: number;
}

/** Block of each class: consecutive classes, about equally many columns. */
export function blocksOf({ members, firstColumn, costs }: CompiledProblem): Int32Array {
  if (members.length <= MOST_BLOCKS) return Int32Array.from(members, (_, one) => one);
  const size = Math.max(1, costs.length) / MOST_BLOCKS;
  return Int32Array.from(members, (_, one) =>
    Math.min(MOST_BLOCKS - 1, Math.floor((firstColumn[one] as number) / size)),
  );
}

/**
 * Best responses of all blocks.
 *
 * @param prices by row; gains and efforts are worth their price, capacities cost (price at most 0)
 * @param costWeight 1, or 0 where only what is missing counts
 */
export function bestResponses(
  compiled: CompiledProblem,
  blocks: Int32Array,
  count: number,
  prices: Float64Array,
  costWeight: 0 | 1,
): BlockResponse[] {
  const { firstColumn, members, costs, starts, rows, values } = compiled;
  const found = Array.from({ length: count }, () => ({ cost: 0, usage: new Float64Array(prices.length), reduced: 0 }));
  for (let one = 0; one < members.length; one += 1) {
    let [best, chosen] = [-1e-12, -1];
    for (let column = firstColumn[one] as number; column < (firstColumn[one + 1] as number); column += 1) {
      let reduced = costWeight * (costs[column] as number);
      for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1)
        reduced -= (prices[rows[at] as number] as number) * (values[at] as number);
      if (reduced < best) [best, chosen] = [reduced, column];
    }
    if (chosen < 0) continue;
    const block = found[blocks[one] as number] as { cost: number; usage: Float64Array; reduced: number };
    const size = members[one] as number;
    block.cost += size * (costs[chosen] as number);
    block.reduced += size * best;
    for (let at = starts[chosen] as number; at < (starts[chosen + 1] as number); at += 1)
      block.usage[rows[at] as number] = (block.usage[rows[at] as number] as number) + size * (values[at] as number);
  }
  return found;
}
