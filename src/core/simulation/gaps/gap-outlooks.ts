import { findMeasure, type RuleSet } from '../../rulesets/index.js';
import type { CoverageEffect, CoverageOrder, CoverageOverlap, OpenGapGroup, PlannedCoverage } from './coverage.js';
import { coverGaps } from './coverage.js';
import type { AdherenceCounts, GapOutlook } from './outlook-types.js';

/** Open gaps are counted in steps of this probability: no gap's moves by more than half of it. */
export const PROBABILITY_STEPS = 1000;

/** Unsettled gaps of one measure that are alike, as they are counted. */
export interface CountedGaps {
  /** Probability that the gap stays open in thousandths, by its latest prediction; null without one. */
  readonly step: number | null;
  /** True for a member who can no longer be adherent, whatever is filled. */
  readonly lost: boolean;
  /** Codes of the types of the interventions that each of these gaps has; none where none was asked for. */
  readonly types: readonly string[];
  readonly gaps: number;
}

/** One measure of a contract and measurement year, as its gaps are counted. */
export interface CountedMeasure {
  /** HEDIS or PQA code. */
  readonly measure: string;
  readonly denominator: number;
  /** Closed gaps. */
  readonly numerator: number;
  readonly unsettled: readonly CountedGaps[];
  /** Null for measures without days. */
  readonly adherence: AdherenceCounts | null;
}

/**
 * What gaps without a prediction do: stay open (as in the portfolio's snapshots), or close like the measure's predicted
 * ones on average, where there are any.
 */
export type WithoutPrediction = 'stayOpen' | 'likePredicted';

/** One line of a plan, with the success rate of its type. */
export interface PlannedInterventions {
  readonly successRate: number;
  /** Gaps covered in each of the measures. */
  readonly count: number;
  /** HEDIS or PQA codes. */
  readonly measures: readonly string[];
}

/** How gaps are turned into outlooks. */
export interface GapOutlookRules {
  readonly withoutPrediction: WithoutPrediction;
  readonly memberCorrelation?: number;
  /** Share of the members with open gaps who leave before the end of the year, 0–1. */
  readonly leavingShare?: number;
}

/** Interventions over the gaps. */
export interface GapInterventions {
  /** Success rate of each type that gaps are covered by. */
  readonly successRates: Readonly<Record<string, number>>;
  readonly plan: readonly PlannedInterventions[];
  readonly order: CoverageOrder;
  readonly overlap: CoverageOverlap;
}

/** What a measure's outlook rests on. */
export interface GapBasis {
  readonly measureId: string;
  readonly measure: string;
  readonly denominator: number;
  readonly numerator: number;
  readonly open: number;
  readonly predicted: number;
  readonly withoutPrediction: number;
  /** Open adherence gaps of members who can no longer be adherent: they cannot close. */
  readonly lost: number;
}

/** What interventions do to one measure of the rule set. */
export interface MeasureEffect extends CoverageEffect {
  readonly measureId: string;
  readonly measure: string;
}

/** A measure from its gaps: as things stand, and under the interventions where there are any. */
export interface MeasureFromGaps {
  readonly basis: GapBasis;
  readonly outlook: GapOutlook;
  readonly treated: GapOutlook;
  /** Null where no intervention covers a gap of the measure. */
  readonly effect: MeasureEffect | null;
}

function sumOf(gaps: readonly CountedGaps[]): number {
  return gaps.reduce((sum, one) => sum + one.gaps, 0);
}

/** Mean of the predicted gaps' closing chances; 0 without any. */
function meanClosing(predicted: readonly CountedGaps[]): number {
  const gaps = sumOf(predicted);
  if (gaps === 0) return 0;
  const steps = predicted.reduce((sum, one) => sum + one.gaps * (PROBABILITY_STEPS - (one.step ?? 0)), 0);
  return steps / (gaps * PROBABILITY_STEPS);
}

/** The outlook of one measure from its counted gaps; null where the rule set has no such measure. */
export function measureFromGaps(
  ruleSet: RuleSet,
  counted: CountedMeasure,
  { withoutPrediction, memberCorrelation, leavingShare }: GapOutlookRules,
  interventions: GapInterventions | null,
): MeasureFromGaps | null {
  const rule = findMeasure(ruleSet, counted.measure);
  const { measure, denominator, numerator, unsettled, adherence } = counted;
  if (!rule || denominator < 1) return null;
  const able = unsettled.filter(({ lost }) => !lost);
  const predicted = able.filter(({ step }) => step !== null);
  const otherwise = withoutPrediction === 'likePredicted' ? meanClosing(predicted) : 0;
  const { successRates = {}, plan = [], order = 'leastLikely', overlap = 'apart' } = interventions ?? {};
  const groups = able.map(({ step, gaps, types }): OpenGapGroup => ({
    closing: step === null ? otherwise : (PROBABILITY_STEPS - step) / PROBABILITY_STEPS,
    gaps,
    covered: interventions === null ? [] : types.map((type) => successRates[type] ?? 0),
  }));
  const lines = plan.flatMap(({ measures, successRate, count }): PlannedCoverage[] =>
    measures.includes(measure) ? [{ successRate, gaps: count }] : [],
  );
  const bare = groups.map((group) => ({ ...group, covered: [] }));
  const { open, effect } = coverGaps(groups, lines, order, overlap);
  const head = {
    measureId: rule.id,
    denominator,
    numerator,
    ...(memberCorrelation === undefined ? {} : { memberCorrelation }),
    ...(leavingShare === undefined ? {} : { enrolment: { leavingShare, joining: { probability: 0, members: 0 } } }),
    ...(adherence === null ? {} : { adherenceCounts: adherence }),
  };
  const isCovered = effect.coveredGaps > 0;
  // Of leavers nothing counts, whatever was done for them.
  const staying = 1 - (leavingShare ?? 0);
  return {
    basis: {
      ...{ measureId: rule.id, measure, denominator, numerator, open: sumOf(unsettled), predicted: sumOf(predicted) },
      ...{ withoutPrediction: sumOf(able) - sumOf(predicted), lost: sumOf(unsettled) - sumOf(able) },
    },
    outlook: { ...head, open: coverGaps(bare, [], order, overlap).open },
    treated: { ...head, open },
    effect: isCovered
      ? {
          ...{ measureId: rule.id, measure, ...effect },
          expectedClosures: effect.expectedClosures * staying,
          expectedAdded: effect.expectedAdded * staying,
        }
      : null,
  };
}
