import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { findMeasure } from '../../core/rulesets/index.js';
import { Cursors, notFound, type Page, Problem, RequestContext } from '../../platform/http/index.js';
import { Jobs } from '../../platform/jobs/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { AuditTrail } from '../audit/index.js';
import { MarginalInputsReader } from '../portfolio/index.js';
import './audit-events.js';
import { type ActionRow, ActionsRepository } from './actions.repository.js';
import type { CreateOptimizationRequest } from './dto/create-optimization.dto.js';
import type { OptimizationListQuery } from './dto/optimization-query.dto.js';
import type { OptimizationEntity } from './optimization.entity.js';
import { OptimizationJob } from './optimization-job.js';
import { OptimizationReader } from './optimization-reader.js';
import { OptimizationsRepository } from './optimizations.repository.js';

const LIST = 'optimizations';
const ACTIONS = 'optimization:actions';

/** Orders, finds, lists and accepts plans of action. */
@Injectable()
export class OptimizationsService {
  constructor(
    private readonly inputs: MarginalInputsReader,
    private readonly reader: OptimizationReader,
    private readonly repository: OptimizationsRepository,
    private readonly actions: ActionsRepository,
    private readonly jobs: Jobs,
    private readonly job: OptimizationJob,
    private readonly context: RequestContext,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Orders a plan.
   * @throws Problem for a contract out of scope, without rules or CMS's results, and for everything that cannot be.
   */
  async order(request: CreateOptimizationRequest): Promise<OptimizationEntity> {
    const { contractId, measurementYear, name = null } = request;
    if (!maySeeContract(this.context.principal, contractId)) throw notFound('contract');
    const { rules, order: found, starYear } = await this.inputs.read(contractId, measurementYear, request.starYear);
    if (!rules)
      throw this.unplannable(
        '/starYear',
        'unknownStarYear',
        'There is no rule set of this star year; see /api/v1/rulesets.',
      );
    if (!found.contract)
      throw this.unplannable(
        '/contractId',
        'unknownContract',
        "CMS's tables with this contract and star year are not imported.",
      );
    const measures = found.measures.flatMap(({ measure: code, open }) => {
      const rule = findMeasure(rules.ruleSet, code);
      const isRate = rule?.unit === 'percent' && rule.better === 'higher' && rule.method !== 'cahps';
      return isRate && open.length > 0 ? [{ code, measureId: rule.id }] : [];
    });
    if (measures.length === 0)
      throw this.unplannable(
        '/measurementYear',
        'noOpenGaps',
        'The contract has no open gap of a Star measure in this year.',
      );
    const now = new Date();
    const order = await this.reader.read(request, rules.ruleSet, measures, now.toISOString().slice(0, 10));
    const row: OptimizationEntity = {
      ...{
        id: uuidv7(),
        contractId,
        measurementYear,
        starYear,
        name,
        status: 'pending',
        order,
        plan: null,
        actions: 0,
      },
      ...{ rulesetVersion: rules.ruleSet.version, rulesetDigest: rules.digest, inputsDigest: null, jobId: uuidv7() },
      ...{ createdAt: now, createdBy: this.context.actor, finishedAt: null },
      ...{ acceptedAt: null, acceptedBy: null, acceptance: null },
    };
    await this.repository.insert(row);
    await this.jobs.enqueue(this.job, { optimizationId: row.id }, { id: row.jobId, contractId });
    const after = { measurementYear, starYear, objective: order.objective.kind };
    this.audit.describe('optimization.ordered', { entityId: row.id, contractId, after });
    return row;
  }

  private unplannable(pointer: string, code: string, message: string): Problem {
    return new Problem('unprocessable', 'No plan can be made.', [{ pointer, code, message }]);
  }

  /** @throws Problem `not-found`, also for a plan of a contract out of scope. */
  async find(id: string): Promise<OptimizationEntity> {
    return this.visible(await this.repository.find(id));
  }

  private visible(row: OptimizationEntity | null): OptimizationEntity {
    if (!row || !maySeeContract(this.context.principal, row.contractId)) throw notFound('optimization');
    return row;
  }

  /** A page of plans, newest first. */
  async list({ limit, cursor, ...filter }: OptimizationListQuery): Promise<Page<OptimizationEntity>> {
    const contracts = this.context.principal?.contracts;
    const after = this.cursors.decode(LIST, cursor) as [string, string] | undefined;
    const scope = { ...filter, contracts: contracts ? [...contracts] : null };
    const rows = await this.repository.list(scope, limit + 1, after);
    return this.cursors.page(LIST, rows, limit, (row) => [row.createdAt.toISOString(), row.id]);
  }

  /** A page of a plan's actions, in its order. */
  async page(id: string, limit: number, cursor?: string): Promise<Page<ActionRow>> {
    const row = await this.find(id);
    const [after = 0] = (this.cursors.decode(`${ACTIONS}:${row.id}`, cursor) ?? []) as [number?];
    const rows = await this.actions.page(row, after, limit + 1);
    const page = this.cursors.page(`${ACTIONS}:${row.id}`, rows, limit, ({ n }) => [n]);
    this.audit.describe('optimization.actions-read', {
      contractId: row.contractId,
      after: { rows: page.items.length },
    });
    return page;
  }

  /** All actions of a plan, as they are taken; audited before the first. */
  async export(id: string): Promise<AsyncGenerator<ActionRow[]>> {
    const row = await this.find(id);
    const { contractId } = row;
    await this.audit.act('optimization.actions-exported', { entityId: row.id, contractId, reads: true }, () => {
      this.audit.describe('optimization.actions-exported', { after: { actions: row.actions } });
      return Promise.resolve();
    });
    return this.actions.all(row);
  }

  /**
   * Plans an intervention for every action that nothing stands against, inside the audited act under way: all or none.
   * Accepting again changes nothing and answers the same.
   * @throws Problem `conflict` for a plan that is not made or plans nothing.
   */
  async accept(id: string): Promise<OptimizationEntity> {
    const row = this.visible(await this.repository.lock(id));
    if (row.status !== 'succeeded') throw new Problem('conflict', 'There is no plan to accept: it is not made.');
    if (row.acceptance) return row;
    if (row.actions === 0) throw new Problem('conflict', 'There is no plan to accept: it plans nothing.');
    const [now, by] = [new Date(), this.context.actor];
    const acceptance = await this.actions.plan(row, by, now);
    await this.repository.accept(row.id, acceptance, by, now);
    const { created, skipped, costCents } = acceptance;
    const left = skipped.settled + skipped.covered + skipped.inactive;
    const after = { created, skipped: left, costCents };
    this.audit.describe('optimization.accepted', { entityId: row.id, contractId: row.contractId, after });
    return { ...row, acceptance, acceptedAt: now, acceptedBy: by };
  }
}
