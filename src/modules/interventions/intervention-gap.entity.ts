import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Intervention } from './intervention.entity.js';

/** A gap that an intervention covers. */
@Entity('intervention_gaps')
@Index('intervention_gaps_by_gap', ['gapId', 'contractId'])
@ForeignKey(() => Intervention, ['interventionId', 'contractId'], ['id', 'contractId'], {
  name: 'intervention_gaps_intervention',
  onDelete: 'CASCADE',
})
@ForeignKey('gap_analysis', ['gapId', 'contractId'], ['id', 'contractId'], {
  name: 'intervention_gaps_gap',
  onDelete: 'CASCADE',
})
export class InterventionGap {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'intervention_gaps_pk' })
  interventionId: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'intervention_gaps_pk' })
  gapId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'intervention_gaps_pk' })
  contractId: string;

  /** Whether the service for this gap was delivered; null until the intervention is completed. */
  @Column('boolean', { nullable: true })
  delivered: boolean | null;
}
