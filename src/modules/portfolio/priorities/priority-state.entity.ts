import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { MarginalValues } from '../../../core/optimization/marginal/index.js';

/** The last recomputation of a contract's priorities in a measurement year, and the one that is ordered. */
@Entity('gap_priority_states')
@Check('gap_priority_states_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('gap_priority_states_measurement_year', 'measurement_year BETWEEN 2008 AND 2100')
@Check('gap_priority_states_gaps_changed', 'gaps_changed >= 0')
@Check('gap_priority_states_finished', '(finished_at IS NULL) = (inputs_digest IS NULL)')
export class PriorityState {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'gap_priority_states_pk' })
  contractId: string;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'gap_priority_states_pk' })
  measurementYear: number;

  /** Job that is or was to recompute them. */
  @Column('uuid')
  jobId: string;

  /** Digest of the running counts, CMS's results and rules that the last one was computed from. */
  @Column('text', { nullable: true })
  inputsDigest: string | null;

  /** Levels and values of the measures then. */
  @Column('json', { nullable: true })
  values: MarginalValues | null;

  /** Gaps whose priority the last one changed. */
  @Column('bigint')
  gapsChanged: string;

  @Column('timestamptz')
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}
