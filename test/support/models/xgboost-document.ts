import { loadModel, marginsOf, matrixOf, type LoadOptions, type Model } from '../../../src/core/models/index.js';

export type Json = Record<string, unknown>;

/** A tree with one split: x0 < 2 goes left to −1, else right to 1; missing goes left. */
export function stump(changes: Json = {}): Json {
  return {
    tree_param: { num_nodes: '3', num_deleted: '0', size_leaf_vector: '0' },
    left_children: [1, -1, -1],
    right_children: [2, -1, -1],
    split_indices: [0, 0, 0],
    split_conditions: [2, -1, 1],
    default_left: [1, 0, 0],
    split_type: [0, 0, 0],
    sum_hessian: [4, 1, 3],
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    ...changes,
  };
}

export interface Parts {
  trees?: Json[];
  objective?: string;
  base?: unknown;
  param?: Json;
  booster?: Json;
  attributes?: Json;
  names?: unknown;
  model?: Json;
}

export function document(parts: Parts = {}): Json {
  const trees = parts.trees ?? [stump()];
  const model = {
    gbtree_model_param: { num_trees: String(trees.length), num_parallel_tree: '1' },
    tree_info: trees.map(() => 0),
    trees,
    ...parts.model,
  };
  return {
    version: [2, 1, 0],
    learner: {
      attributes: parts.attributes ?? {},
      feature_names: parts.names ?? ['a', 'b'],
      gradient_booster: parts.booster ?? { name: 'gbtree', model },
      learner_model_param: {
        base_score: parts.base ?? '5E-1',
        num_class: '0',
        num_feature: '2',
        num_target: '1',
        ...parts.param,
      },
      objective: { name: parts.objective ?? 'binary:logistic' },
    },
  };
}

/** The model of a document. */
export const load = (parts: Parts = {}, options: LoadOptions = {}): Model =>
  loadModel(new TextEncoder().encode(JSON.stringify(document(parts))), options);

export const margins = (model: Model, ...rows: (number | null)[][]): number[] => [
  ...marginsOf(model, matrixOf(rows, model.features.length)),
];
