import { contractTable, reportUnknown, TextTally, type ContractTable, type TableColumn } from './contract-rows.js';
import type { CsvRow } from './csv-rows.js';
import { columnOf } from './header.js';
import type { ProblemLog } from './table-problem.js';

/** A measure column as its header rows describe it. */
export interface MeasureColumn {
  readonly id: string;
  readonly name: string;
  /** Domain above the measure (`HD1`), or null where the table does not say. */
  readonly domainId: string | null;
  readonly domainName: string | null;
  /** Time frame of the data, as published. */
  readonly period: string | null;
}

/** Measure Data or Measure Stars: measures by id, and each contract's cells by measure id. */
export interface MeasureTable {
  readonly table: ContractTable;
  readonly measures: readonly MeasureColumn[];
  /** Column index by measure id. */
  readonly indexOf: ReadonlyMap<string, number>;
}

const PERIOD = /\d{4}|not applicable/i;

/**
 * Measures of header rows. A domain's name stands only over its first measure (a merged cell) and holds until the next one.
 * Where the columns are shuffled that is no longer so, and a measure has only the domain in its own header.
 */
export function measureColumns(columns: readonly TableColumn[]): MeasureColumn[] {
  const ids = columns.flatMap(({ column }) => (column.role === 'measure' ? [column.id] : []));
  const ordered = ids.every((id, i) => i === 0 || (ids[i - 1] ?? '') < id);
  let domain: { id: string; name: string } | null = null;
  const found = new Map<string, MeasureColumn>();
  for (const { column, headerCells } of columns) {
    const above = headerCells.map(columnOf).find((cell) => cell.role === 'domain');
    if (above?.role === 'domain') domain = above;
    else if (!ordered) domain = null;
    if (column.role !== 'measure' || found.has(column.id)) continue;
    const fits = domain !== null && (domain.id.startsWith('DD') ? 'D' : 'C') === column.id[0];
    const period = headerCells.find((cell) => PERIOD.test(cell) && columnOf(cell).role === 'other') ?? null;
    found.set(column.id, {
      id: column.id,
      name: column.name,
      domainId: fits && domain ? domain.id : null,
      domainName: fits && domain ? domain.name : null,
      period,
    });
  }
  return [...found.values()];
}

/** Reads Measure Data or Measure Stars; cells stay text. Null where it has no header or no measure ids. */
export function measureTable(rows: readonly CsvRow[], title: string, log: ProblemLog): MeasureTable | null {
  const table = contractTable(rows, title, log);
  if (!table) return null;
  const indexOf = new Map<string, number>();
  for (const { index, column } of table.columns) {
    if (column.role === 'measure' && !indexOf.has(column.id)) indexOf.set(column.id, index);
  }
  if (indexOf.size === 0) {
    log.error('noMeasureColumns', 'No column is headed by a measure id, such as "C01: Breast Cancer Screening".');
    return null;
  }
  reportUnknown(
    table.columns.filter(({ column }) => column.role === 'other' || column.role === 'domain'),
    log,
  );
  return { table, measures: measureColumns(table.columns), indexOf };
}

/** Calls back for each measure cell of a contract that has the column. */
export function tallyTexts(
  source: MeasureTable,
  isKnown: (cell: string, measureId: string) => boolean,
  log: ProblemLog,
): void {
  const tally = new TextTally();
  for (const { contractId, line, cells } of source.table.rows) {
    for (const [measureId, index] of source.indexOf) {
      const cell = cells[index] ?? '';
      if (!isKnown(cell, measureId)) tally.add(cell, contractId, line, measureId);
    }
  }
  tally.report(log);
}
