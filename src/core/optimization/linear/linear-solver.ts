/** A linear program as data: minimise `costs · x` with `rowLower ≤ Ax ≤ rowUpper`, `colLower ≤ x ≤ colUpper`. */
export interface LinearModel {
  readonly columns: number;
  readonly rows: number;
  readonly costs: Float64Array;
  readonly colLower: Float64Array;
  readonly colUpper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** Columns one after another: `starts` has one entry more than there are columns. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  /** 1 where a column must be whole; absent: none. */
  readonly whole?: Uint8Array;
}

/** When to stop. */
export interface SolveLimits {
  readonly seconds?: number;
  /** Relative gap at which a whole-number program is good enough. Default 0. */
  readonly relativeGap?: number;
}

/** What came out. */
export interface LinearSolution {
  /** `limit`: stopped early; `values` then hold the best found, if any. */
  readonly status: 'optimal' | 'infeasible' | 'unbounded' | 'limit' | 'failed';
  readonly objective: number;
  /** Proven: no solution is below it. Equal to the objective of a solved linear program. */
  readonly bound: number;
  /** Null where nothing feasible is known. */
  readonly values: Float64Array | null;
  /** Rate of the objective with the row's limit; empty for whole-number programs. */
  readonly rowDuals: Float64Array;
}

/** A program kept inside the solver: changed and solved again it starts from the last basis. */
export interface OpenProgram {
  setCosts(costs: Float64Array): void;
  setRowLimits(row: number, lower: number, upper: number): void;
  setColumnLimits(column: number, lower: number, upper: number): void;
  addRow(lower: number, upper: number, indices: Int32Array, values: Float64Array): void;
  addColumn(cost: number, lower: number, upper: number, indices: Int32Array, values: Float64Array): void;
  /** A known solution of a whole-number program to start from. */
  setStart(values: Float64Array): void;
  solve(limits?: SolveLimits): LinearSolution;
  /** Gives the memory back; the program cannot be used any more. */
  close(): void;
}

/** The solver behind the optimiser: a function argument, so that the core stays pure. */
export interface LinearSolver {
  open(model: LinearModel): OpenProgram;
}

/** How long a computation may take, told by the caller: the core has no clock. */
export interface Stopwatch {
  /** Seconds since the start. */
  elapsed(): number;
  /** True when the caller wants an end: the best found so far is answered. */
  stopped?(): boolean;
  /** Told now and then what is being done, with the share that is done, 0–1. */
  progress?(step: string, share: number): void;
}
