import { RowInputError } from '../errors.js';
import type { RowMatrix } from '../matrix.js';
import type { LinearModel } from '../model.js';

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

/** Margins of rows. */
export function scoreLinear(model: LinearModel, rows: RowMatrix): Float64Array {
  const x = imputed(model, rows);
  const margin = new Float64Array(rows.count).fill(model.intercept);
  for (let i = 0; i < rows.count; i++) {
    for (let j = 0; j < rows.width; j++) {
      margin[i] += (model.coef[j] * (x[i * rows.width + j] - model.mean[j])) / model.scale[j];
    }
  }
  return margin;
}

/**
 * Linear SHAP: coef · (x − reference) / scale. Exact for independent features (Štrumbelj and Kononenko 2014);
 * the base value is the margin of the reference row.
 */
export function explainLinear(model: LinearModel, rows: RowMatrix): { base: number; contributions: Float64Array } {
  const contributions = imputed(model, rows);
  let base = model.intercept;
  for (let j = 0; j < rows.width; j++) base += (model.coef[j] * (model.reference[j] - model.mean[j])) / model.scale[j];
  for (let i = 0; i < contributions.length; i++) {
    const j = i % rows.width;
    contributions[i] = (model.coef[j] * (contributions[i] - model.reference[j])) / model.scale[j];
  }
  return { base, contributions };
}
