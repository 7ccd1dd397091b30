import protobuf from 'protobufjs/minimal.js';
import { loadModel, matrixOf, scoreRows, type LoadOptions, type Model } from '../../../src/core/models/index.js';

const { Writer } = protobuf;

/** Numbers as a TensorProto: 1 float, 2 uint8, 7 int64, 11 double; raw bytes, or the list of the type. */
export interface TensorValue {
  tensor: number[];
  type: 1 | 2 | 7 | 11;
  raw?: boolean;
}
export type Value =
  | string
  | { int: number }
  | { float: number }
  | { floats: number[] }
  | { ints: number[] }
  | { texts: string[] }
  | { doubles: number[]; raw?: boolean }
  | TensorValue;
export interface Op {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes?: Record<string, Value>;
}
/** An input with its element type and its number of columns. */
export interface Input {
  name: string;
  type: number;
  width: number;
}

/** Operators of the standard domain; all others are of `ai.onnx.ml`. */
const STANDARD = new Set(['Add', 'ArgMax', 'Cast', 'Concat', 'Identity', 'Sigmoid', 'Softmax', 'If', 'Mul', 'Gemm']);

function tensor(w: protobuf.Writer, { tensor: values, type, raw }: TensorValue, name?: string): protobuf.Writer {
  w.uint32(10).fork().int64(values.length).ldelim().uint32(16).int32(type);
  if (name !== undefined) w.uint32(66).string(name);
  if (raw === true) {
    const arrays = { 1: Float32Array, 2: Uint8Array, 11: Float64Array };
    const bytes = type === 7 ? BigInt64Array.from(values, BigInt) : arrays[type].from(values);
    return w.uint32(74).bytes(new Uint8Array(bytes.buffer));
  }
  const field = { 1: 4, 2: 5, 7: 7, 11: 10 }[type];
  w.uint32((field << 3) | 2).fork();
  for (const x of values) {
    if (type === 1) w.float(x);
    else if (type === 11) w.double(x);
    else w.int64(x);
  }
  return w.ldelim();
}

function attribute(name: string, value: Value): Uint8Array {
  const w = Writer.create().uint32(10).string(name);
  const typed = (type: number): Uint8Array => w.uint32(160).int32(type).finish();
  if (typeof value === 'string') return (w.uint32(34).string(value), typed(3));
  if ('int' in value) return (w.uint32(24).int64(value.int), typed(2));
  if ('float' in value) return (w.uint32(21).float(value.float), typed(1));
  if ('floats' in value) {
    for (const x of value.floats) w.uint32(61).float(x);
    return typed(6);
  }
  if ('ints' in value) {
    w.uint32(66).fork();
    for (const x of value.ints) w.int64(x);
    return (w.ldelim(), typed(7));
  }
  if ('texts' in value) {
    for (const x of value.texts) w.uint32(74).string(x);
    return typed(8);
  }
  const list: TensorValue = 'tensor' in value ? value : { tensor: value.doubles, type: 11, raw: value.raw };
  tensor(w.uint32(42).fork(), list).ldelim();
  return typed(4);
}

function valueInfo(w: protobuf.Writer, input: string | Input): void {
  if (typeof input === 'string') {
    w.uint32(90).fork().uint32(10).string(input).ldelim();
    return;
  }
  w.uint32(90).fork().uint32(10).string(input.name).uint32(18).fork().uint32(10).fork().uint32(8).int32(input.type);
  w.uint32(18).fork().uint32(10).fork().uint32(18).string('N').ldelim();
  w.uint32(10).fork().uint32(8).int64(input.width).ldelim().ldelim();
  w.ldelim().ldelim().ldelim();
}

/** An ONNX file of operators in order; `extra` writes further fields of the graph. */
export function onnx(
  ops: readonly Op[],
  inputs: readonly (string | Input)[] = ['X'],
  extra?: (graph: protobuf.Writer) => void,
  outputs: readonly string[] = ['prob'],
): Uint8Array {
  const graph = Writer.create();
  for (const { op, inputs: from, outputs: to, attributes = {} } of ops) {
    graph.uint32(10).fork();
    for (const name of from) graph.uint32(10).string(name);
    for (const name of to) graph.uint32(18).string(name);
    graph.uint32(34).string(op);
    for (const [name, value] of Object.entries(attributes)) graph.uint32(42).bytes(attribute(name, value));
    graph
      .uint32(58)
      .string(STANDARD.has(op) ? '' : 'ai.onnx.ml')
      .ldelim();
  }
  graph.uint32(18).string('g');
  for (const input of inputs) valueInfo(graph, input);
  for (const name of outputs) graph.uint32(98).fork().uint32(10).string(name).ldelim();
  extra?.(graph);
  const w = Writer.create().uint32(8).int64(8).uint32(18).string('test');
  const trees = ops.some(({ op }) => op === 'TreeEnsemble') ? 5 : 3;
  for (const [domain, version] of [
    ['', 18],
    ['ai.onnx.ml', trees],
  ] as const)
    w.uint32(66).fork().uint32(10).string(domain).uint32(16).int64(version).ldelim();
  return w.uint32(58).bytes(graph.finish()).finish();
}

/** Writes an initialiser, for `extra` of `onnx`. */
export const initializer =
  (name: string, value: TensorValue) =>
  (graph: protobuf.Writer): void => {
    tensor(graph.uint32(42).fork(), value, name).ldelim();
  };

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

export const load = (
  ops: Op[],
  options: LoadOptions = {},
  inputs?: (string | Input)[],
  extra?: (graph: protobuf.Writer) => void,
): Model => loadModel(onnx(ops, inputs, extra), options);
export const margins = (model: Model, ...rows: (number | null)[][]): number[] => [
  ...scoreRows(model, matrixOf(rows, model.features.length)).margin,
];
