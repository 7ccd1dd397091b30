import { type BenchmarkData, modelCard, type OnProgress, saveModel, trainModel } from '../../../core/models/index.js';
import { ABOUT } from './about.js';
import { cardText, type ReferenceCard } from './card-text.js';
import { priorStatusModels } from './prior-status.js';
import { referenceOrders } from './reference-orders.js';

/** A reference model: its artifact and its card for people. */
export interface ReferenceModel {
  readonly measure: string;
  readonly artifact: string;
  readonly card: ReferenceCard;
  readonly text: string;
}

/** Trains every reference model that the surveys at hand allow, and makes those of last year's status. */
export function trainReferences(
  data: BenchmarkData,
  onProgress?: (measure: string) => OnProgress | undefined,
): ReferenceModel[] {
  const trained = referenceOrders(data).map(({ measure, table, spec }) => {
    const result = trainModel(table, spec, onProgress?.(measure));
    const card: ReferenceCard = { ...modelCard(result, measure), about: ABOUT[measure] };
    return { measure, card, artifact: saveModel(result.model, card), text: cardText(card) };
  });
  const prior = priorStatusModels().map(({ measure, model, features, about }) => {
    const card: ReferenceCard = { measure, features, about };
    return { measure, card, artifact: saveModel(model, card), text: cardText(card) };
  });
  return [...trained, ...prior];
}
