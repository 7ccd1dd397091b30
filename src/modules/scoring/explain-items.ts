import { explainRows, matrixOf } from '../../core/models/index.js';
import {
  recommendationFor,
  tierOf,
  type Recommendation,
  type TopFeature,
  topFeatures,
} from '../../core/prediction/index.js';
import type { NewPrediction } from '../predictions/index.js';
import type { ReadyItem } from './item-check.js';

/** A prediction that is not stored yet, with what is said of it beside. */
export interface ExplainedItem {
  readonly prediction: NewPrediction;
  readonly memberHash: string;
  readonly top: readonly TopFeature[];
  readonly recommendation: Recommendation | null;
  /** What base value and contributions add up to. */
  readonly explains: string;
}

/** Scores and explains items of one model, in one pass. The features end here. */
function explainGroup(items: readonly ReadyItem[]): ExplainedItem[] {
  const { model: active } = items[0];
  const { model } = active;
  const width = model.features.length;
  const rows = matrixOf(
    items.map(({ values }) => values),
    width,
  );
  const answer = explainRows(model, rows);
  return items.map(({ item, member, missing }, i) => {
    const contributions = answer.contributions.subarray(i * width, (i + 1) * width);
    const probability = answer.probability[i];
    const tier = tierOf(probability);
    const top = topFeatures(model.features, contributions);
    const recommendation = recommendationFor(item.measure, tier, top);
    const prediction: NewPrediction = {
      ...{ memberId: member.id, contractId: member.contractId },
      ...{ measure: item.measure, measurementYear: item.measurementYear },
      ...{ probability, margin: answer.explained[i], baseValue: answer.base, tier },
      ...{ modelId: active.id, modelVersion: String(active.version), calibration: active.calibration },
      recommendation: recommendation?.code ?? null,
      missingFeatures: missing.length > 0 ? [...missing] : null,
      shapValues: Object.fromEntries(model.features.map((name, j) => [name, contributions[j]])),
    };
    return { prediction, memberHash: member.memberHash, top, recommendation, explains: answer.explains };
  });
}

/** Explained items in the order given. @throws ExplanationError when contributions do not add up */
export function explainItems(items: readonly ReadyItem[]): ExplainedItem[] {
  const groups = new Map<object, number[]>();
  items.forEach(({ model }, i) => groups.set(model, [...(groups.get(model) ?? []), i]));
  const explained = new Array<ExplainedItem>(items.length);
  for (const places of groups.values()) {
    explainGroup(places.map((place) => items[place])).forEach((each, k) => (explained[places[k]] = each));
  }
  return explained;
}
