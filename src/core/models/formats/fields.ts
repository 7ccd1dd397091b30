import { MalformedModelError } from '../errors.js';

/** A parsed value with the place it stands at: every reading is checked, and only own properties are read. */
export class Fields {
  constructor(
    readonly value: unknown,
    readonly place = 'file',
  ) {}

  private wrong(expected: string): MalformedModelError {
    return new MalformedModelError(`${this.place} is not ${expected}`);
  }

  has(name: string): boolean {
    return isObject(this.value) && Object.hasOwn(this.value, name) && (this.value[name] ?? null) !== null;
  }

  get(name: string): Fields {
    if (!isObject(this.value)) throw this.wrong('an object');
    if (!this.has(name)) throw new MalformedModelError(`${this.place} has no ${name}`);
    return new Fields(this.value[name], `${this.place}.${name}`);
  }

  optional(name: string): Fields | undefined {
    return this.has(name) ? this.get(name) : undefined;
  }

  keys(): string[] {
    return isObject(this.value) ? Object.keys(this.value) : [];
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.wrong('text');
    return this.value;
  }

  /** A finite number; XGBoost writes its parameters as text. */
  number(): number {
    const x = typeof this.value === 'string' && this.value.trim() !== '' ? Number(this.value) : this.value;
    if (typeof x !== 'number' || !Number.isFinite(x)) throw this.wrong('a finite number');
    return x;
  }

  integer(): number {
    const x = this.number();
    if (!Number.isSafeInteger(x)) throw this.wrong('a whole number');
    return x;
  }

  array(): readonly unknown[] {
    if (!Array.isArray(this.value)) throw this.wrong('an array');
    return this.value;
  }

  items(): Fields[] {
    return this.array().map((item, i) => new Fields(item, `${this.place}[${i}]`));
  }

  texts(): string[] {
    return this.items().map((item) => item.text());
  }

  /** Numbers as `numbers` reads them, and NaN where one is missing or NaN: for places whose reader decides. */
  numbersOrNaN(length: number): ArrayLike<number> {
    const list = this.value;
    const known = Array.isArray(list) ? list.map((x: unknown) => x ?? NaN) : list;
    return new Fields(known, this.place).numbers(length, true);
  }

  /** Numbers, packed or not. Infinite ones are let through (thresholds may be), missing and NaN ones are refused. */
  numbers(length?: number, acceptNaN = false): ArrayLike<number> {
    const list = this.value;
    if (!Array.isArray(list) && !isPacked(list)) throw this.wrong('an array of numbers');
    if (length !== undefined && list.length !== length) {
      throw new MalformedModelError(`${this.place} has ${list.length} entries instead of ${length}`);
    }
    for (let i = 0; i < list.length; i++) {
      const x: unknown = list[i];
      if (typeof x === 'boolean') continue;
      if (typeof x !== 'number' || (Number.isNaN(x) && !acceptNaN))
        throw new MalformedModelError(`${this.place}[${i}] is not a number`);
    }
    if (isPacked(list)) return list;
    return Float64Array.from(list as (number | boolean)[], Number);
  }
}

type Packed = Float64Array | Float32Array | Int32Array | Uint8Array | Int8Array | Int16Array;

function isPacked(value: unknown): value is Packed {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof BigInt64Array);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
