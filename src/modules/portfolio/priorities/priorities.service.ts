import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { v7 as uuidv7 } from 'uuid';
import { notFound, RequestContext } from '../../../platform/http/index.js';
import { type JobEntity, Jobs } from '../../../platform/jobs/index.js';
import { maySeeContract } from '../../../platform/security/index.js';
import { type ContractYearKey, PrioritiesRepository, type PriorityInputs } from './priorities.repository.js';
import { PriorityInputsDigest } from './priority-inputs-digest.js';
import { PriorityJob } from './priority-job.js';

/** Rest between two recomputations of a contract: a minute, and ten times what the last one took. */
const REST_MS = 60_000;
const REST_FACTOR = 10;

/** Rest after one that did not end well. */
const AFTER_FAILURE_MS = 300_000;

/** Whether a contract's priorities may be computed again at a time. */
export function hasRested({ startedAt, finishedAt }: PriorityInputs, now: Date): boolean {
  if (startedAt === null) return true;
  const since = now.getTime() - startedAt.getTime();
  if (finishedAt === null || finishedAt < startedAt) return since >= AFTER_FAILURE_MS;
  const took = finishedAt.getTime() - startedAt.getTime();
  return now.getTime() - finishedAt.getTime() >= Math.max(REST_MS, REST_FACTOR * took);
}

/** Orders recomputations of priorities: one a contract and year at a time. */
@Injectable()
export class PrioritiesService {
  constructor(
    private readonly host: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly repository: PrioritiesRepository,
    private readonly digest: PriorityInputsDigest,
    private readonly jobs: Jobs,
    private readonly job: PriorityJob,
    private readonly context: RequestContext,
  ) {}

  /**
   * Orders a recomputation, whether or not anything changed.
   * @returns its job, or the one that is ordered or under way.
   * @throws Problem `not-found` for a contract out of scope.
   */
  async order({ contractId, measurementYear }: ContractYearKey): Promise<JobEntity> {
    if (!maySeeContract(this.context.principal, contractId)) throw notFound('contract');
    return this.jobs.find(await this.enqueue({ contractId, measurementYear }));
  }

  /**
   * Orders a recomputation of every contract and year whose inputs changed since the last one, and that has rested.
   * @returns how many were ordered.
   */
  async orderChanged(now: Date): Promise<number> {
    let ordered = 0;
    for (const inputs of await this.repository.inputs()) {
      const isSame = inputs.inputsDigest === this.digest.from(inputs);
      if (isSame || inputs.underWay || !hasRested(inputs, now)) continue;
      const { contractId, measurementYear } = inputs;
      await this.enqueue({ contractId, measurementYear });
      ordered += 1;
    }
    return ordered;
  }

  private enqueue(key: ContractYearKey): Promise<string> {
    return this.host.withTransaction(async () => {
      const id = uuidv7();
      const underWay = await this.repository.claim(key, id, new Date());
      if (underWay) return underWay;
      await this.jobs.enqueue(this.job, key, { id, contractId: key.contractId });
      return id;
    });
  }
}
