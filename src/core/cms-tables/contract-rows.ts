import type { CsvRow } from './csv-rows.js';
import { columnOf, isContractId, layoutOf, type Column, type IdentityField } from './header.js';
import { listed, type ProblemLog } from './table-problem.js';

/** A column of a contract table: its place, its header, what it holds, and the other header cells above and below. */
export interface TableColumn {
  readonly index: number;
  readonly header: string;
  readonly column: Column;
  readonly headerCells: readonly string[];
}

/** One contract's line: contract number, line, cells. */
export interface ContractRow {
  readonly contractId: string;
  readonly line: number;
  readonly cells: readonly string[];
}

/** A contract table with its columns understood and its lines checked. */
export interface ContractTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly ContractRow[];
  readonly byContract: ReadonlyMap<string, ContractRow>;
}

/** The cell that says most about the column: an id, then an identity label, then the text that stands lowest. */
function understand(index: number, headerRows: readonly CsvRow[]): TableColumn {
  const headerCells = headerRows.map((row) => row.cells[index] ?? '');
  const filled = headerCells.filter((cell) => cell !== '');
  const columns = filled.map((header) => ({ index, header, column: columnOf(header), headerCells }));
  const best =
    columns.find(({ column }) => column.role === 'measure') ??
    columns.find(({ column }) => column.role === 'contract' || column.role === 'identity') ??
    columns.findLast(({ column }) => column.role === 'domain') ??
    columns.at(-1);
  return best ?? { index, header: '', column: { role: 'other', label: '' }, headerCells };
}

/**
 * Reads a table that has one line a contract. Header rows may be one or several; columns may stand in any order.
 * Lines that are cut off, double, or belong to no contract are reported and left out.
 */
export function contractTable(rows: readonly CsvRow[], title: string, log: ProblemLog): ContractTable | null {
  const layout = layoutOf(rows);
  if (!layout) {
    log.error('noHeader', 'No column is headed "Contract Number" or "CONTRACT_ID".');
    return null;
  }
  const headerRows = layout.headerRows.slice(title === '' ? 0 : 1);
  const width = Math.max(0, ...headerRows.map((row) => row.cells.length));
  const columns = Array.from({ length: width }, (_, index) => understand(index, headerRows));
  reportColumns(columns, layout.dataRows, log);
  const checked = checkedRows(layout.dataRows, layout.contractColumn, width, log);
  if (checked.length === 0) log.error('noData', 'The table has no contracts.');
  return { columns, rows: checked, byContract: new Map(checked.map((row) => [row.contractId, row])) };
}

function reportColumns(columns: readonly TableColumn[], dataRows: readonly CsvRow[], log: ProblemLog): void {
  const seen = new Set<string>();
  for (const { index, header, column } of columns) {
    if (header === '') {
      const filled = dataRows.find((row) => (row.cells[index] ?? '') !== '');
      if (filled)
        log.warning('unnamedColumn', `Column ${index + 1} has values but no header; it was not read.`, {
          line: filled.line,
        });
      continue;
    }
    const key = column.role === 'other' ? column.label : JSON.stringify('id' in column ? column.id : column);
    if (seen.has(key))
      log.error('duplicateColumn', 'The column stands twice in the table; the first was read.', { column: header });
    seen.add(key);
  }
}

function checkedRows(rows: readonly CsvRow[], contractColumn: number, width: number, log: ProblemLog): ContractRow[] {
  const kept = new Map<string, ContractRow>();
  for (const { line, cells } of rows) {
    const contractId = (cells[contractColumn] ?? '').toUpperCase();
    if (!isContractId(contractId)) {
      const filled = cells.filter((cell) => cell !== '');
      if (filled.length === 1) log.warning('noteRow', 'A line with a remark and no contract was left out.', { line });
      else
        log.error('badContractId', 'The line has no contract number (a letter and four digits) and was left out.', {
          line,
        });
    } else if (cells.length !== width && (cells.length < width || cells.slice(width).some((cell) => cell !== ''))) {
      const what = cells.length < width ? 'it is cut off' : 'a comma inside a cell may lack its quotes';
      log.error(
        'rowWidth',
        `${contractId} has ${cells.length} cells, the header ${width}: ${what}. The line was left out.`,
        { line },
      );
    } else if (kept.has(contractId)) {
      log.error(
        'duplicateContract',
        `${contractId} stands in line ${kept.get(contractId)?.line} already; this line was left out.`,
        { line },
      );
    } else kept.set(contractId, { contractId, line, cells });
  }
  return [...kept.values()];
}

/** The first column of a role and field. */
export function identityColumn(table: ContractTable, field: IdentityField): TableColumn | undefined {
  return table.columns.find(({ column }) => column.role === 'identity' && column.field === field);
}

/** Reports the columns that nobody asked for: nothing of a table is dropped silently. */
export function reportUnknown(columns: readonly TableColumn[], log: ProblemLog): void {
  for (const { header } of columns) {
    if (header !== '') log.warning('unknownColumn', 'The column is not known and was not read.', { column: header });
  }
}

/** Reports texts that are not known, one finding a text, with how often and where first. */
export class TextTally {
  private readonly found = new Map<string, { count: number; line: number; column: string; contracts: Set<string> }>();

  add(text: string, contractId: string, line: number, column: string): void {
    const entry = this.found.get(text) ?? { count: 0, line, column, contracts: new Set<string>() };
    entry.count += 1;
    entry.contracts.add(contractId);
    this.found.set(text, entry);
  }

  report(log: ProblemLog): void {
    for (const [text, { count, line, column, contracts }] of this.found) {
      const where = `${count} ${count === 1 ? 'cell' : 'cells'}, contracts ${listed([...contracts], 4)}`;
      log.warning(
        'unknownText',
        `"${text.slice(0, 80)}" is no text that CMS is known to use (${where}). It was kept as a note.`,
        { line, column },
      );
    }
  }
}
