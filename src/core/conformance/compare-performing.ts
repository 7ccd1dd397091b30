import type { HighPerformingContract, LowPerformingContract } from '../cms-tables/index.js';
import { lowPerforming, sameText, type ContractRatings } from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import type { ListResult } from './conformance-report.js';

const NONE: ListResult = { matched: 0, total: 0, missing: [], extra: null };

/** Compares the published high performing contracts with the computed ones (TN p.23). */
export function compareHighPerforming(
  published: readonly HighPerformingContract[] | null,
  computed: ReadonlyMap<string, ContractRatings>,
): ListResult {
  if (!published) return NONE;
  const listed = new Set(published.map(({ contractId }) => contractId));
  const missing = [...listed].flatMap((contractId) => {
    const ratings = computed.get(contractId);
    if (ratings?.highPerforming) return [];
    const highest =
      ratings && [ratings.overall, ratings.partC, ratings.partD].find(({ kind }) => kind === ratings.highestKind);
    const what =
      highest?.status === 'rated' ? `${highest.stars} stars (${highest.final})` : (highest?.message ?? 'not computed');
    return [{ contractId, reason: `its highest rating, ${ratings?.highestKind ?? 'none'}, was computed as ${what}` }];
  });
  const extra = [...computed].flatMap(([id, { highPerforming }]) => (highPerforming && !listed.has(id) ? [id] : []));
  return { matched: listed.size - missing.length, total: listed.size, missing, extra };
}

/**
 * Compares rule and reason of the published low performing contracts by their published history (TN p.23–24).
 * Contracts beyond the list cannot be told: the tables give the earlier years of the listed ones only.
 */
export function compareLowPerforming(ruleSet: RuleSet, published: readonly LowPerformingContract[] | null): ListResult {
  if (!published) return NONE;
  const missing = published.flatMap(({ contractId, years, reason }) => {
    const computed = lowPerforming(
      ruleSet,
      years.map(({ year, partC, partD }) => ({ starYear: year, partC, partD })),
    );
    if (computed.low && sameText(computed.reason ?? '', reason ?? '')) return [];
    const what =
      computed.low === null
        ? 'the years given do not suffice'
        : computed.low
          ? `computed for "${computed.reason}"`
          : 'not low by the rule';
    return [{ contractId, reason: `published for "${reason ?? ''}", ${what}` }];
  });
  return { matched: published.length - missing.length, total: published.length, missing, extra: null };
}
