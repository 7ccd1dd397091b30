import type { Calibration } from './calibration/calibration.js';
import type { Link } from './link.js';
import type { Background } from './shap/index.js';
import type { TreeEnsemble } from './trees/index.js';

export type ModelFormat =
  'xgboost-json' | 'xgboost-ubj' | 'lightgbm-text' | 'sklearn-trees' | 'logistic' | 'onnx' | 'hspo-model';

interface ModelBase {
  readonly format: ModelFormat;
  /** Library (and booster) the numbers come from, e.g. `xgboost dart`. */
  readonly library: string;
  /** Library version as the file states it, or ''. */
  readonly version: string;
  /** Columns in order; `f0`, `f1`, … where the file has no names. */
  readonly features: readonly string[];
  readonly namesKnown: boolean;
  readonly link: Link;
  readonly calibration: Calibration;
  /** Background rows for interventional SHAP, if stored. */
  readonly background?: Background;
  /** Things a modeler should know, such as trees left out after early stopping. */
  readonly notes: readonly string[];
}

/** A sum or mean of decision trees. */
export interface TreeModel extends ModelBase {
  readonly kind: 'trees';
  readonly ensemble: TreeEnsemble;
  /** Trees per boosting round (random-forest boosting has several). */
  readonly treesPerRound: number;
  /** True where the file does not say how many columns there are: there may be more than the trees ask for. */
  readonly openEnded?: boolean;
  /** False where the source library refuses rows with missing values. */
  readonly takesMissing: boolean;
}

/** Change of slope of a column above a value (own models): adds coef · (max(0, x − at) − mean); `at` NaN: none. */
export interface Bends {
  readonly at: Float64Array;
  readonly coef: Float64Array;
  readonly mean: Float64Array;
}

/** margin = intercept + Σ coef · (x − mean) / scale + bends, missing x replaced by `impute` (NaN: refused). */
export interface LinearModel extends ModelBase {
  readonly kind: 'linear';
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  readonly impute: Float64Array;
  /** Row that contributions are measured from (the training mean where known). */
  readonly reference: Float64Array;
  /** A missing value has no bend term: in own models it adds nothing at all. */
  readonly bends?: Bends;
}

export type Model = TreeModel | LinearModel;

/** Names for columns without names. */
export function defaultNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `f${i}`);
}

/** The model with background rows for interventional SHAP. */
export function withBackground<M extends Model>(model: M, background: Background): M {
  return { ...model, background };
}

/** The model with another calibration. */
export function withCalibration<M extends Model>(model: M, calibration: Calibration): M {
  return { ...model, calibration };
}
