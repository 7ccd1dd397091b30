import type { CutPoints } from '../cutpoints/index.js';
import { SimulationInputError } from './distribution/index.js';

/** What turns a measure's numerator into a star. Rates are shown in percent. */
export interface MeasureScale {
  readonly direction: 'higher' | 'lower';
  /** Digits of the displayed score (TN p.23). */
  readonly decimals: number;
}

function ticksOf(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals);
}

/** Refuses denominators below 1 and numerators outside 0 … denominator. */
export function checkCounts(numerator: number, denominator: number): void {
  if (!Number.isSafeInteger(denominator) || denominator < 1)
    throw new SimulationInputError('denominator', 'not a whole number of at least 1');
  if (!Number.isSafeInteger(numerator) || numerator < 0 || numerator > denominator)
    throw new SimulationInputError('numerator', 'not in 0 … denominator');
}

/** The displayed rate in ticks of its last digit, rounded half up in whole-number arithmetic (TN p.23). */
function displayedTicks(numerator: number, denominator: number, decimals: number): number {
  const scaled = 100 * 10 ** decimals * numerator;
  return Math.floor((2 * scaled + denominator) / (2 * denominator));
}

/** The displayed rate of a measure in percent: 100 · numerator / denominator, rounded half up to its digits (TN p.23). */
export function displayedRate(numerator: number, denominator: number, decimals: number): number {
  checkCounts(numerator, denominator);
  return displayedTicks(numerator, denominator, decimals) / 10 ** decimals;
}

/** The star of a displayed score: 1 plus the number of boundaries it reaches, each including its bound (TN p.150–152). */
export function starOfScore(score: number, cutPoints: CutPoints, { direction, decimals }: MeasureScale): number {
  const ticks = ticksOf(score, decimals);
  const reached = cutPoints.filter((bound) => {
    const limit = ticksOf(bound, decimals);
    return direction === 'higher' ? ticks >= limit : ticks <= limit;
  });
  return 1 + reached.length;
}

/**
 * The numerator that just reaches a cut point after rounding: the smallest if higher is better, the largest if lower
 * is. Null where no numerator of this denominator does.
 */
export function numeratorForCutPoint(denominator: number, cutPoint: number, scale: MeasureScale): number | null {
  checkCounts(0, denominator);
  const limit = ticksOf(cutPoint, scale.decimals);
  const isHigher = scale.direction === 'higher';
  const displayed = (numerator: number): number => displayedTicks(numerator, denominator, scale.decimals);
  if (isHigher ? displayed(denominator) < limit : displayed(0) > limit) return null;
  // The displayed score never falls as the numerator rises: bisection on whole numbers.
  let low = 0;
  let high = denominator;
  while (low < high) {
    const middle = isHigher ? (low + high) >> 1 : (low + high + 1) >> 1;
    if (isHigher) {
      if (displayed(middle) >= limit) high = middle;
      else low = middle + 1;
    } else if (displayed(middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
