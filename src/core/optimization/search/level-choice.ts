import { SolverStoppedError } from './allocation.js';
import type { Level } from './planned-levels.js';
import { levelFreePart, levelPart, type PriceCut, type RowAmounts } from './prices.js';
import type { RatingStates } from './rating-states.js';

/** A choice of one level for each mover (places in their lists), with the proven least cost of all choices. */
export interface LevelChoice {
  readonly places: readonly number[];
  /** Dollars. */
  readonly bound: number;
}

/** One cut over the choices: a free part and a part for each level of each mover. */
interface ChoiceCut {
  readonly isCost: boolean;
  readonly parts: readonly Float64Array[];
  /** By number of decided movers: the least that the free part and the undecided movers add. */
  readonly least: Float64Array;
}

/** How far above 0 a feasibility cut must be to rule a choice out: numerators. */
const MISSING = 1e-6;

/** Nodes between two looks at the time. */
const CHECK_EVERY = 4096;

/**
 * The cheapest choice of levels by the cuts so far, among those that reach the target: a search tree over the movers,
 * cut off where the sums cannot be completed to the target or the cuts say that it costs more than the best found.
 */
export class LevelChooser {
  private readonly cuts: ChoiceCut[] = [];
  private readonly excluded = new Set<string>();
  private readonly places: number[];
  private best: LevelChoice | null = null;
  private visited = 0;

  constructor(
    private readonly states: RatingStates,
    private readonly levels: readonly (readonly Level[])[],
    private readonly alive: readonly Uint8Array[],
    private readonly amounts: RowAmounts,
    private readonly isTimeUp: () => boolean = () => false,
  ) {
    this.places = levels.map(() => 0);
  }

  /** Makes every choice cost at least what the cut says. */
  add(cut: PriceCut): void {
    const parts = this.levels.map((levels, row) =>
      Float64Array.from(levels, ({ least, most }) => levelPart(cut.measures[row] as number, least, most)),
    );
    const least = new Float64Array(this.levels.length + 1);
    least[this.levels.length] = levelFreePart(cut, this.amounts);
    for (let row = this.levels.length - 1; row >= 0; row -= 1)
      least[row] = (least[row + 1] as number) + Math.min(...(parts[row] as Float64Array));
    this.cuts.push({ isCost: cut.kind === 'cost', parts, least });
  }

  /** Rules one choice out, because it has been examined. */
  exclude(places: readonly number[]): void {
    this.excluded.add(places.join());
  }

  /**
   * The cheapest choice that is left; null where there is none.
   *
   * @throws SolverStoppedError when time is up
   */
  cheapest(): LevelChoice | null {
    this.best = null;
    if (this.alive[0]?.[0] === 1) this.visit(0, 0, new Float64Array(this.cuts.length));
    return this.best;
  }

  private visit(decided: number, state: number, fixed: Float64Array): void {
    if ((this.visited += 1) % CHECK_EVERY === 0 && this.isTimeUp()) throw new SolverStoppedError();
    if (decided === this.levels.length) {
      if (this.excluded.size > 0 && this.excluded.has(this.places.join())) return;
      this.best = { places: this.places.slice(), bound: this.boundOf(decided, fixed) };
      return;
    }
    const found: { place: number; next: number; fixed: Float64Array; bound: number }[] = [];
    const count = (this.levels[decided] as readonly Level[]).length;
    for (let place = 0; place < count; place += 1) {
      const next = this.states.next(decided, state, place);
      if (this.alive[decided + 1]?.[next] !== 1) continue;
      const after = fixed.slice();
      this.cuts.forEach(({ parts }, cut) => {
        after[cut] = (after[cut] as number) + ((parts[decided] as Float64Array)[place] as number);
      });
      const bound = this.boundOf(decided + 1, after);
      if (bound < Infinity) found.push({ place, next, fixed: after, bound });
    }
    found.sort((a, b) => a.bound - b.bound);
    for (const { place, next, fixed: after, bound } of found) {
      if (this.best !== null && bound >= this.best.bound) continue;
      this.places[decided] = place;
      this.visit(decided + 1, next, after);
    }
  }

  /** Dollars that any completion costs at least; Infinity where a cut says that there is none. */
  private boundOf(decided: number, fixed: Float64Array): number {
    let bound = 0;
    for (let cut = 0; cut < this.cuts.length; cut += 1) {
      const { isCost, least } = this.cuts[cut] as ChoiceCut;
      const value = (fixed[cut] as number) + (least[decided] as number);
      if (isCost) {
        if (value > bound) bound = value;
      } else if (value > MISSING) return Infinity;
    }
    return bound;
  }
}
