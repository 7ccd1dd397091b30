import {
  explainRows,
  loadModel,
  matrixOf,
  ModelError,
  type ModelErrorCode,
  type ModelLimits,
  saveModel,
} from '../../core/models/index.js';
import { calibrationName, cardOf, featuresOf, raceFeatures, strangeFeatures } from './model-facts.js';
import type { ModelFeature } from './model-version.entity.js';

/** What is known of an uploaded file once it was read. */
export interface CheckedModel {
  readonly artifact: string;
  readonly format: string;
  readonly library: string;
  readonly calibration: string;
  readonly features: ModelFeature[];
  readonly notes: string[];
  readonly card: Record<string, unknown> | null;
}

export type CheckAnswer =
  | CheckedModel
  | { readonly refused: ModelErrorCode | 'protected-feature' | 'features-disagree'; readonly message: string };

/** Reads an uploaded model, explains one row with it, and writes it in the own format. */
export default function run({
  bytes,
  limits,
}: {
  readonly bytes: Uint8Array;
  readonly limits: Partial<ModelLimits>;
}): CheckAnswer {
  try {
    const model = loadModel(bytes, { limits });
    const protectedNames = raceFeatures(model);
    if (protectedNames.length > 0) {
      const message = `Race and ethnicity is never a feature: ${protectedNames.join(', ')}.`;
      return { refused: 'protected-feature', message };
    }
    const width = model.features.length;
    explainRows(model, matrixOf([new Array<number>(width).fill(0)], width));
    const card = cardOf(model, bytes);
    const strange = strangeFeatures(model, card);
    if (strange.length > 0) {
      const message = `The card's list of features is not the model's: ${strange.slice(0, 10).join(', ')}.`;
      return { refused: 'features-disagree', message };
    }
    return {
      artifact: saveModel(model, card),
      format: model.format,
      library: [model.library, model.version].filter((part) => part !== '').join(', '),
      calibration: calibrationName(model.calibration),
      features: featuresOf(model, card),
      notes: [...model.notes],
      card,
    };
  } catch (error) {
    if (error instanceof ModelError) return { refused: error.code, message: error.message };
    throw error;
  }
}
