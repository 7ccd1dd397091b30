import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { floatBefore, NODE, type RawTree, treeColumns } from '../trees/index.js';
import type { CategorySets } from './category-words.js';
import type { Fields } from './fields.js';

/**
 * Category sets by node. XGBoost sends categories in the set to the right (`common::Decision`), everything else,
 * negative and unknown codes included, to the left.
 */
function readSets(tree: Fields, categorySets: CategorySets): Map<number, number[]> {
  const sets = new Map<number, number[]>();
  const nodes = tree.optional('categories_nodes')?.numbers() ?? [];
  if (nodes.length === 0) return sets;
  const starts = tree.get('categories_segments').numbers(nodes.length);
  const sizes = tree.get('categories_sizes').numbers(nodes.length);
  const categories = tree.get('categories').numbers();
  let total = 0;
  for (let n = 0; n < nodes.length; n++) {
    total += sizes[n];
    if (starts[n] < 0 || sizes[n] < 0 || starts[n] + sizes[n] > categories.length || total > categories.length) {
      throw new MalformedModelError(`${tree.place} has category segments outside of its categories`);
    }
    const codes = Array.from({ length: sizes[n] }, (_, c) => categories[starts[n] + c]);
    sets.set(nodes[n], categorySets.words(codes, tree.place));
  }
  return sets;
}

/** Reads one tree. @param weight what DART multiplies the leaves with */
export function readXgboostTree(tree: Fields, weight: number, categorySets: CategorySets): RawTree {
  const param = tree.get('tree_param');
  const size = param.get('num_nodes').integer();
  const vector = param.optional('size_leaf_vector')?.integer() ?? 0;
  if (vector > 1) throw new UnsupportedModelError('vector leaves', 'multi_strategy=multi_output_tree');
  const left = tree.get('left_children').numbers(size);
  const right = tree.get('right_children').numbers(size);
  const columns = tree.get('split_indices').numbers(size);
  // XGBoost 1.5 to 2.x write NaN in the place of a categorical split's threshold.
  const conditions = tree.get('split_conditions').numbersOrNaN(size);
  const defaultLeft = tree.get('default_left').numbers(size);
  const types = tree.optional('split_type')?.numbers(size);
  const cover = tree.get('sum_hessian').numbers(size);
  const sets = readSets(tree, categorySets);
  const raw = treeColumns(size);
  for (let n = 0; n < size; n++) {
    if (left[n] === -1 && right[n] === -1) {
      raw.value[n] = Math.fround(conditions[n]) * weight;
      continue;
    }
    const categorical = types?.[n] === 1;
    if (types !== undefined && types[n] !== 0 && !categorical)
      throw new UnsupportedModelError(`XGBoost split type ${types[n]}`);
    raw.feature[n] = columns[n] >= 0 && columns[n] <= 0x7fffffff ? columns[n] : 0x7fffffff;
    const missingLeft = defaultLeft[n] !== 0;
    if (categorical) {
      if (!sets.has(n)) throw new MalformedModelError(`${tree.place} has a categorical split without categories`);
      raw.left[n] = right[n];
      raw.right[n] = left[n];
      raw.kind[n] = NODE.set | (missingLeft ? 0 : NODE.missingLeft);
    } else {
      raw.left[n] = left[n];
      raw.right[n] = right[n];
      raw.threshold[n] = floatBefore(conditions[n]);
      raw.kind[n] = missingLeft ? NODE.missingLeft : 0;
    }
  }
  return { ...raw, cover, sets, deleted: param.optional('num_deleted')?.integer() ?? 0 };
}
