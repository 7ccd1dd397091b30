import type { ContractYear } from '../ratings/contract-year.js';
import type { PublishedCutPoints } from './cut-points-table.js';
import type { DecodedText } from './decode-text.js';
import type { PublishedDomainStar } from './domain-table.js';
import type { MeasureColumn } from './measure-table.js';
import type { HighPerformingContract, LowPerformingContract } from './performing-tables.js';
import type { PublishedRating, RatingName } from './summary-table.js';
import type { TableKind } from './table-kind.js';

/** A file as it lies in the folder. */
export interface CmsFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file that was read: which table it is and what its bytes were. */
export interface ReadFile {
  readonly name: string;
  readonly kind: TableKind;
  readonly encoding: DecodedText['encoding'];
  readonly title: string;
  /** Lines that hold something, header included. */
  readonly rows: number;
  /** The calculation of the year this file belongs to, where several files hold the same table; else null. */
  readonly calculation: string | null;
}

/** Who a contract is. Empty text where no table says it. */
export interface ContractIdentity {
  readonly contractId: string;
  readonly contractName: string;
  readonly marketingName: string;
  readonly parentOrganization: string;
  readonly organizationType: string;
}

/** The ratings that CMS published for a contract. */
export interface PublishedRatings extends Readonly<Record<RatingName, PublishedRating | null>> {
  readonly contractId: string;
}

/** Cut points with the calculation they belong to (null: the year's only one). */
export interface CutPointsOfCalculation extends PublishedCutPoints {
  readonly calculation: string | null;
}

/** CMS's published tables of one star year. A table that the folder lacks is null, or empty for contracts and measures. */
export interface CmsTableSet {
  readonly starYear: number;
  readonly files: readonly ReadFile[];
  /** Calculations of the year, from several Measure Stars files; empty where there is one. */
  readonly calculations: readonly string[];
  readonly measures: readonly MeasureColumn[];
  /** Measures whose scores carry a `%` sign (C03 has one in its scores but none in its cut points, 2026). */
  readonly percentMeasures: readonly string[];
  readonly contracts: readonly ContractYear[];
  readonly identities: readonly ContractIdentity[];
  readonly ratings: readonly PublishedRatings[] | null;
  readonly domainStars: readonly PublishedDomainStar[] | null;
  readonly cutPoints: readonly CutPointsOfCalculation[] | null;
  readonly highPerforming: readonly HighPerformingContract[] | null;
  readonly lowPerforming: readonly LowPerformingContract[] | null;
}
