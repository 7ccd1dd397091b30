/** Sums of a node's rows by bin of one column: gradient, Hessian, count, three numbers a bin; missing values last. */
export type Histogram = Float64Array;

export const BIN_FIELDS = 3;

export interface GrowSettings {
  readonly maxLeaves: number;
  readonly maxDepth: number;
  readonly minRows: number;
  readonly minHessian: number;
  readonly l2: number;
  readonly minGain: number;
}

export interface Totals {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** Range in which the values of a node may lie (monotone constraints). */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface Split {
  readonly column: number;
  /** Rows in bins 0…bin go left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
}

/** Newton value of a node, kept within its bounds. */
export function nodeValue(totals: Totals, l2: number, bounds: Bounds): number {
  const value = -totals.gradient / (totals.hessian + l2);
  return Math.min(bounds.high, Math.max(bounds.low, value));
}

/** Loss reduction of a node that takes a value (second-order approximation, times −1). */
function scoreOf(gradient: number, hessian: number, l2: number, bounds: Bounds): number {
  const value = Math.min(bounds.high, Math.max(bounds.low, -gradient / (hessian + l2)));
  return -(gradient * value + ((hessian + l2) * value * value) / 2);
}

/**
 * Best split of a node on one column. Missing values try both sides and go to the one with the larger gain;
 * without missing values in training they go to the side with more rows.
 * @param direction +1: the left value must not exceed the right one, −1: the other way, 0: free
 */
export function bestSplit(
  column: number,
  histogram: Histogram,
  binCount: number,
  totals: Totals,
  settings: GrowSettings,
  direction: number,
  bounds: Bounds,
): Split | undefined {
  const { l2, minRows, minHessian, minGain } = settings;
  const parent = scoreOf(totals.gradient, totals.hessian, l2, bounds);
  const at = binCount * BIN_FIELDS;
  const missing = histogram[at + 2];
  let best: Split | undefined;
  for (const missingLeft of missing > 0 ? [false, true] : [false]) {
    let gradient = missingLeft ? histogram[at] : 0;
    let hessian = missingLeft ? histogram[at + 1] : 0;
    let count = missingLeft ? missing : 0;
    for (let bin = 0; bin + 1 < binCount; bin++) {
      const b = bin * BIN_FIELDS;
      gradient += histogram[b];
      hessian += histogram[b + 1];
      count += histogram[b + 2];
      const rest = totals.count - count;
      if (count < minRows || rest < minRows || hessian < minHessian || totals.hessian - hessian < minHessian) continue;
      const right = totals.gradient - gradient;
      const rightHessian = totals.hessian - hessian;
      if (direction !== 0) {
        const step = -right / (rightHessian + l2) - -gradient / (hessian + l2);
        if (step * direction < 0) continue;
      }
      const gain = scoreOf(gradient, hessian, l2, bounds) + scoreOf(right, rightHessian, l2, bounds) - parent;
      if (gain > minGain && gain > (best?.gain ?? 0)) {
        best = { column, bin, missingLeft: missing > 0 ? missingLeft : count >= rest, gain };
      }
    }
  }
  return best;
}
