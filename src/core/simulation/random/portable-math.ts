/**
 * Logarithm, exponential and the normal distribution from the four basic operations and the square root alone, which
 * IEEE 754 fixes to the last bit. `Math.log`, `Math.exp` and `**` may differ between engines, so that a seed would not
 * give the same answer on every machine.
 */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT_HALF = 0.7071067811865476;
const SQRT_TWO_PI = 2.5066282746310002;

const bits = new DataView(new ArrayBuffer(8));

/** 2 to a whole power of −1022 … 1023, exactly. */
function powerOfTwo(exponent: number): number {
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** Natural logarithm of a positive finite number; relative error below 1e−15. NaN for negative numbers, −∞ for 0. */
export function portableLog(value: number): number {
  if (!(value > 0) || value === Infinity) return value === 0 ? -Infinity : value === Infinity ? Infinity : NaN;
  if (value < 2.2250738585072014e-308) return portableLog(value * 18014398509481984) - 54 * (LN2_HIGH + LN2_LOW);
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0) / 2;
  exponent += 1;
  if (mantissa < SQRT_HALF) {
    mantissa *= 2;
    exponent -= 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let power = 23; power >= 3; power -= 2) series = (series + 1 / power) * square;
  return exponent * LN2_HIGH + (2 * s + 2 * s * series + exponent * LN2_LOW);
}

/** e to the power of `value`; relative error below 1e−15. */
export function portableExp(value: number): number {
  if (Number.isNaN(value)) return NaN;
  if (value > 709.78) return Infinity;
  if (value < -708.39) return 0;
  const times = Math.round(value / (LN2_HIGH + LN2_LOW));
  const rest = value - times * LN2_HIGH - times * LN2_LOW;
  let series = 1;
  for (let term = 16; term >= 1; term -= 1) series = 1 + (series * rest) / term;
  return times > 1023 ? series * 2 * powerOfTwo(times - 1) : series * powerOfTwo(times);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

const HART_TOP = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
] as const;
const HART_BOTTOM = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
] as const;

/** Probability that a standard normal variable is at most x (Hart 1968 in West's form, a continued
 * fraction in the far tails); absolute error below 1e−14, relative error below 1e−11. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const distance = Math.abs(x);
  if (distance > 37) return x > 0 ? 1 : 0;
  const density = portableExp((-distance * distance) / 2);
  let tail: number;
  if (distance < 7.07106781186547)
    tail = (density * polynomial(HART_TOP, distance)) / polynomial(HART_BOTTOM, distance);
  else {
    let fraction = distance;
    for (let step = 40; step >= 1; step -= 1) fraction = distance + step / fraction;
    tail = density / fraction / SQRT_TWO_PI;
  }
  return x > 0 ? 1 - tail : tail;
}

const CENTRE_TOP = [
  2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
  1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
] as const;
const CENTRE_BOTTOM = [
  5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
  687.1870074920579083, 42.313330701600911252, 1,
] as const;
const MIDDLE_TOP = [
  7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
  3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
] as const;
const MIDDLE_BOTTOM = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
  0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
] as const;
const TAIL_TOP = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
  0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
] as const;
const TAIL_BOTTOM = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
  0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
] as const;

/** The x below which a standard normal variable lies with probability p (Wichura 1988, AS 241); relative error about 1e−15. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const centred = p - 0.5;
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (centred * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-portableLog(centred < 0 ? p : 1 - p));
  const value =
    r <= 5
      ? polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6)
      : polynomial(TAIL_TOP, r - 5) / polynomial(TAIL_BOTTOM, r - 5);
  return centred < 0 ? -value : value;
}
