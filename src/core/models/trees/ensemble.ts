/**
 * One representation for every tree library: nodes of all trees in flat typed arrays, in depth-first order.
 * Every loader translates its comparison into one of three questions, "yes" goes left:
 * `LE` x ≤ threshold (x < t is x ≤ the float before t), `EQ` x = threshold, `SET` x is in the category set.
 */
export interface TreeEnsemble {
  /** Column of the split, -1 at a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Leaf output in margin units; 0 at inner nodes. */
  readonly value: Float64Array;
  /** Training weight that reached the node; all 0 where the file has no covers. */
  readonly cover: Float64Array;
  /** Bits: see `NODE`. */
  readonly kind: Uint8Array;
  /** First word and number of words of the category set of a `SET` node. */
  readonly setStart: Int32Array;
  readonly setLength: Int32Array;
  readonly setWords: Uint32Array;
  /** Root node of each tree. */
  readonly roots: Int32Array;
  /** Edges to the deepest leaf of each tree. */
  readonly depths: Int32Array;
  /** Margin before any tree. */
  readonly base: number;
  /** Margins are compared after rounding the input to this precision (XGBoost, scikit-learn trees, ONNX: float32). */
  readonly precision: 'float32' | 'float64';
  /** True if every inner node has a positive cover: path-dependent SHAP is defined. */
  readonly hasCovers: boolean;
}

/** Bits of `TreeEnsemble.kind`. */
export const NODE = {
  /** A missing value goes left. */
  missingLeft: 1,
  /** |x| ≤ 1e-35 counts as missing (LightGBM `zero_as_missing`). */
  zeroMissing: 2,
  /** The question is x = threshold. */
  equal: 4,
  /** The question is set membership. */
  set: 8,
  /** Category codes are truncated towards zero, so -0.5 is category 0 (LightGBM casts to int). */
  truncate: 16,
  /** Only whole numbers are category codes, all others are in no set (ONNX). */
  exact: 32,
} as const;

/** LightGBM's kZeroThreshold: the float32 1e-35 as a double. */
const ZERO = Math.fround(1e-35);

/** Is the category of `x` in the set of `node`? Codes that are negative or beyond the set are not. */
function inSet(e: TreeEnsemble, node: number, x: number): boolean {
  const floor = (e.kind[node] & NODE.truncate) !== 0 ? -1 : -Number.MIN_VALUE;
  if (!(x > floor)) return false;
  const code = Math.trunc(x);
  if (code !== x && (e.kind[node] & NODE.exact) !== 0) return false;
  const word = Math.floor(code / 32);
  if (word >= e.setLength[node]) return false;
  return ((e.setWords[e.setStart[node] + word] >>> (code % 32)) & 1) === 1;
}

/** Does a row with value `x` (NaN = missing) go left at an inner node? */
export function goesLeft(e: TreeEnsemble, node: number, x: number): boolean {
  const kind = e.kind[node];
  if (x !== x) return (kind & NODE.missingLeft) !== 0;
  if (kind < NODE.zeroMissing) return x <= e.threshold[node];
  if ((kind & NODE.zeroMissing) !== 0 && x >= -ZERO && x <= ZERO) return (kind & NODE.missingLeft) !== 0;
  if ((kind & NODE.set) !== 0) return inSet(e, node, x);
  if ((kind & NODE.equal) !== 0) return x === e.threshold[node];
  return x <= e.threshold[node];
}

/** Leaf that the row starting at `offset` of `rows` reaches from `root`. */
export function leafOf(e: TreeEnsemble, root: number, rows: Float64Array, offset: number): number {
  let node = root;
  while (e.feature[node] >= 0) {
    node = goesLeft(e, node, rows[offset + e.feature[node]]) ? e.left[node] : e.right[node];
  }
  return node;
}
