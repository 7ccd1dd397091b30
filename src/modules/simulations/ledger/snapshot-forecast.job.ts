import { Injectable, type OnModuleInit } from '@nestjs/common';
import { starYearOf } from '../../../core/gaps/index.js';
import type { ContractYear } from '../../../core/ratings/index.js';
import {
  type ContractForecast,
  type ContractForecastOrder,
  type StatedOutlook,
  yearToYearChances,
} from '../../../core/simulation/index.js';
import { Problem } from '../../../platform/http/index.js';
import {
  type JobContext,
  JobFailure,
  type JobKind,
  JobKinds,
  type JobOutcome,
  Jobs,
} from '../../../platform/jobs/index.js';
import { WorkerPool } from '../../../platform/workers/index.js';
import {
  type PortfolioSnapshot,
  type SnapshotListener,
  SnapshotListeners,
  SnapshotsRepository,
} from '../../portfolio/index.js';
import { type CataloguedRuleSet, ContractsRepository, inputsDigest, RuleSetCatalog } from '../../ratings/index.js';
import { GapOutlooksReader, type OutlooksFromGaps } from '../from-gaps/gap-outlooks.reader.js';
import { ForecastLedger } from './forecast-ledger.js';

const WORKER = new URL('./snapshot-forecast.worker.js', import.meta.url);

/** A snapshot whose forecast waits to be computed. */
export interface SnapshotForecastInput {
  readonly snapshotId: string;
}

/** Where the forecast is. */
export interface SnapshotForecastResult {
  readonly forecastId: string;
}

/**
 * Forecasts the year-end of every rated snapshot and keeps it in the ledger. The job is ordered in the snapshot's
 * transaction, so that none is forgotten, and computes after it in a thread, so that none is delayed.
 */
@Injectable()
export class SnapshotForecastJob
  implements JobKind<SnapshotForecastInput, SnapshotForecastResult>, SnapshotListener, OnModuleInit
{
  readonly name = 'snapshot-forecast';
  readonly readPermission = 'simulations:read';
  readonly writePermission = 'simulations:write';

  constructor(
    private readonly kinds: JobKinds,
    private readonly jobs: Jobs,
    private readonly listeners: SnapshotListeners,
    private readonly snapshots: SnapshotsRepository,
    private readonly contracts: ContractsRepository,
    private readonly catalog: RuleSetCatalog,
    private readonly reader: GapOutlooksReader,
    private readonly workers: WorkerPool,
    private readonly ledger: ForecastLedger,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
    this.listeners.register(this);
  }

  /** Orders the forecast of a snapshot that has ratings and measures from gaps. */
  async snapshotTaken({ id: snapshotId, contractId, unrated, fromGaps }: PortfolioSnapshot): Promise<void> {
    if (unrated !== null || fromGaps.length === 0) return;
    await this.jobs.enqueue(this, { snapshotId }, { contractId });
  }

  async run(
    { snapshotId }: SnapshotForecastInput,
    context: JobContext<SnapshotForecastResult>,
  ): Promise<JobOutcome<SnapshotForecastResult>> {
    const snapshot = await this.snapshots.find(snapshotId);
    if (!snapshot) throw new JobFailure('snapshot-deleted');
    const { contractId, measurementYear, starYear } = snapshot;
    const rules = this.catalog.find(starYear);
    if (!rules || rules.digest !== snapshot.rulesetDigest) throw new JobFailure('ruleset-changed');
    const contract = await this.contracts.find(contractId, starYear);
    if (!contract) throw new JobFailure('tables-gone');
    const { outlooks, gaps } = await this.outlooks(rules, contract, measurementYear);
    const modelVersions = await this.reader.modelVersions(contractId, gaps);
    const others = await this.others(rules, contract, measurementYear);
    const order: ContractForecastOrder = { ruleSet: rules.ruleSet, contract, outlooks, others };
    const forecast = await this.workers.run<ContractForecastOrder, ContractForecast>(WORKER, order, context.signal);
    return context.complete(async () => {
      const { rating, fourOrMore, expectedStars, measures } = forecast;
      const entry = {
        ...({ contractId, starYear: starYearOf(measurementYear), source: 'snapshot', sourceId: snapshotId } as const),
        ...{ rating, fourOrMore, expectedStars, measures, modelVersions, seed: null },
        ruleSet: { version: rules.ruleSet.version, digest: rules.digest },
        inputsDigest: inputsDigest({ contract, outlooks, others }),
      };
      return { status: 'succeeded', result: { forecastId: await this.ledger.record(entry, context.actor) } };
    });
  }

  private async outlooks(
    { ruleSet }: CataloguedRuleSet,
    contract: ContractYear,
    measurementYear: number,
  ): Promise<OutlooksFromGaps> {
    try {
      return await this.reader.read(ruleSet, contract, { fromGaps: { measurementYear } });
    } catch (error) {
      throw error instanceof Problem ? new JobFailure('gaps-gone') : error;
    }
  }

  /** Before the year's own results are there, measures without gaps change as those of all contracts did in the year before. */
  private async others(
    { ruleSet: { starYear } }: CataloguedRuleSet,
    contract: ContractYear,
    measurementYear: number,
  ): Promise<StatedOutlook[]> {
    if (starYearOf(measurementYear) <= starYear) return [];
    const before = await this.contracts.tables(starYear - 1);
    const now = before && (await this.contracts.tables(starYear));
    return before && now ? yearToYearChances(before, now, contract) : [];
  }
}
