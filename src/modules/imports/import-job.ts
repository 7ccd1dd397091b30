import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IMPORT_KINDS, type ImportKind } from '../../core/imports/index.js';
import { type JobContext, JobFailure, type JobKind, JobKinds, type JobOutcome } from '../../platform/jobs/index.js';
import { AuditTrail } from '../audit/index.js';
import './audit-events.js';
import type { ImportInput, ImportTarget, MergeContext } from './import-target.js';
import { ImportTargets } from './import-targets.js';
import { checkedTable, stagedTable } from './staging-names.js';

/** Rows merged by one statement. */
const BATCH = 200_000;

/** Memory of each sort and join of a merge: the rows of a batch sort without files. */
const WORK_MEM = '128MB';

/** What an import has done, or would do. */
export interface ImportResult {
  readonly dryRun: boolean;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Of the accepted rows; all zero in a dry run. */
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Merges one kind of staged rows: all accepted rows become visible at once, or none. */
class ImportJob implements JobKind<ImportInput, ImportResult> {
  readonly name: string;
  readonly readPermission = 'imports:read';
  readonly writePermission = 'imports:write';

  constructor(
    kind: ImportKind,
    private readonly target: ImportTarget,
    private readonly audit: AuditTrail,
  ) {
    this.name = importJobName(kind);
  }

  async run(input: ImportInput, context: JobContext<ImportResult>): Promise<JobOutcome<ImportResult>> {
    return context.complete((manager) => this.audited(input, context, () => this.merge(input, context, manager)));
  }

  async discard(manager: EntityManager, jobId: string): Promise<void> {
    await manager.query(`DROP TABLE IF EXISTS ${stagedTable(jobId)}`);
  }

  private audited(
    { kind, dryRun }: ImportInput,
    { jobId, actor }: JobContext<ImportResult>,
    work: () => Promise<JobOutcome<ImportResult>>,
  ): Promise<JobOutcome<ImportResult>> {
    return this.audit.act('import.merged', { actor, entityId: jobId }, async () => {
      const outcome = await work();
      const { accepted, rejected, created, updated } = outcome.result;
      this.audit.describe('import.merged', { after: { kind, dryRun, accepted, rejected, created, updated } });
      return outcome;
    });
  }

  private async merge(
    { dryRun, rows }: ImportInput,
    job: JobContext<ImportResult>,
    manager: EntityManager,
  ): Promise<JobOutcome<ImportResult>> {
    const { jobId, actor, contracts } = job;
    const context: MergeContext = {
      manager,
      jobId,
      actor,
      contracts,
      staged: stagedTable(jobId),
      checked: checkedTable(jobId),
    };
    await manager.query(`SET LOCAL work_mem = '${WORK_MEM}'`);
    await manager.query('SET LOCAL default_statistics_target = 10'); // enough to tell few rows from many
    await manager.query(`ANALYZE ${context.staged} (line)`);
    await this.target.check(context);
    const { batch = BATCH, numberedBy = 'line' } = this.target;
    await manager.query(`CREATE INDEX ON ${context.checked} (${numberedBy})`);
    await manager.query(`ANALYZE ${context.checked}`);
    await this.noteErrors(context);
    job.progress({ total: rows, read: rows, percent: 30 });
    job.checkpoint();
    const counts = { created: 0, updated: 0, unchanged: 0 };
    const last = dryRun ? 0 : await this.last(manager, context.checked, numberedBy);
    for (let from = 0; from < last; from += batch) {
      const merged = await this.target.merge(context, from, from + batch);
      counts.created += merged.created;
      counts.updated += merged.updated;
      counts.unchanged += merged.unchanged;
      job.progress({ total: rows, read: rows, percent: 30 + (70 * Math.min(from + batch, last)) / last });
      job.checkpoint();
    }
    const rejected = await this.countRejected(manager, jobId);
    job.progress({ total: rows, read: rows, accepted: rows - rejected, rejected });
    await manager.query(`DROP TABLE ${context.checked}`);
    await this.discard(manager, jobId);
    const result = { dryRun, rows, accepted: rows - rejected, rejected, ...counts };
    if (rejected === 0) return { status: 'succeeded', result };
    if (rejected < rows) return { status: 'partially_succeeded', result };
    return { status: 'failed', result, errorCode: 'all-rows-rejected' };
  }

  private async noteErrors({ manager, staged, checked, jobId }: MergeContext): Promise<void> {
    await manager.query(
      `INSERT INTO import_errors (job_id, line, field, code)
       SELECT $1::uuid, line, split_part(problem, ':', 1), split_part(problem, ':', 2)
       FROM ${staged}, unnest(problems) AS problem
       UNION ALL SELECT $1::uuid, line, field, code FROM ${checked} WHERE code IS NOT NULL
       ORDER BY 2 ON CONFLICT DO NOTHING`,
      [jobId],
    );
  }

  private async last(manager: EntityManager, checked: string, numberedBy: string): Promise<number> {
    const rows: { last: number | null }[] = await manager.query(`SELECT max(${numberedBy}) AS last FROM ${checked}`);
    return rows[0]?.last ?? 0;
  }

  private async countRejected(manager: EntityManager, jobId: string): Promise<number> {
    const rows: { rejected: number }[] = await manager.query(
      'SELECT count(DISTINCT line)::int AS rejected FROM import_errors WHERE job_id = $1',
      [jobId],
    );
    return rows[0]?.rejected ?? 0;
  }
}

/** Name of the job that merges a kind. */
export const importJobName = (kind: ImportKind): string => `import-${kind}`;

/** One kind of job for each kind of import. */
@Injectable()
export class ImportJobs implements OnModuleInit {
  private readonly jobs: ReadonlyMap<ImportKind, ImportJob>;

  constructor(
    targets: ImportTargets,
    audit: AuditTrail,
    private readonly kinds: JobKinds,
  ) {
    this.jobs = new Map(IMPORT_KINDS.map((kind) => [kind, new ImportJob(kind, targets.of(kind), audit)]));
  }

  onModuleInit(): void {
    for (const job of this.jobs.values()) this.kinds.register(job);
  }

  of(kind: ImportKind): JobKind<ImportInput, ImportResult> {
    const job = this.jobs.get(kind);
    if (!job) throw new JobFailure('unknown-kind');
    return job;
  }
}
