import type { CompiledProblem } from '../problem/compile-problem.js';

/**
 * Prices of the rows, and with them a proven lower bound for every choice of levels: whatever the plan, its cost is at
 * least that of each member's best package at these prices (Lagrange). It does not rest on the solver's accuracy.
 */
export interface PriceCut {
  /** `cost`: the bound is on the cost; `feasibility`: it is on the missing numerators, and must not be above 0. */
  readonly kind: 'cost' | 'feasibility';
  /** By mover: of a numerator; positive for the least, negative for the most that is allowed. */
  readonly measures: Float64Array;
  /** By capacity row, at least 0. */
  readonly capacities: Float64Array;
  /** By minimum effort, at least 0. */
  readonly efforts: Float64Array;
  /** What the members contribute at these prices, at most 0. */
  readonly membersPart: number;
}

/** Numerators that each mover must gain, at least and at most. */
export interface GainLimits {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Amounts of the limited rows; they differ from the problem's where something is tried. */
export interface RowAmounts {
  readonly capacities: Float64Array;
  readonly efforts: Float64Array;
}

/** The rows' amounts as the problem states them. */
export function statedAmounts({ capacities, efforts }: CompiledProblem): RowAmounts {
  return {
    capacities: Float64Array.from(capacities, ({ amount }) => amount),
    efforts: Float64Array.from(efforts, ({ members }) => members),
  };
}

/** Makes a cut from the prices of the rows in their order: movers, capacities, efforts. */
export function priceCut(compiled: CompiledProblem, kind: PriceCut['kind'], duals: Float64Array): PriceCut {
  const { movers, capacities, efforts, firstColumn, members, costs, starts, rows, values } = compiled;
  const most = kind === 'feasibility' ? 1 : Infinity;
  const [m, c] = [movers.length, capacities.length];
  const prices = new Float64Array(m + c + efforts.length);
  for (let row = 0; row < prices.length; row += 1) {
    const dual = duals[row] as number;
    if (row < m) prices[row] = Math.max(-most, Math.min(most, dual));
    else if (row < m + c) prices[row] = Math.min(0, dual);
    else prices[row] = Math.max(0, Math.min(most, dual));
  }
  let membersPart = 0;
  for (let one = 0; one < members.length; one += 1) {
    let best = 0;
    for (let column = firstColumn[one] as number; column < (firstColumn[one + 1] as number); column += 1) {
      let reduced = kind === 'cost' ? (costs[column] as number) : 0;
      for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1)
        reduced -= (prices[rows[at] as number] as number) * (values[at] as number);
      if (reduced < best) best = reduced;
    }
    membersPart += best * (members[one] as number);
  }
  return {
    kind,
    measures: prices.slice(0, m),
    capacities: prices.slice(m, m + c).map((price) => -price),
    efforts: prices.slice(m + c),
    membersPart,
  };
}

/** The part of a cut's bound that does not depend on the levels. */
export function levelFreePart(cut: PriceCut, amounts: RowAmounts): number {
  let sum = cut.membersPart;
  cut.capacities.forEach((price, row) => (sum -= price === 0 ? 0 : price * (amounts.capacities[row] as number)));
  cut.efforts.forEach((price, row) => (sum += price === 0 ? 0 : price * (amounts.efforts[row] as number)));
  return sum;
}

/** What a mover's gain between these limits adds to a cut's bound. */
export function levelPart(price: number, least: number, most: number): number {
  return price >= 0 ? price * least : price * most;
}

/** The cut's bound for these gains. */
export function boundOf(cut: PriceCut, limits: GainLimits, amounts: RowAmounts): number {
  let sum = levelFreePart(cut, amounts);
  cut.measures.forEach((price, row) => {
    sum += levelPart(price, limits.least[row] as number, limits.most[row] as number);
  });
  return sum;
}
