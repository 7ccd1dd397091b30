import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { v7 as uuidv7 } from 'uuid';
import {
  type Completion,
  gapsAfterCompletion,
  type InterventionState,
  refuseCompletion,
  refuseStep,
} from '../../core/interventions/index.js';
import { checkVersion, invalid, notFound, Problem, RequestContext } from '../../platform/http/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { checkReportingDay, GapsRepository, measureOf } from '../gaps/index.js';
import { type Member, type MemberName, MembersService } from '../members/index.js';
import type { Intervention } from './intervention.entity.js';
import { type InterventionFilter, InterventionsRepository, type WithGaps } from './interventions.repository.js';

/** What is planned for a member. */
export interface InterventionOrder {
  readonly gapIds: readonly string[];
  readonly typeCode: string;
  readonly holdout: boolean;
  /** Decimal text; undefined takes the catalogue's. */
  readonly cost?: string;
  readonly value?: string;
  readonly plannedOn?: string;
}

/** An intervention with its gaps and its member. */
export interface InterventionOfMember extends WithGaps {
  readonly member: Member;
}

/** Interventions: planned for the gaps of one member, carried out, and what became of them. */
@Injectable()
export class InterventionsService {
  constructor(
    private readonly repository: InterventionsRepository,
    private readonly gaps: GapsRepository,
    private readonly members: MembersService,
    private readonly context: RequestContext,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
  ) {}

  /** Plans one intervention for gaps of one member, contract and measurement year. */
  async plan(name: MemberName, order: InterventionOrder): Promise<InterventionOfMember> {
    const member = await this.members.find(name);
    const type = await this.repository.type(order.typeCode);
    if (!type?.active) throw invalid('/typeCode', 'unknown-type', 'There is no such type in the catalogue.');
    return this.transactions.withTransaction(async () => {
      const covered = await this.gaps.lockMany(order.gapIds, member.contractId);
      const [first] = covered;
      if (!first || covered.length !== order.gapIds.length || covered.some((gap) => gap.memberId !== member.id)) {
        throw invalid(
          '/gapIds',
          'gaps-of-member',
          'Each gap is there once and is one of the member in their contract.',
        );
      }
      if (covered.some(({ measurementYear }) => measurementYear !== first.measurementYear)) {
        throw invalid('/gapIds', 'one-year', 'All gaps are of one measurement year.');
      }
      if (order.plannedOn) checkReportingDay('/plannedOn', order.plannedOn, first.measurementYear);
      const intervention: Intervention = {
        ...{ id: uuidv7(), contractId: member.contractId, memberId: member.id, measurementYear: first.measurementYear },
        ...{ typeCode: type.code, state: 'planned', outcome: null, holdout: order.holdout },
        ...{ cost: order.cost ?? type.cost, value: order.value ?? null, plannedOn: order.plannedOn ?? null },
        ...{ startedAt: null, endedAt: null, version: 1, createdAt: new Date(), createdBy: this.context.actor },
      };
      return { ...(await this.repository.insert(intervention, order.gapIds)), member };
    });
  }

  async get(id: string): Promise<InterventionOfMember> {
    return this.ofMember(this.visible(await this.repository.byId(id)));
  }

  /** Interventions of a contract and year, newest first. */
  list(filter: InterventionFilter): Promise<WithGaps[]> {
    this.members.checkContract(filter.contractId);
    return this.repository.list(filter);
  }

  /** All interventions of a member in contracts of the caller. */
  async ofMemberNamed(name: MemberName): Promise<{ member: Member; interventions: WithGaps[] }> {
    const member = await this.members.find(name);
    const all = await this.repository.ofMember(member.id);
    const principal = this.context.principal;
    return {
      member,
      interventions: all.filter(({ intervention }) => maySeeContract(principal, intervention.contractId)),
    };
  }

  start(id: string, version?: number): Promise<InterventionOfMember> {
    return this.step(id, version, 'in_progress', { startedAt: new Date() });
  }

  cancel(id: string, version?: number): Promise<InterventionOfMember> {
    return this.step(id, version, 'cancelled', { endedAt: new Date() });
  }

  /** Completes an intervention and writes the state of its gaps, all in one transaction. */
  complete(
    id: string,
    version: number | undefined,
    completion: Omit<Completion, 'delivered'> & { readonly delivered?: ReadonlySet<string> },
    money: { readonly cost?: string; readonly value?: string },
  ): Promise<InterventionOfMember> {
    return this.transactions.withTransaction(async () => {
      const { intervention, gaps } = await this.locked(id, version, 'completed');
      const { measurementYear, contractId, startedAt } = intervention;
      if (completion.evidence) checkReportingDay('/evidence/asOf', completion.evidence.asOf, measurementYear);
      const gapIds = gaps.map(({ gapId }) => gapId);
      const all = completion.outcome === 'success' ? gapIds : [];
      const whole: Completion = { ...completion, delivered: completion.delivered ?? new Set(all) };
      const refusal = refuseCompletion(gapIds, whole);
      if (refusal) throw invalid('/deliveredGapIds', 'delivered-gaps', refusal);
      await this.writeGaps(intervention, gapIds, whole);
      await this.repository.deliver(intervention, [...whole.delivered]);
      const now = new Date();
      const change = { state: 'completed' as const, outcome: whole.outcome, startedAt: startedAt ?? now, endedAt: now };
      const changed = await this.repository.update(intervention, { ...change, ...money });
      const after = gaps.map((gap) => ({ ...gap, delivered: whole.delivered.has(gap.gapId) }));
      return this.ofMember({ intervention: { ...changed, contractId }, gaps: after });
    });
  }

  private async writeGaps({ id, contractId }: Intervention, gapIds: string[], completion: Completion): Promise<void> {
    const rows = await this.gaps.lockMany(gapIds, contractId);
    const covered = rows.map((gap) => ({
      ...{ gapId: gap.id, measure: measureOf(gap.measure, gap.measurementYear), work: gap.work },
      ...{ evidence: gap.evidence, source: gap.evidenceSource, asOf: gap.evidenceAsOf, reason: gap.openReason },
    }));
    const after = new Map(gapsAfterCompletion(covered, completion).map((gap) => [gap.gapId, gap]));
    const by = this.context.actor;
    await this.gaps.change(
      rows.flatMap((before) => {
        const next = after.get(before.id);
        if (!next?.changed) return [];
        const { evidence, work, source, asOf, reason } = next;
        const standing = { evidence, work, evidenceSource: source, evidenceAsOf: asOf, openReason: reason };
        return [{ before, after: standing, cause: 'intervention' as const, by, interventionId: id }];
      }),
    );
  }

  private step(
    id: string,
    version: number | undefined,
    to: InterventionState,
    change: Partial<Intervention>,
  ): Promise<InterventionOfMember> {
    return this.transactions.withTransaction(async () => {
      const { intervention, gaps } = await this.locked(id, version, to);
      return this.ofMember({
        intervention: await this.repository.update(intervention, { ...change, state: to }),
        gaps,
      });
    });
  }

  private async locked(id: string, version: number | undefined, to: InterventionState): Promise<WithGaps> {
    const found = this.visible(await this.repository.byId(id, true));
    checkVersion(version, found.intervention.version);
    const refusal = refuseStep(found.intervention.state, to, found.intervention.holdout);
    if (refusal) throw new Problem('conflict', refusal);
    return found;
  }

  private visible(found: WithGaps | undefined): WithGaps {
    if (!found || !maySeeContract(this.context.principal, found.intervention.contractId))
      throw notFound('intervention');
    return found;
  }

  private async ofMember(found: WithGaps): Promise<InterventionOfMember> {
    return { ...found, member: await this.members.byNumber(found.intervention.memberId) };
  }
}
