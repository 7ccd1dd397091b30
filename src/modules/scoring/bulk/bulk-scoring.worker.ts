import { copyRow } from '../../../core/imports/index.js';
import { type Model, type RowMatrix, loadModel } from '../../../core/models/index.js';
import type { TierThresholds } from '../../../core/prediction/index.js';
import { explainedRows } from '../explained-rows.js';

/** Rows of one model; NaN stands for a missing value. */
export interface RowsOfModel {
  /** Of the artifact. */
  readonly digest: string;
  /** The artifact, in memory that threads share. */
  readonly artifact: Uint8Array;
  readonly measure: string;
  readonly modelId: string;
  readonly version: number;
  readonly calibration: string;
  readonly rows: RowMatrix;
  /** What the rows get their tiers by. */
  readonly tiers: TierThresholds;
}

/** Columns of a scored row, in the order of its text. */
export const SCORED_COLUMNS = [
  ['probability', 'double precision'],
  ['margin', 'double precision'],
  ['base_value', 'double precision'],
  ['tier', 'text'],
  ['model_id', 'text'],
  ['model_version', 'text'],
  ['calibration', 'text'],
  ['recommendation', 'text'],
  ['missing_features', 'text[]'],
  ['shap_values', 'jsonb'],
] as const;

const MOST_MODELS = 20;
const models = new Map<string, Model>();

function modelOf({ digest, artifact }: RowsOfModel): Model {
  const known = models.get(digest);
  if (known) return known;
  if (models.size >= MOST_MODELS) models.clear();
  const model = loadModel(Buffer.from(artifact));
  models.set(digest, model);
  return model;
}

const textArray = (texts: readonly string[]): string | null =>
  texts.length === 0 ? null : `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** Scores and explains rows; the end of each row's text for COPY, null where contributions do not add up. */
export default function run(group: RowsOfModel): (string | null)[] {
  const model = modelOf(group);
  const { rows, measure, modelId, version, calibration, tiers } = group;
  return explainedRows(model, measure, rows, tiers).map((row, i) => {
    if (row === null) return null;
    const values = rows.values.subarray(i * rows.width, (i + 1) * rows.width);
    return copyRow([
      ...[row.probability, row.margin, row.baseValue].map(String),
      ...[row.tier, modelId, String(version), calibration, row.recommendation?.code ?? null],
      textArray(model.features.filter((_, j) => Number.isNaN(values[j]))),
      JSON.stringify(row.shapValues),
    ]);
  });
}
