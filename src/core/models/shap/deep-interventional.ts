import { goesLeft, leafOf, type TreeEnsemble } from '../trees/index.js';
import type { DeepExplainer } from './deep-path.js';

/** Weights of own features in a coalition game, by number of own (row) and other (column) features, grown as needed. */
function weightTable(depth: number): (own: number, other: number) => number {
  const size = depth + 2;
  const logFactorial = new Float64Array(size * 2);
  for (let k = 2; k < logFactorial.length; k++) logFactorial[k] = logFactorial[k - 1] + Math.log(k);
  return (own, other) => Math.exp(logFactorial[own - 1] + logFactorial[other] - logFactorial[own + other]);
}

/**
 * Interventional SHAP of a tree too deep for tables: for each background row one traversal that only follows
 * the sides the explained row or the background row takes (Lundberg et al. 2020, algorithm 3).
 */
export function deepInterventionalExplainer(
  e: TreeEnsemble,
  root: number,
  depth: number,
  background: Float64Array,
  count: number,
  width: number,
): DeepExplainer {
  const weightOf = weightTable(depth);
  const side = new Uint8Array(width);
  const towards: number[] = [];
  const away: number[] = [];
  let out: Float64Array = new Float64Array(0);
  let rows = out;
  let offset = 0;
  let other = 0;

  const branch = (child: number, column: number, mark: 1 | 2, list: number[]): void => {
    side[column] = mark;
    list.push(column);
    visit(child);
    list.pop();
    side[column] = 0;
  };
  const visit = (node: number): void => {
    const column = e.feature[node];
    if (column < 0) {
      const value = e.value[node] / count;
      const a = towards.length;
      const b = away.length;
      if (a > 0) for (const c of towards) out[offset + c] += value * weightOf(a, b);
      if (b > 0) for (const c of away) out[offset + c] -= value * weightOf(b, a);
      return;
    }
    const own = goesLeft(e, node, rows[offset + column]) ? e.left[node] : e.right[node];
    const theirs = goesLeft(e, node, background[other + column]) ? e.left[node] : e.right[node];
    if (own === theirs || side[column] === 1) visit(own);
    else if (side[column] === 2) visit(theirs);
    else {
      branch(own, column, 1, towards);
      branch(theirs, column, 2, away);
    }
  };
  return (from, start, into) => {
    rows = from;
    offset = start;
    out = into;
    for (let b = 0; b < count; b++) {
      other = b * width;
      visit(root);
    }
  };
}

/** Mean output of a tree over the background: the base value of its interventional explanation. */
export function backgroundMean(
  e: TreeEnsemble,
  root: number,
  background: Float64Array,
  count: number,
  width: number,
): number {
  let sum = 0;
  for (let b = 0; b < count; b++) sum += e.value[leafOf(e, root, background, b * width)];
  return sum / count;
}
