import type { CutPointSet } from './rating-kind.js';

/** The four boundaries 1|2, 2|3, 3|4, 4|5 in the order of the stars: rising, or falling where lower is better. */
export type CutPoints = readonly [number, number, number, number];

/** Boundaries by the contracts they are for; Part C measures have `mapd` only. */
export type CutPointsBySet = Readonly<Partial<Record<CutPointSet, CutPoints>>>;

/** How a measure's star comes about. `clustering` and `fixed` read it from the cut points; `cahps` only gives a base group. */
export type MeasureMethod = 'clustering' | 'cahps' | 'improvement' | 'fixed';

/** CMS's weighting categories. */
export type MeasureCategory =
  'process' | 'intermediateOutcome' | 'outcome' | 'patientExperience' | 'access' | 'improvement';

/** What a score is counted in. */
export type MeasureUnit = 'percent' | 'score' | 'per1000' | 'improvement';

/** One measure of the star year. */
export interface MeasureRule {
  readonly id: string;
  readonly name: string;
  readonly codes: readonly string[];
  readonly part: 'C' | 'D';
  readonly domain: string;
  readonly weight: number;
  readonly category: MeasureCategory;
  readonly newMeasure: boolean;
  readonly unit: MeasureUnit;
  readonly decimals: number;
  readonly range: { readonly min: number; readonly max: number };
  readonly better: 'higher' | 'lower';
  readonly method: MeasureMethod;
  /** CAHPS: the sets in which CMS calls no contract "low reliability". */
  readonly neverLowReliability?: readonly CutPointSet[];
  /** Disaster years whose affected share can revert the star; empty: never adjusted. */
  readonly disasterYears: readonly string[];
  readonly requiredOf?: readonly string[];
  readonly cutPoints?: CutPointsBySet;
  readonly source: string;
}

/** A domain and how many of its measures must be rated, by contract type (null: no domain star for that type). */
export interface DomainRule {
  readonly id: string;
  readonly name: string;
  readonly part: 'C' | 'D';
  readonly measures: readonly string[];
  readonly minimumRated: Readonly<Record<string, number | null>>;
  readonly source: string;
}

/** The same measure in both parts: the overall rating leaves `drop` out. */
export interface OverallDuplicate {
  readonly drop: string;
  readonly keep: string;
  readonly source: string;
}

/** A weight that differs for some contracts, such as the adherence measures in Puerto Rico. Weight 0 leaves the measure out. */
export interface WeightException {
  readonly when: 'puertoRicoOnly';
  readonly measures: readonly string[];
  readonly weight: number;
  readonly source: string;
}

type StarsByGroup = Readonly<Record<'1' | '2' | '3' | '4' | '5', readonly number[]>>;

/** Which stars a CAHPS base group can end in. */
export interface PossibleStars {
  readonly byBaseGroup: StarsByGroup;
  readonly withoutLowReliability: StarsByGroup;
  readonly source: string;
}
