/**
 * One-dimensional arrays in PostgreSQL's binary form (`array_send`), which the driver passes on as they are: nothing is
 * quoted here or unquoted there, and numbers are not written as text. A statement casts its parameter to the type.
 */

const HEADER = 20;

type Write<Value> = (buffer: Buffer, value: Value, at: number) => unknown;

function header(buffer: Buffer, type: number, length: number, nulls: boolean): void {
  [1, Number(nulls), type, length, 1].forEach((word, i) => buffer.writeInt32BE(word, 4 * i));
}

/** Elements of one size; null where there is none. One like that before it is copied: columns often repeat themselves. */
function fixed<Value>(
  type: number,
  size: number,
  values: readonly (Value | null | undefined)[],
  write: Write<Value>,
): Buffer {
  const buffer = Buffer.alloc(HEADER + values.length * (4 + size));
  let at = HEADER;
  let nulls = false;
  let last: Value | undefined;
  for (const value of values) {
    if (value === null || value === undefined) {
      at = buffer.writeInt32BE(-1, at);
      nulls = true;
      last = undefined;
      continue;
    }
    if (Object.is(value, last)) buffer.copyWithin(at, at - 4 - size, at);
    else write(buffer, value, buffer.writeInt32BE(size, at));
    last = value;
    at += 4 + size;
  }
  header(buffer, type, values.length, nulls);
  return buffer.subarray(0, at);
}

const EPOCH_MS = Date.UTC(2000, 0, 1);

/** `bigint[]`, of decimal texts. */
export const bigintArray = (values: readonly (string | null)[]): Buffer =>
  fixed(20, 8, values, (buffer, value, at) => buffer.writeBigInt64BE(BigInt(value), at));

/** `smallint[]` */
export const smallintArray = (values: readonly (number | null)[]): Buffer =>
  fixed(21, 2, values, (buffer, value, at) => buffer.writeInt16BE(value, at));

/** `float8[]` */
export const doubleArray = (values: readonly (number | null)[]): Buffer =>
  fixed(701, 8, values, (buffer, value, at) => buffer.writeDoubleBE(value, at));

/** `timestamptz[]` */
export const timeArray = (values: readonly (Date | null)[]): Buffer =>
  fixed(1184, 8, values, (buffer, value, at) => buffer.writeBigInt64BE(BigInt(value.getTime() - EPOCH_MS) * 1000n, at));

/**
 * `uuid[]`
 * @throws RangeError for a text that is no UUID.
 */
export const uuidArray = (values: readonly (string | null)[]): Buffer =>
  fixed(2950, 16, values, (buffer, value, at) => {
    const digits = value.replaceAll('-', '');
    if (digits.length !== 32 || buffer.write(digits, at, 'hex') !== 16) throw new RangeError('A UUID is malformed.');
  });

/** `text[]` */
export function textArray(values: readonly (string | null | undefined)[]): Buffer {
  let last: string | null | undefined;
  let length = -1;
  let nulls = false;
  const lengths = values.map((value) => {
    nulls ||= value === null || value === undefined;
    if (value !== last) length = value === null || value === undefined ? -1 : Buffer.byteLength(value);
    last = value;
    return length;
  });
  const size = lengths.reduce((sum, bytes) => sum + 4 + Math.max(0, bytes), HEADER);
  const buffer = Buffer.allocUnsafe(size);
  header(buffer, 25, values.length, nulls);
  let at = HEADER;
  values.forEach((value, i) => {
    const bytes = lengths[i] ?? -1;
    const element = 4 + Math.max(0, bytes);
    if (i > 0 && value === values[i - 1]) buffer.copyWithin(at, at - element, at);
    else {
      buffer.writeInt32BE(bytes, at);
      if (bytes > 0) buffer.write(value ?? '', at + 4);
    }
    at += element;
  });
  return buffer;
}
