import { chanceOfStars, normalQuantile, type RatingChance } from '../../simulation/index.js';
import type { LinearSolver, Stopwatch } from '../linear/linear-solver.js';
import { numeratorOutlooks, type NumeratorOutlook, ratingChances } from '../plan/star-outlook.js';
import type { CompiledProblem } from '../problem/compile-problem.js';
import { plannedStar } from '../problem/planned-measures.js';
import { type LeastCost, LeastCostSearch, type SearchSettings } from '../search/least-cost.js';

/** A plan with its exact distribution. */
export interface Candidate {
  readonly targetStars: number;
  readonly margin: number;
  readonly members: Float64Array;
  /** Dollars. */
  readonly cost: number;
  /** Dollars: no plan that holds the target with this margin is cheaper. */
  readonly bound: number;
  readonly isStopped: boolean;
  readonly outlooks: readonly NumeratorOutlook[];
  readonly chances: readonly RatingChance[];
}

/** Half stars, ascending. */
export const HALF_STARS = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5] as const;

/** Questions that a plan usually takes: what progress is counted in. */
const USUAL_QUESTIONS = 12;

/** Asks the search for plans with a safety margin, and knows what was there before. */
export class Planner {
  readonly search: LeastCostSearch;
  readonly before: { readonly outlooks: readonly NumeratorOutlook[]; readonly chances: readonly RatingChance[] };
  /** Dollars that may be spent. */
  budget: number;
  private deviations: Float64Array;
  private isMeasured = false;
  /** Dollars: proven least cost of the last question. */
  lastBound = 0;
  private asked = 0;

  constructor(
    readonly compiled: CompiledProblem,
    solver: LinearSolver,
    readonly watch: Stopwatch,
    readonly settings: SearchSettings,
  ) {
    const { budgetCents } = compiled.problem.limits;
    this.budget = budgetCents === undefined ? Infinity : budgetCents / 100;
    this.search = new LeastCostSearch(compiled, solver, watch, settings);
    const outlooks = numeratorOutlooks(compiled, new Float64Array(compiled.costs.length));
    this.before = { outlooks, chances: ratingChances(compiled, outlooks) };
    this.deviations = this.deviationsOf(outlooks);
  }

  private deviationsOf(outlooks: readonly NumeratorOutlook[]): Float64Array {
    const byId = new Map(this.compiled.measures.map(({ measureId }, place) => [measureId, outlooks[place]]));
    return Float64Array.from(this.compiled.movers, ({ measureId }) => Math.sqrt(byId.get(measureId)?.variance ?? 0));
  }

  /** Numerators that a margin lowers the expectations by. */
  reserve(margin: number): Float64Array {
    return this.deviations.map((deviation) => deviation * margin);
  }

  /** Stars at the expected numerators less the margin, and the rating that follows. */
  planned(outlooks: readonly NumeratorOutlook[], margin: number): { stars: number[]; rating: number } {
    const { compiled } = this;
    const reserve = this.reserve(margin);
    const [first, second] = [new Float64Array(3), new Float64Array(3)];
    const stars = compiled.measures.map((measure, place) => {
      const row = compiled.movers.indexOf(measure);
      const star = plannedStar(measure.needed, (outlooks[place]?.mean ?? 0) - (row < 0 ? 0 : (reserve[row] as number)));
      if (measure.open) {
        const { group, weight } = measure.open;
        first[group] = (first[group] as number) + weight * star;
        second[group] = (second[group] as number) + weight * star * star;
      }
      return star;
    });
    return { stars, rating: compiled.rating.stars(compiled.rating.final(first, second)) };
  }

  /** Describes whole members as a candidate. */
  candidate(targetStars: number, margin: number, found: LeastCost & { readonly members: Float64Array }): Candidate {
    const outlooks = numeratorOutlooks(this.compiled, found.members);
    const chances = ratingChances(this.compiled, outlooks);
    const { members, cost, bound, status } = found;
    return { targetStars, margin, members, cost, bound, isStopped: status === 'stopped', outlooks, chances };
  }

  /**
   * The cheapest plan for a target at a margin, if it costs no more than `budget` dollars.
   * The first plan tells how much each numerator can vary; the margin is counted in these deviations from then on.
   */
  cheapest(targetStars: number, margin: number, budget: number): Candidate | null {
    this.asked += 1;
    this.watch.progress?.('plan', Math.min(0.95, this.asked / USUAL_QUESTIONS));
    const found = this.search.leastCost(targetStars, this.reserve(margin), budget + 1e-6);
    const { members } = found;
    this.lastBound = found.bound;
    if (members === null || found.cost > budget + 1e-6) return null;
    const candidate = this.candidate(targetStars, margin, { ...found, members });
    if (!this.isMeasured) {
      const after = this.deviationsOf(candidate.outlooks);
      this.deviations = this.deviations.map((deviation, row) => Math.max(deviation, after[row] as number, 1e-9));
      this.isMeasured = true;
    }
    return candidate;
  }

  /** The margin at which so many independent measures hold together with a probability. */
  marginFor(confidence: number): number {
    const moved = Math.max(1, this.compiled.movers.length / 2);
    return Math.max(0, normalQuantile(confidence ** (1 / moved)));
  }

  get isTimeUp(): boolean {
    return this.watch.elapsed() >= this.settings.seconds || (this.watch.stopped?.() ?? false);
  }

  close(): void {
    this.search.close();
  }
}

/** P(rating ≥ target) of a candidate. */
export function probabilityOf({ chances, targetStars }: Candidate): number {
  return chanceOfStars(chances, targetStars);
}
