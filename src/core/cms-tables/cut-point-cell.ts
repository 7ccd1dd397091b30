import type { Star } from '../ratings/contract-year.js';

/** The range of scores of one star. A missing bound is open. Bounds are decimal text without a unit. */
export interface StarRange {
  readonly low: string | null;
  readonly lowIncluded: boolean;
  readonly high: string | null;
  readonly highIncluded: boolean;
}

const NUMBER = '([+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+))\\s*%?';
const BOUND = new RegExp(`(<=|>=|=<|=>|<|>|≤|≥)\\s*${NUMBER}`, 'g');
const BARE = new RegExp(`^=?\\s*${NUMBER}$`);

function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const rest = fraction.replace(/0+$/, '');
  return `${sign === '-' ? '-' : ''}${digits}${rest === '' ? '' : `.${rest}`}`;
}

/**
 * `< 58 %`, `>= 58 % to < 71 %`, `> 0.71 to <= 1.34`, and the bare `100%` (the top of a measure),
 * which comes back with both bounds equal. Null for everything else.
 */
export function cutPointCell(cell: string): StarRange | null {
  const bare = BARE.exec(cell);
  if (bare?.[1] !== undefined) {
    const value = decimal(bare[1]);
    return { low: value, lowIncluded: true, high: value, highIncluded: true };
  }
  const range = { low: null as string | null, lowIncluded: false, high: null as string | null, highIncluded: false };
  let matched = 0;
  for (const [, sign = '', value = ''] of cell.matchAll(BOUND)) {
    matched += 1;
    const included = /[=≤≥]/.test(sign);
    if (/[<≤]/.test(sign)) Object.assign(range, { high: decimal(value), highIncluded: included });
    else Object.assign(range, { low: decimal(value), lowIncluded: included });
  }
  const rest = cell.replace(BOUND, '').replace(/\b(to|and)\b|[-–,&\s%]/gi, '');
  const bounds = (range.low === null ? 0 : 1) + (range.high === null ? 0 : 1);
  return matched === bounds && matched > 0 && rest === '' ? range : null;
}

/** Cut points of a measure in our own form: four boundaries 1|2, 2|3, 3|4, 4|5 in the order of the stars. */
export interface Boundaries {
  /** `higher`: star = 1 + number of boundaries the score reaches. `lower`: … that the score does not exceed. */
  readonly better: 'higher' | 'lower';
  readonly bounds: readonly [string, string, string, string];
}

/** Five ranges to four boundaries, direction inferred; a text says why it is not possible. */
export function boundariesOf(
  ranges: Readonly<Partial<Record<Star, StarRange>>>,
): Boundaries | { readonly wrong: string } {
  const list = ([1, 2, 3, 4, 5] as const).map((star) => ranges[star]);
  const [one, two, three, four, five] = list;
  if (!one || !two || !three || !four || !five) return { wrong: 'not every star from 1 to 5 has a range' };
  const better =
    one.high !== null && one.low === null ? 'higher' : one.low !== null && one.high === null ? 'lower' : null;
  if (better === null) return { wrong: 'the range of 1 star must have one bound' };
  const steps = [one, two, three, four].map((range, i) =>
    stepBetween(range, [two, three, four, five][i] ?? five, better),
  );
  const broken = steps.findIndex((step) => step === null);
  if (broken !== -1) return { wrong: `the ranges of ${broken + 1} and ${broken + 2} stars do not meet` };
  const [b1, b2, b3, b4] = steps as string[];
  if (b1 === undefined || b2 === undefined || b3 === undefined || b4 === undefined)
    return { wrong: 'a boundary is missing' };
  return { better, bounds: [b1, b2, b3, b4] };
}

/** The boundary between two neighbouring stars. It belongs to the higher star (TN p.10 and Attachment K). */
function stepBetween(worse: StarRange, nicer: StarRange, better: 'higher' | 'lower'): string | null {
  const [end, endIncluded] = better === 'higher' ? [worse.high, worse.highIncluded] : [worse.low, worse.lowIncluded];
  const [start, startIncluded] =
    better === 'higher' ? [nicer.low, nicer.lowIncluded] : [nicer.high, nicer.highIncluded];
  return start !== null && startIncluded && start === end && !endIncluded ? start : null;
}
