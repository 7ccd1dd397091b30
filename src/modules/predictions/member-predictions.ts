import type { Statement } from '../../platform/database/index.js';
import { FOUND_COLUMNS, FOUND_MEMBER } from '../members/index.js';

/** Which of a member's predictions to list. */
export interface HistoryOptions {
  readonly measure?: string;
  /** Older than this one. */
  readonly beforeId?: string;
  readonly limit: number;
  /** Only those that arose in these contracts; null for all. */
  readonly contracts?: ReadonlySet<string> | null;
}

const COLUMNS = `p.id, p.contract_id AS "contractId", p.member_id AS "memberId", p.measure,
  p.measurement_year AS "measurementYear", p.probability, p.margin, p.base_value AS "baseValue", p.tier,
  p.model_id AS "modelId", p.model_version AS "modelVersion", p.calibration, p.recommendation,
  p.missing_features AS "missingFeatures", p.shap_values AS "shapValues", p.created_at AS "createdAt"`;

const OF_MEASURE = '($2::text IS NULL OR p.measure = $2)';

const HISTORY = `SELECT ${FOUND_COLUMNS}, ${COLUMNS} FROM ${FOUND_MEMBER}
  LEFT JOIN predictions p ON p.member_id = found.id AND ${OF_MEASURE} AND ($3::uuid IS NULL OR p.id < $3)
                         AND ($4::text[] IS NULL OR p.contract_id = ANY($4))
  ORDER BY p.id DESC LIMIT $5::int`;

const LATEST = `SELECT DISTINCT ON (p.measure) ${FOUND_COLUMNS}, ${COLUMNS} FROM ${FOUND_MEMBER}
  LEFT JOIN predictions p ON p.member_id = found.id AND ${OF_MEASURE}
  ORDER BY p.measure DESC, p.id DESC`;

/** A member's predictions of a measure or all, newest first, one more than asked for when there are more. */
export function historyStatement({ measure, beforeId, limit, contracts }: HistoryOptions): Statement {
  const values = [measure ?? null, beforeId ?? null, contracts ? [...contracts] : null, limit + 1];
  return { name: 'member_predictions', text: HISTORY, values };
}

/** The latest prediction of each measure of a member. */
export function latestStatement(measure: string | undefined): Statement {
  return { name: 'member_latest_predictions', text: LATEST, values: [measure ?? null] };
}
