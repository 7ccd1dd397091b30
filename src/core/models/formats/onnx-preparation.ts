import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { floatsOf } from './onnx-attributes.js';
import type { OnnxNode } from './onnx-proto.js';

/** An affine preparation of the columns before the model: z = (x − offset) · factor, missing x read as `impute` (NaN: not). */
export interface Preparation {
  offset?: number[];
  factor?: number[];
  impute?: number[];
  /** What an Imputer after the Scaler fills in, in scaled units. */
  imputeScaled?: number[];
  /** True if the Scaler takes doubles. */
  ofDoubles?: boolean;
}

function spread(values: readonly number[], width: number | undefined, at: number): number {
  if (values.length !== 1 && width !== undefined && values.length !== width)
    throw new MalformedModelError('ONNX preparation and model have different widths');
  return values.length === 1 ? values[0] : values[at];
}

/** What missing values are read as after an Imputer. */
export function imputed(node: OnnxNode, before: Preparation): Preparation {
  const values = floatsOf(node, 'imputed_value_floats');
  if (values.length === 0) throw new UnsupportedModelError('ONNX Imputer of whole numbers');
  const replaced = node.attributes.get('replaced_value_float');
  // Where the attribute is left out, zeros are replaced and missing values stay.
  if (replaced === undefined || !Number.isNaN(replaced.f))
    throw new UnsupportedModelError('ONNX Imputer that replaces a value other than NaN');
  if (before.impute !== undefined) return before;
  const width = Math.max(values.length, before.factor?.length ?? 1);
  const filled = Array.from({ length: width }, (_, j) => {
    const z = spread(values, width, j);
    return before.factor === undefined || before.offset === undefined
      ? z
      : z / spread(before.factor, width, j) + spread(before.offset, width, j);
  });
  return { ...before, impute: filled, imputeScaled: before.factor === undefined ? undefined : values };
}

/** z = (x − offset) · factor of a Scaler. */
export function scaled(node: OnnxNode, before: Preparation): Preparation {
  const offset = floatsOf(node, 'offset');
  const factor = floatsOf(node, 'scale');
  if (offset.length === 0 || factor.length === 0) throw new MalformedModelError('ONNX Scaler without offset or scale');
  if (before.offset !== undefined) throw new UnsupportedModelError('several ONNX Scalers in a row');
  if (factor.some((f) => f === 0 || !Number.isFinite(f)) || !offset.every(Number.isFinite))
    throw new MalformedModelError('ONNX Scaler with a scale of zero');
  return { ...before, offset, factor };
}

/** Column count that lists of a preparation state, or 0. */
export function preparedWidth(preparation: Preparation): number {
  return Math.max(preparation.offset?.length ?? 0, preparation.factor?.length ?? 0, preparation.impute?.length ?? 0);
}

/** A preparation list as one number a column. */
export function perColumn(values: readonly number[] | undefined, width: number, fallback: number): Float64Array {
  return Float64Array.from({ length: width }, (_, j) => (values === undefined ? fallback : spread(values, width, j)));
}
