/**
 * A percentile as SAS computes it by default (PCTLDEF=5, "empirical distribution function with averaging"):
 * with n·p/100 = j + g, the mean of the j-th and (j+1)-th value if g = 0, else the (j+1)-th.
 * Used for Tukey's quartiles (TN p.152: "the MEANS procedure in SAS") and the CAHPS base groups.
 *
 * @param sorted ascending values, at least one
 * @param percent whole percentage, 1–99
 */
export function sasPercentile(sorted: readonly number[], percent: number): number {
  if (sorted.length === 0) throw new RangeError('a percentile needs at least one value');
  if (!Number.isInteger(percent) || percent < 1 || percent > 99) throw new RangeError('percent must be 1–99');
  const hundredths = sorted.length * percent;
  const rank = Math.floor(hundredths / 100);
  const above = sorted[rank] as number;
  if (hundredths % 100 !== 0) return above;
  return ((sorted[rank - 1] as number) + above) / 2;
}
