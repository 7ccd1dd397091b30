import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Evidence, EvidenceSource, OpenReason, Tier, Work } from '../../core/gaps/index.js';

/** One measure of one member in one measurement year: what the records say, and where the outreach stands. */
@Entity('gap_analysis')
@Unique('gap_analysis_natural_key', ['memberId', 'measurementYear', 'measure', 'contractId'])
@Check('gap_analysis_version', 'version >= 1')
@Check('gap_analysis_measurement_year', 'measurement_year BETWEEN 2008 AND 2100')
@Check('gap_analysis_priority', 'priority BETWEEN 0 AND 100')
@Check('gap_analysis_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('gap_analysis_measure', `measure ~ '^[A-Z]{2,5}(-[A-Z]{2,5})?$'`)
@Check('gap_analysis_evidence', `evidence IN ('open', 'closed', 'prospective', 'excluded', 'not_applicable')`)
@Check(
  'gap_analysis_work',
  `work IN ('identified', 'assigned', 'contacted', 'scheduled', 'completed', 'refused', 'unreachable', 'suppressed')`,
)
@Check('gap_analysis_evidence_source', `evidence_source IN ('claim', 'supplemental', 'chart', 'self_report')`)
@Check('gap_analysis_open_reason', `open_reason IS NULL OR (evidence = 'open')`)
@Check('gap_analysis_tier', `tier IN ('high', 'medium', 'low')`)
@Check('gap_analysis_probability', 'probability BETWEEN 0 AND 1')
@Check('gap_analysis_prediction', '(probability IS NULL) = (prediction_id IS NULL)')
@Check('gap_analysis_owner', `owner ~ '^[A-Za-z][A-Za-z0-9._-]{0,63}$'`)
@Check('gap_analysis_assigned', `work <> 'assigned' OR owner IS NOT NULL`)
@Check('gap_analysis_adherence', '(adherence_days_covered IS NULL) = (adherence_days_allowed IS NULL)')
@Index('gap_analysis_worklist', [
  ...(['contractId', 'measurementYear', 'measure', 'evidence', 'tier', 'priority', 'id', 'work'] as const),
])
@Index('gap_analysis_by_priority', ['contractId', 'measurementYear', 'evidence', 'priority', 'id', 'work'])
@Index(
  'gap_analysis_under_way',
  ['contractId', 'measurementYear', 'work', 'evidence', 'priority', 'id', 'measure', 'tier'],
  { where: `work <> 'identified'` },
)
@Index('gap_analysis_by_owner', ['contractId', 'owner', 'measurementYear', 'priority', 'id'], {
  where: 'owner IS NOT NULL',
})
@Index('gap_analysis_by_due_date', ['contractId', 'measurementYear', 'dueOn'], { where: 'due_on IS NOT NULL' })
@ForeignKey('members', ['memberId'], ['id'], { name: 'gap_analysis_member', onDelete: 'CASCADE' })
export class Gap {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'gap_analysis_pk' })
  id: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'gap_analysis_pk' })
  contractId: string;

  @Column('bigint')
  memberId: string;

  @Column('integer')
  version: number;

  @Column('smallint')
  measurementYear: number;

  @Column('text')
  measure: string;

  @Column('text')
  evidence: Evidence;

  @Column('text')
  evidenceSource: EvidenceSource;

  @Column('date')
  evidenceAsOf: string;

  @Column('text', { nullable: true })
  openReason: OpenReason | null;

  @Column('text')
  work: Work;

  /** Team or person at work, as the plan names them; never a member. */
  @Column('text', { nullable: true })
  owner: string | null;

  @Column('date', { nullable: true })
  dueOn: string | null;

  /** 0–100: what closing this gap is worth; the worklist is in this order. */
  @Column('real')
  priority: number;

  @Column('text', { nullable: true })
  tier: Tier | null;

  /**
   * Probability that the gap stays open, by the latest prediction about it. The database keeps it, with the prediction's
   * id and tier, whenever predictions come or go; the version stays.
   */
  @Column('double precision', { nullable: true })
  probability: number | null;

  @Column('uuid', { nullable: true })
  predictionId: string | null;

  @Column('smallint', { nullable: true })
  adherenceDaysCovered: number | null;

  @Column('smallint', { nullable: true })
  adherenceDaysAllowed: number | null;

  /** Last day on which a refill still reaches the threshold; null when it cannot be reached any more. */
  @Column('date', { nullable: true })
  adherencePassUntil: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
