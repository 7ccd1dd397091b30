import type { RatingKind } from '../ratings/contract-year.js';
import { yesNoCell } from './cells.js';
import { contractTable, identityColumn, reportUnknown, type ContractTable } from './contract-rows.js';
import type { CsvRow } from './csv-rows.js';
import { plainLabel } from './plain-label.js';
import { isNoValue } from './special-texts.js';
import type { ProblemLog } from './table-problem.js';

/** One line of the CAI table. */
export interface AdjustmentRow {
  readonly puertoRicoOnly: boolean | null;
  /** Final adjustment category by rating kind; absent where CMS prints `N/A`. */
  readonly categories: Readonly<Partial<Record<RatingKind, number>>>;
}

/** The CAI table: contract number to its line. */
export interface AdjustmentTableRows {
  readonly table: ContractTable;
  readonly rows: ReadonlyMap<string, AdjustmentRow>;
}

/** `Overall FAC`, `Part C FAC`, `Part D MA-PD FAC`, `Part D PDP FAC`, and the same written out. */
export function adjustmentKind(header: string): RatingKind | null {
  const label = plainLabel(header);
  if (!/\b(fac|cai)\b|adjustment/.test(label)) return null;
  if (/\boverall\b/.test(label)) return 'overall';
  if (/\bpart c\b/.test(label)) return 'partC';
  if (/\bma-?pds?\b/.test(label)) return 'partDMapd';
  return /\bpdps?\b/.test(label) ? 'partDPdp' : null;
}

/** Reads the CAI table: Puerto Rico and the final adjustment categories (TN p.16–22). */
export function adjustmentTable(rows: readonly CsvRow[], title: string, log: ProblemLog): AdjustmentTableRows | null {
  const table = contractTable(rows, title, log);
  if (!table) return null;
  const kinds = table.columns.flatMap((source) => {
    const kind = source.column.role === 'other' ? adjustmentKind(source.header) : null;
    return kind === null ? [] : [{ kind, source }];
  });
  for (const kind of ['partC', 'partDMapd', 'partDPdp', 'overall'] as const) {
    if (!kinds.some((found) => found.kind === kind))
      log.error('missingColumn', `No column gives the adjustment category (FAC) of ${kind}.`);
  }
  const read = new Set(kinds.map(({ source }) => source));
  reportUnknown(
    table.columns.filter((column) => !read.has(column) && !['contract', 'identity'].includes(column.column.role)),
    log,
  );
  const puertoRico = identityColumn(table, 'puertoRicoOnly');
  const result = new Map<string, AdjustmentRow>();
  for (const { contractId, line, cells } of table.rows) {
    const categories: Partial<Record<RatingKind, number>> = {};
    for (const { kind, source } of kinds) {
      const cell = cells[source.index] ?? '';
      if (/^[1-9]\d?$/.test(cell)) categories[kind] ??= Number(cell);
      else if (!isNoValue(cell))
        log.error('badCell', `${contractId} has no category number and not N/A.`, { line, column: source.header });
    }
    const yesNo = puertoRico ? yesNoCell(cells[puertoRico.index] ?? '') : null;
    if (puertoRico && yesNo === null)
      log.error('badCell', `${contractId} is neither Yes nor No.`, { line, column: puertoRico.header });
    result.set(contractId, { puertoRicoOnly: yesNo, categories });
  }
  return { table, rows: result };
}
