import { describe, expect, it } from 'vitest';
import {
  initializer,
  load,
  margins,
  SIGMOID,
  type Op,
  type Value,
} from '../../../../test/support/models/onnx-document.js';
import { MalformedModelError, ModelLimitError, UnsupportedModelError } from '../errors.js';
import { matrixOf } from '../matrix.js';
import { scoreRows } from '../predict.js';

const floats = (...tensor: number[]): Value => ({ tensor, type: 1 });
const modes = (...tensor: number[]): Value => ({ tensor, type: 2, raw: true });

/** Column 0 ≤ 1.5 scores −1, else 1. */
const ensemble = (changes: Record<string, Value> = {}, output = 's'): Op => ({
  op: 'TreeEnsemble',
  inputs: ['X'],
  outputs: [output],
  attributes: {
    tree_roots: { ints: [0] },
    nodes_splits: floats(1.5),
    nodes_featureids: { ints: [0] },
    nodes_modes: modes(0),
    nodes_truenodeids: { ints: [0] },
    nodes_falsenodeids: { ints: [1] },
    nodes_trueleafs: { ints: [1] },
    nodes_falseleafs: { ints: [1] },
    leaf_targetids: { ints: [0, 0] },
    leaf_weights: floats(-1, 1),
    n_targets: { int: 1 },
    ...changes,
  },
});
const two = { n_targets: { int: 2 }, leaf_targetids: { ints: [0, 1] } };
const add = (output = 't'): Op => ({ op: 'Add', inputs: ['s', 'b'], outputs: [output] });
const behind = (op: string, input: string, output = 'prob', attributes: Record<string, Value> = {}): Op => ({
  op,
  inputs: [input],
  outputs: [output],
  attributes,
});

describe('the TreeEnsemble of ai.onnx.ml 5', () => {
  it('takes a Sigmoid behind it, and a constant added before that', () => {
    expect(margins(load([ensemble(), SIGMOID]), [1], [2], [null])).toEqual([-1, 1, 1]);
    const ops = [ensemble(), add(), behind('Sigmoid', 't')];
    expect(margins(load(ops, {}, ['X'], initializer('b', { tensor: [0.5], type: 1 })), [1])).toEqual([-0.5]);
  });

  it('adds a constant a class before a Softmax', () => {
    const ops = [
      ensemble(two),
      add(),
      behind('Softmax', 't', 'prob', { axis: { int: 1 } }),
      behind('ArgMax', 'prob', 'label'),
    ];
    const model = load(ops, {}, ['X'], initializer('b', { tensor: [0.25, 1], type: 11, raw: true }));
    expect(margins(model, [1], [2])).toEqual([1 + 0.75, 1 + 0.75]);
  });

  it('asks whether a value is exactly a member', () => {
    const member = { nodes_modes: modes(6), membership_values: floats(2, 5, NaN) };
    const model = load([ensemble(member), SIGMOID]);
    expect(margins(model, [2], [5], [2.5], [3], [-2], [null])).toEqual([-1, -1, 1, 1, 1, 1]);
    const tracked = load([ensemble({ ...member, nodes_missing_value_tracks_true: { ints: [1] } }), SIGMOID]);
    expect(margins(tracked, [null])).toEqual([-1]);
    const single = load([ensemble({ ...member, membership_values: floats(2.5) }), SIGMOID]);
    expect(margins(single, [2.5], [2])).toEqual([-1, 1]);
  });

  it('has trees that are a leaf: both ways lead to it', () => {
    const model = load([ensemble({ nodes_falsenodeids: { ints: [0] } }), SIGMOID]);
    expect(margins(model, [1], [2])).toEqual([-1, -1]);
  });

  it('NONE of two targets are probabilities, which a Normalizer may see if they add up to 1', () => {
    const shares = { ...two, leaf_weights: floats(1, 1), leaf_targetids: { ints: [0, 1] } };
    const normalizer = behind('Normalizer', 's', 'prob', { norm: 'L1' });
    expect(scoreRows(load([ensemble(shares), normalizer]), matrixOf([[1], [2]], 1)).probability).toEqual(
      Float64Array.of(0, 1),
    );
    expect(() => load([ensemble({ ...shares, leaf_weights: floats(1, 0.5) }), normalizer])).toThrow('Normalizer');
  });

  it.each<[string, Record<string, Value>, Op[]]>([
    ['its output is no probability', {}, []],
    ['aggregate_function MIN', { aggregate_function: { int: 2 } }, [SIGMOID]],
    ['aggregate_function MAX', { aggregate_function: { int: 3 } }, [SIGMOID]],
    ['aggregate_function undefined', { aggregate_function: { int: 9 } }, [SIGMOID]],
    ['post_transform LOGISTIC', { post_transform: { int: 2 } }, []],
    ['post_transform SOFTMAX_ZERO', { ...two, post_transform: { int: 3 } }, []],
    ['post_transform PROBIT', { ...two, post_transform: { int: 4 } }, []],
    ['scores that are no probabilities', two, []],
    ['Softmax after a classifier', { ...two, post_transform: { int: 1 } }, [behind('Softmax', 's')]],
    ['operator Softmax', two, [behind('Softmax', 's', 'prob', { axis: { int: 0 } })]],
    ['several ONNX Sigmoids', {}, [SIGMOID, behind('Sigmoid', 'prob', 'p')]],
    ['n_targets 3', { n_targets: { int: 3 } }, [SIGMOID]],
    ['branch mode 7', { nodes_modes: modes(7) }, [SIGMOID]],
    [
      'of several members that are no whole numbers',
      { nodes_modes: modes(6), membership_values: floats(2.5, 3) },
      [SIGMOID],
    ],
    ['operator Add', {}, [add(), behind('Sigmoid', 't')]],
  ])('refuses by name: %s', (message, changes, after) => {
    expect(() => load([ensemble(changes), ...after])).toThrow(UnsupportedModelError);
    expect(() => load([ensemble(changes), ...after])).toThrow(message);
  });

  it.each<[string, Record<string, Value>]>([
    ['nodes_splits is not as long', { nodes_splits: floats(1, 2) }],
    ['nodes_featureids has 2 entries', { nodes_featureids: { ints: [0, 0] } }],
    ['nodes_missing_value_tracks_true is not as long', { nodes_missing_value_tracks_true: { ints: [1, 1] } }],
    ['leaf_targetids has 1 entries', { leaf_targetids: { ints: [0] } }],
    ['target that does not exist', { leaf_targetids: { ints: [0, 7] } }],
    ['does not exist', { nodes_falsenodeids: { ints: [2] } }],
    ['does not exist', { nodes_truenodeids: { ints: [-1] } }],
    ['does not exist', { tree_roots: { ints: [1] } }],
    ['reaches node 0 twice', { nodes_trueleafs: { ints: [0] } }],
    ['reaches node 0 twice', { tree_roots: { ints: [0, 0] } }],
    ['has no tree_roots', { tree_roots: { ints: [] } }],
    ['one set for each BRANCH_MEMBER', { nodes_modes: modes(6) }],
    ['one set for each BRANCH_MEMBER', { nodes_modes: modes(6), membership_values: floats(1, NaN, 2) }],
    ['one set for each BRANCH_MEMBER', { membership_values: floats(1) }],
    ['not finite', { leaf_weights: floats(Infinity, 0) }],
    ['not a number', { nodes_splits: floats(NaN) }],
    ['splits on column', { nodes_featureids: { ints: [-1] } }],
  ])('refuses what contradicts itself: %s', (message, changes) => {
    expect(() => load([ensemble(changes), SIGMOID])).toThrow(MalformedModelError);
    expect(() => load([ensemble(changes), SIGMOID])).toThrow(message);
  });

  it('refuses nodes in no tree, and more nodes and trees than allowed', () => {
    const unreached = {
      nodes_splits: floats(1, 2),
      nodes_featureids: { ints: [0, 0] },
      nodes_modes: modes(0, 0),
      nodes_truenodeids: { ints: [0, 0] },
      nodes_falsenodeids: { ints: [1, 1] },
      nodes_trueleafs: { ints: [1, 1] },
      nodes_falseleafs: { ints: [1, 1] },
    };
    expect(() => load([ensemble(unreached), SIGMOID])).toThrow('ONNX node 1 is in no tree');
    const both = { ...unreached, tree_roots: { ints: [0, 1] } };
    expect(margins(load([ensemble(both), SIGMOID]), [1.5])).toEqual([0]);
    expect(() => load([ensemble(both), SIGMOID], { limits: { maxNodes: 5 } })).toThrow(ModelLimitError);
    expect(() => load([ensemble(both), SIGMOID], { limits: { maxTrees: 1 } })).toThrow(ModelLimitError);
  });
});

describe('the way of the data in an ONNX graph', () => {
  const X = (width: number, type = 1) => ({ name: 'X', type, width });

  it('is as wide as the input says', () => {
    expect(load([ensemble(), SIGMOID], {}, [X(5)]).features).toHaveLength(5);
    expect(load([ensemble(), SIGMOID]).features).toHaveLength(1);
  });

  it('joins inputs of several columns, and casts of inputs', () => {
    const inputs = [
      { name: 'numbers', type: 1, width: 2 },
      { name: 'codes', type: 7, width: 1 },
    ];
    const ops: Op[] = [
      { op: 'Cast', inputs: ['codes'], outputs: ['c'], attributes: { to: { int: 1 } } },
      { op: 'Concat', inputs: ['numbers', 'c'], outputs: ['X'], attributes: { axis: { int: 1 } } },
      ensemble({ nodes_featureids: { ints: [2] } }),
      SIGMOID,
    ];
    const model = load(ops, {}, inputs);
    expect(model).toMatchObject({ features: ['f0', 'f1', 'f2'], namesKnown: false });
    expect(margins(model, [9, 9, 1], [0, 0, 2])).toEqual([-1, 1]);
    expect(() => load(ops, {}, ['numbers', { ...inputs[1], width: 2 }])).toThrow('of inputs of unknown widths');
  });

  it('a FeatureVectorizer of single columns names them', () => {
    const vectorizer: Op = { op: 'FeatureVectorizer', inputs: ['age', 'bmi'], outputs: ['X'] };
    expect(load([vectorizer, ensemble(), SIGMOID], {}, ['age', 'bmi'])).toMatchObject({
      features: ['age', 'bmi'],
      namesKnown: true,
    });
  });

  it('doubles stay doubles unless something rounds them', () => {
    const below = 1.5 + 1e-12;
    const cast: Op = { op: 'Cast', inputs: ['X'], outputs: ['x'], attributes: { to: { int: 1 } } };
    const rounded = { ...ensemble(), inputs: ['x'] };
    expect(margins(load([ensemble(), SIGMOID], {}, [X(1, 11)]), [below])).toEqual([1]);
    expect(margins(load([ensemble(), SIGMOID], {}, [X(1, 1)]), [below])).toEqual([-1]);
    expect(margins(load([cast, rounded, SIGMOID], {}, [X(1, 11)]), [below])).toEqual([-1]);
    const scaler: Op = {
      op: 'Scaler',
      inputs: ['X'],
      outputs: ['x'],
      attributes: { offset: { floats: [0] }, scale: { floats: [1] } },
    };
    expect(() => load([scaler, rounded, SIGMOID], {}, [X(1, 11)])).toThrow('Scaler of doubles');
  });

  it('operators on the label alone do not matter', () => {
    const classifier: Op = {
      op: 'TreeEnsembleClassifier',
      inputs: ['X'],
      outputs: ['label', 'prob'],
      attributes: {
        nodes_treeids: { ints: [0] },
        nodes_nodeids: { ints: [0] },
        nodes_featureids: { ints: [0] },
        nodes_modes: { texts: ['LEAF'] },
        nodes_values: { floats: [0] },
        nodes_truenodeids: { ints: [0] },
        nodes_falsenodeids: { ints: [0] },
        class_treeids: { ints: [0] },
        class_nodeids: { ints: [0] },
        class_ids: { ints: [0] },
        class_weights: { floats: [0.5] },
        classlabels_int64s: { ints: [0, 1] },
        post_transform: 'LOGISTIC',
      },
    };
    const label = behind('Cast', 'label', 'l', { to: { int: 8 } });
    expect(margins(load([classifier, label, behind('Mul', 'l', 'm')], {}, [X(1)]), [1])).toEqual([0.5]);
    expect(() => load([classifier, behind('Mul', 'prob', 'm')])).toThrow('operator Mul');
    expect(() => load([classifier, behind('Cast', 'prob', 'm', { to: { int: 7 } })])).toThrow('operator Cast');
  });

  it('a tensor in a file of its own, or of broken bytes, is refused', () => {
    const model = [ensemble(), SIGMOID];
    expect(() =>
      load(model, {}, ['X'], (graph) => graph.uint32(42).fork().uint32(16).int32(1).uint32(112).int32(1).ldelim()),
    ).toThrow('files of their own');
    expect(() =>
      load(model, {}, ['X'], (graph) =>
        graph.uint32(42).fork().uint32(16).int32(1).uint32(74).bytes(Uint8Array.of(1)).ldelim(),
      ),
    ).toThrow('no complete ONNX model');
  });
});
