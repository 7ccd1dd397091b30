import type { LinearSolver, Stopwatch } from '../linear/linear-solver.js';
import type { CompiledProblem } from '../problem/compile-problem.js';
import { type Allocation, AllocationProgram, SolverStoppedError } from './allocation.js';
import { LevelChooser } from './level-choice.js';
import { laddersOf, type Level, plannedLevels } from './planned-levels.js';
import type { GainLimits, PriceCut, RowAmounts } from './prices.js';
import { RatingStates } from './rating-states.js';
import { wholeMembers, type WholePlan } from './whole-members.js';

/** The cheapest way to a target that was found, and how much cheaper another could be at most. */
export interface LeastCost {
  /** `outOfReach`: no plan within the limits reaches the target, whatever it costs; `stopped`: time was up. */
  readonly status: 'solved' | 'outOfReach' | 'stopped';
  /** Whole members by column; null where nothing was found. */
  readonly members: Float64Array | null;
  /** Dollars; Infinity where nothing was found. */
  readonly cost: number;
  /** Dollars, proven; Infinity where out of reach. */
  readonly bound: number;
}

/** Relative distance at which a choice's cost counts as the least of all choices. */
const TIGHT = 1e-6;

export interface SearchSettings {
  readonly gap: number;
  readonly seconds: number;
}

function limitsOf(levels: readonly (readonly Level[])[], places: readonly number[]): GainLimits {
  const chosen = levels.map((list, row) => list[places[row] as number] as Level);
  return {
    least: Float64Array.from(chosen, ({ least }) => least),
    most: Float64Array.from(chosen, ({ most }) => most),
  };
}

/**
 * Finds cheapest plans for targets by decomposition: a small program chooses the stars (with the rating's rules in it),
 * a linear program prices the choice; each answer teaches the first a cut that holds for all choices, targets, margins
 * and amounts, so that later questions start from all that is known.
 */
export class LeastCostSearch {
  private readonly allocation: AllocationProgram;
  private readonly pool: PriceCut[] = [];
  private readonly states = new Map<string, RatingStates>();
  choices = 0;

  constructor(
    readonly compiled: CompiledProblem,
    private readonly solver: LinearSolver,
    private readonly watch: Stopwatch,
    private readonly settings: SearchSettings,
  ) {
    this.allocation = new AllocationProgram(compiled, solver, watch, settings.seconds);
  }

  get linearPrograms(): number {
    return this.allocation.solved;
  }

  get amounts(): RowAmounts {
    return this.allocation.rowAmounts;
  }

  setAmounts(amounts: RowAmounts): void {
    this.allocation.setAmounts(amounts);
  }

  /**
   * The cheapest whole plan whose planned stars reach the target.
   *
   * @param reserve by mover, numerators to lower the expectation by
   * @param enough the search ends as soon as the least cost is proven to be above this many dollars
   */
  leastCost(targetStars: number, reserve: Float64Array, enough = Infinity): LeastCost {
    const { compiled } = this;
    const levels = plannedLevels(compiled, reserve);
    const states = this.statesOf(levels);
    const alive = states.alive((final) => compiled.rating.stars(final) >= targetStars);
    const isTimeUp = (): boolean => this.watch.elapsed() >= this.settings.seconds || (this.watch.stopped?.() ?? false);
    const chooser = new LevelChooser(states, levels, alive, this.amounts, isTimeUp);
    this.pool.forEach((cut) => chooser.add(cut));
    return this.search(chooser, levels, enough);
  }

  private statesOf(levels: readonly (readonly Level[])[]): RatingStates {
    const ladders = laddersOf(this.compiled, levels);
    const key = ladders.map(({ stars }) => stars.join('')).join();
    const known = this.states.get(key) ?? new RatingStates(this.compiled.rating, ladders);
    this.states.set(key, known);
    return known;
  }

  private search(chooser: LevelChooser, levels: readonly (readonly Level[])[], enough: number): LeastCost {
    const known = new Map<string, Allocation>();
    let best: WholePlan = { members: null, cost: Infinity, bound: Infinity };
    let likely: { readonly limits: GainLimits; readonly allocation: Allocation } | null = null;
    let [bound, examined] = [0, Infinity];
    const answer = (status: LeastCost['status']): LeastCost => {
      const { members, cost } = best;
      return { status, members, cost, bound: Math.min(bound, examined, cost) };
    };
    const makeWhole = (limits: GainLimits, { cut, bound: least }: Allocation): number => {
      const seconds = Math.max(1, this.settings.seconds - this.watch.elapsed());
      const { gap } = this.settings;
      const aim = { seconds, relativeGap: gap / 4, enough: least / (1 - gap) };
      const found = wholeMembers(this.compiled, this.solver, limits, this.amounts, cut, aim);
      if (found.cost < best.cost) best = found;
      return Math.max(least, found.bound);
    };
    try {
      for (;;) {
        this.choices += 1;
        const choice = chooser.cheapest();
        bound = choice?.bound ?? Infinity;
        const proven = Math.min(bound, examined);
        if (proven === Infinity && best.members === null) return { ...answer('outOfReach'), bound: Infinity };
        if (choice === null || proven > enough || choice.bound >= best.cost) return answer('solved');
        if (best.members !== null && best.cost - proven <= this.settings.gap * best.cost) return answer('solved');
        const [key, limits] = [choice.places.join(), limitsOf(levels, choice.places)];
        let allocation = known.get(key);
        if (!allocation) {
          known.set(key, (allocation = this.allocation.solve(limits)));
          this.pool.push(allocation.cut);
          chooser.add(allocation.cut);
          if (allocation.bound < (likely?.allocation.bound ?? Infinity)) likely = { limits, allocation };
          if (!allocation.isReachable || allocation.bound > choice.bound + TIGHT * Math.max(1, choice.bound)) continue;
        }
        // The choice's least cost is known: make it whole, and look whether another could still be cheaper.
        examined = Math.min(examined, allocation.isReachable ? makeWhole(limits, allocation) : Infinity);
        chooser.exclude(choice.places);
      }
    } catch (error) {
      if (!(error instanceof SolverStoppedError)) throw error;
      if (best.members === null && likely !== null) makeWhole(likely.limits, likely.allocation);
      return answer('stopped');
    }
  }

  close(): void {
    this.allocation.close();
  }
}
