import {
  type ContractYear,
  type MeasureResult,
  type Star,
  contractTypeOf,
  mayRevert,
  measureStar,
} from '../../ratings/index.js';
import type { MeasureRule, RuleSet } from '../../rulesets/index.js';
import { displayedRate } from '../measure-score.js';
import {
  type CutPointsChanged,
  type GapsClosed,
  type NumeratorsAdded,
  type WhatIfChange,
  WhatIfError,
} from './changes.js';

/** A scenario's contract and rules, and what about it is approximate. */
export interface AppliedScenario {
  readonly ruleSet: RuleSet;
  readonly contract: ContractYear;
  readonly approximations: readonly string[];
}

function ruleOf(ruleSet: RuleSet, change: WhatIfChange, at: string): MeasureRule {
  const rule = ruleSet.measures.find(({ id }) => id === change.measureId);
  if (rule === undefined)
    throw new WhatIfError(`${at}/measureId`, 'measure.unknown', 'The rule set has no such measure.');
  return rule;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function countsOf(change: NumeratorsAdded | GapsClosed, at: string): number {
  const { numerator, denominator } = change;
  if (!isCount(denominator) || denominator === 0)
    throw new WhatIfError(`${at}/denominator`, 'count.invalid', 'A denominator is a whole number of at least 1.');
  if (!isCount(numerator) || numerator > denominator)
    throw new WhatIfError(`${at}/numerator`, 'count.invalid', 'A numerator is a whole number up to the denominator.');
  let added: number;
  if (change.type === 'numerators') {
    if (!Number.isSafeInteger(change.added))
      throw new WhatIfError(`${at}/added`, 'count.invalid', 'Added numerators are a whole number.');
    added = change.added;
  } else {
    if (!isCount(change.openGaps) || numerator + change.openGaps > denominator)
      throw new WhatIfError(`${at}/openGaps`, 'count.invalid', 'Open gaps are among the members without a numerator.');
    if (!(change.rate >= 0 && change.rate <= 1))
      throw new WhatIfError(`${at}/rate`, 'rate.outOfRange', 'A closure rate lies between 0 and 1.');
    added = Math.floor(change.openGaps * change.rate + 1e-9);
  }
  const after = numerator + added;
  if (after < 0 || after > denominator)
    throw new WhatIfError(`${at}/added`, 'count.outOfRange', 'The numerator leaves 0 … denominator.');
  return after;
}

function scoreAfter(
  rule: MeasureRule,
  change: Exclude<WhatIfChange, { type: 'star' | 'cutPoints' }>,
  at: string,
): string {
  if (change.type !== 'score') {
    if (rule.unit !== 'percent')
      throw new WhatIfError(
        `${at}/measureId`,
        'measure.notARate',
        'Numerators are for measures shown as a percentage.',
      );
    return String(displayedRate(countsOf(change, at), change.denominator, rule.decimals));
  }
  const { score } = change;
  const digits = /^-?\d+(?:\.(\d+))?$/.exec(score);
  if (digits === null)
    throw new WhatIfError(`${at}/score`, 'score.notADecimal', 'A score is plain decimal text without a unit.');
  if ((digits[1]?.length ?? 0) > rule.decimals)
    throw new WhatIfError(
      `${at}/score`,
      'score.decimals',
      'The score is more precise than the measure is shown: round it half up.',
    );
  if (Number(score) < rule.range.min || Number(score) > rule.range.max)
    throw new WhatIfError(`${at}/score`, 'score.outOfRange', 'The score is off the scale of the measure.');
  return score;
}

function withCutPoints(ruleSet: RuleSet, contract: ContractYear, change: CutPointsChanged, at: string): RuleSet {
  const rule = ruleOf(ruleSet, change, at);
  const set = rule.part === 'C' ? 'mapd' : (change.set ?? contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd');
  const rising = rule.better === 'higher' ? change.cutPoints : [...change.cutPoints].reverse();
  const isOrdered = rising.every(
    (value, place) => Number.isFinite(value) && (place === 0 || value >= (rising[place - 1] as number)),
  );
  const isOnScale = rising.every((value) => value >= rule.range.min && value <= rule.range.max);
  if (rising.length !== 4 || !isOrdered || !isOnScale)
    throw new WhatIfError(
      `${at}/cutPoints`,
      'cutPoints.invalid',
      'Cut points are four values on the scale, in the order of the stars.',
    );
  const measures = ruleSet.measures.map((one) =>
    one.id === rule.id ? { ...one, cutPoints: { ...one.cutPoints, [set]: change.cutPoints } } : one,
  );
  const calculations = ruleSet.calculations.map((calculation) => {
    const own = calculation.cutPoints?.[rule.id];
    if (own === undefined) return calculation;
    return { ...calculation, cutPoints: { ...calculation.cutPoints, [rule.id]: { ...own, [set]: change.cutPoints } } };
  });
  return { ...ruleSet, measures, calculations };
}

/** Reads a measure's star from a score; notes what is approximate about it. */
function starFor(
  ruleSet: RuleSet,
  contract: ContractYear,
  rule: MeasureRule,
  score: string,
  notes: string[],
  at: string,
): Star {
  const set = contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd';
  const result = measureStar(ruleSet, rule.id, score, set);
  if ('problem' in result)
    throw new WhatIfError(`${at}/measureId`, `star.${result.problem}`, 'No star follows from the score.');
  if (result.basis === 'baseGroup')
    notes.push(`${rule.id}: a CAHPS base group; the star can be any of ${result.possibleStars.join(', ')}.`);
  if (mayRevert(ruleSet, contract, rule.id))
    notes.push(`${rule.id}: affected by a disaster; the published star can be the earlier year's.`);
  return result.star;
}

function resultFor(contract: ContractYear, measureId: string): MeasureResult {
  return (
    contract.measures.find((one) => one.measureId === measureId) ?? { measureId, score: null, star: null, note: null }
  );
}

/** The measures that are one and the same in Part C and Part D: a change of one is a change of both. */
function twinsOf(ruleSet: RuleSet, contract: ContractYear, measureId: string): string[] {
  return ruleSet.overallDuplicates.flatMap(({ drop, keep }) => {
    const twin = measureId === keep ? drop : measureId === drop ? keep : null;
    return twin !== null && resultFor(contract, twin).star !== null ? [twin] : [];
  });
}

function checkOnce(changes: readonly WhatIfChange[]): void {
  const seen = new Set<string>();
  changes.forEach(({ type, measureId }, index) => {
    const key = `${type === 'cutPoints' ? 'cutPoints' : 'value'} ${measureId}`;
    if (seen.has(key))
      throw new WhatIfError(`/${index}/measureId`, 'change.contradiction', 'The measure is changed twice.');
    seen.add(key);
  });
}

/**
 * Applies the changes to a contract and its rules. Cut points come first, then scores and stars; a measure that stands
 * in both parts changes in both.
 *
 * @throws WhatIfError for unknown measures, impossible values and measures changed twice
 */
export function applyChanges(
  ruleSet: RuleSet,
  baseline: ContractYear,
  changes: readonly WhatIfChange[],
): AppliedScenario {
  checkOnce(changes);
  let rules = ruleSet;
  const notes: string[] = [];
  const results = new Map(baseline.measures.map((one) => [one.measureId, one]));
  const set = (measureId: string, score: string | null, star: Star): void => {
    for (const id of [measureId, ...twinsOf(ruleSet, baseline, measureId)])
      results.set(id, { measureId: id, score, star, note: null });
  };
  changes.forEach((change, index) => {
    if (change.type === 'cutPoints') rules = withCutPoints(rules, baseline, change, `/${index}`);
  });
  changes.forEach((change, index) => {
    const at = `/${index}`;
    const rule = ruleOf(rules, change, at);
    if (change.type === 'star') {
      if (![1, 2, 3, 4, 5].includes(change.star))
        throw new WhatIfError(`${at}/star`, 'star.invalid', 'A measure star is a whole number from 1 to 5.');
      set(rule.id, null, change.star);
      return;
    }
    if (change.type === 'cutPoints') {
      const isSetToo = changes.some((other) => other.type !== 'cutPoints' && other.measureId === rule.id);
      const { score, star } = resultFor(baseline, rule.id);
      if (isSetToo || star === null) return;
      if (score === null) notes.push(`${rule.id}: no score is known, so the star stays.`);
      else
        results.set(rule.id, {
          measureId: rule.id,
          score,
          star: starFor(rules, baseline, rule, score, notes, at),
          note: null,
        });
      return;
    }
    const score = scoreAfter(rule, change, at);
    set(rule.id, score, starFor(rules, baseline, rule, score, notes, at));
  });
  return { ruleSet: rules, contract: { ...baseline, measures: [...results.values()] }, approximations: notes };
}
