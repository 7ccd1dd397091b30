import { NUMERATOR_TOLERANCE, plannedStar } from '../problem/planned-measures.js';
import type { CompiledProblem } from '../problem/compile-problem.js';
import type { Ladder } from './rating-states.js';

/** One star of one mover, with the gain that belongs to it. */
export interface Level {
  readonly star: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The stars that each mover can end with and the gains they need, at expected numerators lowered by the margin. The
 * levels of a mover share no gain: each plan has exactly one level of each.
 *
 * @param reserve by mover, numerators to lower the expectation by
 */
export function plannedLevels({ movers, reach }: CompiledProblem, reserve: Float64Array): Level[][] {
  return movers.map(({ expected, needed }, row) => {
    const base = expected - (reserve[row] as number);
    const most = reach[row] as number;
    const [from, to] = [plannedStar(needed, base), plannedStar(needed, base + most)];
    const levels: Level[] = [];
    for (let star = from; star <= to; star += 1) {
      const lower = star === from ? 0 : (needed[star - 2] as number) - base - NUMERATOR_TOLERANCE / 2;
      const next = star === 5 ? Infinity : (needed[star - 1] as number) - base - 2 * NUMERATOR_TOLERANCE;
      const level = { star, least: Math.max(0, lower), most: Math.max(0, Math.min(most + 1, next)) };
      // Two cut points can need the same numerator of a small denominator: no plan ends between them.
      if (level.least <= level.most) levels.push(level);
    }
    return levels;
  });
}

/** The movers as the rating function sees them. */
export function laddersOf({ movers }: CompiledProblem, levels: readonly (readonly Level[])[]): Ladder[] {
  return movers.map(({ open }, row) => ({
    weight: open?.weight ?? 0,
    group: open?.group ?? 0,
    stars: (levels[row] as readonly Level[]).map(({ star }) => star),
  }));
}
