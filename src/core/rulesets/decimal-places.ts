/**
 * A decimal number as a whole number of units of 10^-places, exactly: `toUnits(3.695652, 6)` is 3695652.
 * JSON numbers are read through their shortest decimal text, which gives back what the file says (up to 15 digits).
 * Returns null where the number has more places than that or does not fit a safe integer.
 */
export function toUnits(value: number, places: number): number | null {
  if (!Number.isFinite(value)) return null;
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) return null;
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match;
  const shift = places - fraction.length + Number(exponent);
  const digits = whole + fraction;
  if (shift < 0 && Number(digits) !== 0) return null;
  const units = Number(digits) === 0 ? 0 : Number(digits + '0'.repeat(shift));
  return Number.isSafeInteger(units) ? (sign === '-' && units !== 0 ? -units : units) : null;
}
