import { MalformedModelError } from '../errors.js';
import type { Fields } from '../formats/fields.js';
import { matrixOf, type RowMatrix } from '../matrix.js';
import type { Model } from '../model.js';

/** Texts that stand for a missing value. */
const MISSING = new Set(['', 'nan', 'na', 'n/a', 'null', 'none']);

/** Names that libraries give to columns without names, such as LightGBM's `Column_0`: they say a position and no more. */
const GENERIC = /^(?:Column_|column_|feature_?|f|x|X)\d+$/;

/** Where the columns of an oracle stand. */
export interface Columns {
  /** Names of the file's columns, where it has some. */
  readonly names?: readonly string[];
  /** Columns of a row or of contributions in the file's order. */
  readonly width: number;
  /** Position in the file of each of the model's features. */
  readonly order: readonly number[];
}

/** LightGBM writes white space in a name as an underscore. */
const spaceless = (name: string): string => name.replace(/\s/g, '_');

/** Keys of rows that are objects, in the order in which they first appear; undefined where rows are lists. */
function keysOf(rows: Fields): string[] | undefined {
  const items = rows.items();
  if (items.length === 0) throw new MalformedModelError('it has no rows');
  if (items.every((item) => Array.isArray(item.value))) return undefined;
  const keys = new Set<string>();
  for (const item of items) {
    if (typeof item.value !== 'object' || item.value === null || Array.isArray(item.value))
      throw new MalformedModelError(`${item.place} is neither a list nor an object as the other rows are`);
    item.keys().forEach((key) => keys.add(key));
  }
  return [...keys];
}

function byName(model: Model, names: readonly string[], absentIsMissing: boolean): number[] {
  const known = new Map(names.map((name, at) => [spaceless(name), at]));
  if (known.size !== names.length) throw new MalformedModelError('it names a feature twice');
  const order = model.features.map((name) => known.get(spaceless(name)) ?? -1);
  const absent = order.indexOf(-1);
  const strangers = names.length - order.filter((at) => at >= 0).length;
  // A key that no row has is a feature missing in all of them, unless the rows have keys that the model does not know.
  if (absent >= 0 && (!absentIsMissing || strangers > 0))
    throw new MalformedModelError(`it has no column for feature ${model.features[absent]}`);
  return order;
}

/**
 * Matches the file's columns with the model's: by name where both sides have names (the order may differ, columns the
 * model does not have are left out), by position otherwise.
 */
export function matchColumns(root: Fields, rows: Fields, model: Model): Columns {
  const named = root.optional('features') ?? root.optional('feature_names') ?? root.optional('columns');
  const keys = keysOf(rows);
  const names = named?.texts() ?? keys;
  const needed = model.features.length;
  if (names === undefined) return { width: needed, order: model.features.map((_, j) => j) };
  const positional =
    !model.namesKnown || (names.length === needed && model.features.every((name) => GENERIC.test(name)));
  const sameNames = model.features.every((name) => names.includes(name));
  if (!positional || sameNames) {
    return { names, width: names.length, order: byName(model, names, keys !== undefined && named === undefined) };
  }
  if (names.length !== needed) throw new MalformedModelError(`it has ${names.length} features, the model ${needed}`);
  return { names, width: needed, order: model.features.map((_, j) => j) };
}

function cell(value: unknown, place: string): number | null {
  if (value === null || value === undefined || typeof value === 'number') return value ?? null;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') {
    const text = value.trim();
    if (MISSING.has(text.toLowerCase())) return null;
    if (Number.isFinite(Number(text))) return Number(text);
    throw new MalformedModelError(`${place} holds text: categories are given as the codes the model was trained on`);
  }
  throw new MalformedModelError(`${place} holds something that is neither a number nor null`);
}

/** Rows in the model's order of features: lists, or objects in which an absent key is a missing value. */
export function readRows(field: Fields, { names, width, order }: Columns): RowMatrix {
  const rows = field.items().map((row) => {
    if (!Array.isArray(row.value)) {
      if (row.keys().length === 0 || names === undefined)
        throw new MalformedModelError(`${row.place} is neither a list nor an object with features`);
      return order.map((at) => (at < 0 ? null : cell(row.optional(names[at])?.value, row.place)));
    }
    const cells = row.array();
    if (cells.length !== width)
      throw new MalformedModelError(`${row.place} has ${cells.length} entries for ${width} features`);
    return order.map((at) => cell(cells[at], row.place));
  });
  return matrixOf(rows, order.length);
}

/** Number of columns of the file, where it is plain to see: of its list of names or of its first row. */
export function columnCount(root: Fields, rows: Fields): number {
  const named = root.optional('features') ?? root.optional('feature_names') ?? root.optional('columns');
  const first: unknown = named?.value ?? rows.items()[0]?.value;
  return Array.isArray(first) ? first.length : 0;
}
