import type { RuleSet } from '../rulesets/index.js';

/** The part ratings of a contract in one star year; null where there was none. */
export interface YearSummaries {
  readonly starYear: number;
  readonly partC: number | null;
  readonly partD: number | null;
}

/** Whether a contract gets the low performing icon, and for what. */
export interface LowPerforming {
  /** Null: the years given do not suffice to tell. */
  readonly low: boolean | null;
  readonly reason: 'Part C and D' | 'Part C' | 'Part D' | 'Part C or D' | null;
}

/**
 * The low performing icon (TN p.24): in each of the last years (three) at least one part summary at or below the limit
 * (2.5). The reason names the part that was low in all years, else "Part C or D". `history` may hold more years in any order.
 */
export function lowPerforming(ruleSet: RuleSet, history: readonly YearSummaries[]): LowPerforming {
  const { limit, years } = ruleSet.icons.lowPerforming;
  const needed = Array.from({ length: years }, (_, back) =>
    history.find((one) => one.starYear === ruleSet.starYear - back),
  );
  const known = needed.filter((one) => one !== undefined);
  const isLow = (stars: number | null): boolean => stars !== null && stars <= limit;
  if (known.some((one) => !isLow(one.partC) && !isLow(one.partD))) return { low: false, reason: null };
  if (known.length < years) return { low: null, reason: null };
  const inC = known.every((one) => isLow(one.partC));
  const inD = known.every((one) => isLow(one.partD));
  return { low: true, reason: inC && inD ? 'Part C and D' : inC ? 'Part C' : inD ? 'Part D' : 'Part C or D' };
}
