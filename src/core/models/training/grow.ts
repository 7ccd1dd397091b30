import { NODE, type RawTree } from '../trees/index.js';
import { missingBin, type Bins } from './bins.js';
import {
  BIN_FIELDS,
  bestSplit,
  nodeValue,
  type Bounds,
  type GrowSettings,
  type Histogram,
  type Split,
  type Totals,
} from './splitter.js';

interface OpenNode {
  readonly id: number;
  readonly rows: Int32Array;
  readonly totals: Totals;
  readonly bounds: Bounds;
  readonly depth: number;
  readonly histograms: readonly Histogram[];
  readonly split?: Split;
}

export interface GrowInput {
  readonly bins: Bins;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly rows: Int32Array;
  /** Columns this tree may use. */
  readonly columns: readonly number[];
  /** Monotone direction of each column. */
  readonly monotone: readonly number[];
  readonly settings: GrowSettings;
  readonly learningRate: number;
}

function histogramsOf(input: GrowInput, rows: Int32Array): Histogram[] {
  const { gradient, hessian } = input;
  return input.columns.map((column) => {
    const codes = input.bins.codes[column];
    const histogram = new Float64Array((missingBin(input.bins.edges[column]) + 1) * BIN_FIELDS);
    for (let r = 0; r < rows.length; r++) {
      const row = rows[r];
      const b = codes[row] * BIN_FIELDS;
      histogram[b] += gradient[row];
      histogram[b + 1] += hessian[row];
      histogram[b + 2]++;
    }
    return histogram;
  });
}

function totalsOf(input: GrowInput, rows: Int32Array): Totals {
  let gradient = 0;
  let hessian = 0;
  for (const row of rows) {
    gradient += input.gradient[row];
    hessian += input.hessian[row];
  }
  return { gradient, hessian, count: rows.length };
}

function withSplit(input: GrowInput, node: OpenNode): OpenNode {
  const { settings } = input;
  if (node.depth >= settings.maxDepth || node.totals.count < 2 * settings.minRows) return node;
  let best: Split | undefined;
  input.columns.forEach((column, c) => {
    const binCount = input.bins.edges[column].length + 1;
    const direction = input.monotone[column];
    const split = bestSplit(column, node.histograms[c], binCount, node.totals, settings, direction, node.bounds);
    if (split !== undefined && split.gain > (best?.gain ?? 0)) best = split;
  });
  return { ...node, split: best };
}

function divide(rows: Int32Array, codes: Uint8Array, missing: number, split: Split): [Int32Array, Int32Array] {
  const left = new Int32Array(rows.length);
  const right = new Int32Array(rows.length);
  let l = 0;
  let r = 0;
  for (const row of rows) {
    const code = codes[row];
    if (code === missing ? split.missingLeft : code <= split.bin) left[l++] = row;
    else right[r++] = row;
  }
  return [left.slice(0, l), right.slice(0, r)];
}

/** Bounds of the two children: under a monotone split the middle of their values parts them. */
function childBounds(direction: number, bounds: Bounds, left: number, right: number): [Bounds, Bounds] {
  if (direction === 0) return [bounds, bounds];
  const middle = (left + right) / 2;
  const below = { low: bounds.low, high: middle };
  const above = { low: middle, high: bounds.high };
  return direction > 0 ? [below, above] : [above, below];
}

/** Splits a node; the smaller child's histograms are counted, the larger child's are the difference. */
function children(input: GrowInput, node: OpenNode, split: Split, firstId: number): [OpenNode, OpenNode] {
  const parts = divide(node.rows, input.bins.codes[split.column], missingBin(input.bins.edges[split.column]), split);
  const totals = parts.map((rows) => totalsOf(input, rows));
  const values = totals.map((t) => nodeValue(t, input.settings.l2, node.bounds));
  const bounds = childBounds(input.monotone[split.column], node.bounds, values[0], values[1]);
  const small = parts[0].length <= parts[1].length ? 0 : 1;
  const counted = histogramsOf(input, parts[small]);
  const rest = node.histograms.map((histogram, c) => histogram.map((sum, at) => sum - counted[c][at]));
  return [0, 1].map((side) =>
    withSplit(input, {
      id: firstId + side,
      rows: parts[side],
      totals: totals[side],
      bounds: bounds[side],
      depth: node.depth + 1,
      histograms: side === small ? counted : rest,
    }),
  ) as [OpenNode, OpenNode];
}

/**
 * Grows one tree leaf-wise: always the open leaf with the largest gain, up to `maxLeaves`.
 * @param onLeaf called with the rows and the output of each leaf
 */
export function growTree(input: GrowInput, onLeaf: (rows: Int32Array, value: number) => void): RawTree {
  const { settings, learningRate } = input;
  const feature: number[] = [-1];
  const threshold: number[] = [0];
  const left: number[] = [-1];
  const right: number[] = [-1];
  const kind: number[] = [0];
  const value: number[] = [0];
  const cover: number[] = [input.rows.length];
  const free = { low: -Infinity, high: Infinity };
  const totals = totalsOf(input, input.rows);
  const root = { id: 0, rows: input.rows, totals, bounds: free, depth: 0, histograms: histogramsOf(input, input.rows) };
  const open: OpenNode[] = [withSplit(input, root)];
  while (open.length < settings.maxLeaves) {
    const best = open.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a));
    const { split } = best;
    if (split === undefined) break;
    open.splice(open.indexOf(best), 1);
    const pair = children(input, best, split, feature.length);
    feature[best.id] = split.column;
    threshold[best.id] = input.bins.edges[split.column][split.bin];
    kind[best.id] = split.missingLeft ? NODE.missingLeft : 0;
    [left[best.id], right[best.id]] = [pair[0].id, pair[1].id];
    for (const child of pair) {
      feature.push(-1);
      threshold.push(0);
      left.push(-1);
      right.push(-1);
      kind.push(0);
      value.push(0);
      cover.push(child.totals.count);
      open.push(child);
    }
  }
  for (const node of open) {
    value[node.id] = learningRate * nodeValue(node.totals, settings.l2, node.bounds);
    onLeaf(node.rows, value[node.id]);
  }
  return { size: feature.length, feature, threshold, left, right, kind, value, cover };
}
