import type { ContractYear } from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import { ConformanceInputError } from './conformance-report.js';

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

/**
 * Which of the tables' calculations (named after their files) is which of the rule set's: the same id, an id or title whose words the
 * file name holds, or the one that is left over on both sides. Null where that does not settle it.
 */
export function matchCalculations(ruleSet: RuleSet, tableIds: readonly string[]): Map<string, string> | null {
  const matched = new Map<string, string>();
  const free = () => tableIds.filter((id) => ![...matched.values()].includes(id));
  const open = () => ruleSet.calculations.filter(({ id }) => !matched.has(id));
  for (const { id } of ruleSet.calculations) if (tableIds.includes(id)) matched.set(id, id);
  for (const { id, title } of open()) {
    const holds = (text: string) => free().filter((name) => words(text).every((word) => words(name).includes(word)));
    const [only, ...others] = [holds(id), holds(title)].find((names) => names.length > 0) ?? [];
    if (only !== undefined && others.length === 0) matched.set(id, only);
  }
  const [last] = open();
  const [left] = free();
  if (last && left !== undefined && open().length === 1 && free().length === 1) matched.set(last.id, left);
  return open().length === 0 && free().length === 0 ? matched : null;
}

/** Contracts whose stars by calculation carry the rule set's ids; notes say what had to be assumed. */
export function alignCalculations(
  ruleSet: RuleSet,
  contracts: readonly ContractYear[],
  tableIds: readonly string[],
): { readonly contracts: readonly ContractYear[]; readonly notes: readonly string[] } {
  const ids = ruleSet.calculations.map(({ id }) => id);
  if (tableIds.length === 0) {
    const note = `The rule set has ${ids.length} calculations, the tables one file of measure stars: all calculations use its stars.`;
    return { contracts, notes: ids.length > 1 ? [note] : [] };
  }
  if (ids.length === 1) {
    const note = `The tables have several files of measure stars (${tableIds.join(', ')}), the rule set one calculation: the newest, ${tableIds.at(-1)}, was used.`;
    const single = contracts.map((contract) => ({
      ...contract,
      measures: contract.measures.map(({ starsByCalculation: _, ...result }) => result),
    }));
    return { contracts: single, notes: [note] };
  }
  const matched = matchCalculations(ruleSet, tableIds);
  if (!matched) {
    throw new ConformanceInputError(
      `The rule set's calculations (${ids.join(', ')}) and the files of measure stars (${tableIds.join(', ')}) do not match. Name the calculations after words of the file names.`,
    );
  }
  const renamed = contracts.map((contract) => ({
    ...contract,
    measures: contract.measures.map((result) => ({
      ...result,
      starsByCalculation: Object.fromEntries(
        ids.map((id) => [id, result.starsByCalculation?.[matched.get(id) ?? ''] ?? null]),
      ),
    })),
  }));
  return { contracts: renamed, notes: [] };
}
