import type { ContractYear } from '../../ratings/index.js';
import { starTransitions } from '../contract/index.js';
import type { StatedOutlook } from './scenario-types.js';

/** The contracts of one star year and the names of its measures, because ids change from year to year. */
export interface YearOfContracts {
  readonly measures: readonly { readonly id: string; readonly name: string }[];
  readonly contracts: readonly ContractYear[];
}

function keyOf({ id, name }: { readonly id: string; readonly name: string }): string {
  return `${id.slice(0, 1)} ${name.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
}

function starsByContract(year: YearOfContracts, measureId: string): Map<string, number> {
  return new Map(
    year.contracts.flatMap(({ contractId, measures }): [string, number][] => {
      const star = measures.find((one) => one.measureId === measureId)?.star ?? null;
      return star === null ? [] : [[contractId, star]];
    }),
  );
}

/**
 * Chances of a contract's stars a year later, for each measure that it has a star in: how the stars of all contracts
 * with that star changed from the year before. Measures that the year before did not have are left out.
 */
export function yearToYearChances(
  before: YearOfContracts,
  now: YearOfContracts,
  contract: ContractYear,
): StatedOutlook[] {
  const earlier = new Map(before.measures.map((measure) => [keyOf(measure), measure.id]));
  return now.measures.flatMap((measure): StatedOutlook[] => {
    const star = contract.measures.find(({ measureId }) => measureId === measure.id)?.star ?? null;
    const id = earlier.get(keyOf(measure));
    if (star === null || id === undefined) return [];
    const was = starsByContract(before, id);
    const pairs = [...starsByContract(now, measure.id)].flatMap(([contractId, is]): [number, number][] => {
      const first = was.get(contractId);
      return first === undefined ? [] : [[first, is]];
    });
    if (pairs.length === 0) return [];
    return [{ measureId: measure.id, chances: starTransitions(pairs)[star - 1] as number[] }];
  });
}
