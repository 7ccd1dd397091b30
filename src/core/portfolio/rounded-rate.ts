const NANO = 1_000_000_000n;
const DECIMAL = /^(\d{1,15})(?:\.(\d{1,9}))?$/;

/**
 * A non-negative decimal text in units of 10^-9, exactly.
 * @throws RangeError for any other text.
 */
export function nanoOf(text: string): bigint {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError('A count is a non-negative decimal with at most nine places.');
  const [, whole = '0', fraction = ''] = match;
  return BigInt(whole) * NANO + BigInt(fraction.padEnd(9, '0'));
}

/** A decimal text for units of 10^-9, always with nine places. */
export const nanoText = (nano: bigint): string => `${nano / NANO}.${String(nano % NANO).padStart(9, '0')}`;

/**
 * Numerator by denominator in percent, rounded half up to the decimals at which CMS displays and compares the measure's
 * score (TN p.23), in whole numbers so that a half is a half.
 * @param numeratorNano in units of 10^-9.
 * @throws RangeError without a denominator, or when the numerator exceeds it.
 */
export function roundedRate(numeratorNano: bigint, denominator: number, decimals: number): string {
  const whole = BigInt(denominator) * NANO;
  if (denominator < 1 || numeratorNano < 0n || numeratorNano > whole) {
    throw new RangeError('A rate needs a denominator, and a numerator within it.');
  }
  const scale = 10n ** BigInt(decimals);
  const units = (2n * numeratorNano * 100n * scale + whole) / (2n * whole);
  if (decimals === 0) return String(units);
  return `${units / scale}.${String(units % scale).padStart(decimals, '0')}`;
}
