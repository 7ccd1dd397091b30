import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MarginalValues } from '../../../core/optimization/marginal/index.js';
import { inLanes, type JobContext, type JobKind, JobKinds, type JobOutcome } from '../../../platform/jobs/index.js';
import { AuditTrail } from '../../audit/index.js';
import '../portfolio.audit.js';
import { MarginalInputsReader } from './marginal-inputs.js';
import { MarginalValuesService } from './marginal-values.service.js';
import { type ContractYearKey, type MeasureGaps, PrioritiesRepository } from './priorities.repository.js';
import { PriorityInputsDigest } from './priority-inputs-digest.js';
import type { Level } from './rewrite-statements.js';

/** Gaps written by one statement: a fraction of a second, so that nobody waits long for a row. */
const BATCH = 10_000;

/** Batches written at a time: one keeps a core of the database busy, and others want cores too. */
const LANES = 2;

/** First and last number of each batch. */
function* batches(total: number): Generator<readonly [from: number, to: number]> {
  for (let from = 1; from <= total; from += BATCH) yield [from, Math.min(total, from + BATCH - 1)];
}

/** What came of a recomputation. */
export interface PriorityResult {
  /** Unsettled gaps of the contract and year. */
  readonly gaps: number;
  readonly changed: number;
}

/** Gaps without a prediction are taken for average ones of their measure; where none has one, they stay open. */
function levelsOf(values: MarginalValues, measures: readonly MeasureGaps[]): Level[] {
  const gaps = new Map(measures.map((one) => [one.measure, one]));
  return values.measures.map(({ measure, level }) => {
    const { open = [], unpredicted = 0 } = gaps.get(measure) ?? {};
    const all = open.reduce((sum, [, count]) => sum + count, 0);
    const stays = open.reduce((sum, [thousandths, count]) => sum + thousandths * count, 0) / 1000;
    const predicted = all - unpredicted;
    return { measure, level, unpredicted: predicted > 0 ? Math.min(1, (stays - unpredicted) / predicted) : 1 };
  });
}

/** Recomputes the priorities of a contract's unsettled gaps, batch by batch. */
@Injectable()
export class PriorityJob implements JobKind<ContractYearKey, PriorityResult>, OnModuleInit {
  readonly name = 'gap-priorities';
  readonly readPermission = 'portfolio:read';
  readonly writePermission = 'portfolio:write';

  constructor(
    private readonly kinds: JobKinds,
    private readonly reader: MarginalInputsReader,
    private readonly values: MarginalValuesService,
    private readonly repository: PrioritiesRepository,
    private readonly digest: PriorityInputsDigest,
    private readonly audit: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async run(key: ContractYearKey, context: JobContext<PriorityResult>): Promise<JobOutcome<PriorityResult>> {
    // Before anything is read: what changes meanwhile makes the digest another one, and another job.
    const inputsDigest = await this.digest.of(key);
    const inputs = await context.transaction(() => this.reader.read(key.contractId, key.measurementYear));
    const values = await this.values.compute({ ...inputs.order, revenue: null }, context.signal);
    const levels = levelsOf(values, inputs.measures);
    const gaps = values.measures.reduce((sum, { openGaps }) => sum + openGaps, 0);
    const changed = levels.length === 0 ? 0 : await this.rewrite(key, levels, context);
    return context.complete((manager) =>
      this.audit.act(
        'portfolio.priorities-recomputed',
        { actor: context.actor, contractId: key.contractId },
        async () => {
          await this.repository.discard(manager, context.jobId);
          await this.repository.finish(key, { inputsDigest, values, changed }, new Date());
          const after = { measurementYear: key.measurementYear, gaps, changed };
          this.audit.describe('portfolio.priorities-recomputed', { entityId: context.jobId, after });
          return { status: 'succeeded', result: { gaps, changed } };
        },
      ),
    );
  }

  discard(manager: EntityManager, jobId: string): Promise<void> {
    return this.repository.discard(manager, jobId);
  }

  private async rewrite(key: ContractYearKey, levels: Level[], context: JobContext<PriorityResult>): Promise<number> {
    const { jobId } = context;
    const total = await context.transaction((manager) => this.repository.stage(manager, jobId, key, levels));
    let [read, changed] = [0, 0];
    await inLanes(LANES, batches(total), async ([from, to]) => {
      const written = await context.transaction((manager) =>
        this.repository.rewrite(manager, jobId, key.contractId, [from, to], levels),
      );
      changed += written;
      read += to - from + 1;
      context.progress({ total, read, accepted: changed });
    });
    return changed;
  }
}
