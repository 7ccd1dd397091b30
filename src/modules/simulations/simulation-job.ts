import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MonteCarloResult, ScenarioOrder } from '../../core/simulation/index.js';
import { type JobContext, JobFailure, type JobKind, JobKinds, type JobOutcome } from '../../platform/jobs/index.js';
import { RuleSetCatalog } from '../ratings/index.js';
import { GapOutlooksReader } from './from-gaps/gap-outlooks.reader.js';
import { ForecastLedger } from './ledger/forecast-ledger.js';
import { toLedgerEntry } from './ledger/to-ledger-entry.js';
import { hasManyPredictions } from './long-running.js';
import type { SimulationEntity } from './simulation.entity.js';
import { orderOf, RuleSetGone, type SimulationInputs } from './simulation-inputs.js';
import { ScenarioRefused, SimulationRunner } from './simulation-runner.js';
import { SimulationsRepository } from './simulations.repository.js';

/** A simulation that waits to be computed. */
export interface SimulationJobInput {
  readonly simulationId: string;
}

/** Where the answer of a job is. */
export interface SimulationJobResult {
  readonly simulationId: string;
}

/** Computes stored simulations in the background, with progress, until they end or are cancelled. */
@Injectable()
export class SimulationJob implements JobKind<SimulationJobInput, SimulationJobResult>, OnModuleInit {
  readonly name = 'simulation';
  readonly readPermission = 'simulations:read';
  readonly writePermission = 'simulations:write';

  constructor(
    private readonly kinds: JobKinds,
    private readonly catalog: RuleSetCatalog,
    private readonly repository: SimulationsRepository,
    private readonly runner: SimulationRunner,
    private readonly ledger: ForecastLedger,
    private readonly gaps: GapOutlooksReader,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async run(
    { simulationId }: SimulationJobInput,
    context: JobContext<SimulationJobResult>,
  ): Promise<JobOutcome<SimulationJobResult>> {
    const row = await this.repository.find(simulationId);
    if (!row) throw new JobFailure('simulation-deleted');
    const order = this.order(row);
    const versioned = { ...row, modelVersions: await this.modelVersions(row) };
    const total = order.kind === 'monteCarlo' ? order.draws : 1;
    context.progress({ total, read: 0 });
    const result = await this.runner
      .run(order, context.signal, (done) => context.progress({ total, read: done }))
      .catch((error: unknown) => {
        throw error instanceof ScenarioRefused ? new JobFailure('scenario-refused') : error;
      });
    context.progress({ total, read: total });
    return context.complete(async () => {
      await this.repository.succeed(simulationId, result, versioned.modelVersions, new Date());
      const inputs = row.inputs as SimulationInputs;
      if (inputs.keepAsForecast) {
        await this.ledger.record(toLedgerEntry(versioned, inputs, result as MonteCarloResult), context.actor);
      }
      return { status: 'succeeded', result: { simulationId } };
    });
  }

  discard(manager: EntityManager, jobId: string, { simulationId }: SimulationJobInput): Promise<void> {
    return this.repository.close(manager, simulationId, jobId, new Date());
  }

  /** Those of the order, and where its predictions were too many to look up then, those that its gaps carry now. */
  private async modelVersions({
    contractId,
    inputs,
    modelVersions,
  }: SimulationEntity): Promise<Record<string, string>> {
    const { gaps } = inputs as SimulationInputs;
    if (!gaps || !hasManyPredictions({ gaps })) return modelVersions;
    return { ...(await this.gaps.modelVersions(contractId, gaps)), ...modelVersions };
  }

  private order(row: SimulationEntity): ScenarioOrder {
    const rules = this.catalog.find(row.starYear);
    if (rules?.digest !== row.rulesetDigest) throw new JobFailure('ruleset-changed');
    try {
      return orderOf(row.inputs as SimulationInputs, rules.ruleSet, (year) => this.catalog.find(year));
    } catch (error) {
      throw error instanceof RuleSetGone ? new JobFailure('ruleset-changed') : error;
    }
  }
}
