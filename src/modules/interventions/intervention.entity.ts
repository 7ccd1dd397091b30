import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { InterventionState, Outcome } from '../../core/interventions/index.js';
import { InterventionType } from './intervention-type.entity.js';

/** One contact or service for one member, which may close several gaps. */
@Entity('interventions')
@Check('interventions_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('interventions_measurement_year', 'measurement_year BETWEEN 2008 AND 2100')
@Check('interventions_state', `state IN ('planned', 'in_progress', 'completed', 'cancelled')`)
@Check('interventions_outcome', `outcome IN ('success', 'partial', 'failed')`)
@Check('interventions_cost', 'cost >= 0')
@Check('interventions_value', 'value >= 0')
@Check('interventions_version', 'version >= 1')
@Check('interventions_completed', `(state = 'completed') = (outcome IS NOT NULL)`)
@Check('interventions_ended', `(state IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)`)
@Check('interventions_not_treated', `NOT holdout OR state IN ('planned', 'cancelled')`)
@Index('interventions_by_member', ['memberId', 'id'])
@Index('interventions_by_contract', ['contractId', 'measurementYear', 'id', 'state'])
@ForeignKey('members', ['memberId'], ['id'], { name: 'interventions_member', onDelete: 'CASCADE' })
@ForeignKey(() => InterventionType, ['typeCode'], ['code'], { name: 'interventions_type', onDelete: 'RESTRICT' })
export class Intervention {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'interventions_pk' })
  id: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'interventions_pk' })
  contractId: string;

  @Column('bigint')
  memberId: string;

  @Column('smallint')
  measurementYear: number;

  @Column('text')
  typeCode: string;

  @Column('text')
  state: InterventionState;

  @Column('text', { nullable: true })
  outcome: Outcome | null;

  /** Planned for comparison only: the member is not treated. */
  @Column('boolean')
  holdout: boolean;

  /** Decimal text in dollars. */
  @Column('numeric', { precision: 12, scale: 2 })
  cost: string;

  /** What it is worth, decimal text in dollars; null while nobody says. */
  @Column('numeric', { precision: 14, scale: 2, nullable: true })
  value: string | null;

  @Column('date', { nullable: true })
  plannedOn: string | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('integer')
  version: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  createdBy: string;
}
