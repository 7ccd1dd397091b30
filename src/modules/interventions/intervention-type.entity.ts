import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

export const CHANNELS = ['digital', 'call', 'visit', 'home', 'mail', 'pharmacy', 'chart'] as const;
export type Channel = (typeof CHANNELS)[number];

/** A kind of intervention with what it costs and how often it closes a gap: data that a plan replaces by its own. */
@Entity('intervention_types')
@Check('intervention_types_code', `code ~ '^[a-z][a-z0-9_]{1,39}$'`)
@Check('intervention_types_channel', `channel IN ('digital', 'call', 'visit', 'home', 'mail', 'pharmacy', 'chart')`)
@Check('intervention_types_cost', 'cost >= 0')
@Check('intervention_types_success_rate', 'success_rate BETWEEN 0 AND 1')
@Check('intervention_types_staff_minutes', 'staff_minutes >= 0')
@Check('intervention_types_version', 'version >= 1')
export class InterventionType {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'intervention_types_pk' })
  code: string;

  @Column('text')
  name: string;

  @Column('text')
  channel: Channel;

  /** Decimal text in dollars. */
  @Column('numeric', { precision: 12, scale: 2 })
  cost: string;

  /** Share of covered gaps that it closes, 0–1, decimal text. */
  @Column('numeric', { precision: 5, scale: 4 })
  successRate: string;

  @Column('integer')
  staffMinutes: number;

  @Column('boolean')
  active: boolean;

  @Column('integer')
  version: number;
}
