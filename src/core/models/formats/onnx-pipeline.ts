import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { floatsOf, textOf } from './onnx-attributes.js';
import type { OnnxGraph, OnnxNode } from './onnx-proto.js';

/** An affine preparation of the columns before the model: z = (x − offset) · factor, missing x read as `impute` (NaN: not). */
export interface Preparation {
  offset?: number[];
  factor?: number[];
  impute?: number[];
}

/** The one model operator of a graph with what stands before and after it. */
export interface OnnxPipeline {
  readonly model: OnnxNode;
  readonly preparation: Preparation;
  readonly after: readonly OnnxNode[];
  /** Names of the columns if each is an input of its own. */
  readonly names?: readonly string[];
}

const MODELS = new Set(['TreeEnsembleClassifier', 'TreeEnsembleRegressor', 'LinearClassifier', 'LinearRegressor']);
const AFTER = new Set(['ZipMap', 'Normalizer', 'Sigmoid', 'Identity', 'Cast']);

function spread(values: readonly number[], width: number | undefined, at: number): number {
  if (values.length !== 1 && width !== undefined && values.length !== width)
    throw new MalformedModelError('ONNX preparation and model have different widths');
  return values.length === 1 ? values[0] : values[at];
}

function impute(node: OnnxNode, before: Preparation): Preparation {
  const values = floatsOf(node, 'imputed_value_floats');
  if (values.length === 0) throw new UnsupportedModelError('ONNX Imputer of whole numbers');
  const replaced = node.attributes.get('replaced_value_float');
  if (replaced !== undefined && !Number.isNaN(replaced.f))
    throw new UnsupportedModelError('ONNX Imputer that replaces a value other than NaN');
  if (before.impute !== undefined) return before;
  const width = Math.max(values.length, before.factor?.length ?? 1);
  const filled = Array.from({ length: width }, (_, j) => {
    const z = spread(values, width, j);
    return before.factor === undefined || before.offset === undefined
      ? z
      : z / spread(before.factor, width, j) + spread(before.offset, width, j);
  });
  return { ...before, impute: filled };
}

function scale(node: OnnxNode, before: Preparation): Preparation {
  const offset = floatsOf(node, 'offset');
  const factor = floatsOf(node, 'scale');
  if (offset.length === 0 || factor.length === 0) throw new MalformedModelError('ONNX Scaler without offset or scale');
  if (before.offset !== undefined) throw new UnsupportedModelError('several ONNX Scalers in a row');
  if (factor.some((f) => f === 0 || !Number.isFinite(f)) || !offset.every(Number.isFinite))
    throw new MalformedModelError('ONNX Scaler with a scale of zero');
  return { ...before, offset, factor };
}

/** Joins inputs of one column each to a matrix. */
function concatenated(graph: OnnxGraph, node: OnnxNode): void {
  if (node.inputs.some((name) => !graph.inputs.includes(name)))
    throw new UnsupportedModelError('ONNX operator Concat', 'of anything but inputs');
}

/**
 * Follows the data from the input to the single model operator and to the outputs.
 * @throws UnsupportedModelError naming the first operator that is not understood
 */
export function readPipeline(graph: OnnxGraph): OnnxPipeline {
  let data = graph.inputs[0];
  let names: readonly string[] | undefined;
  let preparation: Preparation = {};
  let model: OnnxNode | undefined;
  const after: OnnxNode[] = [];
  const results = new Set<string>();
  for (const node of graph.nodes) {
    if (model !== undefined) {
      if (!AFTER.has(node.op)) throw new UnsupportedModelError(`ONNX operator ${node.op}`, 'after the model');
      if (!node.inputs.every((name) => results.has(name)))
        throw new UnsupportedModelError('ONNX graph with several branches');
      node.outputs.forEach((name) => results.add(name));
      after.push(node);
      continue;
    }
    if (node.op === 'Concat' && names === undefined) {
      concatenated(graph, node);
      names = node.inputs;
    } else if (node.inputs[0] !== data)
      throw new UnsupportedModelError(`ONNX operator ${node.op}`, 'not on the way from the input to the model');
    else if (node.op === 'Imputer') preparation = impute(node, preparation);
    else if (node.op === 'Scaler') preparation = scale(node, preparation);
    else if (MODELS.has(node.op)) {
      model = node;
      node.outputs.forEach((name) => results.add(name));
      continue;
    } else if (node.op === 'Cast') {
      if (![1, 11].includes(node.attributes.get('to')?.i ?? 0))
        throw new UnsupportedModelError('ONNX Cast to anything but floats');
    } else if (node.op !== 'Identity') throw new UnsupportedModelError(`ONNX operator ${node.op}`);
    data = node.outputs[0];
  }
  if (model === undefined) throw new UnsupportedModelError('ONNX graph without a tree ensemble or linear model');
  if (names === undefined && graph.inputs.length > 1) throw new UnsupportedModelError('ONNX graph with several inputs');
  return { model, preparation, after, names };
}

/** Does a Sigmoid follow, and are all other operators after the model without effect on the probability? */
export function sigmoidAfter(after: readonly OnnxNode[], alreadyNormal: boolean): boolean {
  const sigmoids = after.filter((node) => node.op === 'Sigmoid').length;
  if (sigmoids > 1) throw new UnsupportedModelError('several ONNX Sigmoids');
  for (const node of after) {
    if (node.op === 'Normalizer' && (textOf(node, 'norm', 'MAX') !== 'L1' || !alreadyNormal)) {
      throw new UnsupportedModelError('ONNX Normalizer', 'of scores that do not add up to 1 already');
    }
  }
  return sigmoids === 1;
}

/** Column count that lists of a preparation state, or 0. */
export function preparedWidth(preparation: Preparation): number {
  return Math.max(preparation.offset?.length ?? 0, preparation.factor?.length ?? 0, preparation.impute?.length ?? 0);
}

/** A preparation list as one number a column. */
export function perColumn(values: readonly number[] | undefined, width: number, fallback: number): Float64Array {
  return Float64Array.from({ length: width }, (_, j) => (values === undefined ? fallback : spread(values, width, j)));
}
