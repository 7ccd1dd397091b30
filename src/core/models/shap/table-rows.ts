import { goesLeft, type TreeEnsemble } from '../trees/index.js';
import { GROUP, type TreeTables } from './tables.js';

/** Adds one tree's contributions for rows `from`…`to` to `out` (row-major, `width` columns). No allocation in the loop. */
export function addTableContributions(
  e: TreeEnsemble,
  tree: TreeTables,
  rows: Float64Array,
  from: number,
  to: number,
  width: number,
  out: Float64Array,
  decisions: Uint8Array,
): void {
  const { nodes, groups, edges, inner, columns, table } = tree;
  const { feature, threshold, kind } = e;
  const groupCount = groups.length;
  for (let row = from; row < to; row++) {
    const offset = row * width;
    for (let d = 0; d < nodes.length; d++) {
      const node = nodes[d];
      const x = rows[offset + feature[node]];
      if (kind[node] < 2 && x === x) decisions[d] = x <= threshold[node] ? 1 : 0;
      else decisions[d] = goesLeft(e, node, x) ? 1 : 0;
    }
    for (let g = 0; g < groupCount; g += GROUP.size) {
      let key = groups[g + GROUP.full];
      for (let k = groups[g + GROUP.edgeFrom]; k < groups[g + GROUP.edgeTo]; k += 3)
        key &= edges[k + 1 + decisions[edges[k]]];
      for (let k = groups[g + GROUP.innerFrom]; k < groups[g + GROUP.innerTo]; k += 2)
        key |= inner[k + 1] * decisions[inner[k]];
      const first = groups[g + GROUP.columnFrom];
      const last = groups[g + GROUP.columnTo];
      let at = groups[g + GROUP.table] + key * (last - first);
      for (let c = first; c < last; c++) out[offset + columns[c]] += table[at++];
    }
  }
}
