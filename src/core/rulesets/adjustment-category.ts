import type { AdjustmentTable } from './ruleset-rating-rules.js';
import type { RatingKind } from './rating-kind.js';
import type { RuleSet } from './ruleset.js';

/** The group (from 1) a percentage falls in; lower bounds are inclusive (TN p.18, Attachment O). */
function groupOf(lowerBounds: readonly number[], percent: number): number {
  return lowerBounds.filter((bound) => percent >= bound).length;
}

/** The value of an adjustment category, or null where the kind has no such category. */
export function adjustmentValue(table: AdjustmentTable | null, category: number): number | null {
  return table?.values[category - 1] ?? null;
}

/**
 * The final adjustment category of a contract from its percentages of LIS/DE and of disabled beneficiaries (0-100).
 * Null where the rule set carries no group bounds for the kind, or a percentage is out of range.
 */
export function adjustmentCategory(
  ruleSet: RuleSet,
  kind: RatingKind,
  lisDualPercent: number,
  disabilityPercent: number,
): number | null {
  const table = ruleSet.adjustmentIndex[kind];
  if (!table?.lisDualLowerBounds || !table.disabilityLowerBounds || !table.cells) return null;
  const inRange = [lisDualPercent, disabilityPercent].every((percent) => percent >= 0 && percent <= 100);
  if (!inRange) return null;
  const row = table.cells[groupOf(table.lisDualLowerBounds, lisDualPercent) - 1];
  return row?.[groupOf(table.disabilityLowerBounds, disabilityPercent) - 1] ?? null;
}
