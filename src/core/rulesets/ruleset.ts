import type { ContractTypeRule, ExistenceRules, ISnpOnlyContracts } from './ruleset-contract-types.js';
import type {
  AdjustmentTable,
  Arithmetic,
  Calculation,
  DisasterRules,
  ImprovementHoldHarmless,
  NewMeasureHoldHarmless,
  RewardFactorRules,
} from './ruleset-rating-rules.js';
import type { RatingKind } from './rating-kind.js';
import type { DomainRule, MeasureRule, OverallDuplicate, PossibleStars, WeightException } from './ruleset-measures.js';

/** The format this program reads; a file names it in its field `format`. */
export const RULE_SET_FORMAT = 'star-rating-ruleset/1';

/** How binding a rule set is: CMS's final rules, a proposal, or our own estimate. */
export type RuleSetStatus = 'final' | 'proposed' | 'estimated';

/** A document the rule set's `source` fields refer to by its id. */
export interface SourceDocument {
  readonly id: string;
  readonly title: string;
  readonly date?: string;
}

/** The texts by which CMS says that it found incorrect data, and the star that follows. */
export interface DataIntegrityRule {
  readonly texts: readonly string[];
  readonly star: 1 | 2 | 3 | 4 | 5;
  readonly source: string;
}

/** When a contract gets the high or the low performing icon. */
export interface IconRules {
  readonly highPerforming: { readonly stars: number; readonly source: string };
  readonly lowPerforming: { readonly limit: number; readonly years: number; readonly source: string };
}

/** All rules of one star year, read-only. Made by `checkRuleSet` from a JSON file; `docs/rulesets.md` explains every field. */
export interface RuleSet {
  readonly $schema?: string;
  readonly format: typeof RULE_SET_FORMAT;
  readonly starYear: number;
  readonly version: string;
  readonly status: RuleSetStatus;
  readonly title: string;
  readonly note?: string;
  readonly sources: readonly SourceDocument[];
  readonly domains: readonly DomainRule[];
  readonly measures: readonly MeasureRule[];
  readonly cahpsPossibleStars: PossibleStars | null;
  readonly overallDuplicates: readonly OverallDuplicate[];
  readonly weightExceptions: readonly WeightException[];
  readonly contractTypes: readonly ContractTypeRule[];
  readonly iSnpOnlyContracts: ISnpOnlyContracts | null;
  readonly existence: ExistenceRules;
  readonly improvementHoldHarmless: ImprovementHoldHarmless | null;
  readonly newMeasureHoldHarmless: NewMeasureHoldHarmless | null;
  readonly rewardFactor: RewardFactorRules;
  readonly calculations: readonly Calculation[];
  readonly adjustmentIndex: Readonly<Record<RatingKind, AdjustmentTable | null>>;
  readonly disaster: DisasterRules;
  readonly dataIntegrity: DataIntegrityRule;
  readonly icons: IconRules;
  readonly arithmetic: Arithmetic;
}
