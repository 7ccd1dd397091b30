import { normalCdf, normalQuantile, portableExp } from '../random/index.js';
import type { DrawnMeasure } from './draw-plan.js';

/** The common factor is integrated over −8 … 8 standard deviations. */
const REACH = 8;

/** Chances of the five stars, given the factor; averaged over drawn cut points. */
export function chancesGiven({ limits, cutPointDraws }: DrawnMeasure, correlation: number, factor: number): number[] {
  const chances = [0, 0, 0, 0, 0];
  for (let draw = 0; draw < cutPointDraws; draw += 1) {
    let before = 0;
    for (let star = 0; star < 5; star += 1) {
      const limit = star === 4 ? 1 : Number(limits[4 * draw + star]);
      const isSure = correlation === 0 || limit <= 0 || limit >= 1;
      const shift = isSure ? 0 : normalQuantile(limit) - Math.sqrt(correlation) * factor;
      const until = isSure ? limit : normalCdf(shift / Math.sqrt(1 - correlation));
      chances[star] = Number(chances[star]) + Math.max(0, until - before) / cutPointDraws;
      before = until;
    }
  }
  return chances;
}

/** Nodes and weights of the common factor: the trapezoid rule, fine enough for the steepest chance. */
export function nodesOf(correlation: number): { factor: number; weight: number }[] {
  if (correlation === 0) return [{ factor: 0, weight: 1 }];
  const step = Math.min(0.25, 0.5 * Math.sqrt((1 - correlation) / correlation));
  const steps = Math.ceil(REACH / step);
  return Array.from({ length: 2 * steps + 1 }, (_, place) => {
    const factor = (place - steps) * step;
    return { factor, weight: portableExp((-factor * factor) / 2) };
  });
}
