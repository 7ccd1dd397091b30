import type { CutPointSet, RatingKind } from './rating-kind.js';

/** The three published ratings of a contract. */
export type RatingName = 'partC' | 'partD' | 'overall';

/** Which contracts a type is for; a condition that is left out always holds. */
export interface ContractTypeMatch {
  readonly organizationTypes: readonly string[];
  readonly snp?: boolean;
  readonly iSnpOnly?: boolean;
}

/** A contract type: the first type in the file whose `match` fits a contract is its type. */
export interface ContractTypeRule {
  readonly id: string;
  readonly title: string;
  readonly match: readonly ContractTypeMatch[];
  readonly cutPointSet: CutPointSet;
  readonly partDKind: Extract<RatingKind, 'partDMapd' | 'partDPdp'>;
  /** Rated measures needed; null: this type has no such rating. */
  readonly minimumRated: Readonly<Record<RatingName, number | null>>;
  /** Messages such a contract always gets, whatever its data. */
  readonly fixedMessages?: Readonly<Partial<Record<RatingName, string>>>;
  readonly source: string;
}

/** Contracts that offer institutional SNPs only, where the tables do not say it. */
export interface ISnpOnlyContracts {
  readonly basis: 'published' | 'inferred';
  readonly contracts: readonly string[];
  readonly note?: string;
  readonly source: string;
}

/** A lower minimum for types that do not have a certain measure. */
export interface MinimumException {
  readonly contractTypes: readonly string[];
  readonly withoutMeasure: string;
  readonly minimumRated: Readonly<Partial<Record<RatingName, number>>>;
  readonly domains?: Readonly<Record<string, number>>;
  readonly source: string;
}

/** When a rating exists, and what stands in its place otherwise. */
export interface ExistenceRules {
  /** Measures which do not count toward the minimum (the improvement measures). */
  readonly notCounted: readonly string[];
  /** Measures whose text decides "not applicable" (the parts) and "too new" (each rating); any one of them suffices. */
  readonly deciders: Readonly<Record<RatingName, readonly string[]>>;
  readonly texts: { readonly notRequired: readonly string[]; readonly tooNew: readonly string[] };
  readonly messages: { readonly notApplicable: string; readonly tooNew: string; readonly notEnoughData: string };
  /** The overall rating exists only where both parts are rated. */
  readonly overallNeedsBothParts: boolean;
  readonly minimumExceptions: readonly MinimumException[];
  readonly source: string;
}
