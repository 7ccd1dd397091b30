import { matrixOf } from '../../core/models/index.js';
import type { TierThresholds } from '../../core/prediction/index.js';
import type { NewPrediction } from '../predictions/index.js';
import { type ExplainedRow, explainedRows } from './explained-rows.js';
import { type AskedItem, checkMember, featureRefusal, type ItemRefusal } from './item-check.js';
import type { Lookup } from './member-lookup.js';

/** A prediction that is not stored yet, with what is said of it beside. */
export interface ExplainedItem extends Pick<ExplainedRow, 'top' | 'recommendation' | 'explains'> {
  readonly prediction: NewPrediction;
  readonly memberHash: string;
}

const UNEXPLAINED: ItemRefusal = {
  errors: [{ pointer: '', code: 'explanation-failed', message: 'The contributions do not add up to the margin.' }],
};

/** Scores and explains requests, those of one model and measure in one pass; null where there is nothing to explain. */
export function explainItems(
  items: readonly (AskedItem | ItemRefusal)[],
  tiers: TierThresholds,
): (ExplainedRow | null)[] {
  const groups = new Map<object, { first: AskedItem; places: number[]; values: (readonly (number | null)[])[] }>();
  items.forEach((one, place) => {
    if ('errors' in one || 'faults' in one.row) return;
    const group = groups.get(one.model) ?? { first: one, places: [], values: [] };
    groups.set(one.model, group);
    group.places.push(place);
    group.values.push(one.row.values);
  });
  const explained = new Array<ExplainedRow | null>(items.length).fill(null);
  for (const { first, places, values } of groups.values()) {
    const matrix = matrixOf(values, first.model.features.length);
    const rows = explainedRows(first.model.model, first.item.measure, matrix, tiers);
    places.forEach((place, k) => (explained[place] = rows[k]));
  }
  return explained;
}

/** What becomes of a request: what is wrong with the request, its member, its features, in this order; or a prediction. */
export function judgedItem(
  asked: AskedItem | ItemRefusal,
  found: Lookup,
  explained: ExplainedRow | null,
): ExplainedItem | ItemRefusal {
  if ('errors' in asked) return asked;
  const { item, model, row } = asked;
  const member = checkMember(asked, found);
  if ('errors' in member) return member;
  if ('faults' in row) return featureRefusal(row.faults);
  if (explained === null) return UNEXPLAINED;
  const { top, recommendation, explains, probability, margin, baseValue, tier, shapValues } = explained;
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
    missingFeatures: row.missing.length > 0 ? [...row.missing] : null,
  };
  return { prediction, memberHash: member.memberHash, top, recommendation, explains };
}
