import { plainLabel } from './plain-label.js';

/** CMS's texts in place of a score or star (TN p.187–193, table Q-1), and those of earlier years. */
const MEASURE_TEXTS = [
  'Plan too new to be measured',
  'Not enough data available',
  'Plan not required to report measure',
  'Plan too small to be measured',
  'Medicare shows only a Star Rating for this topic',
  'No data available',
  "CMS identified issues with this plan's data",
  'Not required to report',
  'Benefit not offered by plan',
  'Not Applicable',
];

/** CMS's messages in place of a rating (TN p.193–194). */
const RATING_MESSAGES = [
  'Not Applicable',
  'Not enough data available',
  'Plan too new to be measured',
  'Plan too small to be measured',
  'Not available',
];

const known = (texts: readonly string[]) => new Map(texts.map((text) => [plainLabel(text), text] as const));
const measureTexts = known(MEASURE_TEXTS);
const ratingMessages = known(RATING_MESSAGES);

/** The text in CMS's usual spelling (quotes, dashes, case); null if it is none that is known for measures. */
export function knownMeasureText(text: string): string | null {
  return measureTexts.get(plainLabel(text)) ?? null;
}

/** The message in CMS's usual spelling; null if it is none that is known for ratings. */
export function knownRatingMessage(text: string): string | null {
  return ratingMessages.get(plainLabel(text)) ?? null;
}

/** Cells that say "no value": `N/A`, and `.`, the missing value of the program CMS writes the tables with. */
export function isNoValue(text: string): boolean {
  return /^(n\/?a|not applicable|\.|-+)?$/i.test(text);
}
