import type { LinearSolver, OpenProgram, Stopwatch } from '../linear/linear-solver.js';
import { ProgramBuilder } from '../linear/program-builder.js';
import type { CompiledProblem } from '../problem/compile-problem.js';
import { type BlockResponse, bestResponses, blocksOf } from './best-responses.js';
import { boundOf, type GainLimits, type PriceCut, priceCut, type RowAmounts, statedAmounts } from './prices.js';

/** The least cost of gaining given numerators, members taken as divisible. */
export interface Allocation {
  /** False where the gains are out of reach within the limits. */
  readonly isReachable: boolean;
  /** Dollars, proven; Infinity where out of reach. */
  readonly bound: number;
  /** The prices that prove it: they hold for all other gains and amounts too. */
  readonly cut: PriceCut;
}

/** The solver stopped without an answer. */
export class SolverStoppedError extends Error {
  override name = 'SolverStoppedError';
}

/** Relative distance between the mix of responses and the proven bound at which the prices are good enough. */
const CLOSE = 1e-6;
const MOST_ROUNDS = 400;

/** Dollars for a missing numerator while the prices are sought; raised where a plan turns out to be worth more. */
const MISSING_COST = 2000;

/**
 * The linear program behind every question, by price decomposition (Dantzig and Wolfe 1960): members answer prices with
 * their best packages, a small program mixes the answers and finds better prices, until the mix costs no more than the
 * bound that the prices prove. The answers hold for every later question.
 */
export class AllocationProgram {
  private readonly program: OpenProgram;
  private readonly blocks: Int32Array;
  private readonly count: number;
  private readonly slacks: number;
  /** Members by block: answers are kept for one member, so that the program is well scaled. */
  private readonly sizes: Float64Array;
  private readonly responseCosts: number[] = [];
  private readonly known = new Set<string>();
  private amounts: RowAmounts;
  private missingCost = MISSING_COST;
  solved = 0;

  constructor(
    private readonly compiled: CompiledProblem,
    solver: LinearSolver,
    private readonly watch: Stopwatch,
    private readonly seconds: number,
  ) {
    const { movers, capacities, efforts } = compiled;
    this.amounts = statedAmounts(compiled);
    this.blocks = blocksOf(compiled);
    this.count = this.blocks.reduce((most, block) => Math.max(most, block + 1), 0);
    const builder = new ProgramBuilder();
    movers.forEach(() => builder.row(0, Infinity));
    this.amounts.capacities.forEach((amount) => builder.row(-Infinity, amount));
    this.amounts.efforts.forEach((amount) => builder.row(amount, Infinity));
    this.sizes = new Float64Array(this.count);
    this.blocks.forEach((block, one) => {
      this.sizes[block] = (this.sizes[block] as number) + (compiled.members[one] as number);
    });
    this.sizes.forEach((size) => builder.row(-Infinity, size));
    const slack = (row: number, value: number): number => builder.column(MISSING_COST, 0, Infinity, [[row, value]]);
    movers.forEach((_, row) => [slack(row, 1), slack(row, -1)]);
    efforts.forEach((_, place) => slack(movers.length + capacities.length + place, 1));
    this.slacks = 2 * movers.length + efforts.length;
    this.program = solver.open(builder.build());
  }

  /** Tries other amounts of capacity or effort. */
  setAmounts(amounts: RowAmounts): void {
    const { movers, capacities } = this.compiled;
    amounts.capacities.forEach((amount, place) => this.program.setRowLimits(movers.length + place, -Infinity, amount));
    amounts.efforts.forEach((amount, place) =>
      this.program.setRowLimits(movers.length + capacities.length + place, amount, Infinity),
    );
    this.amounts = amounts;
  }

  get rowAmounts(): RowAmounts {
    return this.amounts;
  }

  private mix(): { objective: number; duals: Float64Array; missing: number } {
    this.solved += 1;
    const left = this.seconds - this.watch.elapsed();
    if (left <= 0 || this.watch.stopped?.()) throw new SolverStoppedError();
    const { status, objective, rowDuals, values } = this.program.solve({ seconds: left });
    if (status !== 'optimal' || !values) throw new SolverStoppedError();
    let missing = 0;
    for (let column = 0; column < this.slacks; column += 1) missing += values[column] as number;
    return { objective, duals: rowDuals, missing };
  }

  private take(block: number, { cost, usage }: BlockResponse, costWeight: 0 | 1): boolean {
    const key = `${block} ${cost.toFixed(6)} ${usage.join()}`;
    if (this.known.has(key)) return false;
    this.known.add(key);
    const indices: number[] = [];
    usage.forEach((value, row) => value !== 0 && indices.push(row));
    const size = this.sizes[block] as number;
    const values = indices.map((row) => (usage[row] as number) / size);
    const convexity = usage.length + block;
    this.responseCosts.push(cost / size);
    this.program.addColumn(
      (costWeight * cost) / size,
      0,
      Infinity,
      Int32Array.from([...indices, convexity]),
      Float64Array.from([...values, 1]),
    );
    return true;
  }

  private setPhase(costWeight: 0 | 1): void {
    const costs = new Float64Array(this.slacks + this.responseCosts.length);
    costs.fill(costWeight === 1 ? this.missingCost : 1, 0, this.slacks);
    if (costWeight === 1) costs.set(this.responseCosts, this.slacks);
    this.program.setCosts(costs);
  }

  /** Improves the prices until they prove what the mix costs, or, with `costWeight` 0, what is missing at least. */
  private prices(limits: GainLimits, costWeight: 0 | 1): { cut: PriceCut; bound: number; missing: number } {
    const { compiled } = this;
    const kind = costWeight === 1 ? 'cost' : 'feasibility';
    let best: { cut: PriceCut; bound: number } | null = null;
    for (let round = 0; ; round += 1) {
      const { objective, duals, missing } = this.mix();
      const cut = priceCut(compiled, kind, duals);
      const bound = boundOf(cut, limits, this.amounts);
      if (best === null || bound > best.bound) best = { cut, bound };
      const isClose = objective - best.bound <= CLOSE * Math.max(1e-3, Math.abs(objective));
      if (isClose || round >= MOST_ROUNDS) return { ...best, missing };
      const prices = duals.subarray(0, compiled.movers.length + compiled.capacities.length + compiled.efforts.length);
      let isNew = false;
      bestResponses(compiled, this.blocks, this.count, prices, costWeight).forEach((response, block) => {
        if (response.reduced < 0 && this.take(block, response, costWeight)) isNew = true;
      });
      if (!isNew) return { ...best, missing };
    }
  }

  /** @throws SolverStoppedError when time is up */
  solve(limits: GainLimits): Allocation {
    limits.least.forEach((gain, row) => this.program.setRowLimits(row, gain, limits.most[row] as number));
    for (;;) {
      const { cut, bound, missing } = this.prices(limits, 1);
      if (missing < 1e-7) return { isReachable: true, bound: Math.max(0, bound), cut };
      this.setPhase(0);
      const lacking = this.prices(limits, 0);
      const isOut = lacking.bound > 1e-6 || this.missingCost > 1e9;
      if (!isOut) this.missingCost *= 30;
      this.setPhase(1);
      if (isOut) return { isReachable: false, bound: Infinity, cut: lacking.cut };
    }
  }

  close(): void {
    this.program.close();
  }
}
