import type { Star } from '../ratings/contract-year.js';

/** A score cell: a plain decimal without unit, or a text. */
export type ScoreCell = { readonly score: string } | { readonly text: string };

/** `76%` → 76, `0.16` → 0.16, `.16` → 0.16, `1,234` → a text; everything else is a text. */
export function scoreCell(cell: string): ScoreCell {
  const found = /^([+-]?)(\d*)(?:\.(\d+))?\s*%?$/.exec(cell);
  if (!found || (found[2] === '' && found[3] === undefined)) return { text: cell };
  const whole = (found[2] ?? '').replace(/^0+(?=\d)/, '') || '0';
  const sign = found[1] === '-' ? '-' : '';
  return { score: `${sign}${whole}${found[3] === undefined ? '' : `.${found[3]}`}` };
}

/** `4`, `4 stars`, `4 out of 5 stars` → 4; null for everything else. */
export function starCell(cell: string): Star | null {
  const found = /^([1-5])(?:\.0+)?(?: out of 5)?(?: stars?)?$/i.exec(cell);
  return found ? (Number(found[1]) as Star) : null;
}

/** `3.5`, `3.5 out of 5 stars` → 3.5; null for everything else. Ratings are half stars from 0.5 to 5. */
export function ratingCell(cell: string): number | null {
  const found = /^([0-5](?:\.[05]0*)?)(?: out of 5)?(?: stars?)?$/i.exec(cell);
  if (!found) return null;
  const stars = Number(found[1]);
  return stars >= 0.5 && stars <= 5 ? stars : null;
}

/** `Yes`, `No`, `Y`, `N`, `1`, `0` → boolean; null for everything else. */
export function yesNoCell(cell: string): boolean | null {
  if (/^(yes|y|true|1)$/i.test(cell)) return true;
  return /^(no|n|false|0)$/i.test(cell) ? false : null;
}

/** A percentage 0–100, with or without `%`; null for everything else. */
export function percentCell(cell: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*%?$/.exec(cell);
  if (!found) return null;
  const value = Number(found[1]);
  return value <= 100 ? value : null;
}
