import { Injectable } from '@nestjs/common';
import { notFound, RequestContext } from '../../platform/http/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { type FoundMember, type Member, type MemberName, MembersService } from '../members/index.js';
import { type HistoryOptions, historyStatement, latestStatement } from './member-predictions.js';
import type { Prediction } from './prediction.entity.js';
import { PredictionsRepository } from './predictions.repository.js';

/** Predictions of one member. */
export interface PredictionsOfMember {
  readonly member: FoundMember;
  readonly predictions: Prediction[];
}

/** Stored predictions, as the caller may see them. */
@Injectable()
export class PredictionsService {
  constructor(
    private readonly repository: PredictionsRepository,
    private readonly members: MembersService,
    private readonly context: RequestContext,
  ) {}

  async get(id: string): Promise<{ member: Member; prediction: Prediction }> {
    const prediction = await this.repository.byId(id);
    if (!prediction || !this.isVisible(prediction)) throw notFound('prediction');
    return { prediction, member: await this.members.byNumber(prediction.memberId) };
  }

  /** Newest first; one more than asked for when there are more. */
  async history(name: MemberName, options: Omit<HistoryOptions, 'contracts'>): Promise<PredictionsOfMember> {
    const contracts = this.context.principal?.contracts ?? null;
    const about = historyStatement({ ...options, contracts });
    const { member, rows } = await this.members.findWith<Prediction>(name, about);
    return { member, predictions: rows };
  }

  /** The latest of each measure. */
  async latest(name: MemberName, measure?: string): Promise<PredictionsOfMember> {
    const { member, rows } = await this.members.findWith<Prediction>(name, latestStatement(measure));
    return { member, predictions: rows.filter((prediction) => this.isVisible(prediction)) };
  }

  /** Deletes one batch of predictions made before a time; `more` when there may be others. */
  async deleteBefore(contractId: string, before: Date, limit: number): Promise<{ deleted: number; more: boolean }> {
    this.members.checkContract(contractId);
    const deleted = await this.repository.deleteBefore(contractId, before, limit);
    return { deleted, more: deleted === limit };
  }

  private isVisible(prediction: Prediction): boolean {
    return maySeeContract(this.context.principal, prediction.contractId);
  }
}
