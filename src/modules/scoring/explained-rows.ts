import { ExplanationError, explainRows, type Model, type RowMatrix } from '../../core/models/index.js';
import {
  type Recommendation,
  recommendationFor,
  tierOf,
  type TierThresholds,
  type TopFeature,
  topFeatures,
} from '../../core/prediction/index.js';
import type { Tier } from '../../core/gaps/index.js';

/** What is said of one row. */
export interface ExplainedRow {
  readonly probability: number;
  /** The explained margin: base value and contributions add up to it. */
  readonly margin: number;
  readonly baseValue: number;
  readonly explains: string;
  readonly tier: Tier;
  readonly shapValues: Readonly<Record<string, number>>;
  readonly top: readonly TopFeature[];
  readonly recommendation: Recommendation | null;
}

function explained(model: Model, measure: string, rows: RowMatrix, tiers: TierThresholds): ExplainedRow[] {
  const { width } = rows;
  const answer = explainRows(model, rows);
  return Array.from(answer.probability, (probability, i) => {
    const contributions = answer.contributions.subarray(i * width, (i + 1) * width);
    const tier = tierOf(probability, tiers);
    const top = topFeatures(model.features, contributions);
    const shapValues: Record<string, number> = {};
    for (let j = 0; j < width; j++) shapValues[model.features[j]] = contributions[j];
    return {
      probability,
      margin: answer.explained[i],
      baseValue: answer.base,
      explains: answer.explains,
      tier,
      shapValues,
      top,
      recommendation: recommendationFor(measure, tier, top),
    };
  });
}

/**
 * Scores and explains rows of one model in one pass; null for a row whose contributions do not add up.
 * @param tiers what rows get their tiers by, and with them their recommendations.
 */
export function explainedRows(
  model: Model,
  measure: string,
  rows: RowMatrix,
  tiers: TierThresholds,
): (ExplainedRow | null)[] {
  const { values, count, width } = rows;
  try {
    return explained(model, measure, rows, tiers);
  } catch (error) {
    if (!(error instanceof ExplanationError)) throw error;
    if (count === 1) return [null];
    const one = (i: number): RowMatrix => ({ values: values.slice(i * width, (i + 1) * width), count: 1, width });
    return Array.from({ length: count }, (_, i) => explainedRows(model, measure, one(i), tiers)[0]);
  }
}
