import type { FieldCheck, FieldCode } from './field-checks.js';

/** What may be imported. */
export const IMPORT_KINDS = ['members', 'gaps', 'outcomes', 'measure-results', 'predictions'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** A field of a row, as the file names it. */
export interface ImportField {
  readonly name: string;
  readonly required: boolean;
  readonly check: FieldCheck;
}

/** Something that is wrong in a row. */
export interface RowProblem {
  /** Name of a field that the format knows; null for the row as a whole. */
  readonly field: string | null;
  readonly code: FieldCode;
}

/** Canonical values by field name; absent fields are undefined. */
export type RowValues = Readonly<Record<string, string | undefined>>;

/** The rows of one kind: their fields, and what must hold between them. */
export interface ImportSchema {
  readonly kind: ImportKind;
  readonly fields: readonly ImportField[];
  /** Names of numbers that a row may have besides: columns of a CSV, the object `features` of a JSON line. */
  readonly features?: ReadonlySet<string>;
  /** Rules between fields; called once every field by itself is right. */
  readonly together: (values: RowValues) => readonly RowProblem[];
}

/** Values for fields that a row leaves empty, such as the contract. */
export type Defaults = Readonly<Record<string, string | undefined>>;

const cellText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null || value === undefined ? '' : undefined;
};

const names = new WeakMap<readonly ImportField[], ReadonlySet<string>>();

function hasUnknown(row: Readonly<Record<string, unknown>>, fields: readonly ImportField[]): boolean {
  let known = names.get(fields);
  if (!known) names.set(fields, (known = new Set(fields.map(({ name }) => name))));
  for (const name in row) if (!known.has(name)) return true;
  return false;
}

/**
 * Checks one row.
 * @param row cells by field name, as text or as JSON values.
 */
export function checkRow(
  { fields, together }: ImportSchema,
  row: Readonly<Record<string, unknown>>,
  defaults: Defaults,
): { readonly values: RowValues; readonly problems: readonly RowProblem[] } {
  const values: Record<string, string> = {};
  const problems: RowProblem[] = [];
  for (const { name, required, check } of fields) {
    const given = cellText(Object.hasOwn(row, name) ? row[name] : undefined);
    const text = given === '' ? defaults[name] : given;
    if (given === undefined) problems.push({ field: name, code: 'wrong-type' });
    else if (text === undefined) {
      if (required) problems.push({ field: name, code: 'required' });
    } else {
      const checked = check(text);
      if ('code' in checked) problems.push({ field: name, code: checked.code });
      else values[name] = checked.text;
    }
  }
  if (hasUnknown(row, fields)) problems.push({ field: null, code: 'unknown-field' });
  return { values, problems: problems.length > 0 ? problems : together(values) };
}
