import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Gaps of one step: locked for some tenths of a second. */
const STEP = 2000;

/** One step: gaps behind an id, locked in the order of their natural key as everywhere, take over their latest prediction. */
const TAKE_OVER = `
  WITH step AS (
    SELECT g.id, g.contract_id, g.member_id, g.measurement_year, g.measure FROM gap_analysis g
      JOIN (SELECT id, contract_id FROM gap_analysis WHERE id > $1 ORDER BY id LIMIT ${STEP}) s
        ON s.id = g.id AND s.contract_id = g.contract_id
     ORDER BY g.member_id, g.measurement_year, g.measure, g.contract_id FOR NO KEY UPDATE OF g),
  taken AS (
    UPDATE gap_analysis g SET probability = n.probability, prediction_id = n.id, tier = n.tier
      FROM (SELECT s.id AS gap_id, s.contract_id, p.* FROM step s CROSS JOIN LATERAL (
              SELECT p.id, p.probability, p.tier FROM predictions p
               WHERE p.member_id = s.member_id AND p.measurement_year = s.measurement_year AND p.measure = s.measure
                 AND p.contract_id = s.contract_id
               ORDER BY p.id DESC LIMIT 1 FOR KEY SHARE OF p) p) AS n
     WHERE g.id = n.gap_id AND g.contract_id = n.contract_id AND (g.prediction_id IS NULL OR g.prediction_id < n.id))
  SELECT id FROM step ORDER BY id DESC LIMIT 1`;

/** Gaps take over predictions from before 0070 in steps of their own transactions, while the service goes on. */
export class GapsLearnTheirEarlierPredictions1764000000111 implements MigrationInterface {
  readonly name = 'GapsLearnTheirEarlierPredictions1764000000111';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (let last: string | undefined = '00000000-0000-0000-0000-000000000000'; last !== undefined;) {
      const rows = (await runner.query(TAKE_OVER, [last])) as { id: string }[];
      last = rows[0]?.id;
    }
    await runner.query('ALTER TABLE gap_analysis VALIDATE CONSTRAINT gap_analysis_probability');
    await runner.query('ALTER TABLE gap_analysis VALIDATE CONSTRAINT gap_analysis_prediction');
  }

  async down(): Promise<void> {
    // nothing to take back: 0070 drops the columns
  }
}
