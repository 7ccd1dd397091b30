/**
 * How a margin becomes a probability.
 * `logistic`: 1 / (1 + exp(-scale · margin)); scale is LightGBM's `sigmoid`, divided by the number of trees for a random forest.
 * `identity`: the margin is a mean of class fractions (random forests of scikit-learn) and is the probability itself.
 */
export type Link = { readonly kind: 'logistic'; readonly scale: number } | { readonly kind: 'identity' };

export const LOGISTIC: Link = { kind: 'logistic', scale: 1 };

/** Logistic function, without overflow for large negative margins. */
export function sigmoid(margin: number): number {
  if (margin >= 0) return 1 / (1 + Math.exp(-margin));
  const e = Math.exp(margin);
  return e / (1 + e);
}

/** Log odds of a probability in (0, 1). */
export function logit(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

/** Probability of a margin under a link. */
export function linkProbability(link: Link, margin: number): number {
  if (link.kind === 'logistic') return sigmoid(link.scale * margin);
  return Math.min(1, Math.max(0, margin));
}
