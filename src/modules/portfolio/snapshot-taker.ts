import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { starYearOf } from '../../core/gaps/index.js';
import { measureStandings, portfolioRatings } from '../../core/portfolio/index.js';
import { contractTypeOf, type ContractRatings } from '../../core/ratings/index.js';
import { ContractsRepository, inputsDigest, RuleSetCatalog } from '../ratings/index.js';
import type { PortfolioSnapshot, SnapshotCause, UnratedReason } from './portfolio-snapshot.entity.js';
import { SnapshotListeners } from './snapshot-listeners.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** What to take a snapshot of. */
export interface SnapshotOrder {
  readonly contractId: string;
  readonly measurementYear: number;
  /** Star year whose rules and CMS results to use. */
  readonly starYear?: number;
  readonly cause: SnapshotCause;
  readonly by: string;
}

const overallOf = (ratings: ContractRatings | undefined): string | null =>
  ratings?.overall.status === 'rated' ? ratings.overall.stars.toFixed(1) : null;

/** Counts, rates, stores. */
@Injectable()
export class SnapshotTaker {
  constructor(
    private readonly repository: SnapshotsRepository,
    private readonly contracts: ContractsRepository,
    private readonly catalog: RuleSetCatalog,
    private readonly listeners: SnapshotListeners,
  ) {}

  /**
   * The star year that a year of care is rated in (two later), or the latest before it that there are rules for: a year
   * under way has none of its own yet.
   */
  starYearFor(measurementYear: number): number {
    const own = starYearOf(measurementYear);
    const known = this.catalog.all().map(({ ruleSet }) => ruleSet.starYear);
    return known.find((year) => year <= own) ?? own;
  }

  /** Takes a snapshot, stores it and tells the listeners, in the transaction under way. */
  async take(order: SnapshotOrder): Promise<PortfolioSnapshot> {
    const { contractId, measurementYear, cause, by } = order;
    const starYear = order.starYear ?? this.starYearFor(measurementYear);
    const rules = this.catalog.find(starYear);
    const published = await this.contracts.find(contractId, starYear);
    const takenAt = new Date();
    const { membersActive, membersTotal, groups, outlooks } = await this.repository.count(contractId, measurementYear);
    const type = rules && published ? contractTypeOf(rules.ruleSet, published) : null;
    const cutPoints = type?.cutPointSet ?? 'mapd';
    const measures = measureStandings(groups, outlooks, rules && { ruleSet: rules.ruleSet, cutPoints });
    const rated =
      rules && published
        ? {
            current: portfolioRatings(rules.ruleSet, published, measures, 'current'),
            yearEnd: portfolioRatings(rules.ruleSet, published, measures, 'yearEnd'),
          }
        : undefined;
    const reason: UnratedReason = rules ? 'no-contract-results' : 'no-rule-set';
    const snapshot: PortfolioSnapshot = {
      ...{ id: uuidv7(), contractId, measurementYear, starYear, takenAt, cause, membersActive, membersTotal },
      ...{ measures, unrated: rated ? null : reason, fromGaps: [...(rated?.current.fromGaps ?? [])] },
      ...{ current: rated?.current.ratings ?? null, yearEnd: rated?.yearEnd.ratings ?? null },
      currentOverall: overallOf(rated?.current.ratings),
      yearEndOverall: overallOf(rated?.yearEnd.ratings),
      ...{ rulesetVersion: rules?.ruleSet.version ?? null, rulesetDigest: rules?.digest ?? null },
      inputsDigest: inputsDigest({ measurementYear, groups, outlooks, contract: published }),
      createdBy: by,
    };
    await this.repository.insert(snapshot);
    await this.listeners.tell(snapshot);
    return snapshot;
  }
}
