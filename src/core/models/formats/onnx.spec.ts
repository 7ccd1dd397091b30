import { describe, expect, it } from 'vitest';
import {
  after,
  before,
  classifier,
  linear,
  load,
  margins,
  NAN_IMPUTER,
  regressor,
  SIGMOID,
  trees,
  type Op,
  type Value,
} from '../../../../test/support/models/onnx-document.js';
import { sigmoid } from '../link.js';
import { matrixOf } from '../matrix.js';
import { explainRows, scoreRows } from '../predict.js';

describe('ONNX branch modes', () => {
  it.each<[string, number[]]>([
    ['BRANCH_LEQ', [-1, -1, 1, 1]],
    ['BRANCH_LT', [-1, 1, 1, 1]],
    ['BRANCH_GTE', [1, -1, -1, 1]],
    ['BRANCH_GT', [1, 1, -1, 1]],
    ['BRANCH_EQ', [1, -1, 1, 1]],
    ['BRANCH_NEQ', [-1, 1, -1, -1]],
  ])('%s at 1, 1.5, 2 and missing', (mode, expected) => {
    const model = load([classifier({ nodes_modes: { texts: [mode, 'LEAF', 'LEAF'] } })]);
    expect(margins(model, [1], [1.5], [2], [null])).toEqual(expected);
  });

  it('a missing value that tracks true takes the true branch of every mode', () => {
    for (const mode of ['LEQ', 'LT', 'GTE', 'GT', 'EQ', 'NEQ']) {
      const model = load([
        classifier({
          nodes_modes: { texts: [`BRANCH_${mode}`, 'LEAF', 'LEAF'] },
          nodes_missing_value_tracks_true: { ints: [1, 0, 0] },
        }),
      ]);
      expect(margins(model, [null])).toEqual([-1]);
    }
  });

  it('double thresholds are compared as doubles', () => {
    for (const raw of [false, true]) {
      const attributes = trees({
        nodes_values_as_tensor: { doubles: [1.5, 0, 0], raw },
        nodes_modes: { texts: ['BRANCH_LT', 'LEAF', 'LEAF'] },
      });
      delete attributes.nodes_values;
      const model = load([{ op: 'TreeEnsembleClassifier', inputs: ['X'], outputs: ['l', 'prob'], attributes }]);
      expect(margins(model, [1.5 - 1e-12], [1.5])).toEqual([-1, 1]);
    }
  });
});

describe('ONNX tree classifiers', () => {
  const both = {
    class_treeids: { ints: [0, 0, 0, 0] },
    class_nodeids: { ints: [1, 1, 2, 2] },
    class_ids: { ints: [0, 1, 0, 1] },
    class_weights: { floats: [0.75, 0.25, 0.5, 0.5] },
  };

  it.each<[string, Record<string, Value>, number]>([
    ['weights of class 0 and a base value', { base_values: { floats: [0.5] } }, sigmoid(-0.5)],
    [
      'weights of class 1, whose base value onnxruntime leaves out',
      { class_ids: { ints: [1, 1] }, base_values: { floats: [0.5] } },
      sigmoid(-1),
    ],
    ['SOFTMAX against an absent class 0', { class_ids: { ints: [1, 1] }, post_transform: 'SOFTMAX' }, sigmoid(-1)],
    ['SOFTMAX of both classes', { ...both, post_transform: 'SOFTMAX' }, sigmoid(-0.5)],
    ['LOGISTIC of both classes', { ...both, post_transform: 'LOGISTIC' }, sigmoid(0.25)],
    ['NONE: the weights are probabilities', { ...both, post_transform: 'NONE' }, 0.25],
    [
      'NONE of one class',
      { class_weights: { floats: [0.25, 0.5] }, post_transform: 'NONE', base_values: { floats: [0.125] } },
      0.375,
    ],
  ])('%s', (_, changes, probability) => {
    expect(scoreRows(load([classifier(changes)]), matrixOf([[1]], 1)).probability[0]).toBeCloseTo(probability, 7);
  });

  it('hit rates are covers if they add up, otherwise a background is needed', () => {
    const covered = load([classifier({ nodes_hitrates: { floats: [4, 3, 1] } })]);
    expect(explainRows(covered, matrixOf([[1]], 1))).toMatchObject({ method: 'path-dependent', base: -0.5 });
    const ones = load([classifier({ nodes_hitrates: { floats: [1, 1, 1] } })]);
    expect(() => explainRows(ones, matrixOf([[1]], 1))).toThrow('no covers');
    const stored = load([classifier()], { background: { rows: Float64Array.of(1, 2), count: 2 } });
    expect(explainRows(stored, matrixOf([[1]], 1))).toMatchObject({ method: 'interventional', base: 0 });
  });

  it('an Imputer before the trees decides where missing goes', () => {
    const model = load([before('Imputer', NAN_IMPUTER), classifier({}, 'i')]);
    expect(margins(model, [null, 0], [1, 0])).toEqual([1, -1]);
    const equal = load([
      before('Imputer', { imputed_value_floats: { floats: [1.5] }, replaced_value_float: { float: NaN } }),
      classifier({ nodes_modes: { texts: ['BRANCH_EQ', 'LEAF', 'LEAF'] } }, 'i'),
    ]);
    expect(margins(equal, [null])).toEqual([-1]);
  });

  it('inputs of one column each name the features; ZipMap, Cast and Identity change nothing', () => {
    const ops: Op[] = [
      { op: 'Concat', inputs: ['age', 'bmi'], outputs: ['c'] },
      before('Cast', { to: { int: 1 } }, 'c', 'd'),
      before('Identity', {}, 'd', 'e'),
      classifier({}, 'e'),
      after('ZipMap'),
    ];
    expect(load(ops, {}, ['age', 'bmi'])).toMatchObject({ features: ['age', 'bmi'], namesKnown: true });
  });

  it('names from the caller widen the vector', () => {
    expect(load([classifier()], { features: ['a', 'b', 'c'] }).features).toEqual(['a', 'b', 'c']);
  });
});

describe('ONNX regressors with a Sigmoid', () => {
  it('sum or average the trees', () => {
    expect(margins(load([regressor({ base_values: { floats: [0.5] } }), SIGMOID]), [1])).toEqual([-0.5]);
    const two = {
      aggregate_function: 'AVERAGE',
      nodes_treeids: { ints: [0, 0, 0, 1] },
      nodes_nodeids: { ints: [0, 1, 2, 0] },
      nodes_featureids: { ints: [0, 0, 0, 0] },
      nodes_modes: { texts: ['BRANCH_LEQ', 'LEAF', 'LEAF', 'LEAF'] },
      nodes_values: { floats: [1.5, 0, 0, 0] },
      nodes_truenodeids: { ints: [1, 0, 0, 0] },
      nodes_falsenodeids: { ints: [2, 0, 0, 0] },
      nodes_missing_value_tracks_true: { ints: [] },
    };
    expect(margins(load([regressor(two), SIGMOID]), [1])).toEqual([-0.5]);
  });

  it('linear ones too', () => {
    const op: Op = {
      op: 'LinearRegressor',
      inputs: ['X'],
      outputs: ['s'],
      attributes: { coefficients: { floats: [2, -1] }, intercepts: { floats: [0.5] } },
    };
    expect(margins(load([op, SIGMOID]), [1, 1])).toEqual([1.5]);
    expect(() => load([op])).toThrow('no probability');
  });
});

describe('ONNX linear classifiers', () => {
  it.each<[string, Record<string, Value>, number]>([
    ['one row', { coefficients: { floats: [2, -1] }, intercepts: { floats: [0.5] } }, 1.5],
    ['no intercept', { coefficients: { floats: [2, -1] } }, 1],
    ['two rows: the second', { coefficients: { floats: [9, 9, 2, -1] }, intercepts: { floats: [9, 0.5] } }, 1.5],
    [
      'two rows with SOFTMAX: the difference',
      { coefficients: { floats: [1, 1, 2, -1] }, intercepts: { floats: [1, 0.5] }, post_transform: 'SOFTMAX' },
      -1.5,
    ],
  ])('%s', (_, changes, margin) => {
    expect(margins(load([linear(changes)]), [1, 1])).toEqual([margin]);
  });

  it('Imputer and Scaler become imputation, mean and scale, in either order', () => {
    const scaler = { offset: { floats: [1] }, scale: { floats: [0.5] } };
    const model = { coefficients: { floats: [2, -1] }, intercepts: { floats: [0] } };
    const first = load([before('Imputer', NAN_IMPUTER), before('Scaler', scaler, 'i', 'z'), linear(model, 'z')]);
    expect(margins(first, [null, 1])).toEqual([1]);
    const second = load([
      before('Scaler', scaler, 'X', 'z'),
      before('Imputer', { ...NAN_IMPUTER, imputed_value_floats: { floats: [3] } }, 'z', 'i'),
      linear(model, 'i'),
    ]);
    expect(margins(second, [null, 1])).toEqual([6]);
    const twice = load([
      before('Imputer', NAN_IMPUTER),
      before('Imputer', { ...NAN_IMPUTER, imputed_value_floats: { floats: [9] } }, 'i', 'j'),
      linear(model, 'j'),
    ]);
    expect(margins(twice, [null, 1])).toEqual([3]);
  });

  it('a Normalizer is accepted where the scores add up to 1 already', () => {
    const opposed = { coefficients: { floats: [-2, 1, 2, -1] }, intercepts: { floats: [0, 0] } };
    expect(margins(load([linear(opposed), after('Normalizer', { norm: 'L1' })]), [1, 1])).toEqual([1]);
    const free = { coefficients: { floats: [5, 1, 2, -1] }, intercepts: { floats: [0, 0] } };
    expect(() => load([linear(free), after('Normalizer', { norm: 'L1' })])).toThrow('Normalizer');
  });
});
