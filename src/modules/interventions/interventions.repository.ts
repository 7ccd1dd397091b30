import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { In, LessThan, type Repository } from 'typeorm';
import type { InterventionState } from '../../core/interventions/index.js';
import { Intervention } from './intervention.entity.js';
import { InterventionGap } from './intervention-gap.entity.js';
import { InterventionType } from './intervention-type.entity.js';

/** Which interventions to list, newest first. */
export interface InterventionFilter {
  readonly contractId: string;
  readonly measurementYear: number;
  readonly state?: InterventionState;
  readonly beforeId?: string;
  readonly limit: number;
}

/** Interventions with the gaps that each covers. */
export interface WithGaps {
  readonly intervention: Intervention;
  readonly gaps: InterventionGap[];
}

/** The tables of interventions and their catalogue. Every method joins the transaction under way. */
@Injectable()
export class InterventionsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  private get interventions(): Repository<Intervention> {
    return this.transactions.tx.getRepository(Intervention);
  }

  private get covered(): Repository<InterventionGap> {
    return this.transactions.tx.getRepository(InterventionGap);
  }

  private get catalogue(): Repository<InterventionType> {
    return this.transactions.tx.getRepository(InterventionType);
  }

  types(): Promise<InterventionType[]> {
    return this.catalogue.find({ order: { code: 'ASC' } });
  }

  type(code: string): Promise<InterventionType | null> {
    return this.catalogue.findOneBy({ code });
  }

  /** Adds a type, or replaces it; the version counts on. */
  async putType(type: Omit<InterventionType, 'version'>): Promise<InterventionType> {
    const { code, name, channel, cost, successRate, staffMinutes, active } = type;
    await this.transactions.tx.query(
      `INSERT INTO intervention_types AS t (code, name, channel, cost, success_rate, staff_minutes, active, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
       ON CONFLICT (code) DO UPDATE SET name = excluded.name, channel = excluded.channel, cost = excluded.cost,
         success_rate = excluded.success_rate, staff_minutes = excluded.staff_minutes, active = excluded.active,
         version = t.version + 1`,
      [code, name, channel, cost, successRate, staffMinutes, active],
    );
    return this.catalogue.findOneByOrFail({ code });
  }

  async insert(intervention: Intervention, gapIds: readonly string[]): Promise<WithGaps> {
    await this.interventions.insert(intervention);
    const { id: interventionId, contractId } = intervention;
    const gaps = gapIds.map((gapId) => this.covered.create({ interventionId, gapId, contractId, delivered: null }));
    await this.covered.insert(gaps);
    return { intervention, gaps };
  }

  async byId(id: string, lock = false): Promise<WithGaps | undefined> {
    const mode = lock ? { lock: { mode: 'pessimistic_write' as const } } : {};
    const intervention = await this.interventions.findOne({ where: { id }, ...mode });
    return intervention ? (await this.withGaps([intervention]))[0] : undefined;
  }

  /** Newest first, one more than asked for when there are more. */
  async list({ contractId, measurementYear, state, beforeId, limit }: InterventionFilter): Promise<WithGaps[]> {
    const found = await this.interventions.find({
      where: {
        contractId,
        measurementYear,
        ...(state ? { state } : {}),
        ...(beforeId ? { id: LessThan(beforeId) } : {}),
      },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return this.withGaps(found);
  }

  async ofMember(memberId: string): Promise<WithGaps[]> {
    return this.withGaps(await this.interventions.find({ where: { memberId }, order: { id: 'DESC' } }));
  }

  /** Changes a locked intervention; the version counts on. */
  async update(intervention: Intervention, change: Partial<Intervention>): Promise<Intervention> {
    const { id, contractId, version } = intervention;
    const next = { ...change, version: version + 1 };
    await this.interventions.update({ id, contractId }, next);
    return this.interventions.merge(intervention, next);
  }

  /** Notes which covered gaps were delivered, in one statement. */
  async deliver({ id, contractId }: Intervention, delivered: readonly string[]): Promise<void> {
    await this.transactions.tx.query(
      `UPDATE intervention_gaps SET delivered = gap_id = ANY($3::uuid[])
        WHERE intervention_id = $1 AND contract_id = $2`,
      [id, contractId, delivered],
    );
  }

  private async withGaps(interventions: Intervention[]): Promise<WithGaps[]> {
    if (interventions.length === 0) return [];
    const ids = interventions.map(({ id }) => id);
    const gaps = await this.covered.find({ where: { interventionId: In(ids) }, order: { gapId: 'ASC' } });
    const byIntervention = new Map<string, InterventionGap[]>(ids.map((id) => [id, []]));
    for (const gap of gaps) byIntervention.get(gap.interventionId)?.push(gap);
    return interventions.map((intervention) => ({ intervention, gaps: byIntervention.get(intervention.id) ?? [] }));
  }
}
