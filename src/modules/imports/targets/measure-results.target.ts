import { Injectable } from '@nestjs/common';
import type { RowValues } from '../../../core/imports/index.js';
import { RuleSetCatalog } from '../../ratings/index.js';
import { type ImportFile, plainFile } from '../import-file.js';
import type { ImportTarget, MergeContext, MergeCounts } from '../import-target.js';

/** Measure results of contracts that CMS lists in the star year. The natural key is contract, year and measure. */
@Injectable()
export class MeasureResultsTarget implements ImportTarget {
  readonly columns = [
    ['contract_id', 'text'],
    ['star_year', 'smallint'],
    ['measure_id', 'text'],
    ['score', 'text'],
    ['star', 'smallint'],
    ['note', 'text'],
  ] as const;

  constructor(private readonly catalog: RuleSetCatalog) {}

  open(): ImportFile {
    return plainFile(this.columns.length, (values) => this.cells(values));
  }

  private cells({ contractId, starYear, measureId, score, star, note }: RowValues): (string | null)[] {
    return [contractId, starYear, measureId, score, star, note].map((value) => value ?? null);
  }

  async check({ manager, staged, checked, contracts }: MergeContext): Promise<void> {
    const years: { star_year: number }[] = await manager.query(
      `SELECT DISTINCT star_year FROM ${staged} WHERE problems IS NULL`,
    );
    const measures = years.flatMap(({ star_year }) =>
      (this.catalog.find(star_year)?.ruleSet.measures ?? []).map(({ id, range }) => ({
        year: star_year,
        id,
        ...range,
      })),
    );
    await manager.query(`CREATE UNLOGGED TABLE ${checked} (LIKE ${staged}, field text, code text)`);
    await manager.query(
      `INSERT INTO ${checked} (line, contract_id, star_year, measure_id, score, star, note, field, code)
       WITH judged AS (
         SELECT s.*, CASE
           WHEN NOT coalesce(s.contract_id = ANY ($1::text[]), true) THEN 'contractId:no-such-contract'
           WHEN m.id IS NULL THEN 'measureId:measure-of-year'
           WHEN s.score::numeric NOT BETWEEN m.low AND m.high THEN 'score:range'
           WHEN y.contract_id IS NULL THEN 'contractId:no-such-contract-year'
           WHEN row_number() OVER (PARTITION BY s.contract_id, s.star_year, s.measure_id ORDER BY s.line) > 1
             THEN 'measureId:duplicate-key' END AS verdict
         FROM ${staged} s
         LEFT JOIN unnest($2::smallint[], $3::text[], $4::numeric[], $5::numeric[]) AS m(star_year, id, low, high)
           ON m.star_year = s.star_year AND m.id = s.measure_id
         LEFT JOIN contract_years y ON y.contract_id = s.contract_id AND y.star_year = s.star_year
         WHERE s.problems IS NULL)
       SELECT line, contract_id, star_year, measure_id, score, star, note,
         split_part(verdict, ':', 1) AS field, split_part(verdict, ':', 2) AS code FROM judged ORDER BY line`,
      [
        contracts,
        measures.map(({ year }) => year),
        measures.map(({ id }) => id),
        measures.map(({ min }) => min),
        measures.map(({ max }) => max),
      ],
    );
  }

  async merge({ manager, checked }: MergeContext, from: number, to: number): Promise<MergeCounts> {
    const rows: { accepted: number; created: number; changed: number }[] = await manager.query(
      `WITH c AS (SELECT * FROM ${checked} WHERE code IS NULL AND line > $1 AND line <= $2), i AS (
         INSERT INTO contract_measure_results AS r (contract_id, star_year, measure_id, score, star, note)
         SELECT contract_id, star_year, measure_id, score, star, note FROM c ORDER BY line
         ON CONFLICT (contract_id, star_year, measure_id) DO UPDATE SET score = excluded.score, star = excluded.star,
           note = excluded.note, stars_by_calculation = NULL
         WHERE (r.score, r.star, r.note) IS DISTINCT FROM (excluded.score, excluded.star, excluded.note)
         RETURNING xmax = 0 AS fresh)
       SELECT (SELECT count(*) FROM c)::int AS accepted, count(*) FILTER (WHERE fresh)::int AS created,
         count(*) FILTER (WHERE NOT fresh)::int AS changed FROM i`,
      [from, to],
    );
    const { accepted, created, changed } = rows[0] ?? { accepted: 0, created: 0, changed: 0 };
    return { created, updated: changed, unchanged: accepted - created - changed };
  }
}
