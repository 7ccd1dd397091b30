import { UnsupportedModelError } from '../errors.js';
import { ScorePath, type OnnxAfter } from './onnx-after.js';
import { imputed, scaled, type Preparation } from './onnx-preparation.js';
import type { OnnxGraph, OnnxInput, OnnxNode } from './onnx-proto.js';
import { ELEMENT } from './onnx-tensor.js';

/** The one model operator of a graph with what stands before and after it. */
export interface OnnxPipeline {
  readonly model: OnnxNode;
  readonly preparation: Preparation;
  readonly after: OnnxAfter;
  /** Names of the columns if each is an input of its own. */
  readonly names?: readonly string[];
  /** Number of columns, where the file states it. */
  readonly width?: number;
  /** What the values are rounded to on their way to the model; undefined where the file does not say. */
  readonly precision?: 'float32' | 'float64';
}

const MODELS = new Set([
  'TreeEnsembleClassifier',
  'TreeEnsembleRegressor',
  'TreeEnsemble',
  'LinearClassifier',
  'LinearRegressor',
]);

/** The way of the data from the inputs to the model operator. */
class DataPath {
  names?: readonly string[];
  width?: number;
  precision?: 'float32' | 'float64';
  preparation: Preparation = {};
  /** The value that the next operator must take: before inputs are joined, any of several. */
  private readonly origin: Map<string, OnnxInput>;
  private joined = false;

  constructor(private readonly graph: OnnxGraph) {
    this.origin = new Map(graph.inputs.map((input) => [input.name, input]));
    this.width = graph.inputs[0]?.width;
    this.setPrecision(graph.inputs[0]?.type ?? 0);
  }

  follow(node: OnnxNode): void {
    if ((node.op === 'Concat' || node.op === 'FeatureVectorizer') && !this.joined) {
      this.join(node);
      return;
    }
    const from = this.origin.get(node.inputs[0]);
    if (from === undefined)
      throw new UnsupportedModelError(`ONNX operator ${node.op}`, 'not on the way from the input to the model');
    if (node.op === 'Cast') this.cast(node);
    else if (node.op !== 'Identity') {
      this.checkJoined();
      if (node.op === 'Imputer') this.preparation = imputed(node, this.preparation);
      else if (node.op === 'Scaler') {
        this.preparation = { ...scaled(node, this.preparation), ofDoubles: this.precision === 'float64' };
        this.precision = 'float32';
      } else throw new UnsupportedModelError(`ONNX operator ${node.op}`);
    }
    this.origin.set(node.outputs[0], from);
    if (this.joined || this.graph.inputs.length === 1) this.origin.delete(node.inputs[0]);
  }

  /** @throws UnsupportedModelError if the model does not take the joined data */
  arrive(model: OnnxNode): void {
    if (!this.origin.has(model.inputs[0]))
      throw new UnsupportedModelError(`ONNX operator ${model.op}`, 'not on the way from the input to the model');
    this.checkJoined();
  }

  private checkJoined(): void {
    if (!this.joined && this.graph.inputs.length > 1) throw new UnsupportedModelError('ONNX graph with several inputs');
  }

  private setPrecision(type: number): void {
    if (type !== 0) this.precision = type === ELEMENT.double ? 'float64' : 'float32';
  }

  private cast(node: OnnxNode): void {
    const to = node.attributes.get('to')?.i ?? 0;
    if (to !== ELEMENT.float && to !== ELEMENT.double)
      throw new UnsupportedModelError('ONNX Cast to anything but floats');
    // What was a float32 stays one as a double.
    if (to === ELEMENT.float) this.precision = 'float32';
  }

  /** Joins inputs, each as wide as it says, to a matrix. */
  private join(node: OnnxNode): void {
    const axis = node.attributes.get('axis')?.i ?? 1;
    if (axis !== 1 && axis !== -1) throw new UnsupportedModelError('ONNX operator Concat', 'of rows');
    const inputs = node.inputs.map((name) => {
      const input = this.origin.get(name);
      if (input === undefined) throw new UnsupportedModelError(`ONNX operator ${node.op}`, 'of anything but inputs');
      return input;
    });
    if (new Set(inputs).size !== inputs.length)
      throw new UnsupportedModelError(`ONNX operator ${node.op}`, 'of an input twice');
    const single = inputs.every(({ width = 1 }) => width === 1);
    if (!single && inputs.some(({ width }) => width === undefined))
      throw new UnsupportedModelError(`ONNX operator ${node.op}`, 'of inputs of unknown widths');
    this.width = inputs.reduce((sum, { width = 1 }) => sum + width, 0);
    this.names = single ? inputs.map(({ name }) => name) : undefined;
    if (node.op === 'FeatureVectorizer') this.precision = 'float32';
    else if (this.precision === undefined) this.setPrecision(inputs[0].type);
    this.joined = true;
    this.origin.clear();
    this.origin.set(node.outputs[0], inputs[0]);
  }
}

/**
 * Follows the data from the input to the single model operator and to the outputs.
 * @throws UnsupportedModelError naming the first operator that is not understood
 */
export function readPipeline(graph: OnnxGraph): OnnxPipeline {
  const path = new DataPath(graph);
  let model: OnnxNode | undefined;
  let after: ScorePath | undefined;
  for (const node of graph.nodes) {
    if (after !== undefined) after.follow(node);
    else if (MODELS.has(node.op)) {
      path.arrive(node);
      model = node;
      after = new ScorePath(graph, node);
    } else path.follow(node);
  }
  if (model === undefined || after === undefined)
    throw new UnsupportedModelError('ONNX graph without a tree ensemble or linear model');
  const { names, width, precision, preparation } = path;
  return { model, preparation, after: after.result, names, width, precision };
}
