import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';
import { type RawTree, treeColumns } from '../trees/index.js';
import { CategorySets } from './category-words.js';
import { intsOf, tensorOf } from './onnx-attributes.js';
import { placeBranch, type Branch } from './onnx-branch.js';
import type { OnnxNode } from './onnx-proto.js';
import { ELEMENT } from './onnx-tensor.js';
import type { Way } from './onnx-way.js';
import { leafWeights, type LeafWeights } from './onnx-weights.js';

/** Branch modes by their number in `nodes_modes`. */
const MODES = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT', 'BRANCH_EQ', 'BRANCH_NEQ', 'BRANCH_MEMBER'];
const MEMBER = 6;

/** Trees whose leaves get their values once the score is known. */
export interface EnsembleTrees {
  readonly weights: LeafWeights;
  readonly width: number;
  readonly double: boolean;
  raw(leaf: (tree: number, node: number) => number): RawTree[];
}

/** The members of each BRANCH_MEMBER in the order of the nodes; NaN stands between, and may stand after the last. */
function memberSets(op: OnnxNode, modes: readonly number[]): Map<number, number[]> {
  const nodes = modes.flatMap((mode, n) => (mode === MEMBER ? [n] : []));
  const values = tensorOf(op, 'membership_values')?.values ?? [];
  const groups: number[][] = [[]];
  for (const value of values) {
    if (Number.isNaN(value)) groups.push([]);
    else groups[groups.length - 1].push(value);
  }
  if (groups[groups.length - 1].length === 0) groups.pop();
  if (groups.length !== nodes.length || groups.some((group) => group.length === 0))
    throw new MalformedModelError('ONNX membership_values do not hold one set for each BRANCH_MEMBER');
  return new Map(nodes.map((node, g) => [node, groups[g]]));
}

/** One place of a tree: a branch of the file with the places of its children, or a leaf of the file. */
type Place = { node: number; yes: number; no: number } | { leaf: number };

class EnsembleReader {
  private readonly modes: readonly number[];
  private readonly columns: readonly number[];
  private readonly splits: readonly number[];
  private readonly children: { readonly yes: readonly number[]; readonly no: readonly number[] };
  private readonly leafs: { readonly yes: readonly number[]; readonly no: readonly number[] };
  private readonly tracks: readonly number[];
  private readonly members: Map<number, number[]>;
  private readonly seen: Uint8Array;
  private room: number;
  readonly double: boolean;

  constructor(
    op: OnnxNode,
    private readonly leaves: number,
    limits: ModelLimits,
  ) {
    const splits = tensorOf(op, 'nodes_splits');
    this.modes = tensorOf(op, 'nodes_modes')?.values ?? [];
    const count = this.modes.length;
    this.splits = splits?.values ?? [];
    this.double = splits?.type === ELEMENT.double;
    if (this.splits.length !== count) throw new MalformedModelError('ONNX nodes_splits is not as long as nodes_modes');
    this.columns = intsOf(op, 'nodes_featureids', count);
    this.children = { yes: intsOf(op, 'nodes_truenodeids', count), no: intsOf(op, 'nodes_falsenodeids', count) };
    this.leafs = { yes: intsOf(op, 'nodes_trueleafs', count), no: intsOf(op, 'nodes_falseleafs', count) };
    const tracks = intsOf(op, 'nodes_missing_value_tracks_true');
    if (tracks.length !== 0 && tracks.length !== count)
      throw new MalformedModelError('ONNX nodes_missing_value_tracks_true is not as long as nodes_modes');
    this.tracks = tracks;
    this.members = memberSets(op, this.modes);
    this.seen = new Uint8Array(count);
    this.room = limits.maxNodes;
  }

  get width(): number {
    return this.columns.reduce((most, column) => Math.max(most, column + 1), 0);
  }

  /** Places of the tree at a root. @throws MalformedModelError for a node that does not exist or is reached twice */
  walk(root: number, tree: number): Place[] {
    const places: Place[] = [];
    const reserve = (): number => {
      withinLimit('number of nodes', --this.room < 0 ? Infinity : 0, 0);
      return places.push({ leaf: -1 }) - 1;
    };
    const stack = [{ place: reserve(), node: root, leaf: false }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { place, node, leaf } = next;
      if (!Number.isInteger(node) || node < 0 || node >= (leaf ? this.leaves : this.seen.length))
        throw new MalformedModelError(`ONNX tree ${tree} points to a node or leaf that does not exist`);
      if (leaf) {
        places[place] = { leaf: node };
        continue;
      }
      if (this.seen[node] === 1) throw new MalformedModelError(`ONNX tree ${tree} reaches node ${node} twice`);
      this.seen[node] = 1;
      const [yes, no] = [reserve(), reserve()];
      places[place] = { node, yes, no };
      stack.push({ place: yes, node: this.children.yes[node], leaf: this.leafs.yes[node] !== 0 });
      stack.push({ place: no, node: this.children.no[node], leaf: this.leafs.no[node] !== 0 });
    }
    return places;
  }

  checkAllReached(): void {
    const left = this.seen.indexOf(0);
    if (left >= 0) throw new MalformedModelError(`ONNX node ${left} is in no tree`);
  }

  branch(node: number, yes: number, no: number): Branch {
    const mode = MODES[this.modes[node]];
    if (mode === undefined) throw new UnsupportedModelError(`ONNX branch mode ${this.modes[node]}`);
    const tracksTrue = this.tracks[node] === 1;
    return {
      mode,
      column: this.columns[node],
      value: this.splits[node],
      members: this.members.get(node),
      tracksTrue,
      yes,
      no,
    };
  }
}

/** Reads a TreeEnsemble of ai.onnx.ml 5, which lists branches and leaves apart. It has no covers of leaves. */
export function readEnsemble(op: OnnxNode, way: Way, limits: ModelLimits): EnsembleTrees {
  const weightTensor = tensorOf(op, 'leaf_weights');
  const weights = weightTensor?.values ?? [];
  const targets = intsOf(op, 'leaf_targetids', weights.length);
  const reader = new EnsembleReader(op, weights.length, limits);
  const roots = intsOf(op, 'tree_roots');
  withinLimit('number of trees', roots.length, limits.maxTrees);
  if (roots.length === 0) throw new MalformedModelError('the ONNX TreeEnsemble has no tree_roots');
  const trees = roots.map((root, tree) => reader.walk(root, tree));
  reader.checkAllReached();
  const leaves = new Map(trees.map((places, tree) => [tree, places.flatMap((at, n) => ('leaf' in at ? [n] : []))]));
  const entries = trees.flatMap((places, tree) =>
    places.flatMap((at, n) => ('leaf' in at ? [[tree, n, targets[at.leaf], weights[at.leaf]] as const] : [])),
  );
  const branches = { way, double: reader.double, categorySets: new CategorySets(limits) };
  return {
    weights: leafWeights(leaves, entries),
    width: reader.width,
    double: reader.double,
    raw: (leaf) =>
      trees.map((places, tree) => {
        const t = treeColumns(places.length);
        places.forEach((at, n) => {
          if ('leaf' in at) t.value[n] = leaf(tree, n);
          else placeBranch(t, n, reader.branch(at.node, at.yes, at.no), branches);
        });
        return t;
      }),
  };
}
