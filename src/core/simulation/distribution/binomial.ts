/** Probabilities of consecutive whole numbers from `first` on, with the mass that was dropped from the tails. */
export interface Window {
  readonly first: number;
  readonly probabilities: Float64Array;
  readonly dropped: number;
}

/** Probabilities relative to the largest one below which a tail is dropped. */
export const NEGLIGIBLE = 1e-18;

/**
 * A distribution on 0 … size from the ratio of neighbouring probabilities, walked from its mode to both sides until
 * negligible, then scaled to one. No factorials, no gamma function: basic operations only.
 *
 * @param ratio p(k + 1) / p(k)
 */
export function fromRatios(size: number, mode: number, ratio: (k: number) => number): Window {
  const up: number[] = [];
  let value = 1;
  for (let k = mode; k < size; k += 1) {
    value *= ratio(k);
    if (value < NEGLIGIBLE) break;
    up.push(value);
  }
  const down: number[] = [];
  value = 1;
  for (let k = mode; k > 0; k -= 1) {
    value /= ratio(k - 1);
    if (value < NEGLIGIBLE) break;
    down.push(value);
  }
  const probabilities = Float64Array.from([...down.reverse(), 1, ...up]);
  let mass = 0;
  for (const probability of probabilities) mass += probability;
  for (let place = 0; place < probabilities.length; place += 1)
    probabilities[place] = (probabilities[place] as number) / mass;
  // Each dropped tail falls at least geometrically from a probability below NEGLIGIBLE / mass.
  return { first: mode - down.length, probabilities, dropped: (NEGLIGIBLE / mass) * size };
}

/** The binomial distribution of `members` independent closures with the same probability. */
export function binomialWindow(members: number, probability: number): Window {
  if (members === 0 || probability === 0) return { first: 0, probabilities: Float64Array.of(1), dropped: 0 };
  if (probability === 1) return { first: members, probabilities: Float64Array.of(1), dropped: 0 };
  const odds = probability / (1 - probability);
  const mode = Math.min(members, Math.floor((members + 1) * probability));
  return fromRatios(members, mode, (k) => ((members - k) / (k + 1)) * odds);
}

/** The distribution of a sum of two independent numbers, with negligible ends cut off. */
export function convolve(a: Window, b: Window): Window {
  const [long, short] = a.probabilities.length >= b.probabilities.length ? [a, b] : [b, a];
  const sum = new Float64Array(long.probabilities.length + short.probabilities.length - 1);
  for (let i = 0; i < short.probabilities.length; i += 1) {
    const weight = short.probabilities[i] as number;
    for (let j = 0; j < long.probabilities.length; j += 1)
      sum[i + j] = (sum[i + j] as number) + weight * (long.probabilities[j] as number);
  }
  let start = 0;
  let end = sum.length;
  let dropped = a.dropped + b.dropped;
  while (end - start > 1 && (sum[start] as number) < NEGLIGIBLE) dropped += sum[start++] as number;
  while (end - start > 1 && (sum[end - 1] as number) < NEGLIGIBLE) dropped += sum[--end] as number;
  return { first: a.first + b.first + start, probabilities: sum.slice(start, end), dropped };
}
