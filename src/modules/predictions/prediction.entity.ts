import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Tier } from '../../core/gaps/index.js';

/**
 * One prediction that a gap stays open, with its explanation. Rows are never changed: scoring again adds history.
 * Feature names stand here with their contributions; a feature's value never does.
 */
@Entity('predictions')
@Check('predictions_probability', 'probability BETWEEN 0 AND 1')
@Check('predictions_measurement_year', 'measurement_year BETWEEN 2008 AND 2100')
@Check('predictions_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('predictions_measure', `measure ~ '^[A-Z]{2,5}(-[A-Z]{2,5})?$'`)
@Check('predictions_tier', `tier IN ('high', 'medium', 'low')`)
@Check('predictions_shap_values', `jsonb_typeof(shap_values) = 'object'`)
@Index('predictions_history', ['memberId', 'measure', 'id'])
@ForeignKey('members', ['memberId'], ['id'], { name: 'predictions_member', onDelete: 'CASCADE' })
export class Prediction {
  /** UUIDv7, made at the time of the prediction: the order of ids is the order in time. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'predictions_pk' })
  id: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'predictions_pk' })
  contractId: string;

  @Column('bigint')
  memberId: string;

  @Column('text')
  measure: string;

  @Column('smallint')
  measurementYear: number;

  @Column('double precision')
  probability: number;

  @Column('double precision')
  margin: number;

  @Column('double precision')
  baseValue: number;

  @Column('text')
  tier: Tier;

  @Column('text')
  modelId: string;

  @Column('text')
  modelVersion: string;

  /** How the margin became a probability, such as `platt` or `none`. */
  @Column('text')
  calibration: string;

  /** Code of the recommendation; null without one. */
  @Column('text', { nullable: true })
  recommendation: string | null;

  /** Names of features that were not given. */
  @Column('text', { array: true, nullable: true })
  missingFeatures: string[] | null;

  /** Feature to contribution; base value plus all of them is the margin. */
  @Column('jsonb')
  shapValues: Record<string, number>;

  @Column('timestamptz')
  createdAt: Date;
}
