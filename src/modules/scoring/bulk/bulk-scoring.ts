import { Injectable } from '@nestjs/common';
import { WorkerPool } from '../../../platform/workers/index.js';
import { ActiveModels } from '../../models/index.js';
import { ActiveTiers } from '../../predictions/index.js';
import { MonitoringRepository } from '../monitoring/monitoring.repository.js';
import { ScoringRun } from './scoring-run.js';

/** Predictions for whole files: the models and the thresholds of tiers of the moment are used for all of a file. */
@Injectable()
export class BulkScoring {
  constructor(
    private readonly models: ActiveModels,
    private readonly tiers: ActiveTiers,
    private readonly workers: WorkerPool,
    private readonly repository: MonitoringRepository,
  ) {}

  async open(): Promise<ScoringRun> {
    return new ScoringRun(await this.models.all(), await this.tiers.find(), this.workers, this.repository);
  }
}
