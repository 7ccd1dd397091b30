import { adherenceOf, legalEvidenceChanges, type RowValues } from '../../../core/imports/index.js';
import { adherenceStanding } from '../../../core/gaps/index.js';
import { type ImportFile, plainFile } from '../import-file.js';
import type { ImportTarget, MergeContext, MergeCounts } from '../import-target.js';
import { MEMBER_COLUMNS, MemberNames, namedRows } from './member-names.js';
import { UUID7 } from './uuid7.js';

const NOW = `date_trunc('milliseconds', now())`;

/** The reason after a report: the same evidence said again keeps the known reason. */
const REASON = `CASE WHEN c.evidence = g.evidence THEN coalesce(c.reason, g.open_reason) ELSE c.reason END`;

/** Gaps, or with `onlyKnown` the outcomes of known gaps. The natural key is member, year, measure and contract. */
export class EvidenceTarget implements ImportTarget {
  readonly columns = [
    ...MEMBER_COLUMNS,
    ['contract_id', 'text'],
    ['measurement_year', 'smallint'],
    ['measure', 'text'],
    ['evidence', 'text'],
    ['source', 'text'],
    ['as_of', 'date'],
    ['reason', 'text'],
    ['tier', 'text'],
    ['priority', 'real'],
    ['due_on', 'date'],
    ['days_covered', 'smallint'],
    ['days_allowed', 'smallint'],
    ['pass_until', 'date'],
  ] as const;
  readonly numberedBy = 'place';

  constructor(
    private readonly names: MemberNames,
    private readonly onlyKnown: boolean,
  ) {}

  open(): ImportFile {
    return plainFile(this.columns.length, (values) => this.cells(values));
  }

  private cells(values: RowValues): (string | null)[] {
    const { contractId, measurementYear, measure, evidence, source, asOf, reason, tier, priority, dueOn } = values;
    const plain = [contractId, measurementYear, measure, evidence, source, asOf, reason, tier, priority, dueOn];
    const facts = adherenceOf(values);
    const standing = facts ? adherenceStanding(facts, Number(measurementYear)) : undefined;
    const adherence = [facts?.daysCovered, standing?.daysAllowed, standing?.passUntil];
    return [
      ...this.names.cells(values),
      ...[...plain, ...adherence].map((value) => (value === undefined || value === null ? null : String(value))),
    ];
  }

  async check({ manager, staged, checked, contracts }: MergeContext): Promise<void> {
    const legal = legalEvidenceChanges();
    await manager.query(
      `CREATE UNLOGGED TABLE ${checked} (LIKE ${staged}, place integer, member_id bigint, gap_id uuid, gap_version integer, field text, code text)`,
    );
    await manager.query(
      `INSERT INTO ${checked} (place, line, member_id, contract_id, measurement_year, measure, evidence, source, as_of, reason, tier, priority,
         due_on, days_covered, days_allowed, pass_until, gap_id, gap_version, field, code)
       WITH ${namedRows(staged, this.names.generations, ['measurement_year', 'measure', 'contract_id'])}, judged AS (
         SELECT k.*, g.id AS gap_id, g.version AS gap_version, CASE
           WHEN NOT coalesce(k.contract_id = ANY ($1::text[]), true) THEN 'contractId:no-such-contract'
           WHEN k.member_contract IS DISTINCT FROM k.contract_id THEN 'memberId:no-such-member'
           WHEN k.line > t.first THEN 'measure:duplicate-key'
           WHEN $2 AND g.id IS NULL THEN 'measure:no-such-gap'
           WHEN k.as_of < g.evidence_as_of THEN 'asOf:stale-evidence'
           WHEN k.evidence <> g.evidence AND l.measure IS NULL THEN 'evidence:illegal-transition' END AS verdict
         FROM named k
         LEFT JOIN twice t USING (who, measurement_year, measure, contract_id)
         LEFT JOIN gap_analysis g USING (member_id, measurement_year, measure, contract_id)
         LEFT JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS l(measure, "from", "to", reason)
           ON l.measure = k.measure AND l."from" = g.evidence AND l."to" = k.evidence
             AND l.reason = coalesce(k.reason, ''))
       SELECT row_number() OVER (ORDER BY member_id, measurement_year, measure, contract_id),
         line, member_id, contract_id, measurement_year, measure, evidence, source, as_of, reason, tier, priority, due_on,
         days_covered, days_allowed, pass_until, gap_id, gap_version,
         split_part(verdict, ':', 1) AS field, split_part(verdict, ':', 2) AS code FROM judged`,
      [
        contracts,
        this.onlyKnown,
        legal.map((one) => one.measure),
        legal.map((one) => one.from),
        legal.map((one) => one.to),
        legal.map((one) => one.reason),
      ],
    );
  }

  async merge(context: MergeContext, from: number, to: number): Promise<MergeCounts> {
    const [rows]: { fresh: number; known: number; own: boolean }[] = await context.manager.query(
      `SELECT count(*) FILTER (WHERE gap_id IS NULL)::int AS fresh, count(gap_id)::int AS known,
         current_setting('server_version_num')::int >= 180000 AS own
       FROM ${context.checked} WHERE code IS NULL AND place > $1 AND place <= $2`,
      [from, to],
    );
    const { fresh, known, own } = rows ?? { fresh: 0, known: 0, own: false };
    const [changed] = known > 0 ? await this.update(context, from, to) : [];
    const created = fresh > 0 ? await this.insert(context, from, to, fresh, own ? 'uuidv7()' : UUID7) : 0;
    const { changing, lost } = changed ?? { changing: 0, lost: 0 };
    return { created, updated: changing - lost, unchanged: known - changing };
  }

  private update(
    { manager, checked, jobId, actor }: MergeContext,
    from: number,
    to: number,
  ): Promise<{ changing: number; lost: number }[]> {
    return manager.query(
      `WITH c AS (
         SELECT c.*, g.evidence AS was, g.work AS work_was, g.owner AS owner_was,
           (c.evidence, c.source, c.as_of, ${REASON}) IS DISTINCT FROM
             (g.evidence, g.evidence_source, g.evidence_as_of, g.open_reason) AS says_new,
           (coalesce(c.tier, g.tier), coalesce(c.priority, g.priority), coalesce(c.due_on, g.due_on),
            coalesce(c.days_covered, g.adherence_days_covered), coalesce(c.days_allowed, g.adherence_days_allowed),
            CASE WHEN c.days_covered IS NULL THEN g.adherence_pass_until ELSE c.pass_until END) IS DISTINCT FROM
             (g.tier, g.priority, g.due_on, g.adherence_days_covered, g.adherence_days_allowed, g.adherence_pass_until)
             AS details_new
         FROM ${checked} c JOIN gap_analysis g ON g.id = c.gap_id AND g.contract_id = c.contract_id
         WHERE c.code IS NULL AND c.place > $1 AND c.place <= $2
       ), l AS (
         SELECT g.id FROM c JOIN gap_analysis g ON g.id = c.gap_id AND g.contract_id = c.contract_id
         WHERE c.says_new OR c.details_new
         ORDER BY g.member_id, g.measurement_year, g.measure, g.contract_id FOR NO KEY UPDATE OF g
       ), u AS (
         UPDATE gap_analysis g SET evidence = c.evidence, evidence_source = c.source, evidence_as_of = c.as_of,
           open_reason = ${REASON}, tier = coalesce(c.tier, g.tier), priority = coalesce(c.priority, g.priority),
           due_on = coalesce(c.due_on, g.due_on),
           adherence_days_covered = coalesce(c.days_covered, g.adherence_days_covered),
           adherence_days_allowed = coalesce(c.days_allowed, g.adherence_days_allowed),
           adherence_pass_until = CASE WHEN c.days_covered IS NULL THEN g.adherence_pass_until ELSE c.pass_until END,
           version = g.version + 1, updated_at = ${NOW}
         FROM c JOIN l ON l.id = c.gap_id
         WHERE g.id = c.gap_id AND g.contract_id = c.contract_id AND g.version = c.gap_version
         RETURNING c.line, c.says_new, g.id, g.version, g.contract_id, c.was, g.evidence, c.work_was, g.work,
           g.evidence_source, g.evidence_as_of, g.open_reason, g.owner
       ), h AS (
         INSERT INTO gap_history (gap_id, version, contract_id, changed_at, changed_by, cause, evidence_from,
           evidence_to, work_from, work_to, evidence_source, evidence_as_of, open_reason, owner)
         SELECT id, version, contract_id, ${NOW}, $3, 'evidence', was, evidence, work_was, work, evidence_source,
           evidence_as_of, open_reason, owner FROM u WHERE says_new
       ), e AS (
         INSERT INTO import_errors SELECT $4::uuid, c.line, '', 'changed-meanwhile' FROM c
         WHERE (c.says_new OR c.details_new) AND NOT EXISTS (SELECT 1 FROM u WHERE u.line = c.line) RETURNING 1)
       SELECT count(*) FILTER (WHERE says_new OR details_new)::int AS changing,
         (SELECT count(*) FROM e)::int AS lost FROM c`,
      [from, to, actor, jobId],
    );
  }

  /** Adds new gaps; the few that somebody else added meanwhile become errors. */
  private async insert(
    { manager, checked, jobId }: MergeContext,
    from: number,
    to: number,
    expected: number,
    uuid7: string,
  ): Promise<number> {
    const fresh = `FROM ${checked} c WHERE gap_id IS NULL AND code IS NULL AND place > $1 AND place <= $2`;
    const added = await manager.queryRunner?.query(
      `INSERT INTO gap_analysis (id, member_id, version, measurement_year, adherence_days_covered,
         adherence_days_allowed, priority, evidence_as_of, adherence_pass_until, due_on, created_at, updated_at,
         contract_id, measure, evidence, work, evidence_source, open_reason, tier)
       SELECT ${uuid7}, member_id, 1, measurement_year, days_covered, days_allowed,
         coalesce(priority, 0), as_of, pass_until, due_on, ${NOW}, ${NOW}, contract_id, measure, evidence, 'identified',
         source, reason, tier
       ${fresh} ORDER BY member_id, measurement_year, measure
       ON CONFLICT ON CONSTRAINT gap_analysis_natural_key DO NOTHING`,
      [from, to],
      true,
    );
    if (added?.affected === expected) return expected;
    // A gap of this transaction is one that this import added: it is new in this transaction, as the row was judged.
    const [{ lost } = { lost: 0 }]: { lost: number }[] = await manager.query(
      `WITH e AS (
         INSERT INTO import_errors SELECT $3::uuid, c.line, '', 'changed-meanwhile' ${fresh} AND NOT EXISTS (
           SELECT 1 FROM gap_analysis g WHERE (g.member_id, g.measurement_year, g.measure, g.contract_id)
             = (c.member_id, c.measurement_year, c.measure, c.contract_id) AND g.xmin = pg_current_xact_id()::xid)
         RETURNING 1)
       SELECT count(*)::int AS lost FROM e`,
      [from, to, jobId],
    );
    return expected - lost;
  }
}
