import { goesLeft, type TreeEnsemble } from '../trees/index.js';
import { gaussLegendre } from './quadrature.js';

/** A leaf as a cooperative game of the distinct features on its path. */
export interface LeafPath {
  readonly leaf: number;
  readonly value: number;
  /** Distinct columns on the path, in the order met. */
  readonly features: readonly number[];
  /** Edges of the path: inner node, whether the path goes left there, and the position of its column in `features`. */
  readonly edges: readonly { readonly node: number; readonly left: boolean; readonly bit: number }[];
}

/** Every leaf of a tree with its path. */
export function leafPaths(e: TreeEnsemble, root: number): LeafPath[] {
  const found: LeafPath[] = [];
  const visit = (node: number, features: readonly number[], edges: LeafPath['edges']): void => {
    const column = e.feature[node];
    if (column < 0) {
      found.push({ leaf: node, value: e.value[node], features, edges });
      return;
    }
    const known = features.indexOf(column);
    const bit = known >= 0 ? known : features.length;
    const next = known >= 0 ? features : [...features, column];
    visit(e.left[node], next, [...edges, { node, left: true, bit }]);
    visit(e.right[node], next, [...edges, { node, left: false, bit }]);
  };
  visit(root, [], []);
  return found;
}

/** Shapley values of one leaf as a function of which of its features send the explained row along its path. */
export interface LeafGame {
  /** Adds the values for `mask` (bit j: the row follows the path at every split on `features[j]`) to `out[slot[j]]`. */
  add(mask: number, slots: ArrayLike<number>, out: Float64Array): void;
  /** Value of the empty coalition: the leaf's part of the base value. */
  readonly base: number;
}

/**
 * Path-dependent game: an unknown feature follows the path with the fraction of training weight that did
 * (Lundberg et al. 2020, "tree_path_dependent"). The Shapley value of feature i is
 * value · (o_i − z_i) · ∫₀¹ Π_{j≠i} ((1−t) z_j + t o_j) dt, a polynomial of degree m − 1: Gauss–Legendre gives it exactly
 * and adds numbers of one sign only, unlike the unwinding of the classic algorithm.
 */
export function pathDependentGame(e: TreeEnsemble, path: LeafPath): LeafGame {
  const m = path.features.length;
  const zero = new Float64Array(m).fill(1);
  for (const { node, left, bit } of path.edges) {
    const child = left ? e.left[node] : e.right[node];
    zero[bit] *= e.cover[child] / e.cover[node];
  }
  const { at, weight } = gaussLegendre(Math.max(1, Math.ceil(m / 2)));
  return {
    base: zero.reduce((product, z) => product * z, path.value),
    add(mask, slots, out) {
      for (let i = 0; i < m; i++) {
        let sum = 0;
        for (let k = 0; k < at.length; k++) {
          let product = weight[k];
          for (let j = 0; j < m; j++) {
            if (j !== i) product *= (1 - at[k]) * zero[j] + (((mask >>> j) & 1) === 1 ? at[k] : 0);
          }
          sum += product;
        }
        out[slots[i]] += path.value * (((mask >>> i) & 1) - zero[i]) * sum;
      }
    },
  };
}

const factorials = [1];
function factorial(n: number): number {
  for (let k = factorials.length; k <= n; k++) factorials.push(factorials[k - 1] * k);
  return factorials[n];
}

/** Weight of one feature in a coalition game of `own` features pulling to the leaf and `other` pulling away. */
export function shapleyWeight(own: number, other: number): number {
  return (factorial(own - 1) * factorial(other)) / factorial(own + other);
}

/** Which of the path's features send a row along it, as bits. */
export function pathMask(e: TreeEnsemble, path: LeafPath, rows: Float64Array, offset: number): number {
  let mask = 2 ** path.features.length - 1;
  for (const { node, left, bit } of path.edges) {
    if (goesLeft(e, node, rows[offset + e.feature[node]]) !== left) mask &= ~(1 << bit);
  }
  return mask;
}

/**
 * Interventional game: an unknown feature takes the value of a background row, averaged over the background
 * (Lundberg et al. 2020, "interventional"). Per background row only features on which the two rows part count.
 */
export function interventionalGame(
  e: TreeEnsemble,
  path: LeafPath,
  background: Float64Array,
  count: number,
  width: number,
): LeafGame {
  const m = path.features.length;
  const full = 2 ** m - 1;
  const seen = new Map<number, number>();
  for (let b = 0; b < count; b++) {
    const mask = pathMask(e, path, background, b * width);
    seen.set(mask, (seen.get(mask) ?? 0) + 1 / count);
  }
  const bits = (x: number): number => {
    let n = 0;
    for (let rest = x; rest !== 0; rest &= rest - 1) n++;
    return n;
  };
  return {
    base: path.value * (seen.get(full) ?? 0),
    add(mask, slots, out) {
      for (const [other, share] of seen) {
        if ((mask | other) !== full) continue;
        const towards = mask & ~other;
        const away = other & ~mask;
        const a = bits(towards);
        const b = bits(away);
        for (let i = 0; i < m; i++) {
          if (((towards >>> i) & 1) === 1) out[slots[i]] += path.value * share * shapleyWeight(a, b);
          else if (((away >>> i) & 1) === 1) out[slots[i]] -= path.value * share * shapleyWeight(b, a);
        }
      }
    },
  };
}
