import {
  type ContractTrace,
  type ContractYear,
  type MeasureResult,
  contractTypeOf,
  measureStar,
  traceContract,
} from '../../ratings/index.js';
import type { MeasureRule, RuleSet } from '../../rulesets/index.js';
import { WhatIfError } from './changes.js';

/** A contract's data put under the rules of another year or version. */
export interface CarriedContract {
  readonly contract: ContractYear;
  /** Measures of the data that the other rule set does not have. */
  readonly dropped: readonly string[];
  /** Measures of the other rule set that the data have nothing for. */
  readonly missing: readonly string[];
  /** Measures whose star was kept, because no score or no cut points are known. */
  readonly keptStars: readonly string[];
}

export interface RuleSetComparison extends Omit<CarriedContract, 'contract'> {
  readonly starYear: number;
  readonly version: string;
  readonly trace: ContractTrace;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The same measure in another rule set: by id within a star year, else by a shared code, else by its name in the same part. */
function counterpart(from: RuleSet, to: RuleSet, rule: MeasureRule): MeasureRule | undefined {
  if (from.starYear === to.starYear) return to.measures.find(({ id }) => id === rule.id);
  const inPart = to.measures.filter(({ part }) => part === rule.part);
  const byCode = inPart.find(({ codes }) => codes.some((code) => rule.codes.includes(code)));
  return byCode ?? inPart.find(({ name }) => plain(name) === plain(rule.name));
}

/** Measure ids of another rule set to those of the same measures in this one. */
export function idsBefore(from: RuleSet, to: RuleSet): ReadonlyMap<string, string> {
  return new Map(
    from.measures.flatMap((rule): [string, string][] => {
      const other = counterpart(from, to, rule);
      return other === undefined ? [] : [[other.id, rule.id]];
    }),
  );
}

/**
 * Puts a contract's measures under another rule set. Ids change from year to year, so measures are found by code and
 * name; stars are read anew from the scores by the other cut points where both are known, and kept where not.
 *
 * @throws WhatIfError where the other rule set has no contract type for the organization
 */
export function underRuleSet(from: RuleSet, to: RuleSet, contract: ContractYear): CarriedContract {
  const type = contractTypeOf(to, contract);
  if (type === null)
    throw new WhatIfError(
      '/organizationType',
      'organizationType.unknown',
      'The other rule set has no such contract type.',
    );
  const [dropped, keptStars]: [string[], string[]] = [[], []];
  const measures = contract.measures.flatMap((result): MeasureResult[] => {
    const own = from.measures.find(({ id }) => id === result.measureId);
    const rule = own === undefined ? undefined : counterpart(from, to, own);
    if (rule === undefined) {
      dropped.push(result.measureId);
      return [];
    }
    const moved = { measureId: rule.id, score: result.score, star: result.star, note: result.note };
    if (result.star === null) return [moved];
    const read = result.score === null ? null : measureStar(to, rule.id, result.score, type.cutPointSet);
    if (read === null || 'problem' in read) {
      keptStars.push(rule.id);
      return [moved];
    }
    return [{ ...moved, star: read.star }];
  });
  const present = new Set(measures.map(({ measureId }) => measureId));
  const missing = to.measures.filter(({ id }) => !present.has(id)).map(({ id }) => id);
  return { contract: { ...contract, measures }, dropped, missing, keptStars };
}

/** The same data rated under several rule sets, each with its ledger. */
export function compareRuleSets(
  from: RuleSet,
  contract: ContractYear,
  ruleSets: readonly RuleSet[],
): RuleSetComparison[] {
  return ruleSets.map((to) => {
    const { contract: carried, ...rest } = underRuleSet(from, to, contract);
    return { starYear: to.starYear, version: to.version, trace: traceContract(to, carried), ...rest };
  });
}
