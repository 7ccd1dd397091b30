import { describe, expect, it } from 'vitest';
import { document, load, margins, stump } from '../../../../test/support/models/xgboost-document.js';
import { logit } from '../link.js';
import { matrixOf } from '../matrix.js';
import type { LinearModel, TreeModel } from '../model.js';
import { explainRows } from '../predict.js';
import { loadModel } from './load.js';

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

  it.each([
    ['binary:logistic', 0],
    ['reg:logistic', 0],
    ['binary:logitraw', 0.5],
  ])('%s has log odds as margin', (objective, base) => {
    expect(margins(load({ objective }), [0, 0])).toEqual([base - 1]);
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
