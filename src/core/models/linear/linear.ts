import { RowInputError } from '../errors.js';
import type { RowMatrix } from '../matrix.js';
import type { LinearModel } from '../model.js';
import type { Background } from '../shap/index.js';

/** Values with missing ones replaced by the model's imputation. @throws RowInputError where a column has none */
export function imputed(model: LinearModel, rows: RowMatrix): Float64Array {
  const filled = Float64Array.from(rows.values);
  const width = rows.width;
  for (let i = 0; i < filled.length; i++) {
    if (filled[i] === filled[i]) continue;
    const fill = model.impute[i % width];
    if (Number.isNaN(fill)) throw new RowInputError(`Feature ${model.features[i % width]} must not be missing.`);
    filled[i] = fill;
  }
  return filled;
}

/** What the bend of column `j` adds for a value; 0 where there is none or the value is missing. */
function bendTerm(model: LinearModel, j: number, x: number): number {
  const { bends } = model;
  if (bends === undefined || Number.isNaN(bends.at[j]) || x !== x) return 0;
  return bends.coef[j] * (Math.max(0, x - bends.at[j]) - bends.mean[j]);
}

/** Margins of rows. */
export function scoreLinear(model: LinearModel, rows: RowMatrix): Float64Array {
  const x = imputed(model, rows);
  const margin = new Float64Array(rows.count).fill(model.intercept);
  for (let i = 0; i < rows.count; i++) {
    for (let j = 0; j < rows.width; j++) {
      const at = i * rows.width + j;
      margin[i] += (model.coef[j] * (x[at] - model.mean[j])) / model.scale[j] + bendTerm(model, j, rows.values[at]);
    }
  }
  return margin;
}

/** Mean of background rows, missing values imputed. */
function meanOf(model: LinearModel, background: Background): Float64Array {
  const width = model.features.length;
  const x = imputed(model, { values: background.rows, count: background.count, width });
  return Float64Array.from({ length: width }, (_, j) => {
    let sum = 0;
    for (let b = 0; b < background.count; b++) sum += x[b * width + j];
    return sum / background.count;
  });
}

/**
 * Linear SHAP: coef · (x − reference) / scale. Exact for independent features (Štrumbelj and Kononenko 2014);
 * the base value is the margin of the reference row: the mean of the background if there is one, else the model's own.
 * Models with bends are additive, not linear: their terms are measured from the terms' own training means.
 */
export function explainLinear(
  model: LinearModel,
  rows: RowMatrix,
  background: Background | undefined = model.background,
): { base: number; contributions: Float64Array } {
  const reference = background === undefined || model.bends !== undefined ? model.reference : meanOf(model, background);
  const contributions = imputed(model, rows);
  let base = model.intercept;
  for (let j = 0; j < rows.width; j++) base += (model.coef[j] * (reference[j] - model.mean[j])) / model.scale[j];
  for (let i = 0; i < contributions.length; i++) {
    const j = i % rows.width;
    contributions[i] =
      (model.coef[j] * (contributions[i] - reference[j])) / model.scale[j] + bendTerm(model, j, rows.values[i]);
  }
  return { base, contributions };
}
