import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  compareResults,
  type MonteCarloResult,
  revenueEffect,
  type RevenueEffect,
  type ScenarioResult,
  SimulationInputError,
} from '../../core/simulation/index.js';
import { Cursors, invalid, notFound, type Page, Problem, RequestContext } from '../../platform/http/index.js';
import { Jobs } from '../../platform/jobs/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { AuditTrail } from '../audit/index.js';
import { inputsDigest, RuleSetCatalog } from '../ratings/index.js';
import './audit-events.js';
import type { CreateSimulationRequest } from './dto/create-simulation.dto.js';
import type { RevenueDto } from './dto/revenue.dto.js';
import type {
  CompareSimulationsRequest,
  SimulationComparisonResponse,
  SimulationListQuery,
  SimulationResponse,
  SimulationSummaryResponse,
} from './dto/simulation.dto.js';
import { toSimulationResponse, toSimulationSummary } from './dto/to-simulation-response.js';
import { ForecastLedger } from './ledger/forecast-ledger.js';
import { toLedgerEntry } from './ledger/to-ledger-entry.js';
import { isLong } from './long-running.js';
import { scenarioOf } from './scenario-of.js';
import { ScenarioReader } from './scenario-reader.js';
import type { SimulationEntity } from './simulation.entity.js';
import { orderOf, type SimulationInputs } from './simulation-inputs.js';
import { SimulationJob } from './simulation-job.js';
import { SimulationRunner } from './simulation-runner.js';
import { SimulationsRepository } from './simulations.repository.js';

const LIST = 'simulations';

/** Simulates, stores, finds, compares and deletes scenarios. */
@Injectable()
export class SimulationsService {
  constructor(
    private readonly reader: ScenarioReader,
    private readonly runner: SimulationRunner,
    private readonly repository: SimulationsRepository,
    private readonly catalog: RuleSetCatalog,
    private readonly ledger: ForecastLedger,
    private readonly jobs: Jobs,
    private readonly job: SimulationJob,
    private readonly context: RequestContext,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Simulates at once, or orders a job for what takes longer; the row is then `pending`.
   * @throws Problem for a contract out of scope and for everything in the request that cannot be.
   */
  async create(request: CreateSimulationRequest): Promise<SimulationResponse> {
    const { contractId, starYear, kind, name = null } = request;
    if (!maySeeContract(this.context.principal, contractId)) throw notFound('contract');
    const { rules, inputs, modelVersions } = await this.reader.read(request);
    const row: SimulationEntity = {
      id: uuidv7(),
      contractId,
      starYear,
      kind,
      name,
      status: 'pending',
      scenario: scenarioOf(request, inputs),
      inputs,
      result: null,
      rulesetVersion: rules.ruleSet.version,
      rulesetDigest: rules.digest,
      inputsDigest: inputsDigest(inputs),
      seed: kind === 'monteCarlo' ? String(inputs.seed) : null,
      modelVersions: { ...modelVersions },
      jobId: null,
      createdAt: new Date(),
      createdBy: this.context.actor,
      finishedAt: null,
    };
    const done = request.asJob === true || isLong(inputs) ? await this.order(row) : await this.compute(row, inputs);
    this.describe(done);
    return toSimulationResponse(done);
  }

  private async order(row: SimulationEntity): Promise<SimulationEntity> {
    const ordered = { ...row, jobId: uuidv7() };
    await this.repository.insert(ordered);
    const { id: simulationId, contractId, inputsDigest: inputDigest } = row;
    await this.jobs.enqueue(this.job, { simulationId }, { id: ordered.jobId, contractId, inputDigest });
    return ordered;
  }

  private async compute(row: SimulationEntity, inputs: SimulationInputs): Promise<SimulationEntity> {
    const rules = this.catalog.find(row.starYear);
    if (!rules) throw notFound('rule set');
    const result = await this.runner.answer(orderOf(inputs, rules.ruleSet, (year) => this.catalog.find(year)));
    const done: SimulationEntity = { ...row, status: 'succeeded', result, finishedAt: new Date() };
    await this.repository.insert(done);
    if (inputs.keepAsForecast) {
      await this.ledger.record(toLedgerEntry(done, inputs, result as MonteCarloResult), this.context.actor);
    }
    return done;
  }

  private describe({ id, contractId, starYear, kind, status, rulesetVersion, seed }: SimulationEntity): void {
    const after = { starYear, kind, status, rulesetVersion, seed: seed === null ? null : Number(seed) };
    this.audit.describe('simulation.created', { entityId: id, contractId, after });
  }

  /** A stored simulation with its result. */
  async find(id: string): Promise<SimulationResponse> {
    return toSimulationResponse(await this.row(id));
  }

  private async row(id: string): Promise<SimulationEntity> {
    const row = await this.repository.find(id);
    if (!row || !maySeeContract(this.context.principal, row.contractId)) throw notFound('simulation');
    return row;
  }

  /** A page of simulations, newest first, without results. */
  async list(query: SimulationListQuery): Promise<Page<SimulationSummaryResponse>> {
    const { contractId, starYear, kind, status, limit, cursor } = query;
    const filter = { contractId, starYear, kind, status, contracts: this.scope };
    const after = this.cursors.decode(LIST, cursor) as [string, string] | undefined;
    const rows = await this.repository.list(filter, limit + 1, after);
    const page = this.cursors.page(LIST, rows, limit, (row) => [row.createdAt.toISOString(), row.id]);
    return { ...page, items: page.items.map(toSimulationSummary) };
  }

  private get scope(): string[] | null {
    const contracts = this.context.principal?.contracts;
    return contracts ? [...contracts] : null;
  }

  /** @throws Problem naming the id that is unknown, has no result, or is of another kind than the first. */
  async compare({ ids, lines }: CompareSimulationsRequest): Promise<SimulationComparisonResponse> {
    const found = new Map((await this.repository.findAll(ids, this.scope)).map((row) => [row.id, row]));
    const rows = ids.map((id, index) => {
      const row = found.get(id.toLowerCase());
      const refuse = (code: string, message: string): Problem =>
        new Problem('unprocessable', 'The simulations cannot be compared.', [
          { pointer: `/ids/${index}`, code, message },
        ]);
      if (!row) throw refuse('unknownSimulation', 'There is no such simulation.');
      if (row.result === null) throw refuse('noResult', 'This simulation has no result.');
      if (row.kind !== found.get((ids[0] ?? '').toLowerCase())?.kind)
        throw refuse('anotherKind', 'This simulation is of another kind than the first.');
      return row;
    });
    const compared = compareResults(rows.map(({ result }) => result as ScenarioResult));
    return {
      simulations: rows.map(toSimulationSummary),
      sameRuleSet: new Set(rows.map(({ rulesetDigest }) => rulesetDigest)).size === 1,
      lines: compared
        .filter(({ differs }) => lines === 'all' || differs)
        .map((line) => ({ ...line, values: [...line.values], differences: [...line.differences] })),
    };
  }

  /** The effect of a simulated rating on the payments of the year after the star year, under assumptions. */
  async revenue(id: string, given: RevenueDto): Promise<RevenueEffect> {
    const { kind, result, inputs } = await this.row(id);
    if (kind !== 'monteCarlo' || result === null)
      throw new Problem('unprocessable', 'Revenue needs the result of a Monte Carlo simulation.');
    const { highest, ratings, baseline } = result as MonteCarloResult;
    const chances = highest === null ? undefined : ratings[highest]?.chances;
    const baselineStars = highest === null ? NaN : Number(baseline[highest]);
    if (chances === undefined || Number.isNaN(baselineStars))
      throw new Problem('unprocessable', 'The contract has no rating to compare payments with.');
    const stated = Object.entries(given).filter(([, value]) => value !== undefined);
    const { ratingYear: starYear } = inputs as SimulationInputs;
    try {
      const assumptions = { ...(Object.fromEntries(stated) as unknown as RevenueDto), starYear };
      return revenueEffect(chances, baselineStars, assumptions);
    } catch (error) {
      if (!(error instanceof SimulationInputError)) throw error;
      throw invalid(`/${error.field}`, 'impossible', 'This assumption is not possible.');
    }
  }

  /** @throws Problem `conflict` while its job is under way. */
  async delete(id: string): Promise<void> {
    const { status, contractId, starYear, kind } = await this.row(id);
    if (status === 'pending') throw new Problem('conflict', 'The simulation is under way: cancel its job first.');
    await this.repository.delete(id);
    this.audit.describe('simulation.deleted', { entityId: id, contractId, after: { starYear, kind } });
  }
}
