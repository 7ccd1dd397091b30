import { UnsupportedModelError } from '../errors.js';
import { textOf } from './onnx-attributes.js';
import type { OnnxGraph, OnnxNode } from './onnx-proto.js';
import { ELEMENT } from './onnx-tensor.js';

/** What happens to the scores of the model operator. */
export interface OnnxAfter {
  /** Constants added to the scores before a link: none, one, or one a class. */
  readonly added: readonly number[];
  readonly link?: 'Sigmoid' | 'Softmax';
  readonly normalizers: readonly OnnxNode[];
}

/** Operators that leave the scores as they are. */
const UNCHANGED = new Set(['ZipMap', 'Identity']);

/** Follows the scores through the operators after the model; what only the label goes through does not matter. */
export class ScorePath {
  private readonly scores: Set<string>;
  private readonly labels: Set<string>;
  private readonly added: number[] = [];
  private readonly normalizers: OnnxNode[] = [];
  private link?: 'Sigmoid' | 'Softmax';

  constructor(
    private readonly graph: OnnxGraph,
    model: OnnxNode,
  ) {
    const classifier = model.op.endsWith('Classifier');
    this.labels = new Set(classifier ? model.outputs.slice(0, 1) : []);
    this.scores = new Set(classifier ? model.outputs.slice(1) : model.outputs);
  }

  /** Takes the next operator. @throws UnsupportedModelError if it changes the scores in a way that is not understood */
  follow(node: OnnxNode): void {
    const data = node.inputs.filter((name) => !this.graph.initializers.has(name) && name !== '');
    if (data.length > 0 && data.every((name) => this.labels.has(name))) {
      node.outputs.forEach((name) => this.labels.add(name));
      return;
    }
    if (!this.take(node)) throw new UnsupportedModelError(`ONNX operator ${node.op}`, 'after the model');
    if (data.length !== 1 || !this.scores.has(data[0]))
      throw new UnsupportedModelError('ONNX graph with several branches');
    node.outputs.forEach((name) => (node.op === 'ArgMax' ? this.labels : this.scores).add(name));
  }

  get result(): OnnxAfter {
    return { added: this.added, link: this.link, normalizers: this.normalizers };
  }

  private take(node: OnnxNode): boolean {
    if (UNCHANGED.has(node.op) || node.op === 'ArgMax') return true;
    const to = node.attributes.get('to')?.i ?? 0;
    if (node.op === 'Cast') return to === ELEMENT.float || to === ELEMENT.double;
    if (node.op === 'Normalizer') return this.normalizers.push(node) > 0;
    if (node.op === 'Sigmoid' || node.op === 'Softmax') return this.takeLink(node, node.op);
    return node.op === 'Add' && this.add(node);
  }

  private takeLink(node: OnnxNode, op: 'Sigmoid' | 'Softmax'): boolean {
    if (this.link !== undefined) throw new UnsupportedModelError('several ONNX Sigmoids or Softmaxes');
    if (this.normalizers.length > 0) return false;
    const axis = node.attributes.get('axis')?.i ?? -1;
    if (op === 'Softmax' && axis !== -1 && axis !== 1) return false;
    this.link = op;
    return true;
  }

  private add(node: OnnxNode): boolean {
    const constant = node.inputs
      .map((name) => this.graph.initializers.get(name))
      .find((tensor) => tensor !== undefined);
    const values = constant?.values;
    if (values === undefined || values.length === 0 || values.length > 2 || !values.every(Number.isFinite))
      return false;
    if (this.link !== undefined || this.normalizers.length > 0 || this.added.length > 0) return false;
    this.added.push(...values);
    return true;
  }
}

/** @throws UnsupportedModelError for a Normalizer that changes scores which do not add up to 1 already */
export function checkNormalizers(after: OnnxAfter, alreadyNormal: boolean): void {
  for (const node of after.normalizers) {
    if (textOf(node, 'norm', 'MAX') !== 'L1' || !alreadyNormal)
      throw new UnsupportedModelError('ONNX Normalizer', 'of scores that do not add up to 1 already');
  }
}
