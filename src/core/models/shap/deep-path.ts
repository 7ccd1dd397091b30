import { goesLeft, type TreeEnsemble } from '../trees/index.js';
import { gaussLegendre } from './quadrature.js';

/** Explains one row of one deep tree: adds its contributions to `out` at `offset`. */
export type DeepExplainer = (rows: Float64Array, offset: number, out: Float64Array) => void;

/** Most distinct columns on one path of a tree. */
function widestPath(e: TreeEnsemble, root: number): number {
  const onPath = new Map<number, number>();
  let widest = 0;
  const visit = (node: number): void => {
    const column = e.feature[node];
    if (column < 0) {
      widest = Math.max(widest, onPath.size);
      return;
    }
    const uses = onPath.get(column) ?? 0;
    onPath.set(column, uses + 1);
    visit(e.left[node]);
    visit(e.right[node]);
    if (uses === 0) onPath.delete(column);
    else onPath.set(column, uses);
  };
  visit(root);
  return widest;
}

/**
 * Path-dependent SHAP of a tree too deep for tables, in one traversal and O(nodes · points) steps
 * (after Linear TreeSHAP, Yu et al. 2022): the polynomial Π ((1−t) z_j + t o_j) is carried down at the quadrature points,
 * sums over leaves are carried up, and an edge settles its column for the leaves below it.
 */
export function deepPathExplainer(e: TreeEnsemble, root: number, depth: number, width: number): DeepExplainer {
  const { at, weight } = gaussLegendre(Math.max(1, Math.ceil(widestPath(e, root) / 2)));
  const points = at.length;
  const products = new Float64Array((depth + 2) * points);
  const sums = new Float64Array((depth + 2) * points);
  const share = new Float64Array(width).fill(1);
  const follows = new Uint8Array(width).fill(1);
  let out: Float64Array = new Float64Array(0);
  let rows = out;
  let offset = 0;

  const edge = (node: number, child: number, level: number, taken: boolean): void => {
    const column = e.feature[node];
    const oldShare = share[column];
    const oldFollows = follows[column];
    const newShare = (oldShare * e.cover[child]) / e.cover[node];
    const newFollows = taken ? oldFollows : 0;
    // No weight and no row below: the leaves there are worth nothing to any column.
    if (newShare === 0 && newFollows === 0) return;
    const here = level * points;
    const below = here + points;
    for (let k = 0; k < points; k++) {
      const t = at[k];
      products[below + k] =
        (products[here + k] * ((1 - t) * newShare + t * newFollows)) / ((1 - t) * oldShare + t * oldFollows);
      sums[below + k] = 0;
    }
    share[column] = newShare;
    follows[column] = newFollows;
    visit(child, level + 1);
    share[column] = oldShare;
    follows[column] = oldFollows;
    let gained = 0;
    for (let k = 0; k < points; k++) {
      const t = at[k];
      const s = sums[below + k];
      gained +=
        weight[k] *
        s *
        ((newFollows - newShare) / ((1 - t) * newShare + t * newFollows) -
          (oldFollows - oldShare) / ((1 - t) * oldShare + t * oldFollows));
      sums[here + k] += s;
    }
    out[offset + column] += gained;
  };
  const visit = (node: number, level: number): void => {
    const column = e.feature[node];
    const here = level * points;
    if (column < 0) {
      for (let k = 0; k < points; k++) sums[here + k] = e.value[node] * products[here + k];
      return;
    }
    const left = goesLeft(e, node, rows[offset + column]);
    edge(node, e.left[node], level, left);
    edge(node, e.right[node], level, !left);
  };
  return (from, start, into) => {
    rows = from;
    offset = start;
    out = into;
    products.fill(1, 0, points);
    sums.fill(0, 0, points);
    visit(root, 0);
  };
}

/** Mean of a tree's leaves by cover: the base value of its path-dependent explanation. */
export function coverMean(e: TreeEnsemble, root: number): number {
  const visit = (node: number, share: number): number => {
    if (e.feature[node] < 0) return share * e.value[node];
    const left = e.left[node];
    const right = e.right[node];
    return (
      visit(left, (share * e.cover[left]) / e.cover[node]) + visit(right, (share * e.cover[right]) / e.cover[node])
    );
  };
  return visit(root, 1);
}
