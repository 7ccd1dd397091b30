import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OptimizationPlan } from '../../core/optimization/index.js';
import type { OptimizationOrder } from './optimization-order.js';

export const OPTIMIZATION_STATUSES = ['pending', 'succeeded', 'failed', 'cancelled'] as const;
/** `pending`: its job waits or runs. The others are final. */
export type OptimizationStatus = (typeof OPTIMIZATION_STATUSES)[number];

/** A plan without its lines: they are the rows of `optimization_actions`. */
export type StoredPlan = Omit<OptimizationPlan, 'lines'> & {
  /** Actions by type of the catalogue. */
  readonly byIntervention: readonly {
    readonly typeCode: string;
    readonly members: number;
    readonly costCents: number;
  }[];
};

/** What accepting a plan came to. */
export interface Acceptance {
  /** Interventions that were planned. */
  readonly created: number;
  /** Actions that were left out, by reason. */
  readonly skipped: { readonly settled: number; readonly covered: number; readonly inactive: number };
  /** Cost of what was planned, whole cents. */
  readonly costCents: number;
}

/** One plan of action: what was asked, what came of it, and whether it was accepted. */
@Entity('optimizations')
@Check('optimizations_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('optimizations_measurement_year', 'measurement_year BETWEEN 2008 AND 2100')
@Check('optimizations_star_year', 'star_year BETWEEN 2008 AND 2102')
@Check('optimizations_status', `status IN ('pending', 'succeeded', 'failed', 'cancelled')`)
@Check('optimizations_finished', `(finished_at IS NULL) = (status = 'pending')`)
@Check('optimizations_plan', `(plan IS NOT NULL) = (status = 'succeeded')`)
@Check('optimizations_actions', 'actions >= 0')
@Check(
  'optimizations_accepted',
  '(accepted_at IS NULL) = (acceptance IS NULL) AND (accepted_at IS NULL) = (accepted_by IS NULL)',
)
@Index('optimizations_of_contract', ['contractId', 'measurementYear', 'createdAt', 'id'])
@Index('optimizations_recent', ['createdAt', 'id'])
export class OptimizationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'optimizations_pk' })
  id: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'optimizations_pk' })
  contractId: string;

  @Column('smallint')
  measurementYear: number;

  @Column('smallint')
  starYear: number;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text')
  status: OptimizationStatus;

  /** What was asked, defaults filled in. */
  @Column('jsonb')
  order: OptimizationOrder;

  @Column('json', { nullable: true })
  plan: StoredPlan | null;

  /** Rows of `optimization_actions`. */
  @Column('integer')
  actions: number;

  @Column('text')
  rulesetVersion: string;

  /** SHA-256 of the rule set, hexadecimal. */
  @Column('text')
  rulesetDigest: string;

  /** SHA-256 of order, gaps and CMS's results in canonical form, hexadecimal; null until the plan is made. */
  @Column('text', { nullable: true })
  inputsDigest: string | null;

  @Column('uuid')
  jobId: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  createdBy: string;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  acceptedAt: Date | null;

  @Column('text', { nullable: true })
  acceptedBy: string | null;

  @Column('jsonb', { nullable: true })
  acceptance: Acceptance | null;
}
