import { logit } from '../link.js';
import type { LinearModel } from '../model.js';
import { logisticModel } from './logistic-train.js';
import { fitPreparation } from './preparation.js';
import { countEvents, type TrainingTable } from './table.js';

/** A model that gives everyone the share of events (plus half an event and half a non-event, so that it is never 0 or 1). */
export function baseRateModel(table: TrainingTable): LinearModel {
  const rate = (countEvents(table) + 0.5) / (table.label.length + 1);
  const fit = { coef: new Float64Array(table.columns.length), intercept: logit(rate), iterations: 0 };
  const model = logisticModel(table.features, fit, fitPreparation(table));
  return {
    ...model,
    library: 'own base rate',
    notes: ['Too little history to learn from: every member gets the base rate.'],
  };
}
