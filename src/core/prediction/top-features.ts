/** A feature that bears on a prediction. */
export interface TopFeature {
  readonly feature: string;
  readonly contribution: number;
  /** Whether it raises or lowers the probability that the gap stays open. */
  readonly direction: 'raises' | 'lowers';
}

/** The features with the largest contributions, largest first; those without any are left out. */
export function topFeatures(
  names: readonly string[],
  contributions: ArrayLike<number>,
  count = 5,
): readonly TopFeature[] {
  return names
    .map((feature, j): TopFeature => {
      const contribution = contributions[j];
      return { feature, contribution, direction: contribution > 0 ? 'raises' : 'lowers' };
    })
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.feature < b.feature ? -1 : 1))
    .slice(0, count);
}
