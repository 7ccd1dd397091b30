import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Evidence, EvidenceSource, OpenReason, Work } from '../../core/gaps/index.js';

/** What brought a change about. */
export type GapChangeCause = 'evidence' | 'work' | 'assignment' | 'intervention';

/** A change of a gap's evidence, work or owner; named by the version that it led to. Rows are never changed. */
@Entity('gap_history')
@Check('gap_history_version', 'version >= 2')
@Check('gap_history_cause', `cause IN ('evidence', 'work', 'assignment', 'intervention')`)
@Check('gap_history_evidence_from', `evidence_from IN ('open', 'closed', 'prospective', 'excluded', 'not_applicable')`)
@Check('gap_history_evidence_to', `evidence_to IN ('open', 'closed', 'prospective', 'excluded', 'not_applicable')`)
@Check('gap_history_work_from', `work_from <> ''`)
@Check('gap_history_work_to', `work_to <> ''`)
@Check('gap_history_evidence_source', `evidence_source IN ('claim', 'supplemental', 'chart', 'self_report')`)
@Check('gap_history_open_reason', `open_reason <> ''`)
@ForeignKey('gap_analysis', ['gapId', 'contractId'], ['id', 'contractId'], {
  name: 'gap_history_gap',
  onDelete: 'CASCADE',
})
export class GapHistory {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'gap_history_pk' })
  gapId: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'gap_history_pk' })
  version: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'gap_history_pk' })
  contractId: string;

  @Column('timestamptz')
  changedAt: Date;

  /** Actor as the audit trail names them. */
  @Column('text')
  changedBy: string;

  @Column('text')
  cause: GapChangeCause;

  @Column('text')
  evidenceFrom: Evidence;

  @Column('text')
  evidenceTo: Evidence;

  @Column('text')
  workFrom: Work;

  @Column('text')
  workTo: Work;

  @Column('text')
  evidenceSource: EvidenceSource;

  @Column('date')
  evidenceAsOf: string;

  @Column('text', { nullable: true })
  openReason: OpenReason | null;

  @Column('text', { nullable: true })
  owner: string | null;

  /** The intervention that brought the change, where one did. */
  @Column('uuid', { nullable: true })
  interventionId: string | null;
}
