import { binOf, type FeatureProfile } from './drift.js';

/** How many values of a feature fell into each bin of its training profile, and how many were missing. */
export interface FeatureCount {
  readonly feature: string;
  /** By bin of the profile; one bin where there is no profile. */
  readonly known: readonly number[];
  readonly missing: number;
}

/** Counts rows by feature and bin. No value is kept. */
export class FeatureCounts {
  private readonly known: number[][];
  private readonly missing: number[];
  rows = 0;

  /** @param profiles of the features in their order; undefined where the model has none. */
  constructor(
    private readonly features: readonly string[],
    private readonly profiles: readonly FeatureProfile[] | undefined,
  ) {
    this.known = features.map((_, j) => new Array<number>((profiles?.[j]?.edges.length ?? 0) + 1).fill(0));
    this.missing = features.map(() => 0);
  }

  /** Counts one row, null or NaN for a missing value. */
  add(values: readonly (number | null)[]): void {
    this.rows++;
    for (let j = 0; j < values.length; j++) {
      const value = values[j];
      if (value === null || Number.isNaN(value)) this.missing[j]++;
      else this.known[j][binOf(this.profiles?.[j]?.edges ?? [], value)]++;
    }
  }

  counts(): FeatureCount[] {
    return this.features.map((feature, j) => ({ feature, known: this.known[j], missing: this.missing[j] }));
  }
}
