/** Spreadsheets run cells that begin like this as formulas. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : String(value as number | boolean);
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export type ExportRow = Readonly<Record<string, unknown>>;

/** How rows are written: what comes first, and a line for each. */
export interface ExportFormat {
  readonly type: string;
  head(columns: readonly string[]): string;
  line(columns: readonly string[], row: ExportRow): string;
}

/** The formats of an export by name. */
export const EXPORT_FORMATS: Readonly<Record<'ndjson' | 'csv', ExportFormat>> = {
  ndjson: { type: 'application/x-ndjson', head: () => '', line: (_columns, row) => `${JSON.stringify(row)}\n` },
  csv: {
    type: 'text/csv; charset=utf-8',
    head: (columns) => `${columns.join(',')}\n`,
    line: (columns, row) => `${columns.map((name) => csvCell(row[name])).join(',')}\n`,
  },
};
