import type { ContractYear, MeasureResult, Star } from '../ratings/contract-year.js';
import type { AdjustmentTableRows } from './adjustment-table.js';
import { scoreCell, starCell } from './cells.js';
import type { ContractFacts } from './contract-facts.js';
import type { MeasureTable } from './measure-table.js';
import { knownMeasureText } from './special-texts.js';
import type { SummaryTable } from './summary-table.js';
import { listed, type ProblemLog } from './table-problem.js';

/** The measure stars of one calculation. */
export interface StarsOfCalculation {
  readonly calculation: string | null;
  readonly table: MeasureTable;
}

/** What contracts are put together from. The last of `stars` is the newest: its stars are the contract's. */
export interface ContractSources {
  readonly data: MeasureTable | null;
  readonly stars: readonly StarsOfCalculation[];
  readonly summary: SummaryTable | null;
  readonly adjustment: AdjustmentTableRows | null;
  readonly facts: ContractFacts;
}

function cellOf(source: MeasureTable | null, contractId: string, measureId: string): string | null {
  const index = source?.indexOf.get(measureId);
  const row = source?.table.byContract.get(contractId);
  return index === undefined || !row ? null : (row.cells[index] ?? '');
}

const textOf = (cell: string): string | null => (cell === '' ? null : (knownMeasureText(cell) ?? cell));

/** Puts contracts together from the tables: every contract that Measure Stars or Measure Data has. */
export function assembleContracts(sources: ContractSources, log: ProblemLog): ContractYear[] {
  const { data, stars, summary, adjustment, facts } = sources;
  const measureTables = [...stars.map(({ table }) => table), ...(data ? [data] : [])];
  const contractIds = [...new Set(measureTables.flatMap(({ table }) => [...table.byContract.keys()]))].sort();
  const measureIds = [...new Set(measureTables.flatMap(({ indexOf }) => [...indexOf.keys()]))].sort();
  const differing = new Map<string, string[]>();
  const contracts = contractIds.map((contractId) => ({
    contractId,
    organizationType: facts.identity(contractId).organizationType,
    snp: facts.flag('snp', contractId) ?? false,
    puertoRicoOnly: facts.flag('puertoRicoOnly', contractId) ?? false,
    disasterPercents: summary?.rows.get(contractId)?.disasterPercents ?? {},
    adjustmentCategories: adjustment?.rows.get(contractId)?.categories ?? {},
    measures: measureIds.map((measureId) => measureResult(sources, contractId, measureId, differing)),
  }));
  for (const [measureId, ids] of differing) {
    log.warning(
      'textsDiffer',
      `Score and star hold different texts for ${listed(ids)}; the star's was kept as the note.`,
      { column: measureId },
    );
  }
  return contracts;
}

function measureResult(
  { data, stars }: ContractSources,
  contractId: string,
  measureId: string,
  differing: Map<string, string[]>,
): MeasureResult {
  const scoreText = cellOf(data, contractId, measureId);
  const score = scoreText === null ? null : scoreCell(scoreText);
  const newest = stars.at(-1);
  const starText = newest ? cellOf(newest.table, contractId, measureId) : null;
  const star = starText === null ? null : starCell(starText);
  const scoreNote = score && 'text' in score ? textOf(score.text) : null;
  const starNote = star === null && starText !== null ? textOf(starText) : null;
  if (starNote !== null && score !== null && scoreNote !== starNote) {
    differing.set(measureId, [...(differing.get(measureId) ?? []), contractId]);
  }
  const result = {
    measureId,
    score: score && 'score' in score ? score.score : null,
    star,
    note: star === null ? (starNote ?? scoreNote) : scoreNote,
  };
  if (stars.length < 2) return result;
  return { ...result, starsByCalculation: starsByCalculation(stars, contractId, measureId) };
}

function starsByCalculation(
  stars: readonly StarsOfCalculation[],
  contractId: string,
  measureId: string,
): Record<string, Star | null> {
  const entries = stars.map(({ calculation, table }, i) => {
    const cell = cellOf(table, contractId, measureId);
    return [calculation ?? `calculation-${i + 1}`, cell === null ? null : starCell(cell)] as const;
  });
  return Object.fromEntries(entries);
}
