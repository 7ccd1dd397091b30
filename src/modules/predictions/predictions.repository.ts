import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { runPrepared, type Statement } from '../../platform/database/index.js';
import { Prediction } from './prediction.entity.js';
import { arrayElement, shapText } from './shap-text.js';

/** A prediction that is not stored yet. */
export type NewPrediction = Omit<Prediction, 'id' | 'createdAt'>;

/** Most predictions of one batch. */
export const LARGEST_BATCH = 1000;

const COLUMNS = `id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id, measure, tier,
  model_id, model_version, calibration, recommendation, missing_features, shap_values`;

// Lists of lists must be rectangular in PostgreSQL: missing features travel as JSON. Members are locked by their foreign
// key in the order of ids, in which keys are changed.
const INSERT = `INSERT INTO predictions (${COLUMNS})
  SELECT u.id, u.member_id, u.probability, u.margin, u.base_value, u.created_at, u.measurement_year, u.contract_id,
         u.measure, u.tier, u.model_id, u.model_version, u.calibration, u.recommendation,
         CASE WHEN u.missing IS NOT NULL THEN ARRAY(SELECT json_array_elements_text(u.missing)) END, u.shap_values
    FROM unnest($1::uuid[], $2::bigint[], $3::float8[], $4::float8[], $5::float8[], $6::timestamptz[], $7::smallint[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::json[],
                $16::jsonb[])
         AS u(id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id, measure, tier,
              model_id, model_version, calibration, recommendation, missing, shap_values)
   ORDER BY u.member_id`;

/** The first id that can be made at a time: ids before it are older (RFC 9562, UUIDv7: 48 bits of milliseconds). */
export function firstIdOf(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/**
 * The predictions with their ids, as they will be stored.
 * @param stamp where ids and time come from: a request that is tried twice has the same ones both times.
 */
export function newRows(
  predictions: readonly NewPrediction[],
  stamp: { readonly at: Date; id(place: number): string } = { at: new Date(), id: () => uuidv7() },
): Prediction[] {
  // Written out: a copy by spreading costs several times as much, and a batch has a thousand of them.
  return predictions.map((made, i): Prediction => ({
    id: stamp.id(i),
    contractId: made.contractId,
    memberId: made.memberId,
    measure: made.measure,
    measurementYear: made.measurementYear,
    probability: made.probability,
    margin: made.margin,
    baseValue: made.baseValue,
    tier: made.tier,
    modelId: made.modelId,
    modelVersion: made.modelVersion,
    calibration: made.calibration,
    recommendation: made.recommendation,
    missingFeatures: made.missingFeatures,
    shapValues: made.shapValues,
    createdAt: stamp.at,
  }));
}

/** Times as texts: the driver would format each anew, and rows of a request have one and the same. */
function timeTexts(times: readonly Date[]): string[] {
  let last: Date | undefined;
  let text = '';
  return times.map((time) => {
    if (time !== last) [last, text] = [time, time.toISOString()];
    return text;
  });
}

const sameNames = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
  a === b || (a !== null && b !== null && a.length === b.length && a.every((name, i) => name === b[i]));

/** Lists of names as elements of an array; rows one after the other often lack the same features. */
function missingElements(lists: readonly (readonly string[] | null)[]): string[] {
  let last: readonly string[] | null = null;
  let element = 'NULL';
  return lists.map((names) => {
    if (!sameNames(names, last)) element = names === null ? 'NULL' : arrayElement(JSON.stringify(names));
    last = names;
    return element;
  });
}

/** The one statement that stores rows. */
export function insertStatement(rows: readonly Prediction[]): Statement {
  const column = <K extends keyof Prediction>(name: K): Prediction[K][] => rows.map((row) => row[name]);
  const values = [
    ...[column('id'), column('memberId'), column('probability'), column('margin'), column('baseValue')],
    ...[
      timeTexts(column('createdAt')),
      column('measurementYear'),
      column('contractId'),
      column('measure'),
      column('tier'),
    ],
    ...[column('modelId'), column('modelVersion'), column('calibration'), column('recommendation')],
    `{${missingElements(column('missingFeatures')).join(',')}}`,
    `{${column('shapValues')
      .map((values) => shapText(values).element)
      .join(',')}}`,
  ];
  return { name: 'predictions_insert', text: INSERT, values };
}

/** The table of predictions. Every method joins the transaction under way. */
@Injectable()
export class PredictionsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  private get predictions(): Repository<Prediction> {
    return this.transactions.tx.getRepository(Prediction);
  }

  /** Stores one prediction. */
  async insertOne(prediction: NewPrediction): Promise<Prediction> {
    const [stored] = await this.insertMany([prediction]);
    return stored;
  }

  /**
   * Stores up to 1,000 predictions in one statement; all or none.
   * @throws RangeError for more.
   */
  async insertMany(predictions: readonly NewPrediction[]): Promise<Prediction[]> {
    if (predictions.length > LARGEST_BATCH) throw new RangeError(`A batch has at most ${LARGEST_BATCH} predictions.`);
    if (predictions.length === 0) return [];
    const stored = newRows(predictions);
    await runPrepared(this.transactions.tx, insertStatement(stored));
    return stored;
  }

  /** Stores predictions that have their ids already, leaving out those that are there. */
  async insertMissing(rows: readonly Prediction[]): Promise<void> {
    const { name, text, values } = insertStatement(rows);
    const missing = { name: `${name}_missing`, text: `${text} ON CONFLICT DO NOTHING`, values };
    await runPrepared(this.transactions.tx, missing);
  }

  byId(id: string): Promise<Prediction | null> {
    return this.predictions.findOneBy({ id });
  }

  /** Deletes up to `limit` predictions of a contract that were made before a time; how many there were. */
  async deleteBefore(contractId: string, before: Date, limit: number): Promise<number> {
    const rows: { n: number }[] = await this.transactions.tx.query(
      `WITH old AS (SELECT id FROM predictions WHERE contract_id = $1 AND id < $2 ORDER BY id LIMIT $3),
            gone AS (DELETE FROM predictions p USING old WHERE p.id = old.id AND p.contract_id = $1 RETURNING 1)
       SELECT count(*)::int AS n FROM gone`,
      [contractId, firstIdOf(before), limit],
    );
    return rows[0]?.n ?? 0;
  }
}
