import { Injectable } from '@nestjs/common';
import type { ReadRow, RowProblem } from '../../../core/imports/index.js';
import { copyRow } from '../../../core/imports/index.js';
import { type BulkAnswer, BulkScoring, SCORED_COLUMNS, type ScoringRun } from '../../scoring/index.js';
import { type ImportFile, stagedProblems } from '../import-file.js';
import type { ImportTarget, MergeContext, MergeCounts } from '../import-target.js';
import { MEMBER_COLUMNS, MemberNames, namedRows } from './member-names.js';
import { UUID7 } from './uuid7.js';

function problemsOf(answer: Exclude<BulkAnswer, { text: string }>): RowProblem[] {
  if (answer === 'unknown-model') return [{ field: 'measure', code: answer }];
  if (answer === 'explanation-failed') return [{ field: null, code: answer }];
  // The name of a feature that no model has could be a value: only known names are told.
  return answer.faults.map(({ feature, code }) => ({
    field: feature === '' || code === 'unknown-feature' ? 'features' : `features/${feature}`,
    code,
  }));
}

/** Columns of a scored row in the order of the staging table, as names. */
const SCORED = SCORED_COLUMNS.map(([name]) => name).join(', ');

/**
 * Predictions: rows are scored and explained while they arrive, and what is staged is the prediction. Features are
 * used in memory and dropped. Scoring again adds history: every accepted row is a new prediction.
 */
@Injectable()
export class PredictionsTarget implements ImportTarget {
  readonly columns = [
    ...MEMBER_COLUMNS,
    ['measurement_year', 'smallint'],
    ['measure', 'text'],
    ...SCORED_COLUMNS,
  ] as const;
  readonly batch = 20_000;
  readonly numberedBy = 'place';

  constructor(
    private readonly names: MemberNames,
    private readonly scoring: BulkScoring,
  ) {}

  async open({ format, dryRun }: { format: 'csv' | 'ndjson'; dryRun: boolean }): Promise<ImportFile> {
    const run = await this.scoring.open();
    return {
      features: run.features,
      stage: (rows) => this.stage(run, format === 'csv', rows),
      end: () => (dryRun ? Promise.resolve() : run.end()),
    };
  }

  private async stage(run: ScoringRun, shared: boolean, rows: readonly ReadRow[]): Promise<string> {
    const right = rows.filter(({ problems }) => problems.length === 0);
    const orders = right.map(({ values, features = {} }) => ({ measure: values.measure ?? '', features }));
    const answers = await run.score(orders, shared);
    const answerOf = new Map(right.map((row, i) => [row, answers[i]]));
    return rows.map((row) => this.staged(row, answerOf.get(row))).join('');
  }

  private staged({ line, values, problems }: ReadRow, answer: BulkAnswer | undefined): string {
    if (answer === undefined) return stagedProblems({ line, problems }, this.columns.length);
    if (typeof answer === 'string' || 'faults' in answer) {
      return stagedProblems({ line, problems: problemsOf(answer) }, this.columns.length);
    }
    const head = [String(line), null, ...this.names.cells(values)];
    const row = copyRow([...head, values.measurementYear ?? null, values.measure ?? null]);
    return `${row.slice(0, -1)}\t${answer.text}`;
  }

  async check({ manager, staged, checked, contracts }: MergeContext): Promise<void> {
    await manager.query(
      `CREATE UNLOGGED TABLE ${checked} (place integer, line integer, member_id bigint, contract_id text, field text, code text)`,
    );
    await manager.query(
      `INSERT INTO ${checked} (place, line, member_id, contract_id, field, code)
       WITH ${namedRows(staged, this.names.generations, ['measurement_year', 'measure'])}, judged AS (
         SELECT k.line, k.member_id, k.member_contract, k.measurement_year, k.measure, CASE
           WHEN k.member_id IS NULL OR NOT coalesce(k.member_contract = ANY ($1::text[]), true)
             THEN 'memberId:no-such-member'
           WHEN k.line > t.first THEN 'measure:duplicate-key' END AS verdict
         FROM named k LEFT JOIN twice t USING (who, measurement_year, measure))
       SELECT row_number() OVER (ORDER BY member_id, measurement_year, measure), line, member_id, member_contract,
         split_part(verdict, ':', 1) AS field, split_part(verdict, ':', 2) AS code FROM judged`,
      [contracts],
    );
    await manager.query(`CREATE INDEX ON ${staged} (line)`);
  }

  async merge({ manager, staged, checked }: MergeContext, from: number, to: number): Promise<MergeCounts> {
    const rows: { created: number }[] = await manager.query(
      `WITH i AS (
         INSERT INTO predictions (id, member_id, created_at, measurement_year, contract_id, measure, ${SCORED})
         SELECT ${UUID7}, c.member_id, date_trunc('milliseconds', now()), s.measurement_year, c.contract_id, s.measure,
           ${SCORED}
         FROM ${checked} c JOIN ${staged} s USING (line)
         WHERE c.code IS NULL AND c.place > $1 AND c.place <= $2 ORDER BY c.place
         RETURNING 1)
       SELECT count(*)::int AS created FROM i`,
      [from, to],
    );
    return { created: rows[0]?.created ?? 0, updated: 0, unchanged: 0 };
  }
}
