import type { MigrationInterface, QueryRunner } from 'typeorm';

const pair = (name: string, most: number): string => `
        ${name}_warn double precision NOT NULL,
        ${name}_alert double precision NOT NULL,
        CONSTRAINT monitoring_thresholds_${name}
          CHECK (0 < ${name}_warn AND ${name}_warn <= ${name}_alert AND ${name}_alert <= ${most}),`;

/** From where on the figures of a model are a warning or an alert: one row, which a plan replaces by its own. */
export class MonitoringThresholdsAreData1764000000130 implements MigrationInterface {
  readonly name = 'MonitoringThresholdsAreData1764000000130';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE monitoring_thresholds (
        id smallint NOT NULL CONSTRAINT monitoring_thresholds_pk PRIMARY KEY
          CONSTRAINT monitoring_thresholds_one CHECK (id = 1),
        ${pair('psi', 100)}${pair('missing_rate_change', 1)}${pair('calibration_gap', 1)}${pair('auc_loss', 1)}
        ${pair('brier_ratio', 100)}
        least_rows integer NOT NULL CONSTRAINT monitoring_thresholds_least_rows CHECK (least_rows >= 1),
        least_outcomes integer NOT NULL CONSTRAINT monitoring_thresholds_least_outcomes CHECK (least_outcomes >= 1),
        version integer NOT NULL CONSTRAINT monitoring_thresholds_version CHECK (version >= 1)
      )`);
    await runner.query(
      'INSERT INTO monitoring_thresholds VALUES (1, 0.1, 0.25, 0.1, 0.25, 0.05, 0.1, 0.03, 0.07, 1, 1.1, 100, 20, 1)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE monitoring_thresholds');
  }
}
