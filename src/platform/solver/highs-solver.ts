import loadHighs, { type Highs, type Model } from 'highs';
import type {
  LinearModel,
  LinearSolution,
  LinearSolver,
  OpenProgram,
  SolveLimits,
} from '../../core/optimization/linear/linear-solver.js';

const SETTINGS = { output_flag: false } as const;

// The package's types describe its CommonJS build; what Node imports is the ES module, whose default is the loader itself.
const load = loadHighs as unknown as typeof loadHighs.default;

/** Seconds that stand for no limit: option values must be finite. */
const NO_LIMIT = 1e9;

/** Primal solution status of HiGHS: a feasible point is known. */
const FEASIBLE = 2;

/** One program inside HiGHS, solved again from its last basis after a change. */
export class HighsProgram implements OpenProgram {
  private readonly model: Model;
  private readonly isWhole: boolean;

  constructor(
    private readonly highs: Highs,
    data: LinearModel,
  ) {
    const { columns, rows, whole } = data;
    this.isWhole = whole?.some((one) => one === 1) ?? false;
    this.model = highs.createModel({
      numCols: columns,
      numRows: rows,
      colCost: data.costs,
      colLower: data.colLower,
      colUpper: data.colUpper,
      rowLower: data.rowLower,
      rowUpper: data.rowUpper,
      matrix: {
        format: 'csc',
        numRows: rows,
        numCols: columns,
        starts: data.starts,
        indices: data.indices,
        values: data.values,
      },
      ...(whole && this.isWhole ? { integrality: Int32Array.from(whole) } : {}),
    });
    this.model.options.set(SETTINGS);
  }

  setCosts(costs: Float64Array): void {
    this.model.changeColsCost({ kind: 'range', from: 0, to: costs.length - 1 }, costs);
  }

  setRowLimits(row: number, lower: number, upper: number): void {
    this.model.changeRowBounds(row, lower, upper);
  }

  setColumnLimits(column: number, lower: number, upper: number): void {
    this.model.changeColBounds(column, lower, upper);
  }

  addRow(lower: number, upper: number, indices: Int32Array, values: Float64Array): void {
    this.model.addRow(lower, upper, { indices, values });
  }

  addColumn(cost: number, lower: number, upper: number, indices: Int32Array, values: Float64Array): void {
    this.model.addCol(cost, lower, upper, { indices, values });
  }

  setStart(values: Float64Array): void {
    this.model.setSolution({ colValue: values });
  }

  /** Blocks the thread until solved or a limit is reached. */
  solve({ seconds = NO_LIMIT, relativeGap = 0 }: SolveLimits = {}): LinearSolution {
    this.model.zeroAllClocks();
    this.model.options.set({ time_limit: Math.max(0, seconds), mip_rel_gap: relativeGap });
    const { modelStatus } = this.model.run();
    const { modelStatus: codes } = this.highs.constants;
    const status =
      modelStatus === codes.optimal
        ? 'optimal'
        : modelStatus === codes.infeasible || modelStatus === codes.unboundedOrInfeasible
          ? 'infeasible'
          : modelStatus === codes.unbounded
            ? 'unbounded'
            : modelStatus === codes.timeLimit || modelStatus === codes.iterationLimit
              ? 'limit'
              : 'failed';
    const isKnown = Number(this.model.info.get('primal_solution_status')) === FEASIBLE;
    const objective = isKnown ? this.model.getObjectiveValue() : Infinity;
    const solution = isKnown ? this.model.getSolution() : null;
    const bound = this.isWhole
      ? Number(this.model.info.get('mip_dual_bound'))
      : status === 'optimal'
        ? objective
        : -Infinity;
    return {
      status,
      objective,
      bound,
      values: solution?.colValue ?? null,
      rowDuals: this.isWhole || !solution ? new Float64Array(0) : solution.rowDual,
    };
  }

  close(): void {
    this.model.dispose();
  }
}

/**
 * HiGHS compiled to WebAssembly. It computes in the calling thread and blocks it: only for worker threads and the
 * command line.
 */
export class HighsSolver implements LinearSolver {
  private constructor(private readonly highs: Highs) {}

  /** Loads the WebAssembly once for each thread. */
  static async load(): Promise<HighsSolver> {
    return new HighsSolver(await load());
  }

  /** Hands a program over; close it when done, the garbage collector does not. */
  open(data: LinearModel): HighsProgram {
    return new HighsProgram(this.highs, data);
  }
}
