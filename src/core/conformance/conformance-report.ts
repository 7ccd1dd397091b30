import type { RatingKind, Star } from '../ratings/index.js';

/** How many of the published values were computed equal. */
export interface Matched {
  readonly matched: number;
  readonly total: number;
}

/** Published ratings of one kind (not messages) and how many were computed equal. */
export interface KindResult {
  readonly matched: number;
  readonly rated: number;
}

/** A rating or message that was computed otherwise than published. */
export interface RatingMismatch {
  readonly contractId: string;
  readonly kind: RatingKind;
  /** Half stars as text (`3.5`) or the published message. */
  readonly published: string;
  readonly computed: string;
  /** What the computed value rests on and what would give the published one. */
  readonly reason: string;
}

/** Why a star differs from the one its score has by the cut points. */
export type StarMissReason =
  /** The contract is struck in the measure's disaster year: the star can be the earlier year's (TN p.7–9). */
  | 'disasterRevert'
  /** The star is the one of another calculation of the year. */
  | 'otherCalculation'
  /** CAHPS: the star is one that the base group can end in (TN p.162–163). */
  | 'cahpsBaseGroup'
  /** The rule set has no cut points for the measure and the contract's set. */
  | 'noCutPoints'
  /** No contract type of the rule set fits, so that the set of cut points is unknown. */
  | 'unknownContractType'
  /** The score is no decimal that the rule set can compare. */
  | 'notADecimal'
  | 'unexplained';

/** Misses by class. */
export type ByReason = Readonly<Partial<Record<StarMissReason, number>>>;

/** A star that no rule explains. */
export interface UnexplainedStar {
  readonly contractId: string;
  readonly measureId: string;
  readonly calculation: string;
  readonly score: string;
  readonly published: Star;
  readonly computed: Star | null;
  /** Bounds of the computed star, such as `>= 71 and < 76`. */
  readonly bounds: string | null;
}

/** Stars from scores and cut points. `matched`, `total` and `byReason` are of the measures whose cut points decide alone. */
export interface MeasureStarsResult extends Matched {
  readonly byReason: ByReason;
  /** CAHPS measures: cut points give only the base group. */
  readonly cahps: Matched & { readonly byReason: ByReason };
  /** Scores withheld for data CMS found incorrect: one star by rule (TN p.6). */
  readonly dataIntegrity: Matched;
  /** Improvement stars: CMS does not publish the scores, so they cannot be computed. */
  readonly improvementNotPublished: number;
  /** Stars without a published score that are no improvement stars, and scores without a star. */
  readonly starWithoutScore: number;
  readonly scoreWithoutStar: number;
  readonly byMeasure: Readonly<Record<string, Matched & { readonly byReason: ByReason }>>;
  /** The first hundred stars that no rule explains; `byReason.unexplained` counts all. */
  readonly unexplained: readonly UnexplainedStar[];
}

/** A domain star that was computed otherwise than published. */
export interface DomainMismatch {
  readonly contractId: string;
  readonly domain: string;
  readonly published: string;
  readonly computed: string;
  readonly reason: string;
}

/** Contracts of a published list that were found, those that were not, and those found beyond it. */
export interface ListResult extends Matched {
  readonly missing: readonly { readonly contractId: string; readonly reason: string }[];
  /** Null where the tables do not suffice to tell. */
  readonly extra: readonly string[] | null;
}

/** A place where rule set and tables say different things about a measure. */
export interface RuleSetDifference {
  readonly measureId: string;
  readonly what:
    'notInRuleSet' | 'notInTables' | 'name' | 'domain' | 'direction' | 'cutPoints' | 'noCutPointsInRuleSet';
  readonly set: 'mapd' | 'pdp' | null;
  readonly calculation: string | null;
  readonly published: string | null;
  readonly ruleSet: string | null;
}

/** Contract data that the rule set does not accept, one entry a kind of problem. */
export interface InputProblem {
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly contracts: readonly string[];
}

/** The comparison of a rule set with CMS's published tables. */
export interface ConformanceReport {
  readonly starYear: number;
  /** Every published rating and message was computed equal, and there were some. */
  readonly ok: boolean;
  readonly ruleSet: { readonly version: string; readonly status: string; readonly title: string };
  readonly kinds: Readonly<Record<RatingKind, KindResult>>;
  /** All ratings and messages: three columns a contract. */
  readonly cells: Matched;
  readonly domainStars?: Matched & { readonly mismatches: readonly DomainMismatch[] };
  readonly measureStars: MeasureStarsResult;
  readonly highPerforming: ListResult;
  readonly lowPerforming: ListResult;
  readonly mismatches: readonly RatingMismatch[];
  readonly ruleSetDifferences: readonly RuleSetDifference[];
  readonly inputProblems: readonly InputProblem[];
  /** What the result rests on beside rules and tables: estimated thresholds, inferred lists, stars of one file only. */
  readonly notes: readonly string[];
}

/** Rule set and tables that cannot be compared at all; the message says what to do. */
export class ConformanceInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConformanceInputError';
  }
}
