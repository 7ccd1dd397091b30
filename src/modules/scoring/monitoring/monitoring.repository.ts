import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { FeatureCount, OutcomeBin } from '../../../core/models/index.js';
import { ModelFeatureCount } from './feature-count.entity.js';

/** Counts of one model in one month. */
export interface MonthCounts {
  readonly modelId: string;
  readonly version: number;
  /** `YYYY-MM-01`. */
  readonly month: string;
  readonly counts: readonly FeatureCount[];
}

/** Which predictions to follow up. */
export interface OutcomeQuery {
  readonly modelId: string;
  readonly version: number;
  /** Ids of the predictions: from, and before. */
  readonly from: string;
  readonly to: string;
  /** Measurement years before this one are over: what is open then stays open. */
  readonly year: number;
  /** Contracts that the reader may see; null for all. */
  readonly contracts: readonly string[] | null;
}

/** A bin of the predictions made in a month. */
export type MonthBin = OutcomeBin & { readonly month: string };

/** Counts of features, and what became of predictions. */
@Injectable()
export class MonitoringRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** Adds counts to those that are there; any number of processes may. Features in one order: nobody waits crosswise. */
  async add({ modelId, version, month, counts }: MonthCounts): Promise<void> {
    const sorted = [...counts].sort((a, b) => (a.feature < b.feature ? -1 : 1));
    await this.transactions.tx.query(
      `INSERT INTO model_feature_counts AS m (model_id, model_version, month, feature, known, missing)
       SELECT $1, $2, $3, feature, ARRAY(SELECT json_array_elements_text(known)::bigint), missing
       FROM unnest($4::text[], $5::json[], $6::bigint[]) AS r(feature, known, missing)
       ON CONFLICT (model_id, model_version, month, feature) DO UPDATE SET missing = m.missing + excluded.missing,
         known = ARRAY(SELECT a + b FROM unnest(m.known, excluded.known) WITH ORDINALITY AS u(a, b, place) ORDER BY place)`,
      [
        ...[modelId, version, month, sorted.map(({ feature }) => feature)],
        ...[sorted.map(({ known }) => JSON.stringify(known)), sorted.map(({ missing }) => missing)],
      ],
    );
  }

  /** Counts of a model's features in months from and to (both included). */
  async counts(modelId: string, version: number, from: string, to: string): Promise<ModelFeatureCount[]> {
    return this.transactions.tx
      .createQueryBuilder(ModelFeatureCount, 'c')
      .where('c.model_id = :modelId AND c.model_version = :version AND c.month BETWEEN :from AND :to', {
        ...{ modelId, version, from, to },
      })
      .orderBy('c.month')
      .addOrderBy('c.feature')
      .getMany();
  }

  /**
   * Predictions whose outcome is known, by month and probability (1,000 bins): of each gap the last one of a month.
   * A gap that was closed when it was predicted tells nothing. Closed is no event, open after the year's end is one.
   */
  async outcomes({ modelId, version, from, to, year, contracts }: OutcomeQuery): Promise<MonthBin[]> {
    return this.transactions.tx.query(
      `WITH made AS (
         SELECT DISTINCT ON (month, p.member_id, p.measure, p.measurement_year, p.contract_id)
           to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-01') AS month, p.member_id, p.measure, p.measurement_year,
           p.contract_id, p.probability, p.created_at
         FROM predictions p
         WHERE p.model_id = $1 AND p.model_version = $2 AND p.id >= $3 AND p.id < $4 AND p.measurement_year < $5
           AND coalesce(p.contract_id = ANY ($6::text[]), true)
         ORDER BY month, p.member_id, p.measure, p.measurement_year, p.contract_id, p.id DESC
       ), known AS (
         SELECT made.month, made.probability, CASE g.evidence WHEN 'open' THEN 1 ELSE 0 END AS event
         FROM made JOIN gap_analysis g USING (member_id, measure, measurement_year, contract_id)
         LEFT JOIN LATERAL (
           SELECT h.evidence_to FROM gap_history h
           WHERE h.gap_id = g.id AND h.contract_id = g.contract_id AND h.changed_at <= made.created_at
           ORDER BY h.version DESC LIMIT 1) AS before ON true
         LEFT JOIN LATERAL (
           SELECT h.evidence_from FROM gap_history h
           WHERE h.gap_id = g.id AND h.contract_id = g.contract_id AND h.changed_at > made.created_at
           ORDER BY h.version LIMIT 1) AS later ON true
         WHERE g.evidence IN ('open', 'closed') AND coalesce(before.evidence_to, later.evidence_from,
           CASE WHEN g.created_at <= made.created_at THEN g.evidence END) IS DISTINCT FROM 'closed')
       SELECT month, count(*)::int AS rows, sum(event)::int AS events, sum(probability) AS probability,
         sum((probability - event) ^ 2) AS squared
       FROM known GROUP BY month, least(999, floor(probability * 1000)) ORDER BY month, min(probability)`,
      [modelId, String(version), from, to, year, contracts],
    );
  }
}
