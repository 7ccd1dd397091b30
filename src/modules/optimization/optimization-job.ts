import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OptimizationPlan } from '../../core/optimization/index.js';
import { type JobContext, JobFailure, type JobKind, JobKinds, type JobOutcome } from '../../platform/jobs/index.js';
import { AuditTrail } from '../audit/index.js';
import { MarginalInputsReader } from '../portfolio/index.js';
import { inputsDigest } from '../ratings/index.js';
import { type ActionRows, actionRows } from './action-rows.js';
import './audit-events.js';
import { MemberOptionsRepository, type OptionGroup } from './member-options.repository.js';
import type { OptimizationEntity, StoredPlan } from './optimization.entity.js';
import { countedOptions } from './option-groups.js';
import { OptimizationsRepository } from './optimizations.repository.js';
import { OptimizerThreads, ProblemRefused } from './optimizer-threads.js';
import { problemOf } from './problem-of.js';

/** A plan that waits to be made. */
export interface OptimizationJobInput {
  readonly optimizationId: string;
}

/** Where the plan of a job is. */
export interface OptimizationJobResult {
  readonly optimizationId: string;
  readonly status: OptimizationPlan['status'];
  readonly actions: number;
}

/** Share of the progress that is reading members; the rest is solving. */
const READING = 10;

function storedPlan({ lines: _lines, ...plan }: OptimizationPlan, { lines: rows, acts }: ActionRows): StoredPlan {
  const members = new Map(rows.map(({ line, first, last }) => [line, last - first + 1]));
  const byType = new Map<string, { members: number; costCents: number }>();
  for (const { line, type, cost } of acts) {
    const own = byType.get(type) ?? { members: 0, costCents: 0 };
    const count = members.get(line) ?? 0;
    byType.set(type, {
      members: own.members + count,
      costCents: own.costCents + count * Math.round(Number(cost) * 100),
    });
  }
  return { ...plan, byIntervention: [...byType].map(([typeCode, sums]) => ({ typeCode, ...sums })) };
}

/** Makes plans in the background, with progress, until they end or are cancelled. */
@Injectable()
export class OptimizationJob implements JobKind<OptimizationJobInput, OptimizationJobResult>, OnModuleInit {
  readonly name = 'optimization';
  readonly readPermission = 'optimizations:read';
  readonly writePermission = 'optimizations:write';

  constructor(
    private readonly kinds: JobKinds,
    private readonly inputs: MarginalInputsReader,
    private readonly repository: OptimizationsRepository,
    private readonly members: MemberOptionsRepository,
    private readonly threads: OptimizerThreads,
    private readonly audit: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async run(
    { optimizationId }: OptimizationJobInput,
    context: JobContext<OptimizationJobResult>,
  ): Promise<JobOutcome<OptimizationJobResult>> {
    const row = await this.repository.find(optimizationId);
    if (!row) throw new JobFailure('optimization-deleted');
    const { contractId, measurementYear, starYear, order } = row;
    const inputs = await context.transaction(() => this.inputs.read(contractId, measurementYear, starYear));
    if (inputs.rules?.digest !== row.rulesetDigest) throw new JobFailure('ruleset-changed');
    context.progress({ total: 100, read: 1 });
    const groups = await context.transaction((manager) => this.stage(manager, context.jobId, row));
    context.progress({ total: 100, read: READING });
    const problem = problemOf(order, inputs);
    if (!problem) throw new JobFailure('contract-results-gone');
    const options = countedOptions(groups, order.measures);
    const settings = {
      ...{ seconds: order.seconds, shadowPrices: order.shadowPrices, curve: order.curve },
      simulation: { draws: order.draws, seed: order.seed },
    };
    const onProgress = (share: number): void =>
      context.progress({ total: 100, read: Math.round(READING + (99 - READING) * share) });
    const { plan, classOf } = await this.threads
      .run({ problem, options, settings }, context.signal, onProgress)
      .catch((error: unknown) => {
        throw error instanceof ProblemRefused ? new JobFailure('problem-refused') : error;
      });
    const rows = actionRows(plan, classOf, order.interventions, order.measures);
    const digest = inputsDigest({ order, inputs: inputs.digest, groups });
    return this.complete(row, storedPlan(plan, rows), rows, digest, context);
  }

  async discard(manager: EntityManager, jobId: string, { optimizationId }: OptimizationJobInput): Promise<void> {
    await this.members.discard(manager, jobId);
    await this.repository.close(manager, optimizationId, jobId, new Date());
  }

  private stage(manager: EntityManager, jobId: string, row: OptimizationEntity): Promise<OptionGroup[]> {
    const { order, contractId, measurementYear } = row;
    return this.members.stage(manager, jobId, {
      ...order,
      ...{ contractId, measurementYear },
      measures: order.measures.map(({ code }) => code),
      strata: order.minimumEffort.map(({ stratum }) => stratum),
    });
  }

  private complete(
    { id, contractId, measurementYear }: OptimizationEntity,
    plan: StoredPlan,
    rows: ActionRows,
    digest: string,
    context: JobContext<OptimizationJobResult>,
  ): Promise<JobOutcome<OptimizationJobResult>> {
    const { actor, jobId } = context;
    return context.complete((manager) =>
      this.audit.act('optimization.planned', { actor, entityId: id, contractId }, async () => {
        const actions = await this.members.assign(manager, jobId, { id, contractId, measurementYear }, rows);
        await this.members.discard(manager, jobId);
        await this.repository.succeed(id, plan, actions, digest, new Date());
        const { status, costCents } = plan;
        this.audit.describe('optimization.planned', { after: { status, actions, costCents } });
        return { status: 'succeeded', result: { optimizationId: id, status, actions } };
      }),
    );
  }
}
