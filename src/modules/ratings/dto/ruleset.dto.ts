import type { MeasureRule } from '../../../core/rulesets/index.js';
import type { CataloguedRuleSet } from '../ruleset-catalog.js';

/** A rule set in a list. */
export class RuleSetSummaryResponse {
  /**
   * Star year: the year of the published rating.
   * @example 2026
   */
  starYear: number;

  /**
   * Version of the rule-set file.
   * @example "2026.1"
   */
  version: string;

  /** How binding it is: CMS's final rules, a proposal, or an estimate. */
  status: 'final' | 'proposed' | 'estimated';

  /**
   * What it is.
   * @example "2026 Medicare Part C & D Star Ratings"
   */
  title: string;

  /** SHA-256 of the file's canonical JSON, hexadecimal. Ratings carry it. */
  digest: string;

  /**
   * Number of measures.
   * @example 45
   */
  measureCount: number;
}

/** All rule sets, latest star year first. */
export class RuleSetListResponse {
  items: RuleSetSummaryResponse[];
}

/** A measure of a star year with its weight, cut points and source. */
export class MeasureResponse {
  /**
   * Star year of the facts below; ids and cut points differ from year to year.
   * @example 2026
   */
  starYear: number;

  /**
   * CMS measure id of the star year.
   * @example "C14"
   */
  id: string;

  /**
   * Measure name in CMS's tables.
   * @example "Controlling High Blood Pressure"
   */
  name: string;

  /**
   * HEDIS, PQA and other codes.
   * @example ["CBP"]
   */
  codes: string[];

  /** Medicare part. */
  part: 'C' | 'D';

  /**
   * Domain id.
   * @example "HD2"
   */
  domain: string;

  /**
   * Weight in the summary and overall ratings.
   * @example 3
   */
  weight: number;

  /** CMS's weighting category. */
  category: string;

  /** New in the star year. */
  newMeasure: boolean;

  /** What the score is counted in. */
  unit: 'percent' | 'score' | 'per1000' | 'improvement';

  /**
   * Decimals of a published score.
   * @example 0
   */
  decimals: number;

  /** Whether a higher or a lower score is better. */
  better: 'higher' | 'lower';

  /** How the star comes about; `cahps` cut points give a base group only. */
  method: 'clustering' | 'cahps' | 'improvement' | 'fixed';

  /**
   * Bounds of 2, 3, 4 and 5 stars by set: `mapd` (all contracts with Part C), `pdp` (drug plans). Null where none exist.
   * @example { "mapd": [67, 75, 80, 86] }
   */
  cutPoints: Record<string, readonly number[]> | null;

  /**
   * Where CMS says so.
   * @example "TN p.51"
   */
  source: string;
}

/** The measures of a star year. */
export class MeasureListResponse {
  /** Star year. */
  starYear: number;

  items: MeasureResponse[];
}

export function toRuleSetSummaryResponse({ ruleSet, digest }: CataloguedRuleSet): RuleSetSummaryResponse {
  const { starYear, version, status, title, measures } = ruleSet;
  return { starYear, version, status, title, digest, measureCount: measures.length };
}

export function toMeasureResponse(starYear: number, measure: MeasureRule): MeasureResponse {
  const { id, name, codes, part, domain, weight, category, newMeasure, unit, decimals, better, method, source } =
    measure;
  const cutPoints = measure.cutPoints ? { ...measure.cutPoints } : null;
  return {
    starYear,
    id,
    name,
    codes: [...codes],
    part,
    domain,
    weight,
    category,
    newMeasure,
    unit,
    decimals,
    better,
    method,
    cutPoints: cutPoints as Record<string, readonly number[]> | null,
    source,
  };
}
