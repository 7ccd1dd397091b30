/** A tree's nodes column by column, as a reader fills them in. */
export interface TreeColumns {
  readonly size: number;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
  readonly kind: Uint8Array;
  readonly sets: Map<number, number[]>;
}

/** Columns of a tree of leaves. */
export function treeColumns(size: number): TreeColumns {
  return {
    size,
    feature: new Int32Array(size).fill(-1),
    threshold: new Float64Array(size),
    left: new Int32Array(size).fill(-1),
    right: new Int32Array(size).fill(-1),
    value: new Float64Array(size),
    kind: new Uint8Array(size),
    sets: new Map(),
  };
}
