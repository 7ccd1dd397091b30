/** A feature that bears on a prediction. */
export interface TopFeature {
  readonly feature: string;
  readonly contribution: number;
  /** Whether it raises or lowers the probability that the gap stays open. */
  readonly direction: 'raises' | 'lowers';
}

/** The features with the largest contributions, largest first, then by name; those without any are left out. */
export function topFeatures(
  names: readonly string[],
  contributions: ArrayLike<number>,
  count = 5,
): readonly TopFeature[] {
  const first: number[] = [];
  for (let j = 0; j < names.length; j++) {
    const size = Math.abs(contributions[j]);
    if (size === 0) continue;
    let place = first.length;
    while (place > 0) {
      const before = first[place - 1];
      const other = Math.abs(contributions[before]);
      if (other > size || (other === size && names[before] < names[j])) break;
      place--;
    }
    if (place >= count) continue;
    first.splice(place, 0, j);
    if (first.length > count) first.pop();
  }
  return first.map((j) => {
    const contribution = contributions[j];
    return { feature: names[j], contribution, direction: contribution > 0 ? 'raises' : 'lowers' };
  });
}
