import { SimulationInputError } from '../distribution/index.js';

/** Decimal text such as `"1100.25"` to cents. Refuses negative amounts and more than two digits after the point. */
export function centsOf(field: string, amount: string): number {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(amount);
  if (match === null) throw new SimulationInputError(field, 'not a positive amount with at most two decimals');
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Cents as decimal text, with a minus sign where negative. */
export function moneyText(cents: number): string {
  const rounded = Math.round(Math.abs(cents));
  const sign = cents < 0 && rounded > 0 ? '-' : '';
  return `${sign}${Math.floor(rounded / 100)}.${String(rounded % 100).padStart(2, '0')}`;
}
