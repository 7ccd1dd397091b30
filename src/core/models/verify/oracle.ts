import { MalformedModelError } from '../errors.js';
import { Fields } from '../formats/fields.js';
import { parseModelJson } from '../formats/json-text.js';
import { DEFAULT_MODEL_LIMITS, withinLimit, type ModelLimits } from '../limits.js';
import { matrixOf, type RowMatrix } from '../matrix.js';
import type { Model } from '../model.js';
import type { Background } from '../shap/index.js';

/** Reference outputs of the library that trained a model. */
export interface Oracle {
  readonly rows: RowMatrix;
  readonly margin?: Float64Array;
  /** Probability of class 1. */
  readonly probability?: Float64Array;
  /** count × width, row-major. */
  readonly contributions?: Float64Array;
  /** Base value of each row. */
  readonly base?: Float64Array;
  /** Margin with the first half of the boosting rounds. */
  readonly halfMargin?: Float64Array;
  readonly background?: Background;
}

/** The names under which libraries' outputs are commonly written. */
const NAMES = {
  rows: ['rows', 'inputs', 'X'],
  margin: ['margin', 'margins', 'raw_score', 'raw_scores'],
  probability: ['probability', 'probabilities', 'prob', 'predict_proba'],
  contributions: [
    'contributions',
    'contribs',
    'pred_contribs',
    'pred_contrib',
    'shap_values',
    'shap',
    'shap_class1',
    'linear_shap',
    'shapley',
  ],
  base: ['expected_value', 'expected', 'base_value', 'base', 'bias', 'linear_shap_base'],
} as const;

function find(root: Fields, names: readonly string[]): Fields | undefined {
  const name = names.find((candidate) => root.has(candidate));
  return name === undefined ? undefined : root.get(name);
}

/** Position in an oracle row of each model column: by name where both sides have names and they are the same set. */
function columnOrder(root: Fields, model: Model): number[] {
  const width = model.features.length;
  const names = root.optional('features')?.texts() ?? root.optional('feature_names')?.texts();
  if (names !== undefined && names.length !== width)
    throw new MalformedModelError(`the oracle has ${names.length} features, the model ${width}`);
  if (names === undefined || !model.namesKnown) return model.features.map((_, j) => j);
  return model.features.map((name) => {
    const at = names.indexOf(name);
    if (at < 0) throw new MalformedModelError(`the oracle has no column for feature ${name}`);
    return at;
  });
}

function readRows(field: Fields, order: readonly number[], names: readonly string[]): RowMatrix {
  const rows = field.items().map((row) => {
    const cell = (value: unknown): number | null => {
      if (value === null || typeof value === 'number') return value;
      throw new MalformedModelError(`${row.place} holds something that is neither a number nor null`);
    };
    if (!Array.isArray(row.value)) return names.map((name) => cell(row.optional(name)?.value ?? null));
    const cells = row.array();
    return order.length === cells.length ? order.map((at) => cell(cells[at])) : cells.map(cell);
  });
  return matrixOf(rows, order.length);
}

/** One number a row; of two columns (class 0, class 1) the second. */
function column(field: Fields | undefined, count: number): Float64Array | undefined {
  if (field === undefined) return undefined;
  const values = field.items().map((item) => {
    if (!Array.isArray(item.value)) return item.number();
    const list = item.numbers();
    return list[list.length - 1];
  });
  if (values.length !== count)
    throw new MalformedModelError(`${field.place} has ${values.length} entries for ${count} rows`);
  return Float64Array.from(values);
}

/** Contributions in the model's column order; a last extra column is the base value. */
function readContributions(
  field: Fields,
  order: readonly number[],
  count: number,
): { values: Float64Array; base?: Float64Array } {
  const width = order.length;
  const items = field.items().map((item) => item.numbers());
  if (items.length !== count)
    throw new MalformedModelError(`${field.place} has ${items.length} entries for ${count} rows`);
  const values = new Float64Array(count * width);
  const withBase = items.every((row) => row.length === width + 1);
  items.forEach((row, i) => {
    if (row.length !== width && !withBase)
      throw new MalformedModelError(`${field.place}[${i}] has ${row.length} entries for ${width} features`);
    order.forEach((at, j) => (values[i * width + j] = row[at]));
  });
  return { values, base: withBase ? Float64Array.from(items, (row) => row[width]) : undefined };
}

/** A base value for all rows; of two classes the second. */
function readBase(field: Fields | undefined, count: number): Float64Array | undefined {
  if (field === undefined) return undefined;
  if (!Array.isArray(field.value)) return new Float64Array(count).fill(field.number());
  const list = field.numbers();
  if (list.length === count && count > 2) return Float64Array.from(list);
  return new Float64Array(count).fill(list[list.length - 1]);
}

/** Parses the bytes of an oracle file. */
export function parseOracle(bytes: Uint8Array, limits: ModelLimits = DEFAULT_MODEL_LIMITS): unknown {
  withinLimit('number of bytes', bytes.length, limits.maxBytes);
  return parseModelJson(bytes, limits);
}

/**
 * Reads reference outputs for a model. Columns are matched by name where both sides have names.
 * @throws MalformedModelError if the file has no rows or nothing to compare with
 */
export function readOracle(document: unknown, model: Model): Oracle {
  const root = new Fields(document, 'oracle');
  const rowsField = find(root, NAMES.rows);
  if (rowsField === undefined) throw new MalformedModelError('the oracle has no rows');
  const order = columnOrder(root, model);
  const rows = readRows(rowsField, order, model.features);
  const contributions = find(root, NAMES.contributions);
  const read = contributions === undefined ? undefined : readContributions(contributions, order, rows.count);
  const background = root.optional('background');
  const known = background === undefined ? undefined : readRows(background, order, model.features);
  const oracle: Oracle = {
    rows,
    margin: column(find(root, NAMES.margin), rows.count),
    probability: column(find(root, NAMES.probability), rows.count),
    contributions: read?.values,
    base: read?.base ?? readBase(find(root, NAMES.base), rows.count),
    halfMargin: column(root.optional('margin_first_half_trees'), rows.count),
    background: known === undefined ? undefined : { rows: known.values, count: known.count },
  };
  if (oracle.margin === undefined && oracle.probability === undefined && oracle.contributions === undefined) {
    throw new MalformedModelError('the oracle has neither margins nor probabilities nor contributions');
  }
  return oracle;
}
