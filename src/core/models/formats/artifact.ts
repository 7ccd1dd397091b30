import type { Calibration } from '../calibration/index.js';
import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import type { Link } from '../link.js';
import { withinLimit } from '../limits.js';
import type { LinearModel, Model, TreeModel } from '../model.js';
import { assembleTrees, NODE, type RawTree, type TreeEnsemble } from '../trees/index.js';
import { canonicalJson } from './canonical-json.js';
import type { Fields } from './fields.js';
import type { LoadContext } from './options.js';

export const ARTIFACT_FORMAT = 'hspo-model';
export const ARTIFACT_VERSION = 1;

/** Thresholds of ±Infinity are written as the largest double: the same for every finite value. */
function finite(values: Float64Array): number[] {
  return Array.from(values, (x) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, x)));
}

/** NaN (no imputation, no bend) is written as null. */
function nullable(values: Float64Array): (number | null)[] {
  return Array.from(values, (x) => (Number.isNaN(x) ? null : x));
}

function ensembleDocument(e: TreeEnsemble): unknown {
  const { roots, feature, left, right, value, cover, kind, setStart, setLength, setWords, base, precision } = e;
  return {
    roots,
    feature,
    threshold: finite(e.threshold),
    left,
    right,
    value,
    cover,
    kind,
    setStart,
    setLength,
    setWords,
    base,
    precision,
  };
}

function linearDocument(m: LinearModel): unknown {
  const bends = m.bends === undefined ? undefined : { ...m.bends, at: nullable(m.bends.at) };
  return {
    coef: m.coef,
    intercept: m.intercept,
    mean: m.mean,
    scale: m.scale,
    impute: nullable(m.impute),
    reference: m.reference,
    bends,
  };
}

/**
 * Writes a model, own or imported, with what is known of it as canonical JSON: the bytes are the digest's input.
 * @param card feature list with units and ranges, training window, metrics: any JSON data, kept as it is
 */
export function saveModel(model: Model, card: unknown = null): string {
  const { kind, library, version, features, namesKnown, link, calibration, notes, background } = model;
  const stored = background === undefined ? undefined : { rows: nullable(background.rows), count: background.count };
  const own =
    model.kind === 'linear'
      ? { linear: linearDocument(model) }
      : {
          trees: ensembleDocument(model.ensemble),
          treesPerRound: model.treesPerRound,
          takesMissing: model.takesMissing,
        };
  return canonicalJson({
    format: ARTIFACT_FORMAT,
    formatVersion: ARTIFACT_VERSION,
    kind,
    library,
    version,
    features,
    namesKnown,
    link,
    calibration,
    notes,
    background: stored,
    ...own,
    card,
  });
}

function nullableNumbers(field: Fields, width: number): Float64Array {
  const list = field.array();
  if (list.length !== width)
    throw new MalformedModelError(`${field.place} has ${list.length} entries instead of ${width}`);
  return Float64Array.from(list, (x) => {
    if (x !== null && (typeof x !== 'number' || !Number.isFinite(x)))
      throw new MalformedModelError(`${field.place} holds something that is neither a number nor null`);
    return x ?? NaN;
  });
}

function readLink(field: Fields): Link {
  if (field.get('kind').text() === 'identity') return { kind: 'identity' };
  if (field.get('kind').text() !== 'logistic') throw new UnsupportedModelError(`link ${field.get('kind').text()}`);
  return { kind: 'logistic', scale: field.get('scale').number() };
}

function readCalibration(field: Fields): Calibration {
  switch (field.get('kind').text()) {
    case 'none':
      return { kind: 'none' };
    case 'affine': {
      const method = field.get('method').text() === 'platt' ? 'platt' : 'intercept-only';
      return { kind: 'affine', method, slope: field.get('slope').number(), intercept: field.get('intercept').number() };
    }
    case 'isotonic': {
      const x = Array.from(field.get('x').numbers());
      const y = Array.from(field.get('y').numbers(x.length));
      if (x.length === 0 || x.some((v, i) => i > 0 && v <= x[i - 1]))
        throw new MalformedModelError('isotonic knots do not rise');
      return { kind: 'isotonic', x, y };
    }
    default:
      throw new UnsupportedModelError(`calibration ${field.get('kind').text()}`);
  }
}

/** Trees as loaders give them, so that a stored ensemble passes the same structural check as a foreign one. */
function readEnsemble(field: Fields, width: number, context: LoadContext): TreeEnsemble {
  const feature = field.get('feature').numbers();
  const size = feature.length;
  withinLimit('number of nodes', size, context.caps.maxNodes);
  const column = (name: string): Float64Array => Float64Array.from(field.get(name).numbers(size));
  const [threshold, left, right, value, cover, kind] = ['threshold', 'left', 'right', 'value', 'cover', 'kind'].map(
    column,
  );
  const [setStart, setLength] = ['setStart', 'setLength'].map(column);
  const words = Float64Array.from(field.get('setWords').numbers());
  const roots = Array.from(field.get('roots').numbers());
  const features = Float64Array.from(feature);
  const trees = roots.map((root, t): RawTree => {
    const end = t + 1 < roots.length ? roots[t + 1] : size;
    if (!(root >= 0 && root < end && (t > 0 || root === 0))) throw new MalformedModelError('roots do not rise from 0');
    const local = (values: Float64Array): Float64Array => values.slice(root, end);
    const shifted = (values: Float64Array): Float64Array => local(values).map((v) => v - root);
    const sets = new Map<number, ArrayLike<number>>();
    for (let n = root; n < end; n++)
      if ((kind[n] & NODE.set) !== 0) sets.set(n - root, words.subarray(setStart[n], setStart[n] + setLength[n]));
    return {
      size: end - root,
      feature: local(features),
      threshold: local(threshold),
      left: shifted(left),
      right: shifted(right),
      value: local(value),
      cover: local(cover),
      kind: local(kind),
      sets,
    };
  });
  const precision = field.get('precision').text() === 'float32' ? 'float32' : 'float64';
  return assembleTrees(trees, { features: width, base: field.get('base').number(), precision, limits: context.caps });
}

type Common = Omit<LinearModel, 'kind' | 'coef' | 'intercept' | 'mean' | 'scale' | 'impute' | 'reference' | 'bends'>;

function readLinear(field: Fields, common: Common): LinearModel {
  const width = common.features.length;
  const column = (from: Fields, name: string): Float64Array => {
    const values = Float64Array.from(from.get(name).numbers(width));
    if (!values.every(Number.isFinite)) throw new MalformedModelError(`${name} holds a number that is not finite`);
    return values;
  };
  const scale = column(field, 'scale');
  if (scale.includes(0)) throw new MalformedModelError('a scale is zero');
  const bends = field.optional('bends');
  return {
    ...common,
    kind: 'linear',
    coef: column(field, 'coef'),
    intercept: field.get('intercept').number(),
    mean: column(field, 'mean'),
    scale,
    impute: nullableNumbers(field.get('impute'), width),
    reference: column(field, 'reference'),
    bends:
      bends === undefined
        ? undefined
        : { at: nullableNumbers(bends.get('at'), width), coef: column(bends, 'coef'), mean: column(bends, 'mean') },
  };
}

/** Reads a document written by `saveModel`. */
export function readArtifact(root: Fields, context: LoadContext): Model {
  const format = root.get('format').text();
  if (format !== ARTIFACT_FORMAT) throw new UnsupportedModelError(`model document ${format}`);
  const version = root.get('formatVersion').integer();
  if (version !== ARTIFACT_VERSION) throw new UnsupportedModelError(`model document version ${version}`);
  const features = root.get('features').texts();
  withinLimit('number of features', features.length, context.caps.maxFeatures);
  const stored = root.optional('background');
  const count = stored?.get('count').integer() ?? 0;
  const common: Common = {
    format: 'hspo-model',
    library: root.get('library').text(),
    version: root.get('version').text(),
    features,
    namesKnown: root.get('namesKnown').value === true,
    link: readLink(root.get('link')),
    calibration: readCalibration(root.get('calibration')),
    notes: root.get('notes').texts(),
    background:
      stored === undefined ? undefined : { rows: nullableNumbers(stored.get('rows'), count * features.length), count },
  };
  if (root.get('kind').text() === 'linear') return readLinear(root.get('linear'), common);
  const model: TreeModel = {
    ...common,
    kind: 'trees',
    ensemble: readEnsemble(root.get('trees'), features.length, context),
    treesPerRound: root.get('treesPerRound').integer(),
    takesMissing: root.get('takesMissing').value === true,
  };
  return model;
}
