import type { CmsTableSet } from '../cms-tables/index.js';
import { fillThresholds } from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import { alignCalculations } from './align-calculations.js';
import { compareDomainStars } from './compare-domain-stars.js';
import { compareMeasureStars } from './compare-measure-stars.js';
import { compareHighPerforming, compareLowPerforming } from './compare-performing.js';
import { compareRatings } from './compare-ratings.js';
import { compareRuleSet, inputProblems } from './compare-rule-set.js';
import { ConformanceInputError, type ConformanceReport } from './conformance-report.js';

/** Called after each contract. */
export type ConformanceProgress = (event: { readonly done: number; readonly total: number }) => void;

/**
 * Compares the ratings that a rule set gives with the published ones: every rating and message, domain stars where
 * published, measure stars from scores and cut points, the high and low performing lists, and the cut points themselves.
 * Thresholds that the rule set leaves to be estimated are estimated from these contracts first.
 * Throws a {@link ConformanceInputError} where the two cannot be compared: other year, no ratings, calculations that do not match.
 */
export function conformance(ruleSet: RuleSet, tables: CmsTableSet, progress?: ConformanceProgress): ConformanceReport {
  if (ruleSet.starYear !== tables.starYear) {
    throw new ConformanceInputError(
      `The rule set is of star year ${ruleSet.starYear}, the tables are of ${tables.starYear}.`,
    );
  }
  if (!tables.ratings || tables.ratings.length === 0) {
    throw new ConformanceInputError(
      'The tables have no published ratings: the table "Summary Ratings" is missing or empty.',
    );
  }
  const aligned = alignCalculations(ruleSet, tables.contracts, tables.calculations);
  const filled = fillThresholds(ruleSet, aligned.contracts);
  const ratings = compareRatings(
    filled,
    aligned.contracts,
    tables.ratings,
    progress && ((done, total) => progress({ done, total })),
  );
  const domainStars = tables.domainStars && compareDomainStars(filled, aligned.contracts, tables.domainStars);
  return {
    starYear: ruleSet.starYear,
    ok: ratings.mismatches.length === 0 && ratings.cells.total > 0,
    ruleSet: { version: ruleSet.version, status: ruleSet.status, title: ruleSet.title },
    kinds: ratings.kinds,
    cells: ratings.cells,
    ...(domainStars && { domainStars }),
    measureStars: compareMeasureStars(filled, aligned.contracts),
    highPerforming: compareHighPerforming(tables.highPerforming, ratings.computed),
    lowPerforming: compareLowPerforming(filled, tables.lowPerforming),
    mismatches: ratings.mismatches,
    ruleSetDifferences: compareRuleSet(filled, tables),
    inputProblems: inputProblems(filled, aligned.contracts),
    notes: [...aligned.notes, ...basisNotes(ruleSet)],
  };
}

function basisNotes(ruleSet: RuleSet): string[] {
  const notes: string[] = [];
  const estimated = ruleSet.calculations.flatMap(({ thresholds }) =>
    thresholds.filter(({ basis }) => basis === 'estimated'),
  );
  if (estimated.length > 0) {
    const computed = estimated.filter(({ mean }) => !mean).length;
    notes.push(`${estimated.length} reward thresholds are estimated, ${computed} of them from these contracts.`);
  }
  const list = ruleSet.iSnpOnlyContracts;
  if (list?.basis === 'inferred') {
    notes.push(
      `The list of ${list.contracts.length} I-SNP-only contracts is inferred from published results: that these contracts are rated proves nothing.`,
    );
  }
  return notes;
}
