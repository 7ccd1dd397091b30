import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One contact of a plan: a member, an intervention, and the gaps that it works on. */
@Entity('optimization_actions')
@Check('optimization_actions_n', 'n >= 1')
@Check('optimization_actions_cost', 'cost >= 0')
@Check('optimization_actions_expected', 'expected_closures >= 0')
@Check('optimization_actions_skipped', `skipped IN ('settled', 'covered', 'inactive')`)
@Check('optimization_actions_outcome', 'intervention_id IS NULL OR skipped IS NULL')
@Index('optimization_actions_by_member', ['memberId'])
@ForeignKey('optimizations', ['optimizationId', 'contractId'], ['id', 'contractId'], {
  name: 'optimization_actions_optimization',
  onDelete: 'CASCADE',
})
@ForeignKey('members', ['memberId'], ['id'], { name: 'optimization_actions_member', onDelete: 'CASCADE' })
export class OptimizationAction {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'optimization_actions_pk' })
  optimizationId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'optimization_actions_pk' })
  contractId: string;

  /** Place in the plan, from 1: highest priority first. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'optimization_actions_pk' })
  n: number;

  @Column('bigint')
  memberId: string;

  @Column('text')
  typeCode: string;

  /** Decimal text in dollars. */
  @Column('numeric', { precision: 12, scale: 2 })
  cost: string;

  /** Gaps that it works on, by measure. */
  @Column('uuid', { array: true })
  gapIds: string[];

  /** Closures more than without it. */
  @Column('real')
  expectedClosures: number;

  /** The intervention that accepting the plan made of it. */
  @Column('uuid', { nullable: true })
  interventionId: string | null;

  /** Why accepting the plan left it out. */
  @Column('text', { nullable: true })
  skipped: 'settled' | 'covered' | 'inactive' | null;
}
