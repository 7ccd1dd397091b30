import { type ModelComparisonResponse, toModelVersionResponse } from './dto/model.dto.js';
import type { ShownVersion } from './models.service.js';

interface Figures {
  readonly rows: number;
  readonly events: number;
  readonly auc: number;
  readonly brier: number;
  readonly logLoss: number;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The figures of a card; null where one of them is no number. A card is data from outside. */
function figuresOf({ card }: ShownVersion): Figures | null {
  const evaluation = card?.evaluation;
  if (!isObject(evaluation) || !isObject(evaluation.auc)) return null;
  const { rows, events, brier, logLoss } = evaluation;
  const found = { rows, events, auc: evaluation.auc.auc, brier, logLoss };
  return Object.values(found).every((x) => typeof x === 'number' && Number.isFinite(x)) ? (found as Figures) : null;
}

/** Two versions side by side. */
export function compareModels(first: ShownVersion, second: ShownVersion): ModelComparisonResponse {
  const names = (row: ShownVersion): string[] => row.features.map(({ name }) => name);
  const without = (some: string[], others: string[]): string[] => some.filter((name) => !others.includes(name));
  const [a, b] = [figuresOf(first), figuresOf(second)];
  return {
    first: toModelVersionResponse(first),
    second: toModelVersionResponse(second),
    onlyInFirst: without(names(first), names(second)),
    onlyInSecond: without(names(second), names(first)),
    difference: a && b && { auc: b.auc - a.auc, brier: b.brier - a.brier, logLoss: b.logLoss - a.logLoss },
    sameEvaluation: a !== null && b !== null && a.rows === b.rows && a.events === b.events,
  };
}
