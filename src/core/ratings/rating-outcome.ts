import type { RatingKind } from '../rulesets/index.js';

/** A rating that exists. */
export interface RatedOutcome {
  readonly status: 'rated';
  readonly kind: RatingKind;
  /** The published rating in half stars: 3, 3.5, ... */
  readonly stars: number;
  /** The value before rounding, as six-decimal text. */
  readonly final: string;
  /** The same in millionths of a star. */
  readonly finalMicro: number;
  /** Not final: the adjustment category is missing, so the value was computed without the adjustment. */
  readonly provisional: boolean;
  readonly provisionalReason: string | null;
  /** The calculation it is published from (the highest, where the year has several). */
  readonly calculation: string;
  readonly improvementUsed: boolean;
  readonly newMeasuresUsed: boolean;
}

/** A rating that does not exist, with CMS's message in its place. */
export interface UnratedOutcome {
  readonly status: 'notRated';
  readonly kind: RatingKind;
  readonly message: string;
  readonly reason: 'fixedMessage' | 'notApplicable' | 'tooNew' | 'notEnoughData';
  /** Rated measures that count toward the minimum. */
  readonly ratedMeasures: number;
  readonly minimum: number | null;
}

export type RatingOutcome = RatedOutcome | UnratedOutcome;

/** The ratings of one contract in one star year. */
export interface ContractRatings {
  readonly partC: RatingOutcome;
  readonly partD: RatingOutcome;
  readonly overall: RatingOutcome;
  /** The kind of the contract's highest rating: overall for MA-PD, Part C for MA-only, Part D for drug plans. */
  readonly highestKind: RatingKind | null;
  /** Gets the high performing icon (TN p.23). */
  readonly highPerforming: boolean;
}
