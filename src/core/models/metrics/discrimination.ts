/** Area under the ROC curve with its 95 % interval. */
export interface AucResult {
  readonly auc: number;
  readonly low: number;
  readonly high: number;
}

/** Mid-ranks of values: tied values share the mean of their ranks (1-based). */
export function midRanks(values: ArrayLike<number>): Float64Array {
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let k = from; k < to; k++) ranks[order[k]] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, values.length - 1);
}

/**
 * AUC (ties count half) with DeLong's 95 % interval (DeLong et al. 1988; fast form Sun and Xu 2014).
 * NaN where there are no events or no non-events.
 */
export function aucOf(score: ArrayLike<number>, label: ArrayLike<number>): AucResult {
  const events: number[] = [];
  const others: number[] = [];
  for (let i = 0; i < label.length; i++) (label[i] === 1 ? events : others).push(score[i]);
  const m = events.length;
  const n = others.length;
  if (m === 0 || n === 0) return { auc: NaN, low: NaN, high: NaN };
  const all = midRanks([...events, ...others]);
  const within = midRanks(events);
  const without = midRanks(others);
  let sum = 0;
  for (let i = 0; i < m; i++) sum += all[i];
  const auc = (sum / m - (m + 1) / 2) / n;
  const v10 = Float64Array.from(events, (_, i) => (all[i] - within[i]) / n);
  const v01 = Float64Array.from(others, (_, j) => 1 - (all[m + j] - without[j]) / m);
  const error = 1.959963984540054 * Math.sqrt(variance(v10) / m + variance(v01) / n);
  return { auc, low: Math.max(0, auc - error), high: Math.min(1, auc + error) };
}

/** Share of events among the `capacity` share of members with the highest scores, and as a multiple of the overall share. */
export function liftAt(
  score: ArrayLike<number>,
  label: ArrayLike<number>,
  capacity: number,
): { capacity: number; eventRate: number; lift: number } {
  const order = Int32Array.from({ length: label.length }, (_, i) => i).sort((a, b) => score[b] - score[a] || a - b);
  const top = Math.max(1, Math.round(capacity * order.length));
  let events = 0;
  let found = 0;
  order.forEach((row, at) => {
    events += label[row];
    if (at < top) found += label[row];
  });
  const eventRate = found / top;
  return { capacity, eventRate, lift: eventRate / (events / order.length) };
}
