import { type Calibration, loadCard, loadModel, type Model } from '../../core/models/index.js';
import type { ModelFeature } from './model-version.entity.js';
import { isRaceColumn } from './training-order.js';

/** How the margin becomes a probability, as predictions name it. */
export function calibrationName(calibration: Calibration): string {
  return calibration.kind === 'affine' ? calibration.method : calibration.kind;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const finite = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** The card of an own artifact; null for other formats, and for a card that is no object. */
export function cardOf(model: Model, bytes: Uint8Array): Json | null {
  if (model.format !== 'hspo-model') return null;
  const card = loadCard(bytes);
  return isObject(card) ? card : null;
}

/** Names that the card's list of features and the model do not share; none where the card has no list. */
export function strangeFeatures(model: Model, card: Json | null): string[] {
  if (!Array.isArray(card?.features)) return [];
  const listed = card.features.map((entry: unknown) =>
    isObject(entry) ? String(entry.name) : 'an entry without a name',
  );
  const known = new Set(model.features);
  const given = new Set(listed);
  return [...listed.filter((name) => !known.has(name)), ...model.features.filter((name) => !given.has(name))];
}

/** The model's features in its order, with unit and range where the card has them. */
export function featuresOf(model: Model, card: Json | null): ModelFeature[] {
  const listed = Array.isArray(card?.features) ? card.features.filter(isObject) : [];
  return model.features.map((name) => {
    const entry = listed.find((candidate) => candidate.name === name) ?? {};
    const unit = typeof entry.unit === 'string' && entry.unit !== '' ? entry.unit : null;
    return { name, unit, min: finite(entry.min), max: finite(entry.max) };
  });
}

/** A model with what predictions need of it. */
export interface LoadedModel {
  readonly model: Model;
  readonly card: Json | null;
  readonly features: readonly ModelFeature[];
  readonly calibration: string;
  /** The artifact as it was read. */
  readonly artifact: Uint8Array;
}

/** Reads an artifact with its card. @throws ModelError as `loadModel` */
export function loadedModel(bytes: Uint8Array): LoadedModel {
  const model = loadModel(bytes);
  const card = cardOf(model, bytes);
  return {
    model,
    card,
    features: featuresOf(model, card),
    calibration: calibrationName(model.calibration),
    artifact: bytes,
  };
}

/** Names of features that are race or ethnicity, which is never a feature. */
export function raceFeatures(model: Model): string[] {
  return model.features.filter(isRaceColumn);
}
