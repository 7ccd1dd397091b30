import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { AdherenceCounts, CountedGaps, CountedMeasure } from '../../../core/simulation/index.js';

/** Which stored interventions count as covering gaps: some, all that are planned or begun, or none. */
export type CoveringInterventions = readonly string[] | 'allPlanned';

/** A stored intervention, as far as it can cover gaps. */
export interface StoredIntervention {
  readonly id: string;
  readonly state: string;
  readonly holdout: boolean;
}

/** Days left for a refill, counted up to these limits; −1: too late. */
interface GroupRow extends Omit<CountedGaps, 'lost' | 'types'> {
  readonly days: -1 | 7 | 14 | 30 | 366 | null;
  readonly types: readonly string[] | null;
}

interface MeasureRow {
  readonly measure: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly groups: readonly GroupRow[];
}

/**
 * The gaps of a contract and year, counted by measure, probability, days left and covering interventions. Parameters:
 * contract, measurement year, day, intervention ids, whether all planned ones count. One statement, so as of one moment;
 * unsettled gaps are read once, all others are in the running counts.
 */
const COUNTED = `
  WITH counted AS (
    SELECT measure, coalesce(sum(gaps) FILTER (WHERE evidence = 'closed'), 0)::int AS numerator,
           coalesce(sum(gaps) FILTER (WHERE evidence IN ('open', 'closed', 'prospective')), 0)::int AS denominator
      FROM gap_counts WHERE contract_id = $1 AND measurement_year = $2 GROUP BY measure),
  covering AS (
    SELECT c.gap_id, array_agg(i.type_code ORDER BY i.type_code) AS types
      FROM interventions i
      JOIN intervention_gaps c ON c.intervention_id = i.id AND c.contract_id = i.contract_id
     WHERE i.contract_id = $1 AND i.measurement_year = $2 AND i.state IN ('planned', 'in_progress') AND NOT i.holdout
       AND (i.id = ANY($4::uuid[]) OR $5::boolean)
     GROUP BY c.gap_id),
  unsettled AS (
    SELECT g.measure, round(g.probability * 1000)::int AS step, v.types, count(*)::int AS gaps,
           CASE WHEN g.adherence_days_covered IS NULL THEN NULL
                WHEN g.adherence_pass_until IS NULL OR g.adherence_pass_until < $3::date THEN -1
                WHEN g.adherence_pass_until <= $3::date + 7 THEN 7
                WHEN g.adherence_pass_until <= $3::date + 14 THEN 14
                WHEN g.adherence_pass_until <= $3::date + 30 THEN 30
                ELSE 366 END AS days
      FROM gap_analysis g LEFT JOIN covering v ON v.gap_id = g.id
     WHERE g.contract_id = $1 AND g.measurement_year = $2 AND g.evidence IN ('open', 'prospective')
     GROUP BY 1, 2, 3, 5),
  grouped AS (
    SELECT measure, json_agg(json_build_object('step', step, 'days', days, 'types', types, 'gaps', gaps)
                             ORDER BY step, days, types) AS groups
      FROM unsettled GROUP BY measure)
  SELECT c.measure, c.numerator, c.denominator, coalesce(g.groups, '[]') AS groups
    FROM counted c LEFT JOIN grouped g USING (measure) WHERE c.denominator > 0 ORDER BY c.measure`;

function adherenceOf(groups: readonly GroupRow[]): AdherenceCounts | null {
  if (groups.every(({ days }) => days === null)) return null;
  const count = (is: (days: GroupRow['days']) => boolean): number =>
    groups.reduce((sum, { days, gaps }) => sum + (is(days) ? gaps : 0), 0);
  const within = (limit: number): number => count((days) => days !== null && days >= 0 && days <= limit);
  return {
    recoverable: within(366),
    within7Days: within(7),
    within14Days: within(14),
    within30Days: within(30),
    lost: count((days) => days === -1),
    withoutDays: count((days) => days === null),
  };
}

function toCounted({ measure, numerator, denominator, groups }: MeasureRow): CountedMeasure {
  const alike = new Map<string, CountedGaps>();
  for (const { step, days, types, gaps } of groups) {
    const group = { step, lost: days === -1, types: types ?? [] };
    const key = JSON.stringify(group);
    alike.set(key, { ...group, gaps: gaps + (alike.get(key)?.gaps ?? 0) });
  }
  return { measure, numerator, denominator, unsettled: [...alike.values()], adherence: adherenceOf(groups) };
}

/** Gaps as simulations see them: counted, never one by one. */
@Injectable()
export class CountedGapsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /**
   * Measures of the year with a denominator, in the order of their codes.
   * @param day calendar day as of which adherence is judged.
   */
  async count(
    contractId: string,
    measurementYear: number,
    day: string,
    covering: CoveringInterventions,
  ): Promise<CountedMeasure[]> {
    const ids = covering === 'allPlanned' ? [] : covering;
    const values = [contractId, measurementYear, day, ids, covering === 'allPlanned'];
    const rows: MeasureRow[] = await this.host.tx.query(COUNTED, values);
    return rows.map(toCounted);
  }

  /** Versions of the models whose predictions the unsettled gaps carry, by model; several of one model after commas. */
  async modelVersions(
    contractId: string,
    measurementYear: number,
    measures: readonly string[],
  ): Promise<Record<string, string>> {
    const rows: { model: string; versions: string }[] = await this.host.tx.query(
      `SELECT p.model_id AS model, string_agg(DISTINCT p.model_version, ', ' ORDER BY p.model_version) AS versions
         FROM gap_analysis g JOIN predictions p ON p.id = g.prediction_id AND p.contract_id = g.contract_id
        WHERE g.contract_id = $1 AND g.measurement_year = $2 AND g.measure = ANY($3)
          AND g.evidence IN ('open', 'prospective')
        GROUP BY p.model_id ORDER BY p.model_id`,
      [contractId, measurementYear, measures],
    );
    return Object.fromEntries(rows.map(({ model, versions }) => [model, versions]));
  }

  /** The interventions of these ids in a contract and year; those that are not there are missing. */
  interventions(contractId: string, measurementYear: number, ids: readonly string[]): Promise<StoredIntervention[]> {
    return this.host.tx.query(
      `SELECT id, state, holdout FROM interventions
        WHERE contract_id = $1 AND measurement_year = $2 AND id = ANY($3::uuid[])`,
      [contractId, measurementYear, ids],
    );
  }
}
