import { type ContractYear, createRater, ratingBySums, starArrays } from '../../ratings/index.js';
import type { RatingName, RuleSet } from '../../rulesets/index.js';

/** Groups of measures with sums of their own: those of every run, improvement measures, new measures. */
export const GROUPS = 3;

/** A measure whose star is left open. */
export interface OpenMeasure {
  readonly measureId: string;
  /** Weight as a whole number, in the rule set's smallest unit. */
  readonly weight: number;
  readonly group: 0 | 1 | 2;
}

/** A contract's highest rating as a function of the sums Σ weight·star and Σ weight·star² of some of its measures. */
export interface OpenRating {
  readonly name: RatingName;
  /** The open measures that count in the rating. */
  readonly open: readonly OpenMeasure[];
  /** Final value in micro-units; one sum for each group. */
  final(first: ArrayLike<number>, second: ArrayLike<number>): number;
  /** The rounded rating of a final value. */
  stars(final: number): number;
}

/** The contract with one star in each open measure, whatever it had. */
export function withLowest(contract: ContractYear, ids: readonly string[]): ContractYear {
  const lowest = ids.map((measureId) => ({ measureId, score: null, star: 1 as const, note: null }));
  return {
    ...contract,
    measures: [...contract.measures.filter(({ measureId }) => !ids.includes(measureId)), ...lowest],
  };
}

/**
 * Prepares the highest rating of a contract with some stars left open; all others are the contract's. Null where the
 * contract has no such rating.
 *
 * @throws UnknownOrganizationTypeError where no contract type fits
 */
export function openRating(ruleSet: RuleSet, contract: ContractYear, ids: readonly string[]): OpenRating | null {
  const lowest = withLowest(contract, ids);
  const { highestKind } = createRater(ruleSet, lowest).rate(starArrays(ruleSet, lowest));
  if (highestKind === null) return null;
  const name = highestKind === 'overall' || highestKind === 'partC' ? highestKind : 'partD';
  const bySums = ratingBySums(ruleSet, lowest, name);
  if (bySums === null) return null;
  const open = bySums.parts.filter(({ measureId }) => ids.includes(measureId));
  const [ownFirst, ownSecond] = [new Float64Array(GROUPS), new Float64Array(GROUPS)];
  for (const { weight, group } of open) {
    ownFirst[group] = (ownFirst[group] as number) + weight;
    ownSecond[group] = (ownSecond[group] as number) + weight;
  }
  const shifts = new Float64Array(2 * GROUPS);
  const step = Math.round(ruleSet.arithmetic.step * 1e6);
  return {
    name,
    open: ids.flatMap((id) => open.filter(({ measureId }) => measureId === id)),
    final(first, second) {
      for (let group = 0; group < GROUPS; group += 1) {
        shifts[2 * group] = (first[group] as number) - (ownFirst[group] as number);
        shifts[2 * group + 1] = (second[group] as number) - (ownSecond[group] as number);
      }
      return bySums.final(shifts);
    },
    stars: (final) => (Math.floor((2 * final + step) / (2 * step)) * step) / 1e6,
  };
}
