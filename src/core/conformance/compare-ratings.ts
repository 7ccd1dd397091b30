import { RATING_NAMES, type PublishedRating, type PublishedRatings, type RatingName } from '../cms-tables/index.js';
import {
  contractTypeOf,
  MissingThresholdsError,
  RATING_KINDS,
  rateContract,
  sameText,
  UnknownOrganizationTypeError,
  type ContractRatings,
  type ContractYear,
  type RatingKind,
  type RatingOutcome,
} from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import type { KindResult, Matched, RatingMismatch } from './conformance-report.js';
import { mismatchReason } from './mismatch-reason.js';

/** Ratings of a contract, or why it has none by this rule set. */
type Computed = { readonly ratings: ContractRatings } | { readonly refused: string };

/** The comparison of all ratings, with the computed ones for further comparisons. */
export interface RatingsResult {
  readonly kinds: Readonly<Record<RatingKind, KindResult>>;
  readonly cells: Matched;
  readonly mismatches: readonly RatingMismatch[];
  readonly computed: ReadonlyMap<string, ContractRatings>;
}

function rate(ruleSet: RuleSet, contract: ContractYear | undefined): Computed {
  if (!contract) return { refused: 'the measure tables do not have the contract' };
  try {
    return { ratings: rateContract(ruleSet, contract) };
  } catch (error) {
    if (error instanceof UnknownOrganizationTypeError) {
      const snp = contract.snp ? 'with' : 'without';
      return {
        refused: `no contract type of the rule set fits organization type "${contract.organizationType}" ${snp} SNP: add it to contractTypes`,
      };
    }
    if (error instanceof MissingThresholdsError) return { refused: error.message };
    throw error;
  }
}

export const ratingText = ({ stars, message }: PublishedRating): string =>
  stars === null ? (message ?? '') : String(stars);
const outcomeText = (outcome: RatingOutcome): string =>
  outcome.status === 'rated' ? String(outcome.stars) : outcome.message;

function equal(published: PublishedRating, outcome: RatingOutcome): boolean {
  if (outcome.status === 'rated') return published.stars === outcome.stars;
  return published.stars === null && sameText(published.message ?? '', outcome.message);
}

/** The kind a contract's column is counted under. Without a contract type, drug plans are known by their organization type. */
function kindOf(ruleSet: RuleSet, contract: ContractYear | undefined, name: RatingName): RatingKind {
  if (name !== 'partD') return name;
  const type = contract && contractTypeOf(ruleSet, contract);
  return type?.partDKind ?? (/\bPDP\b/.test(contract?.organizationType ?? '') ? 'partDPdp' : 'partDMapd');
}

/** Compares every published rating and message with the computed one. */
export function compareRatings(
  ruleSet: RuleSet,
  contracts: readonly ContractYear[],
  published: readonly PublishedRatings[],
  progress?: (done: number, total: number) => void,
): RatingsResult {
  const byId = new Map(contracts.map((contract) => [contract.contractId, contract]));
  const kinds = Object.fromEntries(RATING_KINDS.map((kind) => [kind, { matched: 0, rated: 0 }])) as Record<
    RatingKind,
    { matched: number; rated: number }
  >;
  const cells = { matched: 0, total: 0 };
  const mismatches: RatingMismatch[] = [];
  const computed = new Map<string, ContractRatings>();
  published.forEach((row, i) => {
    const contract = byId.get(row.contractId);
    const result = rate(ruleSet, contract);
    if ('ratings' in result) computed.set(row.contractId, result.ratings);
    for (const name of RATING_NAMES) {
      const cell = row[name];
      if (!cell) continue;
      const kind = kindOf(ruleSet, contract, name);
      const matched = 'ratings' in result && equal(cell, result.ratings[name]);
      cells.total += 1;
      if (cell.stars !== null) kinds[kind].rated += 1;
      if (matched) {
        cells.matched += 1;
        if (cell.stars !== null) kinds[kind].matched += 1;
        continue;
      }
      const [text, reason] =
        'ratings' in result && contract
          ? [outcomeText(result.ratings[name]), mismatchReason(ruleSet, contract, name, cell)]
          : ['none', 'refused' in result ? result.refused : ''];
      mismatches.push({ contractId: row.contractId, kind, published: ratingText(cell), computed: text, reason });
    }
    progress?.(i + 1, published.length);
  });
  return { kinds, cells, mismatches, computed };
}
