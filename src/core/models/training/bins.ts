/** Columns cut into at most 254 bins by quantiles of the training values; one more bin a column holds missing values. */
export interface Bins {
  /** Bin of each row, by column. */
  readonly codes: readonly Uint8Array[];
  /** Upper edge of each bin but the last, by column: x ≤ edge[b] belongs to bins 0…b. */
  readonly edges: readonly Float64Array[];
}

/** Bin of missing values of a column: the one after its last. */
export function missingBin(edges: Float64Array): number {
  return edges.length + 1;
}

/** Edges between bins: midpoints between neighbouring distinct values, thinned to quantiles where there are many. */
export function binEdges(values: Float64Array, maxBins: number): Float64Array {
  const known = values.filter((x) => x === x).sort();
  const distinct: number[] = [];
  const upTo: number[] = [];
  known.forEach((x, i) => {
    if (distinct.length === 0 || x !== distinct[distinct.length - 1]) {
      distinct.push(x);
      upTo.push(i + 1);
    } else upTo[upTo.length - 1] = i + 1;
  });
  const edges: number[] = [];
  const share = known.length / maxBins;
  let next = distinct.length <= maxBins ? 0 : share;
  for (let d = 0; d + 1 < distinct.length; d++) {
    if (upTo[d] < next) continue;
    edges.push(distinct[d] + (distinct[d + 1] - distinct[d]) / 2);
    if (next > 0) next = upTo[d] + share;
  }
  return Float64Array.from(edges);
}

/** Bin of one value: number of edges below it. */
export function binOf(edges: Float64Array, x: number): number {
  if (x !== x) return missingBin(edges);
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x <= edges[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function binColumns(columns: readonly Float64Array[], maxBins: number): Bins {
  const edges = columns.map((column) => binEdges(column, maxBins));
  return { edges, codes: columns.map((column, j) => Uint8Array.from(column, (x) => binOf(edges[j], x))) };
}
