import protobuf from 'protobufjs/minimal.js';
import { loadModel, matrixOf, scoreRows, type LoadOptions, type Model } from '../../../src/core/models/index.js';

const { Writer } = protobuf;

export type Value =
  | string
  | { int: number }
  | { float: number }
  | { floats: number[] }
  | { ints: number[] }
  | { texts: string[] }
  | { doubles: number[]; raw?: boolean };
export interface Op {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes?: Record<string, Value>;
}

function attribute(name: string, value: Value): Uint8Array {
  const w = Writer.create().uint32(10).string(name);
  if (typeof value === 'string') w.uint32(34).string(value);
  else if ('int' in value) w.uint32(24).int64(value.int);
  else if ('float' in value) w.uint32(21).float(value.float);
  else if ('floats' in value) for (const x of value.floats) w.uint32(61).float(x);
  else if ('ints' in value) {
    w.uint32(66).fork();
    for (const x of value.ints) w.int64(x);
    w.ldelim();
  } else if ('texts' in value) for (const x of value.texts) w.uint32(74).string(x);
  else if (value.raw === true)
    w.uint32(42)
      .fork()
      .uint32(16)
      .int32(11)
      .uint32(74)
      .bytes(new Uint8Array(Float64Array.from(value.doubles).buffer))
      .ldelim();
  else {
    w.uint32(42).fork();
    for (const x of value.doubles) w.uint32(81).double(x);
    w.ldelim();
  }
  return w.finish();
}

export function onnx(ops: readonly Op[], inputs = ['X'], extra?: (graph: protobuf.Writer) => void): Uint8Array {
  const graph = Writer.create();
  for (const { op, inputs: from, outputs, attributes = {} } of ops) {
    graph.uint32(10).fork();
    for (const name of from) graph.uint32(10).string(name);
    for (const name of outputs) graph.uint32(18).string(name);
    graph.uint32(34).string(op);
    for (const [name, value] of Object.entries(attributes)) graph.uint32(42).bytes(attribute(name, value));
    graph.uint32(58).string('ai.onnx.ml').ldelim();
  }
  for (const name of inputs) graph.uint32(90).fork().uint32(10).string(name).ldelim();
  graph.uint32(98).fork().uint32(10).string('prob').ldelim();
  extra?.(graph);
  return Writer.create().uint32(8).int64(8).uint32(18).string('test').uint32(58).bytes(graph.finish()).finish();
}

/** One stump on column 0 with threshold 1.5; "yes" scores −1, "no" 1. */
export function trees(
  changes: Record<string, Value> = {},
  prefix: 'class' | 'target' = 'class',
): Record<string, Value> {
  return {
    nodes_treeids: { ints: [0, 0, 0] },
    nodes_nodeids: { ints: [0, 1, 2] },
    nodes_featureids: { ints: [0, 0, 0] },
    nodes_modes: { texts: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
    nodes_values: { floats: [1.5, 0, 0] },
    nodes_truenodeids: { ints: [1, 0, 0] },
    nodes_falsenodeids: { ints: [2, 0, 0] },
    nodes_missing_value_tracks_true: { ints: [0, 0, 0] },
    [`${prefix}_treeids`]: { ints: [0, 0] },
    [`${prefix}_nodeids`]: { ints: [1, 2] },
    [`${prefix}_ids`]: { ints: [0, 0] },
    [`${prefix}_weights`]: { floats: [-1, 1] },
    ...(prefix === 'class' ? { classlabels_int64s: { ints: [0, 1] }, post_transform: 'LOGISTIC' } : {}),
    ...changes,
  };
}

export const classifier = (changes: Record<string, Value> = {}, input = 'X'): Op => ({
  op: 'TreeEnsembleClassifier',
  inputs: [input],
  outputs: ['label', 'prob'],
  attributes: trees(changes),
});
export const regressor = (changes: Record<string, Value> = {}): Op => ({
  op: 'TreeEnsembleRegressor',
  inputs: ['X'],
  outputs: ['s'],
  attributes: trees(changes, 'target'),
});
export const linear = (changes: Record<string, Value>, input = 'X'): Op => ({
  op: 'LinearClassifier',
  inputs: [input],
  outputs: ['label', 'prob'],
  attributes: { classlabels_ints: { ints: [0, 1] }, post_transform: 'LOGISTIC', ...changes },
});
export const SIGMOID: Op = { op: 'Sigmoid', inputs: ['s'], outputs: ['prob'] };
export const after = (op: string, attributes: Record<string, Value> = {}, input = 'prob'): Op => ({
  op,
  inputs: [input],
  outputs: ['out'],
  attributes,
});
export const before = (op: string, attributes: Record<string, Value> = {}, from = 'X', to = 'i'): Op => ({
  op,
  inputs: [from],
  outputs: [to],
  attributes,
});
export const NAN_IMPUTER = { imputed_value_floats: { floats: [2, 0] }, replaced_value_float: { float: NaN } };

export const load = (ops: Op[], options: LoadOptions = {}, inputs?: string[]): Model =>
  loadModel(onnx(ops, inputs), options);
export const margins = (model: Model, ...rows: (number | null)[][]): number[] => [
  ...scoreRows(model, matrixOf(rows, model.features.length)).margin,
];
