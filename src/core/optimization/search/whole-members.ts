import type { LinearSolver } from '../linear/linear-solver.js';
import { ProgramBuilder } from '../linear/program-builder.js';
import type { CompiledProblem } from '../problem/compile-problem.js';
import type { GainLimits, PriceCut, RowAmounts } from './prices.js';

/** Up to this many columns the whole numbers are optimised over all of them at once, exactly. */
const SMALL = 400;

/**
 * Beyond, classes that hardly prefer one package at the prices, first few, then more while that is too dear; and packages
 * of each.
 */
const UNDECIDED = [25, 100, 400, 1500] as const;
const PACKAGES = 4;

/** Seconds for one attempt of a large problem. */
const MOMENT = 1;

/** What whole members cost. */
export interface WholePlan {
  /** By column; null where none were found. */
  readonly members: Float64Array | null;
  /** Dollars; Infinity where none were found. */
  readonly cost: number;
  /** No whole plan with these gains is cheaper; −Infinity where only the divisible bound is known. */
  readonly bound: number;
}

/** How hard to try. */
export interface WholeEffort {
  readonly seconds: number;
  /** Relative gap at which the numbers are good enough. */
  readonly relativeGap: number;
}

/** How hard to try, and from which cost on, in dollars, nothing better is looked for. */
export interface WholeAim extends WholeEffort {
  readonly enough: number;
}

/** Reduced costs of the columns at the prices. */
function reducedCosts(compiled: CompiledProblem, cut: PriceCut): Float64Array {
  const { costs, starts, rows, values } = compiled;
  const prices = Float64Array.from([...cut.measures, ...cut.capacities.map((price) => -price), ...cut.efforts]);
  return costs.map((cost, column) => {
    let reduced = cost;
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1)
      reduced -= (prices[rows[at] as number] as number) * (values[at] as number);
    return reduced;
  });
}

interface Preference {
  readonly one: number;
  /** Best column, −1 for nothing. */
  readonly best: number;
  /** Dollars by which the second best is worse, for one member. */
  readonly regret: number;
  /** Columns in the order of preference. */
  readonly columns: readonly number[];
}

function preferences({ members, firstColumn }: CompiledProblem, reduced: Float64Array): Preference[] {
  return Array.from(members, (_, one) => {
    const columns: number[] = [];
    for (let column = firstColumn[one] as number; column < (firstColumn[one + 1] as number); column += 1)
      columns.push(column);
    columns.sort((a, b) => (reduced[a] as number) - (reduced[b] as number));
    const [first = Infinity, second = Infinity] = columns.slice(0, 2).map((column) => reduced[column] as number);
    const takesNone = first >= 0;
    return {
      one,
      best: takesNone ? -1 : (columns[0] as number),
      regret: takesNone ? first : Math.min(second, 0) - first,
      columns,
    };
  });
}

interface Rest {
  readonly columns: readonly number[];
  /** Members by column where they are fixed. */
  readonly fixed: Float64Array;
  readonly isAll: boolean;
  readonly effort: WholeEffort;
}

/** Optimises the whole numbers of some columns, all others being fixed. */
function optimise(
  compiled: CompiledProblem,
  solver: LinearSolver,
  limits: GainLimits,
  amounts: RowAmounts,
  { columns, fixed, isAll, effort }: Rest,
): WholePlan {
  const { movers, capacities, efforts, members, costs, starts, rows, values, classOf } = compiled;
  const used = new Float64Array(movers.length + capacities.length + efforts.length);
  let spent = 0;
  fixed.forEach((value, column) => {
    if (value === 0) return;
    spent += value * (costs[column] as number);
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1)
      used[rows[at] as number] = (used[rows[at] as number] as number) + value * (values[at] as number);
  });
  const builder = new ProgramBuilder();
  const left = (row: number, limit: number): number => limit - (used[row] as number);
  movers.forEach((_, row) =>
    builder.row(left(row, limits.least[row] as number), left(row, limits.most[row] as number)),
  );
  const [firstCapacity, firstEffort] = [movers.length, movers.length + capacities.length];
  amounts.capacities.forEach((amount, place) => builder.row(-Infinity, left(firstCapacity + place, amount)));
  amounts.efforts.forEach((amount, place) => builder.row(left(firstEffort + place, amount), Infinity));
  const classRows = new Map<number, number>();
  for (const column of columns) {
    const one = classOf[column] as number;
    if (!classRows.has(one)) classRows.set(one, builder.row(-Infinity, members[one] as number));
  }
  for (const column of columns) {
    const one = classOf[column] as number;
    const entries: [number, number][] = [[classRows.get(one) as number, 1]];
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1)
      entries.push([rows[at] as number, values[at] as number]);
    builder.column(costs[column] as number, 0, members[one] as number, entries, true);
  }
  // What is fixed is part of the cost, so that the gap asked for is that of the whole plan.
  builder.column(spent, 1, 1, []);
  const program = solver.open(builder.build());
  const solution = program.solve(effort);
  program.close();
  const bound = !isAll ? -Infinity : solution.status === 'infeasible' ? Infinity : solution.bound;
  if (!solution.values) return { members: null, cost: Infinity, bound };
  const found = fixed.slice();
  columns.forEach((column, place) => (found[column] = Math.round((solution.values as Float64Array)[place] as number)));
  const cost = found.reduce((sum, value, column) => sum + value * (costs[column] as number), 0);
  return { members: found, cost, bound };
}

/**
 * Whole members at the prices' cost, exactly or nearly: a small problem is optimised over all columns; in a large one
 * every class that prefers one package at the prices gets it as a whole, and the few undecided ones are optimised.
 */
export function wholeMembers(
  compiled: CompiledProblem,
  solver: LinearSolver,
  limits: GainLimits,
  amounts: RowAmounts,
  cut: PriceCut,
  { seconds, relativeGap, enough }: WholeAim,
): WholePlan {
  const { costs, members } = compiled;
  if (costs.length === 0) return { members: new Float64Array(0), cost: 0, bound: 0 };
  if (costs.length <= SMALL) {
    const fixed = new Float64Array(costs.length);
    const effort = { seconds, relativeGap };
    return optimise(compiled, solver, limits, amounts, { columns: [...costs.keys()], fixed, isAll: true, effort });
  }
  const ranked = preferences(compiled, reducedCosts(compiled, cut)).sort(
    (a, b) => a.regret - b.regret || a.one - b.one,
  );
  let best: WholePlan = { members: null, cost: Infinity, bound: -Infinity };
  for (const undecided of UNDECIDED) {
    const fixed = new Float64Array(costs.length);
    for (const { one, best } of ranked.slice(undecided)) if (best >= 0) fixed[best] = members[one] as number;
    const columns = ranked.slice(0, undecided).flatMap((one) => one.columns.slice(0, PACKAGES));
    const rest = { columns, fixed, isAll: false, effort: { seconds: Math.min(seconds, MOMENT), relativeGap } };
    const found = optimise(compiled, solver, limits, amounts, rest);
    if (found.cost < best.cost) best = found;
    if (best.cost <= enough || undecided >= ranked.length) break;
  }
  return best;
}
