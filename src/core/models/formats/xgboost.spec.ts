import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { logit } from '../link.js';
import { matrixOf } from '../matrix.js';
import type { LinearModel, Model, TreeModel } from '../model.js';
import { explainRows, marginsOf } from '../predict.js';
import { loadModel } from './load.js';
import type { LoadOptions } from './options.js';

type Json = Record<string, unknown>;

/** A tree with one split: x0 < 2 goes left to −1, else right to 1; missing goes left. */
function stump(changes: Json = {}): Json {
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

interface Parts {
  trees?: Json[];
  objective?: string;
  base?: unknown;
  param?: Json;
  booster?: Json;
  attributes?: Json;
  names?: unknown;
  model?: Json;
}

function document(parts: Parts = {}): Json {
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

const load = (parts: Parts = {}, options: LoadOptions = {}): Model =>
  loadModel(new TextEncoder().encode(JSON.stringify(document(parts))), options);

const margins = (model: Model, ...rows: (number | null)[][]): number[] => [
  ...marginsOf(model, matrixOf(rows, model.features.length)),
];

describe('XGBoost models', () => {
  it('go left below the threshold, right on it, and missing goes its own way', () => {
    expect(margins(load(), [1.999, 0], [2, 0], [null, 0])).toEqual([-1, 1, -1]);
  });

  it('compare in float32: a value a double below the threshold is on it', () => {
    expect(margins(load(), [2 - 1e-9, 0])).toEqual([1]);
  });

  it.each([
    ['5E-1', 0],
    ['[1.76E-1]', logit(Math.fround(0.176))],
    [0.25, logit(0.25)],
  ])('base_score %s is a probability', (base, margin) => {
    expect(margins(load({ base }), [0, 0])[0]).toBeCloseTo(margin - 1, 6);
  });

  it.each(['binary:logistic', 'binary:logitraw', 'reg:logistic'])('%s has log odds as margin', (objective) => {
    expect(margins(load({ objective }), [0, 0])).toEqual([-1]);
  });

  it('send categories in the set to the right, all others to the left', () => {
    const tree = stump({
      split_type: [1, 0, 0],
      categories: [1, 40],
      categories_nodes: [0],
      categories_segments: [0],
      categories_sizes: [2],
      default_left: [0, 0, 0],
    });
    expect(margins(load({ trees: [tree] }), [0, 0], [1, 0], [40, 0], [99, 0], [-1, 0], [null, 0])).toEqual([
      -1, 1, 1, -1, -1, 1,
    ]);
  });

  it('DART scales leaves by weight_drop', () => {
    const trees = [stump(), stump()];
    const model = { gbtree_model_param: { num_trees: '2' }, tree_info: [0, 0], trees };
    const dart = load({ booster: { name: 'dart', gbtree: { model, name: 'gbtree' }, weight_drop: [0.5, 0.25] } });
    expect(margins(dart, [0, 0])).toEqual([-0.75]);
    expect(dart.library).toBe('xgboost dart');
  });

  it('gblinear has contributions weight · value, and missing adds nothing', () => {
    const model = load({ booster: { name: 'gblinear', model: { weights: [2, -1, 0.5] } } }) as LinearModel;
    expect(margins(model, [3, 1], [null, 1])).toEqual([5.5, -0.5]);
    const { base, contributions } = explainRows(model, matrixOf([[3, 1]], 2));
    expect([base, ...contributions]).toEqual([0.5, 6, -1]);
  });

  it('early stopping: all trees by default, the best ones for the scikit-learn wrapper or on demand', () => {
    const trees = [stump(), stump(), stump()];
    const plain = { trees, attributes: { best_iteration: '0' } };
    expect(margins(load(plain), [0, 0])).toEqual([-3]);
    expect(load(plain).notes[0]).toContain('Booster.predict');
    expect(margins(load(plain, { iterations: 'best' }), [0, 0])).toEqual([-1]);
    const wrapped = { trees, attributes: { best_iteration: '1', scikit_learn: '{}' } };
    expect(margins(load(wrapped), [0, 0])).toEqual([-2]);
    expect(margins(load(wrapped, { iterations: 'all' }), [0, 0])).toEqual([-3]);
    expect(load({ trees, attributes: { best_iteration: '2' } }).notes).toEqual([]);
  });

  it('several trees a round count as one iteration', () => {
    const trees = [stump(), stump(), stump(), stump()];
    const model = load(
      {
        trees,
        model: { gbtree_model_param: { num_trees: '4', num_parallel_tree: '2' } },
        attributes: { best_iteration: '0' },
      },
      { iterations: 'best' },
    );
    expect(margins(model, [0, 0])).toEqual([-2]);
    expect((model as TreeModel).treesPerRound).toBe(2);
  });

  it('name columns f0, f1 where the file has no names, or as the caller says', () => {
    expect(load({ names: [] })).toMatchObject({ features: ['f0', 'f1'], namesKnown: false });
    expect(load({ names: [] }, { features: ['x', 'y'] })).toMatchObject({ features: ['x', 'y'], namesKnown: true });
    expect(() => load({}, { features: ['x'] })).toThrow('1 names were given for 2 features');
  });

  it('accept nodes that pruning deleted', () => {
    const tree = stump({
      tree_param: { num_nodes: '3', num_deleted: '2' },
      left_children: [-1, -1, -1],
      right_children: [-1, -1, -1],
      split_conditions: [0.5, 0, 0],
    });
    expect(margins(load({ trees: [tree] }), [0, 0])).toEqual([0.5]);
  });

  it('tell of encoded categories', () => {
    expect(load({ model: { cats: { enc: [{}] } } }).notes[0]).toContain('category codes');
  });

  it('read infinite and NaN side figures that nothing depends on', () => {
    const text = JSON.stringify(
      document({ trees: [stump({ loss_changes: ['#', 0, 0] })], names: ['a', 'NaN, "b'] }),
    ).replace('"#"', 'Infinity');
    expect(loadModel(new TextEncoder().encode(text)).features[1]).toBe('NaN, "b');
  });
});

describe('XGBoost models are refused by name', () => {
  it.each<[string, Parts]>([
    ['objective multi:softprob', { objective: 'multi:softprob' }],
    ['objective rank:ndcg', { objective: 'rank:ndcg' }],
    ['objective binary:hinge', { objective: 'binary:hinge' }],
    ['objective reg:squarederror', { objective: 'reg:squarederror' }],
    ['multi-class model', { param: { num_class: '3' } }],
    ['multi-class model', { model: { tree_info: [1] } }],
    ['multi-target model', { param: { num_target: '2' } }],
    ['several base scores', { base: '[1E-1,2E-1]' }],
    ['vector leaves', { trees: [stump({ tree_param: { num_nodes: '3', size_leaf_vector: '2' } })] }],
    ['booster gbforest', { booster: { name: 'gbforest' } }],
    ['split type 2', { trees: [stump({ split_type: [2, 0, 0] })] }],
  ])('%s', (name, parts) => {
    expect(() => load(parts)).toThrow(UnsupportedModelError);
    expect(() => load(parts)).toThrow(name);
  });
});

describe('XGBoost models that lie are refused', () => {
  it.each<[string, Parts]>([
    ['base_score', { base: '0' }],
    ['base_score', { base: '[x]' }],
    ['num_trees', { model: { gbtree_model_param: { num_trees: '1000000000' } } }],
    ['left_children', { trees: [stump({ tree_param: { num_nodes: '1000000000' } })] }],
    ['entries for 2 features', { names: ['a'] }],
    ['not a number', { trees: [stump({ split_conditions: [null, 1, 1] })] }],
    ['not a number', { trees: [stump({ sum_hessian: ['a', 1, 1] })] }],
    ['splits on column', { trees: [stump({ split_indices: [-1, 0, 0] })] }],
    ['without categories', { trees: [stump({ split_type: [1, 0, 0] })] }],
    [
      'segment outside',
      {
        trees: [
          stump({
            split_type: [1, 0, 0],
            categories: [1],
            categories_nodes: [0],
            categories_segments: [0],
            categories_sizes: [5],
          }),
        ],
      },
    ],
    [
      'no code',
      {
        trees: [
          stump({
            split_type: [1, 0, 0],
            categories: [1e9],
            categories_nodes: [0],
            categories_segments: [0],
            categories_sizes: [1],
          }),
        ],
      },
    ],
    [
      'weight_drop',
      {
        booster: {
          name: 'dart',
          gbtree: { model: { gbtree_model_param: { num_trees: '0' }, trees: [], tree_info: [] } },
          weight_drop: [1],
        },
      },
    ],
    ['not finite', { booster: { name: 'gblinear', model: { weights: [1e300, 0, 0] } } }],
    ['has no model', { booster: { name: 'gbtree' } }],
    ['is not text', { objective: 7 as unknown as string }],
    ['is not an array', { model: { trees: {} } }],
    ['is not a finite number', { param: { num_feature: 'many' } }],
    ['is not a whole number', { param: { num_feature: '1.5' } }],
    ['is not an array of numbers', { model: { tree_info: 'x' } }],
  ])('%s', (message, parts) => {
    expect(() => load(parts)).toThrow(MalformedModelError);
    expect(() => load(parts)).toThrow(message);
  });

  it('a committed model whose child points back to the root', () => {
    const text = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'xgb_small6.json'), 'utf8');
    const broken = JSON.parse(text) as {
      learner: { gradient_booster: { model: { trees: { left_children: number[] }[] } } };
    };
    broken.learner.gradient_booster.model.trees[0].left_children[1] = 0;
    expect(() => loadModel(new TextEncoder().encode(JSON.stringify(broken)))).toThrow('reaches node 0 twice');
  });
});
