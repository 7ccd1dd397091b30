import { randomUUID } from 'node:crypto';
import { query } from '../support/database.js';

/** A gap's columns as a test chooses them; the rest have defaults. */
export interface GapRow {
  readonly memberId: string;
  readonly contractId?: string;
  readonly measure?: string;
  readonly measurementYear?: number;
  readonly evidence?: string;
  readonly work?: string;
  readonly priority?: number;
  readonly tier?: string | null;
  readonly owner?: string | null;
  readonly dueOn?: string | null;
}

/** Adds members of a contract in one statement; their hashes belong to no raw id. */
export async function insertMembers(url: string, count: number, contractId = 'H1234'): Promise<string[]> {
  const rows = await query<{ id: string }>(
    url,
    `INSERT INTO members (member_hash, hash_generation, contract_id, active, version, created_at, updated_at)
     SELECT sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 1, $2, true, 1, now(), now()
       FROM generate_series(1, $1) RETURNING id`,
    [count, contractId],
  );
  return rows.map(({ id }) => id);
}

/** A prediction's columns as a test chooses them; the rest have defaults. */
export interface PredictionRow {
  readonly id?: string;
  readonly memberId: string;
  readonly contractId?: string;
  readonly measure?: string;
  readonly measurementYear?: number;
  readonly probability?: number;
  readonly tier?: string;
}

/** Adds predictions in one statement, with ids in no order unless given. */
export async function insertPredictions(url: string, predictions: readonly PredictionRow[]): Promise<void> {
  const full = predictions.map((prediction) => ({
    ...{
      id: randomUUID(),
      contractId: 'H1234',
      measure: 'BCS',
      measurementYear: 2026,
      probability: 0.5,
      tier: 'medium',
    },
    ...prediction,
  }));
  await query(
    url,
    `INSERT INTO predictions (id, member_id, contract_id, measure, measurement_year, probability, tier, margin,
       base_value, created_at, model_id, model_version, calibration, shap_values)
     SELECT r.id, r."memberId", r."contractId", r.measure, r."measurementYear", r.probability, r.tier, 0, 0, now(), 'test',
            '1', 'none', '{}'
       FROM json_to_recordset($1) AS r(id uuid, "memberId" bigint, "contractId" text, measure text,
            "measurementYear" smallint, probability float8, tier text)`,
    [JSON.stringify(full)],
  );
}

/** Adds gaps in one statement and returns their ids in the order given. */
export async function insertGaps(url: string, gaps: readonly GapRow[]): Promise<string[]> {
  const full = gaps.map((gap) => ({
    ...{ contractId: 'H1234', measure: 'BCS', measurementYear: 2026, evidence: 'open', work: 'identified' },
    ...{ priority: 0, tier: null, owner: null, dueOn: null },
    ...gap,
  }));
  const rows = await query<{ id: string }>(
    url,
    `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, due_on, created_at,
       updated_at, contract_id, measure, evidence, work, evidence_source, tier, owner)
     SELECT gen_random_uuid(), r."memberId", 1, r."measurementYear", r.priority, '2026-03-01', r."dueOn", now(), now(),
            r."contractId", r.measure, r.evidence, r.work, 'claim', r.tier, r.owner
       FROM json_to_recordset($1) AS r("memberId" bigint, "contractId" text, measure text, "measurementYear" smallint,
            evidence text, work text, priority real, tier text, owner text, "dueOn" date) RETURNING id`,
    [JSON.stringify(full)],
  );
  return rows.map(({ id }) => id);
}
