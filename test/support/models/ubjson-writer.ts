import { pick, type Draw } from './stream.js';

type Numeric = 'i' | 'U' | 'I' | 'l' | 'L' | 'd' | 'D';

const SIZES: Readonly<Record<Numeric, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

/** Types that hold all of the numbers. */
function typesFor(values: readonly number[]): Numeric[] {
  if (!values.every(Number.isSafeInteger)) return values.every((x) => Math.fround(x) === x) ? ['d', 'D'] : ['D'];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const fits = (min: number, max: number): boolean => low >= min && high <= max;
  return [
    ...(fits(-128, 127) ? (['i'] as const) : []),
    ...(fits(0, 255) ? (['U'] as const) : []),
    ...(fits(-32_768, 32_767) ? (['I'] as const) : []),
    ...(fits(-2_147_483_648, 2_147_483_647) ? (['l'] as const) : []),
    'L',
  ];
}

/** Writes Universal Binary JSON with every number type and container form that the format has, chosen by `draw`. */
export class UbjsonWriter {
  private readonly bytes: number[] = [];

  constructor(private readonly draw: Draw) {}

  write(value: unknown): Uint8Array {
    this.value(value);
    return Uint8Array.from(this.bytes);
  }

  private mark(text: string): void {
    this.bytes.push(text.charCodeAt(0));
  }

  private number(type: Numeric, x: number): void {
    const view = new DataView(new ArrayBuffer(SIZES[type]));
    if (type === 'i') view.setInt8(0, x);
    else if (type === 'U') view.setUint8(0, x);
    else if (type === 'I') view.setInt16(0, x);
    else if (type === 'l') view.setInt32(0, x);
    else if (type === 'L') view.setBigInt64(0, BigInt(x));
    else if (type === 'd') view.setFloat32(0, x);
    else view.setFloat64(0, x);
    this.bytes.push(...new Uint8Array(view.buffer));
  }

  private length(count: number): void {
    const type = pick(this.draw, typesFor([count]));
    this.mark(type);
    this.number(type, count);
  }

  private text(text: string): void {
    const encoded = new TextEncoder().encode(text);
    this.length(encoded.length);
    this.bytes.push(...encoded);
  }

  private array(list: readonly unknown[]): void {
    this.mark('[');
    const form = this.draw(3);
    const numeric = list.length > 0 && list.every((x) => typeof x === 'number');
    if (numeric && form > 0) {
      const numbers = list as number[];
      const type = pick(this.draw, typesFor(numbers));
      this.mark('$');
      this.mark(type);
      this.mark('#');
      this.length(numbers.length);
      numbers.forEach((x) => this.number(type, x));
      return;
    }
    if (form === 1) {
      this.mark('#');
      this.length(list.length);
    }
    list.forEach((item) => this.value(item));
    if (form !== 1) this.mark(']');
  }

  private object(entries: readonly [string, unknown][]): void {
    this.mark('{');
    const counted = this.draw(3) === 0;
    if (counted) {
      this.mark('#');
      this.length(entries.length);
    }
    for (const [key, value] of entries) {
      this.text(key);
      this.value(value);
    }
    if (!counted) this.mark('}');
  }

  private value(value: unknown): void {
    if (this.bytes.length > 0 && this.draw(20) === 0) this.mark('N');
    if (value === null) this.mark('Z');
    else if (typeof value === 'boolean') this.mark(value ? 'T' : 'F');
    else if (typeof value === 'string') {
      this.mark('S');
      this.text(value);
    } else if (typeof value === 'number') {
      const type = pick(this.draw, Number.isNaN(value) ? (['d', 'D'] as const) : typesFor([value]));
      this.mark(type);
      this.number(type, value);
    } else if (Array.isArray(value)) this.array(value);
    else this.object(Object.entries(value as object));
  }
}
