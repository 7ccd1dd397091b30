import { ratingCell } from './cells.js';
import { contractTable, identityColumn, reportUnknown, type ContractTable, type TableColumn } from './contract-rows.js';
import type { CsvRow } from './csv-rows.js';
import { plainLabel } from './plain-label.js';
import type { ProblemLog } from './table-problem.js';

/** A contract with the high performing icon. */
export interface HighPerformingContract {
  readonly contractId: string;
  readonly ratedAs: string | null;
  /** The rating that is highest in rank, as published: `Overall`, `Part C Summary`, `Part D Summary`. */
  readonly highestRating: string | null;
  readonly stars: number | null;
}

/** Part C and Part D summary of one year: half stars, or null where CMS prints a text. */
export interface YearSummaries {
  readonly year: number;
  readonly partC: number | null;
  readonly partD: number | null;
}

/** A contract with the low performing icon. */
export interface LowPerformingContract {
  readonly contractId: string;
  readonly ratedAs: string | null;
  readonly years: readonly YearSummaries[];
  /** Reason as published: `Part C`, `Part D`, `Part C or D`, `Part C and D`. */
  readonly reason: string | null;
}

/** Reads the High Performing Contracts (TN p.23). */
export function highPerformingTable(
  rows: readonly CsvRow[],
  title: string,
  log: ProblemLog,
): HighPerformingContract[] | null {
  const table = contractTable(rows, title, log);
  if (!table) return null;
  const highest = labelled(table, /^highest rating$/);
  const rating = labelled(table, /^(\d{4} )?(rating|overall|star rating)$/);
  reportRest(table, [highest, rating], log);
  return table.rows.map(({ contractId, cells, line }) => {
    const stars = rating ? ratingCell(cells[rating.index] ?? '') : null;
    if (rating && stars === null) log.error('badCell', `${contractId} has no rating.`, { line, column: rating.header });
    return { contractId, ratedAs: identityText(table, cells), highestRating: text(highest, cells), stars };
  });
}

/** Reads the Low Performing Contracts: three years of summaries and the reason (TN p.23–24). */
export function lowPerformingTable(
  rows: readonly CsvRow[],
  title: string,
  log: ProblemLog,
): LowPerformingContract[] | null {
  const table = contractTable(rows, title, log);
  if (!table) return null;
  const reason = labelled(table, /^reason/);
  const summaries = table.columns.flatMap((source) => {
    const found = /^(20\d{2})(?: part)? ([cd]) (?:summary|rating)/.exec(plainLabel(source.header));
    return found
      ? [{ year: Number(found[1]), part: found[2] === 'c' ? ('partC' as const) : ('partD' as const), source }]
      : [];
  });
  reportRest(table, [reason, ...summaries.map(({ source }) => source)], log);
  if (summaries.length === 0)
    log.error('missingColumn', 'No column gives a summary by year, such as "2026 C Summary".');
  const years = [...new Set(summaries.map(({ year }) => year))].sort((a, b) => a - b);
  return table.rows.map(({ contractId, cells }) => {
    const of = (year: number, part: 'partC' | 'partD') => {
      const column = summaries.find((summary) => summary.year === year && summary.part === part)?.source;
      return column ? ratingCell(cells[column.index] ?? '') : null;
    };
    return {
      contractId,
      ratedAs: identityText(table, cells),
      years: years.map((year) => ({ year, partC: of(year, 'partC'), partD: of(year, 'partD') })),
      reason: text(reason, cells),
    };
  });
}

function labelled(table: ContractTable, label: RegExp): TableColumn | undefined {
  return table.columns.find(({ column, header }) => column.role === 'other' && label.test(plainLabel(header)));
}

function text(column: TableColumn | undefined, cells: readonly string[]): string | null {
  return (column && cells[column.index]) || null;
}

function identityText(table: ContractTable, cells: readonly string[]): string | null {
  return text(identityColumn(table, 'ratedAs'), cells);
}

function reportRest(table: ContractTable, read: readonly (TableColumn | undefined)[], log: ProblemLog): void {
  reportUnknown(
    table.columns.filter((column) => !read.includes(column) && !['contract', 'identity'].includes(column.column.role)),
    log,
  );
}
