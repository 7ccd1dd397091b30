import type { TreeEnsemble } from '../trees/index.js';
import { leafPaths, type LeafGame, type LeafPath } from './leaf-game.js';

/**
 * Precomputed contributions of one tree. The tree is cut into groups: small subtrees of at most `GROUP_NODES` inner nodes.
 * A row's decisions at the nodes above a group and inside it form a number; the table holds the group's summed
 * contributions for that number (the idea of Fast TreeSHAP v2, Yang 2022, with several leaves a table).
 */
export interface TreeTables {
  /** Inner nodes whose decisions are needed, as ensemble nodes. */
  readonly nodes: Int32Array;
  readonly groups: Int32Array;
  /** Per edge above a group: [decision position, mask if right, mask if left]; masks are and-ed. */
  readonly edges: Int32Array;
  /** Per inner node of a group: [decision position, bit set if left]. */
  readonly inner: Int32Array;
  readonly columns: Int32Array;
  readonly table: Float64Array;
  readonly base: number;
}

/** Fields of a group in `TreeTables.groups`. */
export const GROUP = {
  edgeFrom: 0,
  edgeTo: 1,
  innerFrom: 2,
  innerTo: 3,
  columnFrom: 4,
  columnTo: 5,
  table: 6,
  full: 7,
  size: 8,
} as const;

const GROUP_NODES = 3;

interface Group {
  readonly root: number;
  readonly inner: number[];
  readonly leaves: LeafPath[];
}

/** Cuts a tree into maximal subtrees of at most `GROUP_NODES` inner nodes. */
function cut(e: TreeEnsemble, root: number, byLeaf: ReadonlyMap<number, LeafPath>): Group[] {
  const groups: Group[] = [];
  const visit = (node: number): Group => {
    const path = byLeaf.get(node);
    if (path !== undefined) return { root: node, inner: [], leaves: [path] };
    const sides = [visit(e.left[node]), visit(e.right[node])];
    const inner = [node, ...sides[0].inner, ...sides[1].inner];
    const whole = sides.every((side) => side.root >= 0);
    if (whole && inner.length <= GROUP_NODES)
      return { root: node, inner, leaves: [...sides[0].leaves, ...sides[1].leaves] };
    for (const side of sides) if (side.root >= 0) groups.push(side);
    return { root: -1, inner: [], leaves: [] };
  };
  const top = visit(root);
  if (top.root >= 0) groups.push(top);
  return groups;
}

function groupShape(group: Group): { above: LeafPath['edges']; upper: number; columns: number[] } {
  const first = group.leaves[0];
  const within = new Set(group.inner);
  const above = first.edges.filter((edge) => !within.has(edge.node));
  const upper = new Set(above.map((edge) => edge.bit)).size;
  const columns = [...new Set(group.leaves.flatMap((leaf) => leaf.features))];
  return { above, upper, columns };
}

/** Doubles that the tables of a tree would take; Infinity where a path has too many features for a bit mask. */
export function tableSize(e: TreeEnsemble, root: number, cap: number): number {
  const paths = leafPaths(e, root);
  const groups = cut(e, root, new Map(paths.map((path) => [path.leaf, path])));
  let size = 0;
  for (const group of groups) {
    const { upper, columns } = groupShape(group);
    const bits = upper + group.inner.length;
    if (bits > 24) return Infinity;
    size += 2 ** bits * columns.length;
    if (size > cap) return Infinity;
  }
  return size;
}

/** The row's mask for one leaf of a group, from the upper mask and the decisions inside. */
function leafMask(path: LeafPath, group: Group, upper: number, decisions: number): number {
  let mask = 2 ** path.features.length - 1;
  for (const edge of path.edges) {
    const at = group.inner.indexOf(edge.node);
    const follows = at < 0 ? ((upper >>> edge.bit) & 1) === 1 : ((decisions >>> at) & 1) === (edge.left ? 1 : 0);
    if (!follows) mask &= ~(1 << edge.bit);
  }
  return mask;
}

/** Builds the tables of one tree for a game on its leaves. */
export function buildTables(e: TreeEnsemble, root: number, gameOf: (path: LeafPath) => LeafGame): TreeTables {
  const paths = leafPaths(e, root);
  const groups = cut(e, root, new Map(paths.map((path) => [path.leaf, path])));
  const nodes: number[] = [];
  const position = new Map<number, number>();
  const decisionAt = (node: number): number => {
    const known = position.get(node);
    if (known !== undefined) return known;
    position.set(node, nodes.length);
    nodes.push(node);
    return nodes.length - 1;
  };
  const out = { groups: [] as number[], edges: [] as number[], inner: [] as number[], columns: [] as number[] };
  const tables: Float64Array[] = [];
  let length = 0;
  let base = 0;
  for (const group of groups) {
    const { above, upper, columns } = groupShape(group);
    const games = group.leaves.map((path) => ({
      path,
      game: gameOf(path),
      slots: path.features.map((f) => columns.indexOf(f)),
    }));
    for (const { game } of games) base += game.base;
    const from = [out.edges.length, out.inner.length, out.columns.length];
    for (const edge of above) {
      const clear = -1 & ~(1 << edge.bit);
      out.edges.push(decisionAt(edge.node), edge.left ? clear : -1, edge.left ? -1 : clear);
    }
    group.inner.forEach((node, at) => out.inner.push(decisionAt(node), 1 << (upper + at)));
    out.columns.push(...columns);
    const entries = 2 ** (upper + group.inner.length);
    const table = new Float64Array(entries * columns.length);
    for (let key = 0; key < entries; key++) {
      const slice = table.subarray(key * columns.length, (key + 1) * columns.length);
      for (const { path, game, slots } of games) {
        game.add(leafMask(path, group, key & (2 ** upper - 1), key >>> upper), slots, slice);
      }
    }
    out.groups.push(
      from[0],
      out.edges.length,
      from[1],
      out.inner.length,
      from[2],
      out.columns.length,
      length,
      2 ** upper - 1,
    );
    tables.push(table);
    length += table.length;
  }
  const table = new Float64Array(length);
  let at = 0;
  for (const part of tables) {
    table.set(part, at);
    at += part.length;
  }
  return {
    nodes: Int32Array.from(nodes),
    groups: Int32Array.from(out.groups),
    edges: Int32Array.from(out.edges),
    inner: Int32Array.from(out.inner),
    columns: Int32Array.from(out.columns),
    table,
    base,
  };
}
