import { Injectable } from '@nestjs/common';
import type { EvidenceCounts } from '../../core/gaps/index.js';
import { HotReads } from '../../platform/cache/index.js';
import { Cursors, type Page } from '../../platform/http/index.js';
import { MembersService } from '../members/index.js';
import { type GapListResponse, toGapResponse } from './dto/gap.dto.js';
import type { WorklistQuery } from './dto/worklist.dto.js';
import { GapListsRepository, type ListedGap } from './gap-lists.repository.js';
import type { WorklistFilter, WorklistPosition } from './worklist-statement.js';

const LIST = 'worklist';

/** The gaps of a contract, in the order of what closing them is worth. */
@Injectable()
export class WorklistService {
  constructor(
    private readonly lists: GapListsRepository,
    private readonly members: MembersService,
    private readonly cursors: Cursors,
    private readonly hotReads: HotReads,
  ) {}

  /** One page as it is answered. First pages are what everybody asks for: they come from the cache. */
  async answer(query: WorklistQuery): Promise<GapListResponse> {
    this.members.checkContract(query.contractId);
    const make = async (): Promise<GapListResponse> => {
      const { items, next } = await this.page(query);
      return { items: items.map((row) => toGapResponse(row, row.memberHash)), next };
    };
    if (query.cursor !== undefined) return make();
    return this.hotReads.get({ kind: 'worklist', contractId: query.contractId, asked: { ...query } }, make);
  }

  /** One page: highest priority first, of equals the newest; each gap once, in an order that stays. */
  async page(query: WorklistQuery): Promise<Page<ListedGap>> {
    const { contractId, measure, evidence, limit, cursor } = query;
    this.members.checkContract(contractId);
    const [year, priority, id] = (this.cursors.decode(LIST, cursor) ?? []) as [number?, number?, string?];
    const measurementYear = year ?? query.measurementYear ?? (await this.lists.latestYear(contractId));
    if (measurementYear === undefined) return { items: [], next: null };
    const { tier, work, minPriority, maxPriority, owner, dueBy } = query;
    const filter: WorklistFilter = {
      ...{ contractId, measurementYear, measures: measure, tier, work },
      ...{ evidence: evidence ?? ['open', 'prospective'], minPriority, maxPriority, owner, dueBy },
    };
    const after: WorklistPosition | undefined =
      priority === undefined || id === undefined ? undefined : { priority, id };
    const rows = await this.lists.worklist(filter, after, limit);
    return this.cursors.page(LIST, rows, limit, (row) => [row.measurementYear, row.priority, row.id]);
  }

  /** Gaps of a contract and year by measure and evidence. */
  counts(contractId: string, measurementYear: number): Promise<Map<string, EvidenceCounts>> {
    this.members.checkContract(contractId);
    return this.lists.counts(contractId, measurementYear);
  }
}
