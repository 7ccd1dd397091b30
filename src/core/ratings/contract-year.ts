import type { RatingKind } from '../rulesets/rating-kind.js';

export { RATING_KINDS, type RatingKind } from '../rulesets/rating-kind.js';

/** A whole measure star. */
export type Star = 1 | 2 | 3 | 4 | 5;

/** What is known of one measure of one contract in one star year. */
export interface MeasureResult {
  /** CMS measure id of the star year, such as `C14`. */
  readonly measureId: string;
  /** The score as published: plain decimal text without a unit (`"76"`, `"0.16"`); null where CMS prints a text instead. */
  readonly score: string | null;
  /** The measure star, 1–5; null where there is none. */
  readonly star: Star | null;
  /** CMS's text in place of the score or star, such as `Plan too small to be measured`; null where there is none. */
  readonly note: string | null;
  /** Stars that differ by calculation (a year with several calculations, such as 2024): calculation id to star. */
  readonly starsByCalculation?: Readonly<Record<string, Star | null>>;
}

/** Facts and measure results of one contract in one star year: the input of every rating. */
export interface ContractYear {
  /** CMS contract number, such as `H0028`. */
  readonly contractId: string;
  /** Organization type as CMS publishes it, such as `Local CCP`. */
  readonly organizationType: string;
  /** Offers a Special Needs Plan in the star year (column `SNP` of the summary ratings). */
  readonly snp: boolean;
  /** Offers only institutional SNPs. Undefined: the rule set's list decides. */
  readonly iSnpOnly?: boolean;
  /** Serves Puerto Rico only (column of the CAI table). */
  readonly puertoRicoOnly: boolean;
  /** Disaster year to the percentage of beneficiaries affected, 0–100, as published. */
  readonly disasterPercents: Readonly<Record<string, number>>;
  /** Final adjustment category by rating kind (CAI table); absent where CMS publishes none. */
  readonly adjustmentCategories: Readonly<Partial<Record<RatingKind, number>>>;
  readonly measures: readonly MeasureResult[];
}
