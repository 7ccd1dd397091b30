import { shapText } from '../../predictions/index.js';
import type { MadePrediction, Outcome } from '../scoring.service.js';
import { inSlices } from '../in-slices.js';
import type { BatchItemResponse, MadePredictionResponse, PredictionBatchResponse } from './made-prediction.dto.js';

/** Written out: a copy by spreading costs several times as much, and a batch has a thousand of them. */
function withoutShapValues({ stored, explained, persistence }: MadePrediction) {
  return {
    id: stored.id,
    memberHash: explained.memberHash,
    contractId: stored.contractId,
    measure: stored.measure,
    measurementYear: stored.measurementYear,
    probability: stored.probability,
    tier: stored.tier,
    margin: stored.margin,
    baseValue: stored.baseValue,
    explains: explained.explains,
    topFeatures: [...explained.top],
    recommendation: explained.recommendation,
    modelId: stored.modelId,
    modelVersion: stored.modelVersion,
    calibration: stored.calibration,
    missingFeatures: stored.missingFeatures ?? [],
    createdAt: stored.createdAt.toISOString(),
    persistence,
  };
}

export function toMadePredictionResponse(made: MadePrediction): MadePredictionResponse {
  return { ...withoutShapValues(made), shapValues: made.stored.shapValues };
}

/** An item with its JSON. */
interface WrittenItem {
  readonly item: BatchItemResponse;
  readonly json: string;
}

function written(outcome: Outcome, index: number): WrittenItem {
  if ('errors' in outcome) {
    const item = { index, prediction: null, errors: [...outcome.errors] };
    return { item, json: JSON.stringify(item) };
  }
  const { shapValues } = outcome.made.stored;
  const rest = withoutShapValues(outcome.made);
  const prediction = `${JSON.stringify(rest).slice(0, -1)},"shapValues":${shapText(shapValues)}}`;
  return {
    item: { index, prediction: { ...rest, shapValues }, errors: [] },
    json: `{"index":${index},"prediction":${prediction},"errors":[]}`,
  };
}

/** The answer to a batch. */
export interface WrittenBatch {
  readonly response: PredictionBatchResponse;
  /** The same as JSON: made item by item, so that the event loop turns in between. */
  readonly json: string;
}

export async function writtenBatch(outcomes: readonly Outcome[]): Promise<WrittenBatch> {
  const all = await inSlices(outcomes, (slice, from) => slice.map((outcome, i) => written(outcome, from + i)));
  const items = all.map(({ item }) => item);
  const made = items.filter(({ prediction }) => prediction !== null).length;
  const refused = items.length - made;
  const json = `{"made":${made},"refused":${refused},"items":[${all.map((one) => one.json).join(',')}]}`;
  return { response: { made, refused, items }, json };
}
