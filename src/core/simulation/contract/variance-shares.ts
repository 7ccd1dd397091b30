import type { VarianceShare } from './simulation-types.js';

/** Collects a value by the stars of the measures that were drawn with it. */
export class VarianceLedger {
  private readonly counts: Float64Array;
  private readonly sums: Float64Array;
  private count = 0;
  private mean = 0;
  private squares = 0;

  constructor(private readonly measureIds: readonly string[]) {
    this.counts = new Float64Array(measureIds.length * 6);
    this.sums = new Float64Array(measureIds.length * 6);
  }

  /** Adds one draw: its value and each measure's star, 1–5, in the order of the measures. */
  add(value: number, stars: Int8Array): void {
    this.count += 1;
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (value - this.mean);
    for (let measure = 0; measure < stars.length; measure += 1) {
      const cell = measure * 6 + (stars[measure] as number);
      this.counts[cell] = (this.counts[cell] as number) + 1;
      this.sums[cell] = (this.sums[cell] as number) + value;
    }
  }

  /**
   * Each measure's share of the variance: the sum of squares between its stars' means, less what chance alone gives
   * (ω², Hays 1963), over the total. First-order effects; interactions belong to nobody.
   */
  shares(): VarianceShare[] {
    const shares = this.measureIds.map((measureId, measure) => {
      let between = 0;
      let groups = 0;
      for (let star = 0; star < 6; star += 1) {
        const size = this.counts[measure * 6 + star] as number;
        if (size === 0) continue;
        groups += 1;
        between += size * ((this.sums[measure * 6 + star] as number) / size - this.mean) ** 2;
      }
      const free = this.count - groups;
      const noise = free > 0 ? Math.max(0, this.squares - between) / free : 0;
      const total = this.squares + noise;
      const isVarying = groups > 1 && this.squares > 1e-18;
      const share = isVarying ? (between - (groups - 1) * noise) / total : 0;
      return { measureId, share: Math.min(1, Math.max(0, share)) };
    });
    return shares.sort((a, b) => b.share - a.share || (a.measureId < b.measureId ? -1 : 1));
  }
}
