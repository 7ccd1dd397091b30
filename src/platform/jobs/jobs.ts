import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Cursors, notFound, type Page, Problem, RequestContext } from '../http/index.js';
import { currentSpan } from '../telemetry/tracing/index.js';
import { maySeeContract } from '../security/index.js';
import type { JobKind } from './job-kind.js';
import { JobKinds } from './job-kinds.js';
import { type JobEntity } from './job.entity.js';
import { isFinal, type JobStatus } from './job-status.js';
import { JobsRepository } from './jobs.repository.js';

const LIST = 'jobs';

/** What a job is to be about. */
export interface JobOrder {
  /** Id to give it (UUIDv7), when something of that id was made before. */
  readonly id?: string;
  /** The one contract that it is about. */
  readonly contractId?: string | null;
  /** Digest of what is worked on; by default of the input. */
  readonly inputDigest?: string;
}

/** Which jobs to list. */
export interface JobQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly kind?: string;
  readonly status?: JobStatus;
  readonly contractId?: string;
}

/** Orders, finds, lists and cancels background jobs, each within what the caller may see. */
@Injectable()
export class Jobs {
  constructor(
    private readonly host: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly repository: JobsRepository,
    private readonly kinds: JobKinds,
    private readonly context: RequestContext,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Puts a job into the queue, in the caller's transaction if there is one: it runs once that has committed.
   * @param input parameters of the job; they are stored, so never member data.
   */
  async enqueue<Input extends object>(
    kind: JobKind<Input, never> | JobKind<Input, unknown>,
    input: Input,
    order: JobOrder = {},
  ): Promise<JobEntity> {
    const contracts = this.context.principal?.contracts ?? null;
    const job: JobEntity = {
      id: order.id ?? uuidv7(),
      kind: kind.name,
      contractId: order.contractId ?? null,
      scope: contracts === null ? null : [...contracts],
      status: 'queued',
      input,
      inputDigest: order.inputDigest ?? createHash('sha256').update(JSON.stringify(input)).digest('hex'),
      attempt: 0,
      tries: 0,
      rowsTotal: null,
      rowsRead: '0',
      rowsAccepted: '0',
      rowsRejected: '0',
      percent: 0,
      expectedEnd: null,
      result: null,
      errorCode: null,
      cancelRequestedAt: null,
      createdBy: this.context.actor,
      createdAt: new Date(),
      startedAt: null,
      finishedAt: null,
      requestId: this.context.requestId ?? null,
      traceparent: currentSpan()?.traceparent ?? null,
    };
    await this.repository.insert(job);
    return job;
  }

  /** @throws Problem `not-found`, also for a job that the caller may not see. */
  async find(id: string): Promise<JobEntity> {
    const job = await this.repository.find(id);
    if (!job || !this.maySee(job)) throw notFound('job');
    return job;
  }

  /** A page of jobs that the caller may see, newest first. */
  async list({ limit, cursor, kind, status, contractId }: JobQuery): Promise<Page<JobEntity>> {
    const { principal, actor } = this.context;
    const kinds = this.kinds
      .all()
      .filter(({ name, readPermission }) => (kind ?? name) === name && principal?.permissions.has(readPermission))
      .map(({ name }) => name);
    const contracts = principal?.contracts ? [...principal.contracts] : null;
    const after = this.cursors.decode(LIST, cursor) as [string, string] | undefined;
    const rows = await this.repository.list({ kinds, status, contractId, contracts, actor }, limit + 1, after);
    return this.cursors.page(LIST, rows, limit, (job) => [job.createdAt.toISOString(), job.id]);
  }

  /**
   * Cancels a job: one that waits at once, one that runs at its next step.
   * @throws Problem `conflict` for a job that has ended.
   */
  async cancel(id: string): Promise<JobEntity> {
    const { kind: name, status } = await this.find(id);
    if (isFinal(status)) throw new Problem('conflict', 'The job has ended.');
    const kind = this.kinds.find(name);
    if (!kind || !this.context.principal?.permissions.has(kind.writePermission)) {
      throw new Problem('forbidden', 'Cancelling this job needs the permission to order it.');
    }
    await this.repository.requestCancel(id, new Date());
    await this.host.withTransaction(async () => {
      const job = await this.repository.findForUpdate(id);
      if (job?.status === 'queued') {
        await kind.discard?.(this.host.tx, id, job.input as object);
        await this.repository.finish(id, { status: 'cancelled', result: undefined }, new Date());
        await this.repository.unqueue(id);
      }
    });
    return this.find(id);
  }

  private maySee(job: JobEntity): boolean {
    const { principal, actor } = this.context;
    const kind = this.kinds.find(job.kind);
    if (!principal || !kind || !principal.permissions.has(kind.readPermission)) return false;
    if (principal.contracts === null || job.createdBy === actor) return true;
    if (job.contractId !== null && maySeeContract(principal, job.contractId)) return true;
    return job.scope !== null && job.scope.every((contract) => maySeeContract(principal, contract));
  }
}
