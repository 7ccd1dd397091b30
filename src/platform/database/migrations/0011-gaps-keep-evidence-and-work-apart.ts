import type { MigrationInterface, QueryRunner } from 'typeorm';

const EVIDENCE = `('open', 'closed', 'prospective', 'excluded', 'not_applicable')`;
const WORK = `('identified', 'assigned', 'contacted', 'scheduled', 'completed', 'refused', 'unreachable', 'suppressed')`;
const SOURCE = `('claim', 'supplemental', 'chart', 'self_report')`;
const REASON = `('no_service', 'no_result', 'out_of_range', 'days_missed', 'later_result', 'evidence_retracted')`;

/** One gap a member, measure and measurement year, and what became of it. */
export class GapsKeepEvidenceAndWorkApart1764000000011 implements MigrationInterface {
  readonly name = 'GapsKeepEvidenceAndWorkApart1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE gap_analysis (
        id uuid NOT NULL,
        member_id bigint NOT NULL,
        version integer NOT NULL CONSTRAINT gap_analysis_version CHECK (version >= 1),
        measurement_year smallint NOT NULL
          CONSTRAINT gap_analysis_measurement_year CHECK (measurement_year BETWEEN 2008 AND 2100),
        adherence_days_covered smallint,
        adherence_days_allowed smallint,
        priority real NOT NULL CONSTRAINT gap_analysis_priority CHECK (priority BETWEEN 0 AND 100),
        evidence_as_of date NOT NULL,
        adherence_pass_until date,
        due_on date,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        contract_id text NOT NULL CONSTRAINT gap_analysis_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        measure text NOT NULL CONSTRAINT gap_analysis_measure CHECK (measure ~ '^[A-Z]{2,5}(-[A-Z]{2,5})?$'),
        evidence text NOT NULL CONSTRAINT gap_analysis_evidence CHECK (evidence IN ${EVIDENCE}),
        work text NOT NULL CONSTRAINT gap_analysis_work CHECK (work IN ${WORK}),
        evidence_source text NOT NULL CONSTRAINT gap_analysis_evidence_source CHECK (evidence_source IN ${SOURCE}),
        open_reason text CONSTRAINT gap_analysis_open_reason
          CHECK (open_reason IS NULL OR (open_reason IN ${REASON} AND evidence = 'open')),
        tier text CONSTRAINT gap_analysis_tier CHECK (tier IN ('high', 'medium', 'low')),
        owner text CONSTRAINT gap_analysis_owner CHECK (owner ~ '^[A-Za-z][A-Za-z0-9._-]{0,63}$'),
        CONSTRAINT gap_analysis_pk PRIMARY KEY (id, contract_id),
        CONSTRAINT gap_analysis_natural_key UNIQUE (member_id, measurement_year, measure, contract_id),
        CONSTRAINT gap_analysis_assigned CHECK (work <> 'assigned' OR owner IS NOT NULL),
        CONSTRAINT gap_analysis_adherence CHECK (
          (adherence_days_covered IS NULL) = (adherence_days_allowed IS NULL)
          AND (adherence_days_covered IS NULL OR measure LIKE 'PDC-%')
          AND (adherence_pass_until IS NULL OR adherence_days_covered IS NOT NULL)
          AND adherence_days_covered BETWEEN 1 AND 366 AND adherence_days_allowed BETWEEN 0 AND 74),
        CONSTRAINT gap_analysis_member FOREIGN KEY (member_id) REFERENCES members (id) ON DELETE CASCADE
      ) WITH (fillfactor = 90)`);
    await runner.query(
      `CREATE INDEX gap_analysis_worklist ON gap_analysis
         (contract_id, measurement_year, measure, evidence, priority, id, work, tier)`,
    );
    await runner.query(
      `CREATE INDEX gap_analysis_by_owner ON gap_analysis (contract_id, owner, measurement_year, priority, id)
         WHERE owner IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX gap_analysis_by_due_date ON gap_analysis (contract_id, measurement_year, due_on)
         WHERE due_on IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE gap_history (
        gap_id uuid NOT NULL,
        version integer NOT NULL CONSTRAINT gap_history_version CHECK (version >= 2),
        contract_id text NOT NULL,
        changed_at timestamptz NOT NULL,
        changed_by text NOT NULL,
        cause text NOT NULL CONSTRAINT gap_history_cause
          CHECK (cause IN ('evidence', 'work', 'assignment', 'intervention')),
        evidence_from text NOT NULL CONSTRAINT gap_history_evidence_from CHECK (evidence_from IN ${EVIDENCE}),
        evidence_to text NOT NULL CONSTRAINT gap_history_evidence_to CHECK (evidence_to IN ${EVIDENCE}),
        work_from text NOT NULL CONSTRAINT gap_history_work_from CHECK (work_from IN ${WORK}),
        work_to text NOT NULL CONSTRAINT gap_history_work_to CHECK (work_to IN ${WORK}),
        evidence_source text NOT NULL CONSTRAINT gap_history_evidence_source CHECK (evidence_source IN ${SOURCE}),
        evidence_as_of date NOT NULL,
        open_reason text CONSTRAINT gap_history_open_reason CHECK (open_reason IN ${REASON}),
        owner text,
        intervention_id uuid,
        CONSTRAINT gap_history_pk PRIMARY KEY (gap_id, version, contract_id),
        CONSTRAINT gap_history_gap FOREIGN KEY (gap_id, contract_id)
          REFERENCES gap_analysis (id, contract_id) ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gap_history, gap_analysis');
  }
}
