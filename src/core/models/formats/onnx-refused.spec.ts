import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import {
  after,
  before,
  classifier,
  linear,
  load,
  onnx,
  regressor,
  SIGMOID,
  type Op,
} from '../../../../test/support/models/onnx-document.js';
import { MalformedModelError, ModelError, UnsupportedModelError } from '../errors.js';
import { loadModel } from './load.js';

const { Writer } = protobuf;

describe('ONNX models refused by name', () => {
  const row = { coefficients: { floats: [2, -1] }, intercepts: { floats: [0] } };
  it.each<[string, Op[], string[]?]>([
    ['operator SVMClassifier', [before('SVMClassifier')]],
    ['Softmax after a classifier', [linear(row), after('Softmax')]],
    ['operator Add', [linear(row), after('Add')]],
    ['operator Mul', [linear(row), after('Mul')]],
    ['without a tree ensemble', [before('Identity')]],
    ['branch mode BRANCH_MEMBER', [classifier({ nodes_modes: { texts: ['BRANCH_MEMBER', 'LEAF', 'LEAF'] } })]],
    ['branch mode __proto__', [classifier({ nodes_modes: { texts: ['__proto__', 'LEAF', 'LEAF'] } })]],
    ['3 classes', [classifier({ classlabels_int64s: { ints: [0, 1, 2] } })]],
    ['3 classes', [classifier({ classlabels_int64s: { ints: [] }, classlabels_strings: { texts: ['a', 'b', 'c'] } })]],
    ['class ids above 1', [classifier({ class_ids: { ints: [0, 2] } })]],
    ['a base value for each class', [classifier({ base_values: { floats: [0, 0] } })]],
    ['post_transform PROBIT', [classifier({ post_transform: 'PROBIT' })]],
    ['post_transform SOFTMAX', [classifier({ post_transform: 'SOFTMAX' })]],
    ['post_transform NONE', [classifier({ post_transform: 'NONE' })]],
    ['post_transform NONE', [linear({ ...row, post_transform: 'NONE' })]],
    ['Sigmoid after a classifier', [classifier(), after('Sigmoid')]],
    ['Sigmoid after a classifier', [linear(row), after('Sigmoid')]],
    ['several ONNX Sigmoids', [regressor(), SIGMOID, after('Sigmoid')]],
    ['no probability', [regressor()]],
    ['post_transform LOGISTIC', [regressor({ post_transform: 'LOGISTIC' }), SIGMOID]],
    ['aggregate_function MAX', [regressor({ aggregate_function: 'MAX' }), SIGMOID]],
    ['n_targets 2', [regressor({ n_targets: { int: 2 } }), SIGMOID]],
    [
      'multi-target',
      [
        {
          op: 'LinearRegressor',
          inputs: ['X'],
          outputs: ['s'],
          attributes: { coefficients: { floats: [1, 2] }, intercepts: { floats: [0, 0] } },
        },
        SIGMOID,
      ],
    ],
    [
      'BRANCH_EQ (after a Scaler)',
      [
        before('Scaler', { offset: { floats: [0] }, scale: { floats: [2] } }),
        classifier({ nodes_modes: { texts: ['BRANCH_EQ', 'LEAF', 'LEAF'] } }, 'i'),
      ],
    ],
    ['value other than NaN', [before('Imputer', { imputed_value_floats: { floats: [1] } }), classifier({}, 'i')]],
    ['leaves without a weight of class 1', [classifier({ class_ids: { ints: [0, 1] } })]],
    [
      'Normalizer',
      [
        classifier({
          class_treeids: { ints: [0, 0, 0, 0] },
          class_nodeids: { ints: [1, 1, 2, 2] },
          class_ids: { ints: [0, 1, 0, 1] },
          class_weights: { floats: [0.75, 0.25, 0.75, 0.5] },
          post_transform: 'NONE',
        }),
        after('Normalizer', { norm: 'L1' }),
      ],
    ],
    [
      'Normalizer',
      [
        linear({ coefficients: { floats: [-2, 1, 2, -1] }, intercepts: { floats: [1, 1] } }),
        after('Normalizer', { norm: 'L1' }),
      ],
    ],
    [
      'Concat (of rows)',
      [{ op: 'Concat', inputs: ['X'], outputs: ['c'], attributes: { axis: { int: 0 } } }, linear(row, 'c')],
    ],
    ['of an input twice', [{ op: 'Concat', inputs: ['X', 'X'], outputs: ['c'] }, linear(row, 'c')]],
    [
      'several ONNX Scalers',
      [
        before('Scaler', { offset: { floats: [0] }, scale: { floats: [2] } }),
        before('Scaler', { offset: { floats: [0] }, scale: { floats: [2] } }, 'i', 'j'),
        linear(row, 'j'),
      ],
    ],
    [
      'value other than NaN',
      [
        before('Imputer', { imputed_value_floats: { floats: [1] }, replaced_value_float: { float: -1 } }),
        linear(row, 'i'),
      ],
    ],
    ['Imputer of whole numbers', [before('Imputer', { imputed_value_int64s: { ints: [1] } }), linear(row, 'i')]],
    ['Cast to anything but floats', [before('Cast', { to: { int: 7 } }), linear(row, 'i')]],
    ['not on the way', [before('Scaler', {}, 'Y'), linear(row)]],
    ['several branches', [linear(row), after('ZipMap', {}, 'X')]],
    ['several inputs', [linear(row)], ['X', 'Y']],
    ['Concat', [{ op: 'Concat', inputs: ['X', 'Q'], outputs: ['c'] }, linear(row, 'c')]],
  ])('%s', (name, ops, inputs) => {
    expect(() => load(ops, {}, inputs)).toThrow(UnsupportedModelError);
    expect(() => load(ops, {}, inputs)).toThrow(name);
  });

  it('subgraphs and tensors of other types', () => {
    const graph = Writer.create().uint32(10).string('g').uint32(50).fork().ldelim().finish();
    const op = Writer.create().uint32(34).string('If').uint32(42).bytes(graph).finish();
    const bytes = Writer.create().uint32(58).fork().uint32(10).bytes(op).ldelim().finish();
    expect(() => loadModel(bytes)).toThrow('subgraphs');
    const tensor = Writer.create()
      .uint32(10)
      .string('t')
      .uint32(42)
      .fork()
      .uint32(16)
      .int32(10)
      .uint32(74)
      .bytes(new Uint8Array(4))
      .ldelim()
      .finish();
    const other = Writer.create().uint32(34).string('Any').uint32(42).bytes(tensor).finish();
    expect(() => loadModel(Writer.create().uint32(58).fork().uint32(10).bytes(other).ldelim().finish())).toThrow(
      'data type 10',
    );
  });
});

describe('ONNX models that lie are refused', () => {
  it.each<[string, Op[]]>([
    ['entries instead of 3', [classifier({ nodes_nodeids: { ints: [0, 1] } })]],
    ['not as long', [classifier({ nodes_values: { floats: [1] } })]],
    ['names a node twice', [classifier({ nodes_nodeids: { ints: [0, 1, 1] } })]],
    ['roots', [classifier({ nodes_truenodeids: { ints: [0, 0, 0] }, nodes_falsenodeids: { ints: [0, 0, 0] } })]],
    ['does not exist', [classifier({ nodes_truenodeids: { ints: [9, 0, 0] }, nodes_treeids: { ints: [0, 1, 0] } })]],
    ['splits on column', [classifier({ nodes_featureids: { ints: [-1, 0, 0] } })]],
    ['do not fit', [linear({ coefficients: { floats: [1, 2, 3] }, intercepts: { floats: [0, 0] } })]],
    ['not finite', [linear({ coefficients: { floats: [NaN, 2] }, intercepts: { floats: [0] } })]],
    [
      'different widths',
      [
        before('Imputer', { imputed_value_floats: { floats: [1, 2, 3] }, replaced_value_float: { float: NaN } }),
        linear({ coefficients: { floats: [1, 2] } }, 'i'),
      ],
    ],
    ['without offset', [before('Scaler'), linear({ coefficients: { floats: [1, 2] } }, 'i')]],
    [
      'scale of zero',
      [
        before('Scaler', { offset: { floats: [0] }, scale: { floats: [0] } }),
        linear({ coefficients: { floats: [1, 2] } }, 'i'),
      ],
    ],
  ])('%s', (message, ops) => {
    expect(() => load(ops)).toThrow(MalformedModelError);
    expect(() => load(ops)).toThrow(message);
  });

  it('inputs and columns of different numbers', () => {
    expect(() =>
      load(
        [
          { op: 'Concat', inputs: ['a', 'b', 'c'], outputs: ['c2'] },
          linear({ coefficients: { floats: [1, 2] } }, 'c2'),
        ],
        {},
        ['a', 'b', 'c'],
      ),
    ).toThrow('the ONNX input has 3 columns, the model 2 coefficients');
  });

  it('truncations give a typed error', () => {
    const whole = onnx([classifier()], ['X'], (graph) => graph.uint32(42).fork().uint32(66).string('init').ldelim());
    expect(loadModel(whole).features).toHaveLength(1);
    for (let length = 3; length < whole.length; length += 3)
      expect(() => loadModel(whole.subarray(0, length))).toThrow(ModelError);
  });

  it('more numbers than allowed', () => {
    expect(() => load([classifier()], { limits: { maxValues: 10 } })).toThrow('number of values');
  });

  it('more operators than allowed', () => {
    expect(() => load([before('Identity'), classifier()], { limits: { maxFeatures: 1 } })).toThrow('operators');
  });
});
