import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.js';
import { DEFAULT_MODEL_LIMITS, type ModelLimits } from '../limits.js';
import { loadModel } from './load.js';
import { UbjsonReader } from './ubjson.js';

const limitsOf = (limits: Partial<ModelLimits> = {}): ModelLimits => ({ ...DEFAULT_MODEL_LIMITS, ...limits });

/** Bytes of text characters and numbers in order. */
function bytes(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part].map((c) => c.charCodeAt(0)))),
  );
}

const read = (input: Uint8Array, limits: Partial<ModelLimits> = {}): unknown =>
  new UbjsonReader(input, limitsOf(limits)).document();

/** A fraction of the caps: bombs must be refused by arithmetic, not by patience. */
function within(milliseconds: number, run: () => void): void {
  const from = performance.now();
  run();
  expect(performance.now() - from).toBeLessThan(milliseconds);
}

describe('UBJSON values', () => {
  it.each<[string, Uint8Array, unknown]>([
    ['int8', bytes('i', 0xff), -1],
    ['uint8', bytes('U', 0xff), 255],
    ['int16', bytes('I', 0xff, 0xfe), -2],
    ['int32', bytes('l', 0, 0, 1, 0), 256],
    ['int64', bytes('L', 0, 0, 0, 1, 0, 0, 0, 0), 4294967296],
    ['float32', bytes('d', 0x3f, 0x80, 0, 0), 1],
    ['float64', bytes('D', 0x3f, 0xf0, 0, 0, 0, 0, 0, 0), 1],
    ['string', bytes('S', 'U', 2, 'ab'), 'ab'],
    ['char', bytes('Cx'), 'x'],
    ['true', bytes('T'), true],
    ['false', bytes('F'), false],
    ['null', bytes('Z'), null],
    ['no-op before a value', bytes('NT'), true],
    ['array', bytes('[TF]'), [true, false]],
    ['counted array', bytes('[#U', 2, 'TF'), [true, false]],
    ['typed strings', bytes('[$S#U', 1, 'U', 1, 'a'), ['a']],
    ['packed int16', bytes('[$I#U', 1, 0, 5), Int16Array.of(5)],
    ['packed float32', bytes('[$d#U', 1, 0x3f, 0x80, 0, 0), Float32Array.of(1)],
    ['packed int32', bytes('[$l#U', 1, 0, 0, 0, 7), Int32Array.of(7)],
  ])('%s', (_, input, expected) => {
    expect(read(input)).toEqual(expected);
  });

  it('objects, with a count or without, keep __proto__ as a plain key', () => {
    const value = read(bytes('{', 'U', 9, '__proto__', 'U', 7, '}')) as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.entries(value)).toEqual([['__proto__', 7]]);
    expect({ ...(read(bytes('{#U', 1, 'U', 1, 'a', 'T')) as object) }).toEqual({ a: true });
  });
});

describe('hostile UBJSON is refused', () => {
  it.each<[string, Uint8Array]>([
    ['an unknown marker', bytes('?')],
    ['a high-precision number', bytes('H')],
    ['bytes after the end', bytes('TT')],
    ['a negative length', bytes('S', 'i', 0xff)],
    ['a length that is a float', bytes('S', 'd', 0, 0, 0, 0)],
    ['a string that is no UTF-8', bytes('S', 'U', 1, 0xff)],
    ['a typed container without a count', bytes('[$d]')],
    ['a string longer than the file', bytes('S', 'L', 0, 0, 0, 1, 0, 0, 0, 0)],
    ['an object that does not end', bytes('{', 'U', 1, 'a', 'T')],
  ])('%s', (_, input) => {
    expect(() => read(input)).toThrow(ModelError);
  });

  it('a packed array of 1e9 entries in a few bytes costs nothing', () => {
    within(500, () => expect(() => read(bytes('[$d#l', 0x3b, 0x9a, 0xca, 0))).toThrow('length lies'));
  });

  it('1e9 values without any bytes (typed null) are refused by count', () => {
    within(500, () => expect(() => read(bytes('[$Z#l', 0x3b, 0x9a, 0xca, 0))).toThrow('number of values'));
  });

  it('deep nesting and long chains of no-ops are refused', () => {
    expect(() => read(bytes('['.repeat(100_000)))).toThrow('nesting');
    expect(() => read(bytes('N'.repeat(100_000)))).toThrow('nesting');
  });

  it('every truncation of a real model is refused with a typed error', () => {
    const whole = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'xgb_small6.ubj'));
    for (let length = 1; length < whole.length; length += 97) {
      expect(() => loadModel(whole.subarray(0, length))).toThrow(ModelError);
    }
  });

  it('random damage never gives anything but a model or a typed error', () => {
    const whole = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'xgb_small6.ubj'));
    for (let at = 0; at < whole.length; at += 211) {
      const damaged = Uint8Array.from(whole);
      damaged[at] ^= 0xff;
      try {
        loadModel(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(ModelError);
      }
    }
  });
});
