import { dayNumber } from '../gaps/index.js';

/** Code of the rule that a field breaks. */
export type FieldCode =
  | 'required'
  | 'wrong-type'
  | 'contract-id'
  | 'member-id'
  | 'member-hash'
  | 'one-member'
  | 'year'
  | 'date'
  | 'not-a-choice'
  | 'number'
  | 'range'
  | 'boolean'
  | 'text'
  | 'measure-of-year'
  | 'date-outside-year'
  | 'reason-without-open'
  | 'not-adherence'
  | 'adherence-facts'
  | 'activity-order'
  | 'score-star-or-note'
  | 'unknown-field'
  | 'malformed-json'
  | 'malformed-csv'
  | 'cell-count'
  | 'line-too-long'
  | 'encoding'
  | 'unknown-model'
  | 'unknown-feature'
  | 'feature-type'
  | 'feature-range'
  | 'no-features'
  | 'missing-feature'
  | 'explanation-failed';

/** The canonical text of a field, or the rule that it breaks. */
export type Checked = { readonly text: string } | { readonly code: FieldCode };

/** Reads one field that is not empty. */
export type FieldCheck = (text: string) => Checked;

const matching =
  (pattern: RegExp, code: FieldCode): FieldCheck =>
  (text) =>
    pattern.test(text) ? { text } : { code };

/** A CMS contract number: a letter and four digits. */
export const contractId = matching(/^[A-Z][0-9]{4}$/, 'contract-id');

/** A raw member id: 1–128 printable characters. It is hashed before it goes anywhere. */
export const memberId = matching(/^[^\p{C}]{1,128}$/u, 'member-id');

/** 64 hexadecimal digits. */
export const memberHash: FieldCheck = (text) =>
  /^[0-9a-fA-F]{64}$/.test(text) ? { text: text.toLowerCase() } : { code: 'member-hash' };

/** A code of a measure; whether the year has it is checked apart. */
export const measureCode = matching(/^[A-Z0-9]{2,5}(-[A-Z]{2,5})?$/, 'measure-of-year');

/** A year from 2008 (the first Star Ratings) to 2100. */
export const year: FieldCheck = (text) =>
  /^\d{4}$/.test(text) && Number(text) >= 2008 && Number(text) <= 2100 ? { text } : { code: 'year' };

/** A day of the calendar, `YYYY-MM-DD`. */
export const day: FieldCheck = (text) => (dayNumber(text) === undefined ? { code: 'date' } : { text });

export const oneOf =
  (choices: readonly string[]): FieldCheck =>
  (text) =>
    choices.includes(text) ? { text } : { code: 'not-a-choice' };

/** A decimal number within bounds. */
export const numberIn =
  (low: number, high: number): FieldCheck =>
  (text) => {
    if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return { code: 'number' };
    return Number(text) >= low && Number(text) <= high ? { text } : { code: 'range' };
  };

/** A whole number within bounds. */
export const integerIn =
  (low: number, high: number): FieldCheck =>
  (text) => {
    if (!/^-?\d{1,15}$/.test(text)) return { code: 'number' };
    return Number(text) >= low && Number(text) <= high ? { text: String(Number(text)) } : { code: 'range' };
  };

/** `true` or `false`; also `yes`, `no`, `1` and `0`, as spreadsheets write them. */
export const boolean: FieldCheck = (text) => {
  const lower = text.toLowerCase();
  if (['true', 'yes', '1'].includes(lower)) return { text: 'true' };
  return ['false', 'no', '0'].includes(lower) ? { text: 'false' } : { code: 'boolean' };
};

/** Printable text of up to 100 characters. */
export const shortText = matching(/^[^\p{C}]{1,100}$/u, 'text');
