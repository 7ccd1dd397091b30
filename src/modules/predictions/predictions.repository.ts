import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import {
  bigintArray,
  doubleArray,
  runPrepared,
  smallintArray,
  type Statement,
  textArray,
  timeArray,
  uuidArray,
} from '../../platform/database/index.js';
import { Prediction } from './prediction.entity.js';
import { shapText } from './shap-text.js';

/** A prediction that is not stored yet. */
export type NewPrediction = Omit<Prediction, 'id' | 'createdAt'>;

/** Most predictions of one batch. */
export const LARGEST_BATCH = 1000;

const COLUMNS = `id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id, measure, tier,
  model_id, model_version, calibration, recommendation, missing_features, shap_values`;

// Lists of lists must be rectangular in PostgreSQL: missing features travel as array literals. Members are locked by
// their foreign key in the order of ids, in which keys are changed.
const INSERT = `INSERT INTO predictions (${COLUMNS})
  SELECT u.id, u.member_id, u.probability, u.margin, u.base_value, u.created_at, u.measurement_year, u.contract_id,
         u.measure, u.tier, u.model_id, u.model_version, u.calibration, u.recommendation, u.missing_features::text[],
         u.shap_values::jsonb
    FROM unnest($1::uuid[], $2::bigint[], $3::float8[], $4::float8[], $5::float8[], $6::timestamptz[], $7::smallint[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
                $16::text[])
         AS u(${COLUMNS})
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

const sameNames = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
  a === b || (a !== null && b !== null && a.length === b.length && a.every((name, i) => name === b[i]));

/** Names as the literal of a `text[]`. */
const literal = (names: readonly string[]): string =>
  `{${names.map((name) => `"${name.replaceAll(/[\\"]/g, '\\$&')}"`).join(',')}}`;

/** Literals of lists of names; rows one after the other often lack the same features. */
function literals(lists: readonly (readonly string[] | null)[]): (string | null)[] {
  let last: readonly string[] | null = null;
  let text: string | null = null;
  return lists.map((names) => {
    if (!sameNames(names, last)) text = names === null ? null : literal(names);
    last = names;
    return text;
  });
}

/** The one statement that stores rows. */
export function insertStatement(rows: readonly Prediction[]): Statement {
  const column = <K extends keyof Prediction>(name: K): Prediction[K][] => rows.map((row) => row[name]);
  const values = [
    ...[uuidArray(column('id')), bigintArray(column('memberId'))],
    ...[doubleArray(column('probability')), doubleArray(column('margin')), doubleArray(column('baseValue'))],
    ...[timeArray(column('createdAt')), smallintArray(column('measurementYear'))],
    ...[textArray(column('contractId')), textArray(column('measure')), textArray(column('tier'))],
    ...[textArray(column('modelId')), textArray(column('modelVersion')), textArray(column('calibration'))],
    ...[textArray(column('recommendation')), textArray(literals(column('missingFeatures')))],
    textArray(column('shapValues').map(shapText)),
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
