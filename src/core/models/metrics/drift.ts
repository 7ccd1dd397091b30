/** Distribution of one feature in the training rows: edges between bins and the share of rows in each, missing apart. */
export interface FeatureProfile {
  readonly edges: readonly number[];
  readonly shares: readonly number[];
  readonly missingRate: number;
}

/** Drift of one feature. Population stability index: below 0.1 stable, 0.1–0.25 to watch, above 0.25 shifted. */
export interface FeatureDrift {
  readonly psi: number;
  readonly missingRate: number;
  readonly missingRateChange: number;
  readonly level: 'stable' | 'watch' | 'shifted';
}

export interface DriftThresholds {
  readonly watch: number;
  readonly shifted: number;
}

export const DEFAULT_DRIFT_THRESHOLDS: DriftThresholds = { watch: 0.1, shifted: 0.25 };

/** Smallest share a bin counts with, so that an empty bin gives a large number, not an infinite one. */
const FLOOR = 1e-4;

/** Bin of a value between edges: a value on an edge belongs below it. */
export function binOf(edges: readonly number[], value: number): number {
  let bin = 0;
  while (bin < edges.length && value > edges[bin]) bin++;
  return bin;
}

function binShares(edges: readonly number[], known: Float64Array): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const x of known) counts[binOf(edges, x)]++;
  return counts.map((count) => (known.length === 0 ? 0 : count / known.length));
}

/** Profile of a feature over quantile bins of its known values. */
export function profileOf(values: Float64Array, bins = 10): FeatureProfile {
  const known = values.filter((x) => x === x).sort();
  const edges: number[] = [];
  for (let b = 1; b < bins && known.length > 0; b++) {
    const edge = known[Math.min(known.length - 1, Math.floor((b * known.length) / bins))];
    if (edges.at(-1) !== edge && edge < known[known.length - 1]) edges.push(edge);
  }
  const missingRate = values.length === 0 ? 0 : 1 - known.length / values.length;
  return { edges, shares: binShares(edges, known), missingRate };
}

/** Population stability index of shares by bin against those of the training. */
export function stabilityIndex(training: readonly number[], now: readonly number[]): number {
  return training.reduce((psi, share, bin) => {
    const before = Math.max(FLOOR, share);
    const after = Math.max(FLOOR, now[bin] ?? 0);
    return psi + (after - before) * Math.log(after / before);
  }, 0);
}

/** Population stability index and missing rate of new values against a training profile. */
export function driftOf(
  profile: FeatureProfile,
  values: Float64Array,
  thresholds = DEFAULT_DRIFT_THRESHOLDS,
): FeatureDrift {
  const known = values.filter((x) => x === x);
  const psi = known.length > 0 ? stabilityIndex(profile.shares, binShares(profile.edges, known)) : 0;
  const missingRate = values.length === 0 ? 0 : 1 - known.length / values.length;
  const level = psi >= thresholds.shifted ? 'shifted' : psi >= thresholds.watch ? 'watch' : 'stable';
  return { psi, missingRate, missingRateChange: missingRate - profile.missingRate, level };
}
