import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { MeasureStanding } from '../../core/portfolio/index.js';
import type { ContractRatings } from '../../core/ratings/index.js';

/** What brought a snapshot about. */
export type SnapshotCause = 'request' | 'schedule';

/** Why a snapshot has no ratings: no rules for its star year, or no CMS results of the contract in it. */
export type UnratedReason = 'no-rule-set' | 'no-contract-results';

/** Where a contract stood at a time. Rows are never changed. */
@Entity('portfolio_snapshots')
@Check('portfolio_snapshots_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('portfolio_snapshots_measurement_year', 'measurement_year BETWEEN 2008 AND 2100')
@Check('portfolio_snapshots_star_year', 'star_year BETWEEN 2008 AND 2102')
@Check('portfolio_snapshots_cause', `cause IN ('request', 'schedule')`)
@Check('portfolio_snapshots_members_active', 'members_active >= 0')
@Check('portfolio_snapshots_members_total', 'members_total >= members_active')
@Check('portfolio_snapshots_unrated', `unrated IN ('no-rule-set', 'no-contract-results')`)
@Check('portfolio_snapshots_current', 'current_overall BETWEEN 1 AND 5')
@Check('portfolio_snapshots_year_end', 'year_end_overall BETWEEN 1 AND 5')
@Check('portfolio_snapshots_rated', '(unrated IS NULL) = (current IS NOT NULL AND year_end IS NOT NULL)')
@Check('portfolio_snapshots_rules', '(ruleset_version IS NULL) = (ruleset_digest IS NULL)')
@Index('portfolio_snapshots_history', ['contractId', 'measurementYear', 'starYear', 'takenAt', 'id'])
@Index('portfolio_snapshots_recent', ['takenAt', 'id'])
export class PortfolioSnapshot {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'portfolio_snapshots_pk' })
  id: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'portfolio_snapshots_pk' })
  contractId: string;

  /** Year of care. */
  @Column('smallint')
  measurementYear: number;

  /** Star year whose rules and CMS results were used. */
  @Column('smallint')
  starYear: number;

  @Column('timestamptz')
  takenAt: Date;

  @Column('text')
  cause: SnapshotCause;

  @Column('integer')
  membersActive: number;

  @Column('integer')
  membersTotal: number;

  @Column('json')
  measures: MeasureStanding[];

  @Column('text', { nullable: true })
  unrated: UnratedReason | null;

  /** CMS ids of the measures whose results came from gaps. */
  @Column('text', { array: true })
  fromGaps: string[];

  @Column('json', { nullable: true })
  current: ContractRatings | null;

  /** By the expected closures of open gaps. */
  @Column('json', { nullable: true })
  yearEnd: ContractRatings | null;

  /** Half stars as text (`"3.5"`), null where not rated. */
  @Column('numeric', { precision: 2, scale: 1, nullable: true })
  currentOverall: string | null;

  @Column('numeric', { precision: 2, scale: 1, nullable: true })
  yearEndOverall: string | null;

  @Column('text', { nullable: true })
  rulesetVersion: string | null;

  /** SHA-256 of the rule set, hexadecimal. */
  @Column('text', { nullable: true })
  rulesetDigest: string | null;

  /** SHA-256 of counts, outlook and the contract's results in canonical form, hexadecimal. */
  @Column('text')
  inputsDigest: string;

  @Column('text')
  createdBy: string;
}
