import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  type CutPointForecast,
  KNOWN_CUT_POINTS,
  type PriorCutPoints,
  priorFromRuleSet,
  withPublishedCutPoints,
} from '../../../core/cutpoints/index.js';
import { type JobContext, JobFailure, type JobKind, JobKinds, type JobOutcome } from '../../../platform/jobs/index.js';
import { WorkerPool } from '../../../platform/workers/index.js';
import { ContractsRepository, RuleSetCatalog } from '../../ratings/index.js';
import type { CutPointForecastTask, ForecastYear } from './cut-point-forecast.worker.js';
import { CutPointForecastsRepository } from './cut-point-forecasts.repository.js';

const WORKER = new URL('./cut-point-forecast.worker.js', import.meta.url);

/** Draws and seed of every stored forecast. */
export const FORECAST_DRAWS = 200;
export const FORECAST_SEED = 1;

export interface CutPointForecastInput {
  readonly forecastId: string;
  /** Star years whose scores are used, ascending. */
  readonly years: readonly number[];
}

/** Where the forecast is. */
export interface CutPointForecastJobResult {
  readonly forecastId: string;
  readonly starYear: number;
}

/** Forecasts next year's cut points in the background. */
@Injectable()
export class CutPointForecastJob implements JobKind<CutPointForecastInput, CutPointForecastJobResult>, OnModuleInit {
  readonly name = 'cut-point-forecast';
  readonly readPermission = 'rulesets:read';
  readonly writePermission = 'simulations:write';

  constructor(
    private readonly kinds: JobKinds,
    private readonly catalog: RuleSetCatalog,
    private readonly contracts: ContractsRepository,
    private readonly repository: CutPointForecastsRepository,
    private readonly workers: WorkerPool,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async run(
    { forecastId, years }: CutPointForecastInput,
    context: JobContext<CutPointForecastJobResult>,
  ): Promise<JobOutcome<CutPointForecastJobResult>> {
    const total = years.length + 1;
    const history: ForecastYear[] = [];
    for (const year of years) {
      context.checkpoint();
      history.push(await this.year(year));
      context.progress({ total, read: history.length });
    }
    const task: CutPointForecastTask = { years: history, draws: FORECAST_DRAWS, seed: FORECAST_SEED };
    const forecast = await this.workers.run<CutPointForecastTask, CutPointForecast>(WORKER, task, context.signal);
    context.progress({ total, read: total });
    return context.complete(async () => {
      await this.repository.finish(forecastId, forecast, new Date());
      return { status: 'succeeded', result: { forecastId, starYear: forecast.starYear } };
    });
  }

  discard(manager: EntityManager, _jobId: string, { forecastId }: CutPointForecastInput): Promise<void> {
    return this.repository.discard(manager, forecastId);
  }

  private async year(starYear: number): Promise<ForecastYear> {
    const rules = this.catalog.find(starYear);
    const tables = await this.contracts.tables(starYear);
    if (!rules || !tables) throw new JobFailure('tables-gone');
    const { ruleSet } = withPublishedCutPoints(rules.ruleSet, tables.cutPoints);
    const prior = await this.prior(starYear - 1);
    return { ruleSet, contracts: tables.contracts, ...(prior === undefined ? {} : { prior }) };
  }

  /** Final cut points of a year: of its imported tables under its rule set, of the rule set, or as known. */
  private async prior(starYear: number): Promise<readonly PriorCutPoints[] | undefined> {
    const rules = this.catalog.find(starYear);
    if (!rules) return KNOWN_CUT_POINTS[starYear];
    const tables = await this.contracts.tables(starYear);
    return priorFromRuleSet(withPublishedCutPoints(rules.ruleSet, tables?.cutPoints ?? null).ruleSet);
  }
}
