import protobuf from 'protobufjs/minimal.js';
import { MalformedModelError, ModelError, UnsupportedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';

/** An attribute of an ONNX node (onnx.proto, AttributeProto). */
export interface OnnxAttribute {
  name: string;
  f: number;
  i: number;
  s: string;
  floats: number[];
  ints: number[];
  strings: string[];
  /** Numbers of a tensor attribute (`…_as_tensor`), which may be doubles. */
  tensor?: number[];
}

export interface OnnxNode {
  op: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, OnnxAttribute>;
}

export interface OnnxGraph {
  nodes: OnnxNode[];
  /** Inputs that are not initialisers. */
  inputs: string[];
  outputs: string[];
  initializers: string[];
  producer: string;
}

type Reader = protobuf.Reader;
type FieldHandler = (field: number, wire: number, reader: Reader) => boolean;

/** Runs over the fields of one message; what the handler does not take is skipped by its wire type. */
function message(reader: Reader, end: number, handle: FieldHandler): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!handle(tag >>> 3, tag & 7, reader)) reader.skipType(tag & 7);
  }
  if (reader.pos !== end) throw new RangeError('message overruns its length');
}

function nested(reader: Reader, handle: FieldHandler): void {
  const length = reader.uint32();
  if (length > reader.len - reader.pos) throw new RangeError('length beyond the end');
  message(reader, reader.pos + length, handle);
}

/** Numbers a file may still hold: one byte of a file can become eight of an array, so they are counted. */
class Budget {
  private used = 0;
  constructor(private readonly limits: ModelLimits) {}

  spend(count: number): void {
    this.used += count;
    withinLimit('number of values', this.used, this.limits.maxValues);
  }
}

/** A repeated number, packed (wire type 2) or one at a time. */
function repeated(reader: Reader, wire: number, read: () => number, into: number[], budget: Budget): boolean {
  budget.spend(1);
  if (wire !== 2) {
    into.push(read());
    return true;
  }
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('length beyond the end');
  while (reader.pos < end) {
    budget.spend(1);
    into.push(read());
  }
  return true;
}

const int64 = (reader: Reader) => (): number => Number(reader.int64().toString());

function readTensor(reader: Reader, budget: Budget): number[] {
  const values: number[] = [];
  let type = 0;
  let raw: Uint8Array | undefined;
  nested(reader, (field, wire, r) => {
    if (field === 2) type = r.int32();
    else if (field === 4) return repeated(r, wire, () => r.float(), values, budget);
    else if (field === 7) return repeated(r, wire, int64(r), values, budget);
    else if (field === 10) return repeated(r, wire, () => r.double(), values, budget);
    else if (field === 9) raw = r.bytes();
    else return false;
    return true;
  });
  if (raw !== undefined && raw.length > 0) {
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    if (type !== 1 && type !== 11) throw new UnsupportedModelError(`ONNX tensor of data type ${type}`);
    const size = type === 1 ? 4 : 8;
    for (let at = 0; at + size <= raw.length; at += size)
      values.push(type === 1 ? view.getFloat32(at, true) : view.getFloat64(at, true));
  }
  return values;
}

function readAttribute(reader: Reader, budget: Budget): OnnxAttribute {
  const a: OnnxAttribute = { name: '', f: 0, i: 0, s: '', floats: [], ints: [], strings: [] };
  nested(reader, (field, wire, r) => {
    if (field === 1) a.name = r.string();
    else if (field === 2) a.f = r.float();
    else if (field === 3) a.i = int64(r)();
    else if (field === 4) a.s = r.string();
    else if (field === 5) a.tensor = readTensor(r, budget);
    else if (field === 6) throw new UnsupportedModelError('ONNX subgraphs');
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

function readName(reader: Reader, at: number): string {
  let name = '';
  nested(reader, (field, _wire, r) => {
    if (field !== at) return false;
    name = r.string();
    return true;
  });
  return name;
}

/**
 * Decodes the parts of an ONNX ModelProto that carry a tree ensemble or a linear model.
 * @throws MalformedModelError if the bytes are cut off or no ONNX model
 */
export function readOnnxGraph(bytes: Uint8Array, limits: ModelLimits): OnnxGraph {
  const graph: OnnxGraph = { nodes: [], inputs: [], outputs: [], initializers: [], producer: '' };
  const budget = new Budget(limits);
  try {
    const reader = protobuf.Reader.create(bytes);
    message(reader, bytes.length, (field, _wire, r) => {
      if (field === 2) graph.producer = r.string();
      else if (field === 7) {
        nested(r, (part, _w, g) => {
          if (part === 1) graph.nodes.push(readNode(g, budget));
          else if (part === 5) graph.initializers.push(readName(g, 8));
          else if (part === 11) graph.inputs.push(readName(g, 1));
          else if (part === 12) graph.outputs.push(readName(g, 1));
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
  graph.inputs = graph.inputs.filter((name) => !graph.initializers.includes(name));
  return graph;
}
