import { MalformedModelError } from '../errors.js';
import type { OnnxNode } from './onnx-proto.js';
import type { OnnxTensor } from './onnx-tensor.js';

/** An attribute of floating-point numbers, of either precision; empty when the operator has none. */
export function floatsOf(node: OnnxNode, name: string): number[] {
  const values = node.attributes.get(name)?.floats ?? [];
  return values.length > 0 ? values : (node.attributes.get(`${name}_as_tensor`)?.tensor?.values ?? []);
}

/**
 * An attribute of whole numbers; empty when the operator has none.
 * @throws MalformedModelError unless there are as many as asked for
 */
export function intsOf(node: OnnxNode, name: string, length?: number): number[] {
  const values = node.attributes.get(name)?.ints ?? [];
  if (length !== undefined && values.length !== length) {
    throw new MalformedModelError(`ONNX attribute ${name} has ${values.length} entries instead of ${length}`);
  }
  return values;
}

/** A text attribute, or what stands for one that is absent or empty. */
export function textOf(node: OnnxNode, name: string, fallback: string): string {
  const value = node.attributes.get(name)?.s ?? '';
  return value === '' ? fallback : value;
}

/** Numbers of classes that the label attributes of a classifier name. */
export function classCount(node: OnnxNode): number {
  const ints = intsOf(node, 'classlabels_int64s').length + intsOf(node, 'classlabels_ints').length;
  return ints + (node.attributes.get('classlabels_strings')?.strings.length ?? 0);
}

/** A tensor attribute, if the operator has it. */
export function tensorOf(node: OnnxNode, name: string): OnnxTensor | undefined {
  return node.attributes.get(name)?.tensor;
}
