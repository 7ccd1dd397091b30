import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, stump, type Parts } from '../../../../test/support/models/xgboost-document.js';
import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { loadModel } from './load.js';

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
      'category segments outside',
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
