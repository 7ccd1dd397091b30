import type { Background } from '../shap/index.js';
import type { ModelLimits } from '../limits.js';

/** What a caller may say about a file that the file does not say itself. */
export interface LoadOptions {
  /** Overrides of the size caps. */
  readonly limits?: Partial<ModelLimits>;
  /** Names of the columns, where the file has none or other ones. */
  readonly features?: readonly string[];
  /** Background rows for interventional SHAP. */
  readonly background?: Background;
  /**
   * XGBoost with early stopping: `all` trees (`Booster.predict`), those up to the `best` iteration (`XGBClassifier`),
   * or `auto` (default): `best` if the file was saved by the scikit-learn wrapper, `all` otherwise.
   */
  readonly iterations?: 'auto' | 'all' | 'best';
  /** States that a LightGBM model with a custom objective is trained on log loss: its margin is a log odds. */
  readonly assumeLogistic?: boolean;
}

/** Options with the limits filled in. */
export interface LoadContext extends LoadOptions {
  readonly caps: ModelLimits;
}
