import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { LOGISTIC } from '../link.js';
import { withinLimit } from '../limits.js';
import { NO_CALIBRATION } from '../calibration/calibration.js';
import { defaultNames, type LinearModel } from '../model.js';
import type { Fields } from './fields.js';
import type { LoadContext } from './options.js';

/** `coef_` of scikit-learn is a list with one row for two classes; `intercept_` a list with one entry. */
function oneRow(field: Fields): ArrayLike<number> {
  const nested = Array.isArray(field.value) && Array.isArray(field.value[0]) ? field.items() : [field];
  if (nested.length !== 1)
    throw new UnsupportedModelError('multi-class model', `${nested.length} rows of coefficients`);
  return nested[0].numbers();
}

function column(root: Fields, name: string, width: number, fallback: number): Float64Array {
  const values = root.optional(name)?.numbers(width);
  const result = values === undefined ? new Float64Array(width).fill(fallback) : Float64Array.from(values);
  if (values !== undefined && !result.every(Number.isFinite))
    throw new MalformedModelError(`${name} holds a number that is not finite`);
  return result;
}

/**
 * Reads logistic regression coefficients: `coef`, `intercept`, and optionally `mean`, `scale` (standardisation),
 * `impute_median` (or `impute`) and `features`.
 */
export function readLogistic(root: Fields, context: LoadContext): LinearModel {
  const coef = Float64Array.from(oneRow(root.get('coef')));
  const width = coef.length;
  withinLimit('number of features', width, context.caps.maxFeatures);
  const intercept = Array.isArray(root.get('intercept').value)
    ? root.get('intercept').numbers(1)[0]
    : root.get('intercept').number();
  if (!coef.every(Number.isFinite) || !Number.isFinite(intercept))
    throw new MalformedModelError('a coefficient is not finite');
  const scale = column(root, 'scale', width, 1);
  if (scale.some((s) => s === 0)) throw new MalformedModelError('a scale is zero');
  const names = root.optional('features')?.texts();
  if (names !== undefined && names.length !== width)
    throw new MalformedModelError(`features has ${names.length} entries for ${width} coefficients`);
  const mean = column(root, 'mean', width, 0);
  return {
    kind: 'linear',
    format: 'logistic',
    library: 'logistic regression',
    version: root.has('library') ? root.get('library').text() : '',
    features: names ?? defaultNames(width),
    namesKnown: names !== undefined,
    link: LOGISTIC,
    calibration: NO_CALIBRATION,
    notes: root.has('mean')
      ? []
      : ['The file has no means: contributions are measured from a row of zeros unless background rows are given.'],
    coef,
    intercept,
    mean,
    scale,
    impute: column(root, root.has('impute_median') ? 'impute_median' : 'impute', width, NaN),
    reference: Float64Array.from(mean),
  };
}
