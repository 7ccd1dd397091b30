/** Money as decimal text with at most two places. */
const MONEY = /^(\d{1,12})(?:\.(\d{1,2}))?$/;

/** Whole cents of an amount; undefined when the text is not an amount. */
export function toCents(amount: string): bigint | undefined {
  const [, units, cents = ''] = MONEY.exec(amount) ?? [];
  return units === undefined ? undefined : BigInt(units) * 100n + BigInt(cents.padEnd(2, '0'));
}

/** Divides, half away from zero, to a decimal text of the given places. */
function quotient(numerator: bigint, denominator: bigint, places: number): string {
  const scaled = numerator * 10n ** BigInt(places);
  const absolute = scaled < 0n ? -scaled : scaled;
  const rounded = (2n * absolute + denominator) / (2n * denominator);
  const digits = rounded.toString().padStart(places + 1, '0');
  const sign = scaled < 0n && rounded > 0n ? '-' : '';
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Return on investment (value − cost) ÷ cost to four places, `"1.5000"` for 150 %; null without cost or value. */
export function returnOnInvestment(cost: string, value: string | null): string | null {
  const spent = toCents(cost);
  const earned = value === null ? undefined : toCents(value);
  if (spent === undefined || earned === undefined || spent === 0n) return null;
  return quotient(earned - spent, spent, 4);
}

/** Cost of each closure to two places; null without a closure. */
export function costPerClosure(cost: string, closures: number): string | null {
  const spent = toCents(cost);
  return spent === undefined || closures === 0 ? null : quotient(spent, BigInt(closures) * 100n, 2);
}
