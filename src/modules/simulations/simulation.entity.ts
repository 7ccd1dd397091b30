import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const SIMULATION_KINDS = ['whatIf', 'monteCarlo', 'distance', 'ruleSets'] as const;
export type SimulationKind = (typeof SIMULATION_KINDS)[number];

/** `pending`: its job waits or runs. The others are final. */
export const SIMULATION_STATUSES = ['pending', 'succeeded', 'failed', 'cancelled'] as const;
export type SimulationStatus = (typeof SIMULATION_STATUSES)[number];

/** One scenario with everything that is needed to compute it again, and what came of it. */
@Entity('simulations')
@Check('simulations_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('simulations_star_year', 'star_year BETWEEN 2008 AND 2100')
@Check('simulations_kind', `kind IN ('whatIf', 'monteCarlo', 'distance', 'ruleSets')`)
@Check('simulations_status', `status IN ('pending', 'succeeded', 'failed', 'cancelled')`)
@Check('simulations_finished', `(finished_at IS NULL) = (status = 'pending')`)
@Check('simulations_result', `(result IS NOT NULL) = (status = 'succeeded')`)
@Index('simulations_of_contract', ['contractId', 'starYear', 'createdAt', 'id'])
@Index('simulations_recent', ['createdAt', 'id'])
export class SimulationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'simulations_pk' })
  id: string;

  @Column('text')
  contractId: string;

  @Column('smallint')
  starYear: number;

  @Column('text')
  kind: SimulationKind;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text')
  status: SimulationStatus;

  /** What was asked, lists of probabilities summed up in groups. */
  @Column('jsonb')
  scenario: unknown;

  /** Everything that it is computed from, except the rule sets. */
  @Column('json')
  inputs: unknown;

  @Column('json', { nullable: true })
  result: unknown;

  @Column('text')
  rulesetVersion: string;

  /** SHA-256 of the rule set, hexadecimal. */
  @Column('text')
  rulesetDigest: string;

  /** SHA-256 of `inputs` in canonical form, hexadecimal. */
  @Column('text')
  inputsDigest: string;

  /** Seed of the draws; null where nothing is drawn. */
  @Column('bigint', { nullable: true })
  seed: string | null;

  /** Versions of the models whose probabilities went in, by model name. */
  @Column('jsonb')
  modelVersions: Record<string, string>;

  @Column('uuid', { nullable: true })
  jobId: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  createdBy: string;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}
