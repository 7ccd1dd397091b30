import {
  findMeasure,
  toUnits,
  type CutPoints,
  type CutPointSet,
  type MeasureRule,
  type RuleSet,
} from '../rulesets/index.js';
import type { Star } from './contract-year.js';
import { SCORE_PLACES, scoreUnits } from './decimal-text.js';
import { sameText } from './message-text.js';

/** A star read from a score. */
export interface MeasureStarResult {
  readonly measureId: string;
  /**
   * What the star rests on: `cutPoints` is exact for contracts below the disaster limit; a `baseGroup` (CAHPS) can end in
   * any of `possibleStars`; an `improvementScore` is exact but CMS does not publish the scores; `dataIntegrity` is a star by rule.
   */
  readonly basis: 'cutPoints' | 'baseGroup' | 'improvementScore' | 'dataIntegrity';
  /** The star; for CAHPS the base group, which is only the likeliest star. */
  readonly star: Star;
  readonly possibleStars: readonly Star[];
  /** The bounds of that star, as text: `>= 71 and < 76`; null for data integrity. */
  readonly bounds: string | null;
}

/** Why no star can be read. */
export interface MeasureStarProblem {
  readonly problem: 'unknownMeasure' | 'notADecimal' | 'noCutPoints';
  readonly message: string;
}

/** Cut points of a measure in one calculation (the first, unless named) and set. */
export function cutPointsOf(
  ruleSet: RuleSet,
  measure: MeasureRule,
  set: CutPointSet,
  calculationId?: string,
): CutPoints | null {
  const key = measure.part === 'C' ? 'mapd' : set;
  const calculation = ruleSet.calculations.find((one) => calculationId === undefined || one.id === calculationId);
  return calculation?.cutPoints?.[measure.id]?.[key] ?? measure.cutPoints?.[key] ?? null;
}

interface PreparedBounds {
  readonly units: readonly number[];
  readonly texts: readonly string[];
}

const prepared = new WeakMap<CutPoints, PreparedBounds>();

/** Boundaries in units of 10^-9 and the bounds of each star as text. A cut-point list belongs to one direction. */
function prepare(bounds: CutPoints, better: 'higher' | 'lower'): PreparedBounds {
  let known = prepared.get(bounds);
  if (!known) {
    const [from, to] = better === 'higher' ? ['>=', '<'] : ['<=', '>'];
    const texts = [0, 1, 2, 3, 4].map((k) =>
      [k > 0 ? `${from} ${bounds[k - 1]}` : '', k < 4 ? `${to} ${bounds[k]}` : ''].filter(Boolean).join(' and '),
    );
    known = { units: bounds.map((one) => toUnits(one, SCORE_PLACES) ?? Number.NaN), texts };
    prepared.set(bounds, known);
  }
  return known;
}

/** 1 + the number of boundaries the score reaches (TN p.9, Attachment K p.150). `score` in units of 10^-9. */
function starFromUnits(score: number, units: readonly number[], better: 'higher' | 'lower'): Star {
  let star = 1;
  for (const bound of units) if (better === 'higher' ? score >= bound : score <= bound) star += 1;
  return star as Star;
}

/** The bounds of a star as text: `>= 71 and < 76`. */
export function boundsText(bounds: CutPoints, better: 'higher' | 'lower', star: Star): string {
  return prepare(bounds, better).texts[star - 1] ?? '';
}

function possibleStars(ruleSet: RuleSet, measure: MeasureRule, group: Star, set: CutPointSet): readonly Star[] {
  const table = ruleSet.cahpsPossibleStars;
  if (!table) return [group];
  const stars = measure.neverLowReliability?.includes(set) ? table.withoutLowReliability : table.byBaseGroup;
  return stars[group] as readonly Star[];
}

/** The star of a score of a known measure; see `measureStar`. */
export function starOfScore(
  ruleSet: RuleSet,
  measure: MeasureRule,
  score: string,
  contractKind: CutPointSet,
  calculationId?: string,
): MeasureStarResult | MeasureStarProblem {
  const measureId = measure.id;
  const units = scoreUnits(score);
  if (units === null) {
    if (ruleSet.dataIntegrity.texts.some((text) => sameText(text, score))) {
      const { star } = ruleSet.dataIntegrity;
      return { measureId, basis: 'dataIntegrity', star, possibleStars: [star], bounds: null };
    }
    return {
      problem: 'notADecimal',
      message: 'A score is plain decimal text without a unit, such as "76" or "0.16".',
    };
  }
  const bounds = cutPointsOf(ruleSet, measure, contractKind, calculationId);
  if (!bounds) return { problem: 'noCutPoints', message: `${measureId} has no cut points for such contracts.` };
  const { units: boundaries, texts } = prepare(bounds, measure.better);
  const star = starFromUnits(units, boundaries, measure.better);
  const text = texts[star - 1] ?? null;
  if (measure.method === 'cahps') {
    const possible = possibleStars(ruleSet, measure, star, contractKind);
    return { measureId, basis: 'baseGroup', star, possibleStars: possible, bounds: text };
  }
  const basis = measure.method === 'improvement' ? 'improvementScore' : 'cutPoints';
  return { measureId, basis, star, possibleStars: [star], bounds: text };
}

/**
 * The star of a score. `score` is plain decimal text, compared exactly as a decimal (scores are already rounded to
 * display precision, TN p.23), or CMS's data-integrity text, which gives 1 star (TN p.6).
 * `contractKind` chooses the Part D cut points: `pdp` for drug plans, `mapd` for everybody else.
 */
export function measureStar(
  ruleSet: RuleSet,
  measureIdOrCode: string,
  score: string,
  contractKind: CutPointSet,
  calculationId?: string,
): MeasureStarResult | MeasureStarProblem {
  const measure = findMeasure(ruleSet, measureIdOrCode);
  if (!measure) return { problem: 'unknownMeasure', message: 'The rule set has no such measure.' };
  return starOfScore(ruleSet, measure, score, contractKind, calculationId);
}
