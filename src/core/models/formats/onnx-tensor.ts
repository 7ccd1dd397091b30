import type protobuf from 'protobufjs/minimal.js';
import { UnsupportedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';

export type Reader = protobuf.Reader;
type FieldHandler = (field: number, wire: number, reader: Reader) => boolean;

/** Runs over the fields of one message; what the handler does not take is skipped by its wire type. */
export function message(reader: Reader, end: number, handle: FieldHandler): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!handle(tag >>> 3, tag & 7, reader)) reader.skipType(tag & 7);
  }
  if (reader.pos !== end) throw new RangeError('message overruns its length');
}

/** Runs over the fields of a message inside another. */
export function nested(reader: Reader, handle: FieldHandler): void {
  const length = reader.uint32();
  if (length > reader.len - reader.pos) throw new RangeError('length beyond the end');
  message(reader, reader.pos + length, handle);
}

/** Numbers a file may still hold: one byte of a file can become eight of an array, so they are counted. */
export class Budget {
  private used = 0;
  constructor(private readonly limits: ModelLimits) {}

  spend(count: number): void {
    this.used += count;
    withinLimit('number of values', this.used, this.limits.maxValues);
  }
}

/** A repeated number, packed (wire type 2) or one at a time. */
export function repeated(reader: Reader, wire: number, read: () => number, into: number[], budget: Budget): boolean {
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

export const int64 = (reader: Reader) => (): number => Number(reader.int64().toString());

/** Element types of onnx.proto (TensorProto.DataType) that are read. */
export const ELEMENT = { float: 1, uint8: 2, int32: 6, int64: 7, double: 11 } as const;

type RawReader = readonly [size: number, read: (view: DataView, at: number) => number];

const RAW: Readonly<Record<number, RawReader>> = {
  [ELEMENT.float]: [4, (view, at) => view.getFloat32(at, true)],
  [ELEMENT.uint8]: [1, (view, at) => view.getUint8(at)],
  [ELEMENT.int32]: [4, (view, at) => view.getInt32(at, true)],
  [ELEMENT.int64]: [8, (view, at) => Number(view.getBigInt64(at, true))],
  [ELEMENT.double]: [8, (view, at) => view.getFloat64(at, true)],
};

/** Numbers of a TensorProto with their element type. */
export interface OnnxTensor {
  name: string;
  type: number;
  /** Undefined where the element type is not read. */
  values?: number[];
}

/** Reads a tensor from its list of numbers or its raw little-endian bytes. */
export function readTensor(reader: Reader, budget: Budget): OnnxTensor {
  const values: number[] = [];
  const tensor: OnnxTensor = { name: '', type: 0 };
  let raw: Uint8Array | undefined;
  nested(reader, (field, wire, r) => {
    if (field === 2) tensor.type = r.int32();
    else if (field === 4) return repeated(r, wire, () => r.float(), values, budget);
    else if (field === 5) return repeated(r, wire, () => r.int32(), values, budget);
    else if (field === 7) return repeated(r, wire, int64(r), values, budget);
    else if (field === 8) tensor.name = r.string();
    else if (field === 9) raw = r.bytes();
    else if (field === 10) return repeated(r, wire, () => r.double(), values, budget);
    else if (field === 14 && r.int32() === 1) throw new UnsupportedModelError('ONNX tensors in files of their own');
    else return field === 14;
    return true;
  });
  if (!Object.hasOwn(RAW, tensor.type)) return tensor;
  if (raw !== undefined && raw.length > 0) {
    const [size, read] = RAW[tensor.type];
    if (raw.length % size !== 0) throw new RangeError('raw bytes are no whole numbers');
    budget.spend(raw.length / size);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    for (let at = 0; at < raw.length; at += size) values.push(read(view, at));
  }
  return { ...tensor, values };
}
