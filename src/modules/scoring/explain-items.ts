import { matrixOf } from '../../core/models/index.js';
import type { NewPrediction } from '../predictions/index.js';
import { type ExplainedRow, explainedRows } from './explained-rows.js';
import type { ItemRefusal, ReadyItem } from './item-check.js';

/** A prediction that is not stored yet, with what is said of it beside. */
export interface ExplainedItem extends Pick<ExplainedRow, 'top' | 'recommendation' | 'explains'> {
  readonly prediction: NewPrediction;
  readonly memberHash: string;
}

const UNEXPLAINED: ItemRefusal = {
  errors: [{ pointer: '', code: 'explanation-failed', message: 'The contributions do not add up to the margin.' }],
};

function explainedItem({ item, member, model, missing }: ReadyItem, row: ExplainedRow | null) {
  if (row === null) return UNEXPLAINED;
  const { top, recommendation, explains, probability, margin, baseValue, tier, shapValues } = row;
  const prediction: NewPrediction = {
    memberId: member.id ?? '',
    contractId: member.contractId,
    measure: item.measure,
    measurementYear: item.measurementYear,
    probability,
    margin,
    baseValue,
    tier,
    shapValues,
    modelId: model.id,
    modelVersion: String(model.version),
    calibration: model.calibration,
    recommendation: recommendation?.code ?? null,
    missingFeatures: missing.length > 0 ? [...missing] : null,
  };
  return { prediction, memberHash: member.memberHash, top, recommendation, explains };
}

/** Scores and explains items, those of one model and measure in one pass, in the order given. The features end here. */
export function explainItems(items: readonly ReadyItem[]): (ExplainedItem | ItemRefusal)[] {
  const groups = new Map<object, number[]>();
  items.forEach(({ model }, i) => {
    const places = groups.get(model);
    if (places) places.push(i);
    else groups.set(model, [i]);
  });
  const explained = new Array<ExplainedItem | ItemRefusal>(items.length);
  for (const places of groups.values()) {
    const [{ model, item }] = places.map((place) => items[place]);
    const matrix = matrixOf(
      places.map((place) => items[place].values),
      model.features.length,
    );
    const rows = explainedRows(model.model, item.measure, matrix);
    places.forEach((place, k) => (explained[place] = explainedItem(items[place], rows[k])));
  }
  return explained;
}
