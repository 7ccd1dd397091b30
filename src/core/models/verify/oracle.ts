import { MalformedModelError, ModelError, OracleError } from '../errors.js';
import { Fields } from '../formats/fields.js';
import { parseModelJson } from '../formats/json-text.js';
import { DEFAULT_MODEL_LIMITS, withinLimit, type ModelLimits } from '../limits.js';
import type { RowMatrix } from '../matrix.js';
import { defaultNames, type Model } from '../model.js';
import type { Background } from '../shap/index.js';
import { readBase, readColumn, readContributions } from './oracle-outputs.js';
import { columnCount, matchColumns, readRows } from './oracle-rows.js';

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
  rows: ['rows', 'inputs', 'X', 'x', 'data'],
  margin: ['margin', 'margins', 'raw_score', 'raw_scores', 'log_odds', 'logit', 'decision_function'],
  probability: ['probability', 'probabilities', 'prob', 'probs', 'proba', 'predict_proba'],
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

/** Parses the bytes of an oracle file. @throws OracleError if they are no JSON */
export function parseOracle(bytes: Uint8Array, limits: ModelLimits = DEFAULT_MODEL_LIMITS): unknown {
  withinLimit('number of bytes', bytes.length, limits.maxBytes);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new OracleError('it is compressed (gzip), unpack it first');
  return asOracle(() => parseModelJson(bytes, limits));
}

/** Says of what is wrong with the oracle that it is the oracle's. */
function asOracle<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedModelError) throw new OracleError(error.detail);
    if (error instanceof ModelError && error.code === 'input') throw new OracleError(error.message);
    throw error;
  }
}

function read(root: Fields, model: Model): Oracle {
  const rowsField = find(root, NAMES.rows);
  if (rowsField === undefined) throw new MalformedModelError(`it has no ${NAMES.rows[0]}`);
  const columns = matchColumns(root, rowsField, model);
  const rows = readRows(rowsField, columns);
  const contributions = find(root, NAMES.contributions);
  const base = find(root, NAMES.base);
  const contributed =
    contributions === undefined ? undefined : readContributions(contributions, columns, rows.count, base !== undefined);
  const background = root.optional('background');
  const known = background === undefined ? undefined : readRows(background, columns);
  const oracle: Oracle = {
    rows,
    margin: readColumn(find(root, NAMES.margin), rows.count),
    probability: readColumn(find(root, NAMES.probability), rows.count),
    contributions: contributed?.values,
    base: contributed?.base ?? readBase(base, rows.count),
    halfMargin: readColumn(root.optional('margin_first_half_trees'), rows.count),
    background: known === undefined ? undefined : { rows: known.values, count: known.count },
  };
  if (oracle.margin === undefined && oracle.probability === undefined && oracle.contributions === undefined) {
    const wanted = [NAMES.margin[0], NAMES.probability[0], NAMES.contributions[0]].join(', ');
    throw new MalformedModelError(`it has none of ${wanted}, only ${root.keys().slice(0, 20).join(', ')}`);
  }
  return oracle;
}

/**
 * Reads reference outputs for a model. Columns are matched by name where both sides have names.
 * @throws OracleError naming what is wrong, such as no rows or nothing to compare with
 */
export function readOracle(document: unknown, model: Model): Oracle {
  return asOracle(() => {
    const root = new Fields(document, 'oracle');
    if (typeof document !== 'object' || document === null || Array.isArray(document))
      throw new MalformedModelError('it is not an object with rows and outputs');
    return read(root, model);
  });
}

/**
 * The model as wide as the oracle's rows, if its file leaves open how many columns there are: trees never ask for
 * columns that they do not use.
 */
export function asWideAs(model: Model, document: unknown): Model {
  if (model.kind !== 'trees' || model.openEnded !== true) return model;
  const root = new Fields(document, 'oracle');
  const rows = find(root, NAMES.rows);
  const width = rows === undefined ? 0 : asOracle(() => columnCount(root, rows));
  return width > model.features.length ? { ...model, features: defaultNames(width) } : model;
}
