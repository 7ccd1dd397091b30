import { MalformedModelError } from '../errors.js';
import type { Fields } from '../formats/fields.js';
import type { Columns } from './oracle-rows.js';

/** Keys under which a row of contributions that is an object has its base value. */
const BIAS_KEYS = ['bias', 'BIAS', '<bias>', 'base', 'base_value', 'expected_value', 'intercept', '(Intercept)'];

/** SHAP values of a library, in the model's order of features. */
export interface Contributions {
  /** count × features, row-major. */
  readonly values: Float64Array;
  /** Base value of each row, where the file has it among the contributions. */
  readonly base?: Float64Array;
}

function checkCount(field: Fields, entries: number, count: number): void {
  if (entries !== count) throw new MalformedModelError(`${field.place} has ${entries} entries for ${count} rows`);
}

/** One number a row; of two columns (class 0, class 1) the second. */
export function readColumn(field: Fields | undefined, count: number): Float64Array | undefined {
  if (field === undefined) return undefined;
  const items = field.items();
  checkCount(field, items.length, count);
  return Float64Array.from(items, (item) => {
    if (!Array.isArray(item.value)) return item.number();
    const list = item.items();
    if (list.length !== 1 && list.length !== 2)
      throw new MalformedModelError(`${item.place} has ${list.length} entries: one, or one for each of two classes`);
    return list[list.length - 1].number();
  });
}

/** A base value for all rows, or one a row; of two classes the second. */
export function readBase(field: Fields | undefined, count: number): Float64Array | undefined {
  if (field === undefined) return undefined;
  if (!Array.isArray(field.value)) return new Float64Array(count).fill(field.number());
  const list = field.items().map((item) => item.number());
  if (list.length === count && count > 2) return Float64Array.from(list);
  if (list.length !== 1 && list.length !== 2)
    throw new MalformedModelError(`${field.place} has ${list.length} entries: one, one for each class, or one a row`);
  return new Float64Array(count).fill(list[list.length - 1]);
}

/** One list a row. Of an entry for each of two classes, in front (`[class][row][feature]`) or behind, class 1. */
function rowsOf(field: Fields, { names = [], width }: Columns, count: number): ArrayLike<number>[] {
  let items = field.items();
  const inner = items[0]?.value;
  if (items.length === 2 && Array.isArray(inner) && inner.length === count && Array.isArray(inner[0])) {
    const classesBehind = count === 2 && width === 2 && inner[0].length === 2;
    if (!classesBehind) items = items[1].items();
  }
  checkCount(field, items.length, count);
  return items.map((item) => {
    if (!Array.isArray(item.value)) {
      const bias = BIAS_KEYS.find((key) => item.has(key) && !names.includes(key));
      const values = names.map((name) => item.get(name).number());
      if (values.length === 0) throw new MalformedModelError(`${item.place} is not a list`);
      return bias === undefined ? values : [...values, item.get(bias).number()];
    }
    if (!Array.isArray(item.value[0])) return item.numbers();
    return item.items().map((pair) => {
      const list = pair.numbers();
      if (list.length !== 2)
        throw new MalformedModelError(
          `${pair.place} has ${list.length} entries instead of one for each of two classes`,
        );
      return list[1];
    });
  });
}

/** Does a column hold the same number, within float32, in all rows, and is it something? */
function constant(rows: readonly ArrayLike<number>[], at: number): 'no' | 'zero' | 'yes' {
  const first = rows[0][at];
  if (rows.some((row) => Math.abs(row[at] - first) > 1e-5 * Math.max(1, Math.abs(first)))) return 'no';
  return first === 0 ? 'zero' : 'yes';
}

/** The base value is the same in every row. It stands last, or first where only that column can be it. */
function biasFirst(rows: readonly ArrayLike<number>[], width: number): boolean {
  if (rows.length < 2) return false;
  const [first, last] = [constant(rows, 0), constant(rows, width)];
  return first === 'yes' ? last !== 'yes' : first === 'zero' && last === 'no';
}

/**
 * Contributions in the model's order. The file has them in the order of its columns, or, where it has more columns than
 * the model, in the model's own; with one entry more the base value is among them.
 */
export function readContributions(
  field: Fields,
  columns: Columns,
  count: number,
  baseElsewhere: boolean,
): Contributions {
  const { order } = columns;
  const rows = rowsOf(field, columns, count);
  const length = rows[0].length;
  const odd = rows.findIndex((row) => row.length !== length);
  if (odd >= 0)
    throw new MalformedModelError(`${field.place}[${odd}] has ${rows[odd].length} entries, the row before ${length}`);
  const own = order.map((_, j) => j);
  const layouts: [width: number, order: readonly number[]][] = [
    [columns.width, order],
    [order.length, own],
  ];
  // With one column that the model lacks, as many entries as columns may be the model's features and the base value.
  if (columns.width === order.length + 1 && !baseElsewhere) layouts.reverse();
  const layout = layouts.find(([width]) => length === width || length === width + 1);
  if (layout === undefined)
    throw new MalformedModelError(`${field.place}[0] has ${length} entries for ${columns.width} features`);
  const [width, places] = layout;
  const withBase = length === width + 1;
  const shift = withBase && biasFirst(rows, width) ? 1 : 0;
  const values = new Float64Array(count * order.length);
  rows.forEach((row, i) => places.forEach((at, j) => (values[i * order.length + j] = at < 0 ? 0 : row[at + shift])));
  if (!withBase) return { values };
  return { values, base: Float64Array.from(rows, (row) => row[shift === 1 ? 0 : width]) };
}
