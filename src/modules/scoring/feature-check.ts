import { type FeatureFault, featureRow, type FeatureRow } from '../../core/prediction/index.js';
import type { ActiveModel } from '../models/index.js';

/** Given features in the order of a model, or everything that is wrong with them. */
export function checkFeatures({ features, model }: ActiveModel, given: Readonly<Record<string, unknown>>): FeatureRow {
  const row = featureRow(features, given);
  if ('faults' in row || row.missing.length === 0 || model.kind !== 'trees' || model.takesMissing) return row;
  const message = 'The model was trained without missing values and needs this feature.';
  return { faults: row.missing.map((feature): FeatureFault => ({ feature, code: 'missing-feature', message })) };
}
