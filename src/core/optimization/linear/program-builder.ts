import type { LinearModel } from './linear-solver.js';

/** Collects a linear program column by column. */
export class ProgramBuilder {
  private readonly costs: number[] = [];
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];
  private readonly whole: number[] = [];
  private readonly starts: number[] = [0];
  private readonly indices: number[] = [];
  private readonly values: number[] = [];
  private readonly rowLower: number[] = [];
  private readonly rowUpper: number[] = [];

  /** Adds a row; returns its number. Its coefficients come with the columns. */
  row(lower: number, upper: number): number {
    this.rowLower.push(lower);
    return this.rowUpper.push(upper) - 1;
  }

  /** Adds a column; returns its number. */
  column(
    cost: number,
    lower: number,
    upper: number,
    entries: Iterable<readonly [number, number]>,
    isWhole = false,
  ): number {
    for (const [row, value] of entries) {
      this.indices.push(row);
      this.values.push(value);
    }
    this.starts.push(this.indices.length);
    this.costs.push(cost);
    this.lower.push(lower);
    this.whole.push(isWhole ? 1 : 0);
    return this.upper.push(upper) - 1;
  }

  build(): LinearModel {
    return {
      columns: this.costs.length,
      rows: this.rowLower.length,
      costs: Float64Array.from(this.costs),
      colLower: Float64Array.from(this.lower),
      colUpper: Float64Array.from(this.upper),
      rowLower: Float64Array.from(this.rowLower),
      rowUpper: Float64Array.from(this.rowUpper),
      starts: Int32Array.from(this.starts),
      indices: Int32Array.from(this.indices),
      values: Float64Array.from(this.values),
      whole: Uint8Array.from(this.whole),
    };
  }
}
