import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ModelCard, TrainingError } from '../../../core/models/index.js';
import { Problem } from '../../../platform/http/index.js';
import { type JobContext, type JobKind, JobKinds, type JobOutcome } from '../../../platform/jobs/index.js';
import { WorkerPool } from '../../../platform/workers/index.js';
import { AuditTrail } from '../../audit/index.js';
import type { CheckedModel } from '../model-check.worker.js';
import { ModelUpload } from '../model-upload.js';
import { ModelsService } from '../models.service.js';
import type { TrainingFileSpec } from '../training-order.js';
import { trainInThread } from '../training-thread.js';
import { TrainingData } from './training-data.js';

/** What a training was asked for. Stored with the job: names of columns, no data. */
export interface TrainingInput {
  readonly name: string;
  readonly measure: string;
  readonly spec: TrainingFileSpec;
  readonly bytes: number;
}

/** What a training came to: a candidate in the registry, or why there is none. */
export type TrainingResult =
  | { readonly refused: string }
  | {
      readonly modelId: string;
      readonly version: number;
      readonly digest: string;
      /** Kind of the model that was chosen, and why: a challenger only wins by out-of-time log loss. */
      readonly chosen: string;
      readonly reason: string;
      readonly evaluatedOn: string;
      readonly evaluation: ModelCard['evaluation'];
      readonly candidates: ModelCard['candidates'];
    };

interface Trained {
  readonly checked: CheckedModel;
  readonly card: ModelCard;
}

/** Trains a model in a thread; the result is a candidate. The same data and specification give the same bytes. */
@Injectable()
export class TrainingJob implements JobKind<TrainingInput, TrainingResult>, OnModuleInit {
  readonly name = 'model-training';
  readonly readPermission = 'models:read';
  readonly writePermission = 'models:write';

  constructor(
    private readonly kinds: JobKinds,
    private readonly data: TrainingData,
    private readonly workers: WorkerPool,
    private readonly uploads: ModelUpload,
    private readonly models: ModelsService,
    private readonly audit: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async run(input: TrainingInput, context: JobContext<TrainingResult>): Promise<JobOutcome<TrainingResult>> {
    try {
      const trained = await this.train(input, context);
      return await context.complete((manager) => this.keep(input, context, trained, manager));
    } catch (error) {
      context.checkpoint();
      const refused = error instanceof TrainingError || error instanceof Problem ? error.message : undefined;
      if (refused === undefined) throw error;
      return context.complete(async (manager) => {
        await this.data.drop(manager, context.jobId);
        return { status: 'failed', result: { refused }, errorCode: 'training-refused' };
      });
    }
  }

  async discard(manager: EntityManager, jobId: string): Promise<void> {
    await this.data.drop(manager, jobId);
  }

  private async train({ spec }: TrainingInput, context: JobContext<TrainingResult>): Promise<Trained> {
    const text = await this.data.read(context.jobId);
    const { artifact, card } = await trainInThread(
      this.workers,
      { kind: 'csv', text, spec },
      { signal: context.signal, onProgress: ({ done }) => context.progress({ read: 0, percent: 95 * done }) },
    );
    return { card, checked: await this.uploads.check(Buffer.from(artifact)) };
  }

  private async keep(
    { name, measure }: TrainingInput,
    { jobId, actor }: JobContext<TrainingResult>,
    { checked, card }: Trained,
    manager: EntityManager,
  ): Promise<JobOutcome<TrainingResult>> {
    const { chosen, reason, evaluatedOn, evaluation, candidates } = card;
    return this.audit.act('model.trained', { actor, entityId: name }, async () => {
      const source = createHash('sha256').update(checked.artifact).digest('hex');
      const { row } = await this.models.add(name, measure, checked, source, actor);
      const { version, digest } = row;
      this.audit.describe('model.trained', { after: { measure, version, digest, chosen } });
      await this.data.drop(manager, jobId);
      const result = { modelId: name, version, digest, chosen, reason, evaluatedOn, evaluation, candidates };
      return { status: 'succeeded', result };
    });
  }
}
