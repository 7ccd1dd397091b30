import type { CmsTableSet } from '../cms-tables/index.js';
import { checkContractYear, cutPointsOf, sameText, type ContractYear } from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import { matchCalculations } from './align-calculations.js';
import type { InputProblem, RuleSetDifference } from './conformance-report.js';

const plain = (text: string) => text.replace(/[–—]/g, '-');

/** Measures, names, domains, directions and cut points that differ between the tables and the rule set. */
export function compareRuleSet(ruleSet: RuleSet, tables: CmsTableSet): RuleSetDifference[] {
  return [...measureDifferences(ruleSet, tables), ...cutPointDifferences(ruleSet, tables)];
}

function measureDifferences(ruleSet: RuleSet, tables: CmsTableSet): RuleSetDifference[] {
  const difference = (
    measureId: string,
    what: RuleSetDifference['what'],
    published: string | null,
    own: string | null,
  ) => ({
    measureId,
    what,
    set: null,
    calculation: null,
    published,
    ruleSet: own,
  });
  const columns = new Map(tables.measures.map((column) => [column.id, column]));
  const rules = new Map(ruleSet.measures.map((measure) => [measure.id, measure]));
  const unknown = tables.measures
    .filter(({ id }) => !rules.has(id))
    .map(({ id, name }) => difference(id, 'notInRuleSet', name, null));
  const others = ruleSet.measures.flatMap((measure) => {
    const column = columns.get(measure.id);
    if (!column) return [difference(measure.id, 'notInTables', null, measure.name)];
    const found: RuleSetDifference[] = [];
    if (column.name !== '' && !sameText(plain(column.name), plain(measure.name)))
      found.push(difference(measure.id, 'name', column.name, measure.name));
    if (column.domainId !== null && column.domainId !== measure.domain)
      found.push(difference(measure.id, 'domain', column.domainId, measure.domain));
    return found;
  });
  return [...unknown, ...others];
}

function cutPointDifferences(ruleSet: RuleSet, tables: CmsTableSet): RuleSetDifference[] {
  const names = [
    ...new Set((tables.cutPoints ?? []).flatMap(({ calculation }) => (calculation === null ? [] : [calculation]))),
  ];
  const matched = names.length > 0 ? matchCalculations(ruleSet, names) : null;
  return (tables.cutPoints ?? []).flatMap(({ measureId, set, calculation, better, bounds }): RuleSetDifference[] => {
    const measure = ruleSet.measures.find(({ id }) => id === measureId);
    if (!measure) return [];
    const published = bounds.join(' / ');
    if (measure.better !== better)
      return [{ measureId, what: 'direction', set, calculation, published: better, ruleSet: measure.better }];
    // A table that belongs to no one calculation holds for all; the others only for theirs.
    const ids = ruleSet.calculations
      .map(({ id }) => id)
      .filter((id) => calculation === null || !matched || matched.get(id) === calculation);
    return ids.flatMap((id) => {
      const own = cutPointsOf(ruleSet, measure, set, id);
      if (own?.every((bound, i) => bound === Number(bounds[i]))) return [];
      return [
        {
          measureId,
          what: own ? 'cutPoints' : 'noCutPointsInRuleSet',
          set,
          calculation: ids.length > 1 || calculation !== null ? id : null,
          published,
          ruleSet: own?.join(' / ') ?? null,
        },
      ];
    });
  });
}

/** Contract data the rule set does not accept, such as disaster years or adjustment categories it does not have. */
export function inputProblems(ruleSet: RuleSet, contracts: readonly ContractYear[]): InputProblem[] {
  const found = new Map<string, { code: string; message: string; contracts: Set<string>; count: number }>();
  for (const contract of contracts) {
    for (const { code, message } of checkContractYear(ruleSet, contract)) {
      if (code === 'measure.contradiction') continue; // Classed star by star in `measureStars`.
      const key = `${code} ${message}`;
      const entry = found.get(key) ?? { code, message, contracts: new Set<string>(), count: 0 };
      entry.count += 1;
      entry.contracts.add(contract.contractId);
      found.set(key, entry);
    }
  }
  return [...found.values()].map(({ code, message, contracts: ids, count }) => ({
    code,
    message,
    count,
    contracts: [...ids].slice(0, 10),
  }));
}
