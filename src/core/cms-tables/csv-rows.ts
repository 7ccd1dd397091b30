import { CsvError, parse } from 'csv-parse/sync';
import type { ProblemLog } from './table-problem.js';

/** One line of a table that is not blank: its cells, stripped (nearly every text cell of CMS ends in one space). */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function delimiterOf(text: string): string {
  const head = text.slice(0, 5_000);
  if (head.includes(',')) return ',';
  return head.includes('\t') ? '\t' : ';';
}

function parsed(text: string, relaxed: boolean): Parsed[] {
  return parse(text, {
    delimiter: delimiterOf(text),
    info: true,
    relax_column_count: true,
    relax_quotes: relaxed,
    skip_empty_lines: false,
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
  }) as unknown as Parsed[];
}

/** The rows of a CSV text that hold something, with their line numbers. Broken quoting is reported; what can be read is kept. */
export function csvRows(text: string, log: ProblemLog): CsvRow[] {
  let records: Parsed[];
  try {
    records = parsed(text, false);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : null;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      return rowsBeforeBreak(text, log);
    }
    log.warning('looseQuotes', 'Quotes inside a cell are not doubled; the cells were read as they stand.', { line });
    try {
      records = parsed(text, true);
    } catch (again) {
      if (!(again instanceof CsvError)) throw again;
      log.error('brokenCsv', `The file is no readable CSV (${again.code}).`, { line });
      return [];
    }
  }
  if (!/[\r\n]$/.test(text)) {
    log.warning('noFinalNewline', 'The last line does not end: check that the file is complete.', {
      line: records.at(-1)?.info.lines,
    });
  }
  return rowsOf(records);
}

/** The lines before the one on which the quote opens that never closes. */
function rowsBeforeBreak(text: string, log: ProblemLog): CsvRow[] {
  const quotes = [...text.matchAll(/"/g)].map(({ index }) => index);
  const whole = text.slice(0, quotes.at(-1) ?? 0).replace(/[^\r\n]*$/, '');
  const kept = rowsOf(parsed(whole, true));
  const line = whole.split(/\r\n|\n|\r/).length;
  log.error(
    'brokenCsv',
    'A quoted cell opens here and never ends: the file is cut off or a quote is missing. What follows is lost.',
    { line },
  );
  return kept;
}

function rowsOf(records: readonly Parsed[]): CsvRow[] {
  return records
    .map(({ record, info }) => ({
      line: info.lines,
      cells: record.map((cell) => cell.replace(/^[\s\u00a0]+|[\s\u00a0]+$/g, '')),
    }))
    .filter((row) => row.cells.some((cell) => cell !== ''));
}
