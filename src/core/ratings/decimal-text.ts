/** Decimal places in which scores and cut points are compared. */
export const SCORE_PLACES = 9;

const PLAIN = /^(-?)(\d{1,6})(?:\.(\d{1,9}))?$/;

/** The quick way for scores of one to three digits, which most scores are; null for any other text. */
function wholeScore(text: string): number | null {
  if (text.length === 0 || text.length > 3) return null;
  let value = 0;
  for (let k = 0; k < text.length; k += 1) {
    const digit = text.charCodeAt(k) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value * 1e9;
}

/**
 * A plain decimal text (`"76"`, `"-0.121368"`) as a whole number of units of 10^-9, exactly.
 * Null where the text is anything else: a unit, an exponent, `NaN`, more than six whole or nine decimal digits.
 */
export function scoreUnits(text: string): number | null {
  const quick = wholeScore(text);
  if (quick !== null) return quick;
  const match = PLAIN.exec(text);
  if (!match) return null;
  const [, sign, whole = '0', fraction = ''] = match;
  const units = Number(whole + fraction.padEnd(SCORE_PLACES, '0'));
  return sign === '-' && units !== 0 ? -units : units;
}

/** How many decimals a plain decimal text has, trailing zeros left out. */
export function decimalsOf(text: string): number {
  return (PLAIN.exec(text)?.[3] ?? '').replace(/0+$/, '').length;
}

/** Micro-units as six-decimal text: 3542484 is `"3.542484"`. */
export function microText(micro: number): string {
  const size = Math.abs(micro);
  const fraction = size % 1e6;
  // The leading 1 keeps the zeros of the fraction; it is cut off again.
  return `${micro < 0 ? '-' : ''}${(size - fraction) / 1e6}.${String(1e6 + fraction).slice(1)}`;
}

/** Micro-units with their sign: `"+0.004022"`. */
export function signedMicroText(micro: number): string {
  return (micro < 0 ? '' : '+') + microText(micro);
}
