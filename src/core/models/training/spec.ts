import { TrainingError } from '../errors.js';
import { DEFAULT_BOOST, type BoostSettings } from './boost.js';
import type { TrainingTable } from './table.js';

/** A feature with its unit and the range outside of which a value is an error of the source. */
export interface FeatureSpec {
  readonly name: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** +1: the risk may only rise with the feature, −1: only fall (boosting); 0 or absent: free. */
  readonly monotone?: -1 | 0 | 1;
}

/** How to train a model of one measure's gap. */
export interface TrainingSpec {
  readonly measure: string;
  readonly seed: number;
  /** Features in order; all columns of the table, with their observed ranges, if absent. */
  readonly features?: readonly FeatureSpec[];
  /** Rows from this period on are the out-of-time test; by default the last of several periods. */
  readonly testFrom?: number;
  readonly folds?: number;
  /** `auto`: Platt where events suffice, intercept-only otherwise. */
  readonly calibration?: 'auto' | 'none' | 'intercept-only' | 'platt' | 'isotonic';
  /** Settings of the challenger; false trains none. */
  readonly boosting?: Partial<BoostSettings> | false;
  /** Group of each row, by name of the grouping (age band, sex, race/ethnicity): for reports only, never features. */
  readonly subgroups?: Readonly<Record<string, readonly string[]>>;
}

/** Below either of these a model of features is not trained: the base rate is. */
export const MIN_TRAINING_ROWS = 200;
export const MIN_TRAINING_EVENTS = 30;

/** Events and non-events from which Platt scaling is fitted instead of the intercept alone. */
export const MIN_PLATT_EVENTS = 200;

export function boostSettings(spec: TrainingSpec): BoostSettings {
  return { ...DEFAULT_BOOST, ...(spec.boosting === false ? {} : spec.boosting) };
}

function observedRange(column: Float64Array): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const x of column) {
    if (x < min) min = x;
    if (x > max) max = x;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}

/** The spec's features, or one for each column with its observed range. */
export function featureSpecs(table: TrainingTable, spec: TrainingSpec): readonly FeatureSpec[] {
  return spec.features ?? table.features.map((name, j) => ({ name, unit: '', ...observedRange(table.columns[j]) }));
}

/**
 * The table with the spec's columns in the spec's order.
 * @throws TrainingError for a feature the table does not have, or values outside of its allowed range
 */
export function selectFeatures(table: TrainingTable, features: readonly FeatureSpec[]): TrainingTable {
  const columns = features.map(({ name, min, max }) => {
    const at = table.features.indexOf(name);
    if (at < 0) throw new TrainingError(`The table has no column for feature ${name}.`);
    const outside = table.columns[at].filter((x) => x < min || x > max).length;
    if (outside > 0)
      throw new TrainingError(`Feature ${name} has ${outside} values outside of its range ${min} to ${max}.`);
    return table.columns[at];
  });
  return { ...table, features: features.map(({ name }) => name), columns };
}
