/** Closures among members of a group. */
export interface Group {
  readonly closed: number;
  readonly members: number;
}

/** A share with its interval, 0–100. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Closure of treated against hold-out members. */
export interface Lift {
  /** Closure rates, 0–100; null in an empty group. */
  readonly treatedRate: number | null;
  readonly holdoutRate: number | null;
  /** Treated minus hold-out, in percentage points; null when a group is empty. */
  readonly difference: number | null;
  /** 95 % interval of the difference. */
  readonly interval: Interval | null;
}

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** Wilson's score interval of a share at 95 %, as shares 0–1 (Wilson 1927). */
export function wilsonInterval({ closed, members }: Group): Interval {
  const share = closed / members;
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * members)) / (1 + z2 / members);
  const half = (Z / (1 + z2 / members)) * Math.sqrt((share * (1 - share)) / members + z2 / (4 * members * members));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

const rate = ({ closed, members }: Group): number | null => (members === 0 ? null : (closed / members) * 100);

/**
 * Lift with the interval of the difference of two independent shares by the square-and-add method of the two Wilson
 * intervals (Newcombe, Statistics in Medicine 17, 1998, method 10): sound for small groups and for shares of 0 and 1.
 */
export function lift(treated: Group, holdout: Group): Lift {
  const [treatedRate, holdoutRate] = [rate(treated), rate(holdout)];
  if (treatedRate === null || holdoutRate === null)
    return { treatedRate, holdoutRate, difference: null, interval: null };
  const [a, b] = [treatedRate / 100, holdoutRate / 100];
  const [ia, ib] = [wilsonInterval(treated), wilsonInterval(holdout)];
  const low = a - b - Math.hypot(a - ia.low, ib.high - b);
  const high = a - b + Math.hypot(ia.high - a, b - ib.low);
  return { treatedRate, holdoutRate, difference: (a - b) * 100, interval: { low: low * 100, high: high * 100 } };
}
