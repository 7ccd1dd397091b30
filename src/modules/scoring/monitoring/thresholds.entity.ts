import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

const check = (name: string, most: number): [string, string] => [
  `monitoring_thresholds_${name}`,
  `0 < ${name}_warn AND ${name}_warn <= ${name}_alert AND ${name}_alert <= ${most}`,
];

/** From where on a figure of a model is a warning or an alert: one row of data that a plan replaces by its own. */
@Entity('monitoring_thresholds')
@Check('monitoring_thresholds_one', 'id = 1')
@Check(...check('psi', 100))
@Check(...check('missing_rate_change', 1))
@Check(...check('calibration_gap', 1))
@Check(...check('auc_loss', 1))
@Check(...check('brier_ratio', 100))
@Check('monitoring_thresholds_least_rows', 'least_rows >= 1')
@Check('monitoring_thresholds_least_outcomes', 'least_outcomes >= 1')
@Check('monitoring_thresholds_version', 'version >= 1')
export class MonitoringThresholdsRow {
  /** Always 1. */
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'monitoring_thresholds_pk' })
  id: number;

  @Column('double precision')
  psiWarn: number;

  @Column('double precision')
  psiAlert: number;

  @Column('double precision')
  missingRateChangeWarn: number;

  @Column('double precision')
  missingRateChangeAlert: number;

  @Column('double precision')
  calibrationGapWarn: number;

  @Column('double precision')
  calibrationGapAlert: number;

  @Column('double precision')
  aucLossWarn: number;

  @Column('double precision')
  aucLossAlert: number;

  @Column('double precision')
  brierRatioWarn: number;

  @Column('double precision')
  brierRatioAlert: number;

  @Column('integer')
  leastRows: number;

  @Column('integer')
  leastOutcomes: number;

  @Column('integer')
  version: number;
}
