import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A synthetic plan that was loaded: enough to make its member ids again. */
@Entity('demo_plans')
@Check('demo_plans_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('demo_plans_members', 'members > 0')
@Check('demo_plans_measurement_year', 'measurement_year BETWEEN 2008 AND 2100')
export class DemoPlan {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'demo_plans_pk' })
  contractId: string;

  @Column('bigint')
  seed: string;

  @Column('integer')
  members: number;

  @Column('smallint')
  measurementYear: number;

  @Column('timestamptz')
  loadedAt: Date;

  @Column('text')
  loadedBy: string;
}
