import { Injectable } from '@nestjs/common';
import { portfolioTrend, type PortfolioTrend, type RatingStars, type TrendPoint } from '../../core/portfolio/index.js';
import type { ContractRatings } from '../../core/ratings/index.js';
import { HotReads } from '../../platform/cache/index.js';
import { Cursors, invalid, notFound, type Page, Problem, RequestContext } from '../../platform/http/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { AuditTrail } from '../audit/index.js';
import { RuleSetCatalog } from '../ratings/index.js';
import type { SnapshotListQuery, TakeSnapshotRequest, TrendQuery } from './dto/snapshot-query.dto.js';
import type { PortfolioSnapshot } from './portfolio-snapshot.entity.js';
import './portfolio.audit.js';
import { type SnapshotFilter, SnapshotsRepository } from './snapshots.repository.js';
import { type SnapshotOrder, SnapshotTaker } from './snapshot-taker.js';

const HISTORY = 'portfolio:snapshots';
const DAY_MS = 86_400_000;

/** Two snapshots and what changed between them. */
export interface TrendBetween {
  readonly from: PortfolioSnapshot;
  readonly to: PortfolioSnapshot;
  readonly trend: PortfolioTrend;
}

function starsOf(ratings: ContractRatings | null): RatingStars | null {
  if (ratings === null) return null;
  const stars = (kind: 'partC' | 'partD' | 'overall'): number | null => {
    const outcome = ratings[kind];
    return outcome.status === 'rated' ? outcome.stars : null;
  };
  return { partC: stars('partC'), partD: stars('partD'), overall: stars('overall') };
}

const trendPoint = ({ membersActive, measures, current, yearEnd }: PortfolioSnapshot): TrendPoint => ({
  ...{ membersActive, standings: measures, current: starsOf(current), yearEnd: starsOf(yearEnd) },
});

/** Snapshots of contracts, as the caller may see them. */
@Injectable()
export class PortfolioService {
  constructor(
    private readonly taker: SnapshotTaker,
    private readonly repository: SnapshotsRepository,
    private readonly catalog: RuleSetCatalog,
    private readonly context: RequestContext,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
    private readonly hotReads: HotReads,
  ) {}

  /**
   * Takes a snapshot, inside the audited act under way.
   * @throws Problem for a contract out of scope, or a star year that there are no rules for.
   */
  async take({ contractId, measurementYear, starYear }: TakeSnapshotRequest): Promise<PortfolioSnapshot> {
    this.checkContract(contractId);
    if (starYear !== undefined && !this.catalog.find(starYear)) {
      throw invalid('/starYear', 'unknownStarYear', 'There is no rule set of this star year; see /api/v1/rulesets.');
    }
    return this.describe({ contractId, measurementYear, starYear, cause: 'request', by: this.context.actor });
  }

  /** Takes a snapshot for the schedule, as an audited act of the system. */
  takeScheduled(contractId: string, measurementYear: number): Promise<PortfolioSnapshot> {
    return this.audit.act('portfolio.snapshot-taken', { actor: 'system' }, () =>
      this.describe({ contractId, measurementYear, cause: 'schedule', by: 'system' }),
    );
  }

  private async describe(order: SnapshotOrder): Promise<PortfolioSnapshot> {
    const snapshot = await this.taker.take(order);
    const { id: entityId, contractId, measurementYear, starYear, cause, currentOverall, yearEndOverall } = snapshot;
    const after = { measurementYear, starYear, cause, currentOverall, yearEndOverall };
    this.audit.describe('portfolio.snapshot-taken', { entityId, contractId, after });
    return snapshot;
  }

  /** @throws Problem `not-found`, also for a snapshot of a contract out of scope. */
  async find(id: string): Promise<PortfolioSnapshot> {
    const found = await this.repository.find(id);
    if (!found || !maySeeContract(this.context.principal, found.contractId)) throw notFound('snapshot');
    return found;
  }

  /** A page of the history, newest first. */
  async list({
    contractId,
    measurementYear,
    starYear,
    limit,
    cursor,
  }: SnapshotListQuery): Promise<Page<PortfolioSnapshot>> {
    const after = this.cursors.decode(HISTORY, cursor) as [string, string] | undefined;
    const filter = this.filter({ contractId, measurementYear, starYear });
    const rows = await this.repository.history(filter, limit + 1, after);
    return this.cursors.page(HISTORY, rows, limit, ({ takenAt, id }) => [takenAt.toISOString(), id]);
  }

  /**
   * An answer about a contract that many ask for, from the cache where it is there.
   * @throws Problem `not-found` for a contract out of scope; whatever making the answer throws.
   */
  hot<T>(kind: 'latest' | 'trend', query: { contractId: string }, make: () => Promise<T>): Promise<T> {
    this.checkContract(query.contractId);
    return this.hotReads.get({ kind: `portfolio-${kind}`, contractId: query.contractId, asked: { ...query } }, make);
  }

  /** @throws Problem `not-found` when there is none. */
  async latest(query: { contractId: string; measurementYear?: number; starYear?: number }): Promise<PortfolioSnapshot> {
    this.checkContract(query.contractId);
    const found = await this.repository.newest(this.filter(query));
    if (!found) throw notFound('snapshot');
    return found;
  }

  /**
   * What changed between two days: between the last snapshot up to the end (UTC) of each.
   * @throws Problem for days in the wrong order, or without a snapshot up to them.
   */
  async trend({ contractId, measurementYear, starYear, from, to }: TrendQuery): Promise<TrendBetween> {
    this.checkContract(contractId);
    if (from > to) throw invalid('?from', 'order', 'The first day is not after the last one.');
    const filter = this.filter({ contractId, measurementYear, starYear });
    const last = await this.upTo(filter, to, '?to');
    // Both ends by the same rules, whatever the default star year was then.
    const first = await this.upTo({ ...filter, starYear: last.starYear }, from, '?from');
    return { from: first, to: last, trend: portfolioTrend(trendPoint(first), trendPoint(last)) };
  }

  private async upTo(filter: SnapshotFilter, day: string, pointer: string): Promise<PortfolioSnapshot> {
    const found = await this.repository.newest(filter, new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS));
    if (!found) {
      throw new Problem('unprocessable', 'There is no snapshot to start from.', [
        { pointer, code: 'noSnapshot', message: 'No snapshot was taken up to the end of this day.' },
      ]);
    }
    return found;
  }

  private filter(query: Omit<SnapshotFilter, 'contracts'>): SnapshotFilter {
    const contracts = this.context.principal?.contracts;
    return { ...query, contracts: contracts ? [...contracts] : null };
  }

  private checkContract(contractId: string): void {
    if (!maySeeContract(this.context.principal, contractId)) throw notFound('contract');
  }
}
