const f64 = new Float64Array(1);
const u64 = new BigUint64Array(f64.buffer);
const f32 = new Float32Array(1);
const i32 = new Int32Array(f32.buffer);

/**
 * Largest double below `x`: turns `a < x` into `a ≤ before(x)` for doubles.
 * Nothing is below -Infinity: NaN, with which no comparison is true.
 */
export function doubleBefore(x: number): number {
  if (x === -Infinity) return NaN;
  if (x === 0) return -Number.MIN_VALUE;
  f64[0] = x;
  u64[0] += x > 0 ? -1n : 1n;
  return f64[0];
}

/** Largest float32 below the float32 `x`: turns `a < x` into `a ≤ before(x)` for float32 values. */
export function floatBefore(x: number): number {
  f32[0] = x;
  if (f32[0] === -Infinity) return NaN;
  if (f32[0] === 0) {
    i32[0] = -0x7fffffff;
    return f32[0];
  }
  i32[0] += f32[0] > 0 ? -1 : 1;
  return f32[0];
}
