import { type CapacityRow, capacityRows } from './calendar.js';
import { checkProblem } from './check-problem.js';
import { OptimizationInputError } from './input-error.js';
import { openRating, type OpenRating } from './open-rating.js';
import { type ChannelUse, type Package, packagesOf } from './packages.js';
import { type PlannedMeasure, plannedMeasures } from './planned-measures.js';
import type { OptimizationProblem } from './problem-types.js';

/**
 * The problem as columns: one for each package of each class, its value the number of members who get it. Rows: the
 * measures that count in the rating, the channels' capacities by day, the minimum efforts.
 */
export interface CompiledProblem {
  readonly problem: OptimizationProblem;
  readonly rating: OpenRating;
  readonly measures: readonly PlannedMeasure[];
  /** Those of the measures that count in the rating, in the order of their rows. */
  readonly movers: readonly PlannedMeasure[];
  readonly capacities: readonly CapacityRow[];
  readonly efforts: readonly { readonly stratum: string; readonly members: number }[];
  readonly packages: readonly Package[];
  /** Class of each column. */
  readonly classOf: Int32Array;
  /** First column of each class; one entry more than there are classes. */
  readonly firstColumn: Int32Array;
  readonly members: Float64Array;
  /** Dollars for one member. */
  readonly costs: Float64Array;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
  /** By mover: the most that all interventions together can add. */
  readonly reach: Float64Array;
}

function latestDays(packages: readonly Package[]): Map<string, Set<number>> {
  const latest = new Map<string, Set<number>>();
  for (const { uses } of packages)
    for (const { channel, latest: day } of uses) {
      const days = latest.get(channel) ?? new Set();
      latest.set(channel, days.add(day));
    }
  return latest;
}

/** The day at which a use counts: the last checked day by which it can be done. */
function checkedDay(capacities: readonly CapacityRow[], { channel, latest }: ChannelUse): number {
  let found = -Infinity;
  for (const row of capacities) if (row.channel === channel && row.day <= latest) found = Math.max(found, row.day);
  return found;
}

/**
 * Checks and compiles a problem.
 *
 * @throws OptimizationInputError for impossible input, or a contract without a rating
 */
export function compileProblem(problem: OptimizationProblem): CompiledProblem {
  checkProblem(problem);
  const ids = problem.measures.map(({ measureId }) => measureId);
  const rating = openRating(problem.ruleSet, problem.contract, ids);
  if (rating === null)
    throw new OptimizationInputError([
      { pointer: '/contract', code: 'rating.none', message: 'The contract has no rating that could be planned for.' },
    ]);
  const measures = plannedMeasures(problem, rating.open);
  const movers = measures.filter(({ open }) => open !== null);
  const { classes } = problem;
  const perClass = classes.map((one) => packagesOf(problem, one));
  const packages = perClass.flat();
  const capacities = capacityRows(problem, latestDays(packages));
  const efforts = problem.limits.minimumEffort ?? [];
  const [firstCapacity, firstEffort] = [movers.length, movers.length + capacities.length];
  const rowOf = new Map(movers.map(({ measureId }, row) => [measureId, row]));
  const classOf = new Int32Array(packages.length);
  const firstColumn = new Int32Array(classes.length + 1);
  const starts = new Int32Array(packages.length + 1);
  const reach = new Float64Array(movers.length);
  const rows: number[] = [];
  const values: number[] = [];
  let column = 0;
  classes.forEach(({ gaps, members, strata = [] }, c) => {
    const most = new Float64Array(gaps.length);
    for (const { gains, uses } of perClass[c] as Package[]) {
      classOf[column] = c;
      gaps.forEach(({ measureId }, place) => {
        const [row, gain] = [rowOf.get(measureId), gains[place] as number];
        most[place] = Math.max(most[place] as number, gain);
        if (row === undefined || gain === 0) return;
        rows.push(row);
        values.push(gain);
      });
      capacities.forEach(({ channel, day }, place) => {
        let amount = 0;
        for (const use of uses) if (use.channel === channel && checkedDay(capacities, use) <= day) amount += use.amount;
        if (amount === 0) return;
        rows.push(firstCapacity + place);
        values.push(amount);
      });
      efforts.forEach(({ stratum }, place) => {
        if (!strata.includes(stratum)) return;
        rows.push(firstEffort + place);
        values.push(1);
      });
      column += 1;
      starts[column] = rows.length;
    }
    firstColumn[c + 1] = column;
    gaps.forEach(({ measureId }, place) => {
      const row = rowOf.get(measureId);
      if (row !== undefined) reach[row] = (reach[row] as number) + members * (most[place] as number);
    });
  });
  return {
    ...{ problem, rating, measures, movers, capacities, efforts, packages, classOf, firstColumn, starts, reach },
    members: Float64Array.from(classes, (one) => one.members),
    costs: Float64Array.from(packages, ({ costCents }) => costCents / 100),
    rows: Int32Array.from(rows),
    values: Float64Array.from(values),
  };
}
