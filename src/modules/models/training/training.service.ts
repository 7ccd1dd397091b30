import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Environment } from '../../../platform/config/index.js';
import { Problem, uploadText } from '../../../platform/http/index.js';
import { type JobEntity, Jobs } from '../../../platform/jobs/index.js';
import { AuditTrail } from '../../audit/index.js';
import { ModelsService } from '../models.service.js';
import { checkTrainingSpec, type TrainingFileSpec, TrainingSpecProblem } from '../training-order.js';
import { TrainingData } from './training-data.js';
import { type TrainingInput, TrainingJob } from './training.job.js';

/** Most training data of a job, in bytes of text: rows are held in memory. */
export const MOST_TRAINING_BYTES = 128 * 1024 * 1024;

const MEASURE = /^[A-Z]{2,5}(-[A-Z]{2,5})?$/;

/** @throws Problem `validation-failed` listing what is wrong with the specification, by pointer */
export function trainingSpecOf(text: string): TrainingFileSpec {
  const wrong = (problems: readonly { pointer: string; message: string }[]): Problem =>
    new Problem(
      'validation-failed',
      'The specification cannot be followed.',
      problems.map(({ pointer, message }) => ({ pointer: `?spec${pointer}`, code: 'training-spec', message })),
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw wrong([{ pointer: '', message: 'The specification is not JSON.' }]);
  }
  try {
    const spec = checkTrainingSpec(json);
    if (MEASURE.test(spec.measure)) return spec;
  } catch (error) {
    if (!(error instanceof TrainingSpecProblem)) throw error;
    throw wrong(
      error.problems.map((problem) => ({ pointer: problem.split(':')[0].replace(/^\/$/, ''), message: problem })),
    );
  }
  throw wrong([{ pointer: '/measure', message: 'A measure is named by its HEDIS or PQA code.' }]);
}

/** Takes training data in and puts the training into the queue. */
@Injectable()
export class TrainingService {
  constructor(
    private readonly data: TrainingData,
    private readonly job: TrainingJob,
    private readonly jobs: Jobs,
    private readonly models: ModelsService,
    private readonly audit: AuditTrail,
    private readonly environment: Environment,
  ) {}

  /** Data and job are kept together, or neither. @throws Problem for a name that is taken, or a body that breaks off */
  async order(name: string, spec: TrainingFileSpec, gzip: boolean, body: Readable): Promise<JobEntity> {
    const { measure } = spec;
    await this.models.checkName(name, measure);
    const { IMPORT_GZIP_RATIO: ratio, IMPORT_SILENCE_MS: silenceMs } = this.environment;
    return this.audit.act('model.training-ordered', { entityId: name }, async () => {
      const id = uuidv7();
      const pieces = uploadText(body, gzip, { bytes: MOST_TRAINING_BYTES, ratio, silenceMs }, () => undefined);
      const bytes = await this.data.keep(id, pieces);
      this.audit.describe('model.training-ordered', { after: { measure, bytes } });
      const input: TrainingInput = { name, measure, spec, bytes };
      return this.jobs.enqueue(this.job, input, { id });
    });
  }
}
