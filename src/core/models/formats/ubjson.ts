import { MalformedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';

const PACKED_SIZE: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

/** Arrays of the file's own width: reading a packed array never takes more memory than it has bytes (int64 are kept as doubles). */
const PACKED_ARRAY: Readonly<Record<string, (count: number) => PackedArray>> = {
  i: (count) => new Int8Array(count),
  U: (count) => new Uint8Array(count),
  I: (count) => new Int16Array(count),
  l: (count) => new Int32Array(count),
  L: (count) => new Float64Array(count),
  d: (count) => new Float32Array(count),
  D: (count) => new Float64Array(count),
};

type PackedArray = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/**
 * Reader of Universal Binary JSON (ubjson.org draft 12) as XGBoost writes it. Counts are checked against the bytes
 * that are left before anything is allocated, so a length that lies costs nothing.
 */
export class UbjsonReader {
  private at = 0;
  private values = 0;
  private readonly view: DataView;
  private readonly text = new TextDecoder('utf-8', { fatal: true });

  constructor(
    private readonly bytes: Uint8Array,
    private readonly limits: ModelLimits,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The one value of the document. */
  document(): unknown {
    const value = this.value(this.marker(), 0);
    if (this.at !== this.bytes.length) throw new MalformedModelError('bytes follow the end of the UBJSON document');
    return value;
  }

  private need(count: number): number {
    const from = this.at;
    if (count < 0 || count > this.bytes.length - from)
      throw new MalformedModelError('the UBJSON document is cut off or a length lies');
    this.at += count;
    return from;
  }

  private marker(): string {
    return String.fromCharCode(this.bytes[this.need(1)]);
  }

  private peek(): string {
    return this.at < this.bytes.length ? String.fromCharCode(this.bytes[this.at]) : '';
  }

  private scalar(type: string): number {
    switch (type) {
      case 'i':
        return this.view.getInt8(this.need(1));
      case 'U':
        return this.view.getUint8(this.need(1));
      case 'I':
        return this.view.getInt16(this.need(2));
      case 'l':
        return this.view.getInt32(this.need(4));
      case 'L':
        return Number(this.view.getBigInt64(this.need(8)));
      case 'd':
        return this.view.getFloat32(this.need(4));
      case 'D':
        return this.view.getFloat64(this.need(8));
      default:
        throw new MalformedModelError('a UBJSON number has an unknown type');
    }
  }

  private length(): number {
    const type = this.marker();
    if (!'iUIlL'.includes(type)) throw new MalformedModelError('a UBJSON length is not a whole number');
    const count = this.scalar(type);
    if (!Number.isSafeInteger(count) || count < 0)
      throw new MalformedModelError('a UBJSON length is negative or too large');
    return count;
  }

  private string(): string {
    const count = this.length();
    const from = this.need(count);
    try {
      return this.text.decode(this.bytes.subarray(from, from + count));
    } catch {
      throw new MalformedModelError('a UBJSON string is no UTF-8');
    }
  }

  private value(type: string, depth: number): unknown {
    withinLimit('nesting', depth, this.limits.maxNesting);
    withinLimit('number of values', ++this.values, this.limits.maxValues);
    switch (type) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case 'S':
        return this.string();
      case 'C':
        return this.marker();
      case 'T':
        return true;
      case 'F':
        return false;
      case 'Z':
        return null;
      case 'N':
        return this.value(this.marker(), depth + 1);
      case 'H':
        throw new MalformedModelError('UBJSON high-precision numbers do not occur in model files');
      default:
        return this.scalar(type);
    }
  }

  private header(): { type?: string; count?: number } {
    let type: string | undefined;
    if (this.peek() === '$') {
      this.at++;
      type = this.marker();
      if (this.peek() !== '#') throw new MalformedModelError('a typed UBJSON container has no count');
    }
    if (this.peek() !== '#') return {};
    this.at++;
    return { type, count: this.length() };
  }

  private object(depth: number): unknown {
    const { type, count } = this.header();
    const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (let i = 0; count === undefined ? this.peek() !== '}' : i < count; i++) {
      const key = this.string();
      result[key] = this.value(type ?? this.marker(), depth + 1);
    }
    if (count === undefined) this.need(1);
    return result;
  }

  private array(depth: number): unknown {
    const { type, count } = this.header();
    if (type !== undefined && count !== undefined && Object.hasOwn(PACKED_SIZE, type)) return this.packed(type, count);
    withinLimit('number of values', this.values + (count ?? 0), this.limits.maxValues);
    const result: unknown[] = [];
    for (let i = 0; count === undefined ? this.peek() !== ']' : i < count; i++) {
      result.push(this.value(type ?? this.marker(), depth + 1));
    }
    if (count === undefined) this.need(1);
    return result;
  }

  private packed(type: string, count: number): ArrayLike<number> {
    const size = PACKED_SIZE[type];
    if (count > (this.bytes.length - this.at) / size)
      throw new MalformedModelError('the UBJSON document is cut off or a length lies');
    const result = PACKED_ARRAY[type](count);
    for (let i = 0; i < count; i++) result[i] = this.scalar(type);
    return result;
  }
}
