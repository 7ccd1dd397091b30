import protobuf from 'protobufjs/minimal.js';
import { MalformedModelError, ModelError, UnsupportedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';
import { Budget, int64, message, nested, readTensor, repeated, type OnnxTensor, type Reader } from './onnx-tensor.js';

/** An attribute of an ONNX node (onnx.proto, AttributeProto). */
export interface OnnxAttribute {
  name: string;
  f: number;
  i: number;
  s: string;
  floats: number[];
  ints: number[];
  strings: string[];
  /** A tensor attribute (`…_as_tensor`), which may be of doubles. */
  tensor?: OnnxTensor;
}

/** An operator of an ONNX graph (onnx.proto, NodeProto). */
export interface OnnxNode {
  op: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, OnnxAttribute>;
}

/** An ONNX graph (onnx.proto, GraphProto), as far as models need it. */
export interface OnnxGraph {
  nodes: OnnxNode[];
  /** Inputs that are not initialisers. */
  inputs: OnnxInput[];
  outputs: string[];
  initializers: Map<string, OnnxTensor>;
  producer: string;
}

/** An input of the graph: its element type (0: not stated) and, where it is stated, its number of columns. */
export interface OnnxInput {
  name: string;
  type: number;
  width?: number;
}

function readAttribute(reader: Reader, budget: Budget): OnnxAttribute {
  const a: OnnxAttribute = { name: '', f: 0, i: 0, s: '', floats: [], ints: [], strings: [] };
  nested(reader, (field, wire, r) => {
    if (field === 1) a.name = r.string();
    else if (field === 2) a.f = r.float();
    else if (field === 3) a.i = int64(r)();
    else if (field === 4) a.s = r.string();
    else if (field === 5) {
      a.tensor = readTensor(r, budget);
      if (a.tensor.values === undefined)
        throw new UnsupportedModelError(`ONNX tensor of data type ${a.tensor.type}`, a.name);
    } else if (field === 6) throw new UnsupportedModelError('ONNX subgraphs');
    else if (field === 7) return repeated(r, wire, () => r.float(), a.floats, budget);
    else if (field === 8) return repeated(r, wire, int64(r), a.ints, budget);
    else if (field === 9) {
      budget.spend(1);
      a.strings.push(r.string());
    } else return false;
    return true;
  });
  return a;
}

function readNode(reader: Reader, budget: Budget): OnnxNode {
  const node: OnnxNode = { op: '', domain: '', inputs: [], outputs: [], attributes: new Map() };
  nested(reader, (field, _wire, r) => {
    if (field === 1) node.inputs.push(r.string());
    else if (field === 2) node.outputs.push(r.string());
    else if (field === 4) node.op = r.string();
    else if (field === 5) {
      const attribute = readAttribute(r, budget);
      node.attributes.set(attribute.name, attribute);
    } else if (field === 7) node.domain = r.string();
    else return false;
    return true;
  });
  return node;
}

/** A ValueInfoProto: the name, and of a matrix type its elements and columns. */
function readInput(reader: Reader): OnnxInput {
  const input: OnnxInput = { name: '', type: 0 };
  const sizes: (number | undefined)[] = [];
  const dimension = (field: number, r: Reader): boolean => {
    if (field !== 1) return false;
    let size: number | undefined;
    nested(r, (part, _wire, d) => {
      if (part !== 1) return false;
      size = int64(d)();
      return true;
    });
    sizes.push(size);
    return true;
  };
  const tensorType = (field: number, r: Reader): boolean => {
    if (field === 1) input.type = r.int32();
    else if (field === 2) nested(r, (part, _wire, s) => dimension(part, s));
    else return false;
    return true;
  };
  nested(reader, (field, _wire, r) => {
    if (field === 1) input.name = r.string();
    else if (field === 2)
      nested(r, (part, _w, t) => {
        if (part !== 1) return false;
        nested(t, (inner, _w2, u) => tensorType(inner, u));
        return true;
      });
    else return false;
    return true;
  });
  if (sizes.length === 2 && sizes[1] !== undefined && sizes[1] > 0) input.width = sizes[1];
  return input;
}

/**
 * Decodes the parts of an ONNX ModelProto that carry a tree ensemble or a linear model.
 * @throws MalformedModelError if the bytes are cut off or no ONNX model
 */
export function readOnnxGraph(bytes: Uint8Array, limits: ModelLimits): OnnxGraph {
  const graph: OnnxGraph = { nodes: [], inputs: [], outputs: [], initializers: new Map(), producer: '' };
  const budget = new Budget(limits);
  try {
    const reader = protobuf.Reader.create(bytes);
    message(reader, bytes.length, (field, _wire, r) => {
      if (field === 2) graph.producer = r.string();
      else if (field === 7) {
        nested(r, (part, _w, g) => {
          if (part === 1) graph.nodes.push(readNode(g, budget));
          else if (part === 5) {
            const tensor = readTensor(g, budget);
            graph.initializers.set(tensor.name, tensor);
          } else if (part === 11) graph.inputs.push(readInput(g));
          else if (part === 12) graph.outputs.push(readInput(g).name);
          else return false;
          withinLimit('number of ONNX operators', graph.nodes.length + graph.inputs.length, limits.maxFeatures);
          return true;
        });
      } else return false;
      return true;
    });
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new MalformedModelError('the file is no complete ONNX model');
  }
  if (graph.nodes.length === 0) throw new MalformedModelError('the file is no ONNX model with operators');
  graph.inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  return graph;
}
