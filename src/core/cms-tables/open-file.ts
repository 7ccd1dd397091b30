import { dateInName } from './calculation-names.js';
import type { CmsFile } from './cms-table-set.js';
import { csvRows, type CsvRow } from './csv-rows.js';
import { decodeText, type DecodedText } from './decode-text.js';
import { columnOf, titleOf } from './header.js';
import { kindFromName, kindFromTitle, yearAtStart, TABLE_TITLES, type TableKind } from './table-kind.js';
import { ProblemLog, type TableProblem } from './table-problem.js';

/** A file of a known table with its rows; `log` collects what is found in it from here on. */
export interface OpenFile {
  readonly name: string;
  readonly kind: TableKind;
  readonly encoding: DecodedText['encoding'];
  readonly title: string;
  readonly date: string;
  readonly rows: readonly CsvRow[];
  readonly log: ProblemLog;
}

/** Decodes a file, splits it into rows and finds out which table it is. Null where it is none that is read; the problems say why. */
export function openFile(
  file: CmsFile,
  starYear: number,
): { readonly open: OpenFile | null; readonly problems: readonly TableProblem[] } {
  const early = new ProblemLog(kindOrNull(kindFromName(file.name)), file.name);
  const { text, encoding, findings } = decodeText(file.bytes);
  for (const { code, message, severity } of findings) early[severity](code, message);
  if (encoding === 'none') return { open: null, problems: early.problems };
  const rows = csvRows(text, early);
  const title = titleOf(rows);
  const kind = decideKind(file.name, title, rows, early);
  if (kind === null) return { open: null, problems: early.problems };
  const log = new ProblemLog(kind, file.name);
  log.problems.push(...early.problems.map((problem) => ({ ...problem, table: kind })));
  const years = new Set([yearAtStart(file.name), yearAtStart(title)].filter((year) => year !== null));
  for (const year of years) {
    if (year !== starYear) log.error('wrongYear', `The file is of star year ${year}, asked for is ${starYear}.`);
  }
  return { open: { name: file.name, kind, encoding, title, date: dateInName(file.name), rows, log }, problems: [] };
}

function kindOrNull(kind: TableKind | 'other' | null): TableKind | null {
  return kind === 'other' ? null : kind;
}

/** The name tells the table; the title is asked where it does not. Data and stars, if confused, are told apart by their cells. */
function decideKind(name: string, title: string, rows: readonly CsvRow[], log: ProblemLog): TableKind | null {
  const byName = kindFromName(name);
  const byTitle = kindFromTitle(title);
  if (byName === 'other' || (byName === null && byTitle === 'other')) {
    log.warning('unusedFile', 'The table is not needed for ratings and was not read.');
    return null;
  }
  if (byName === null) {
    if (byTitle === null)
      log.warning(
        'unknownFile',
        'Neither the file name nor the first line tells which table this is; it was not read.',
      );
    return kindOrNull(byTitle);
  }
  if (byTitle === null || byTitle === 'other' || byTitle === byName) return byName;
  const confused = [byName, byTitle].every((kind) => kind === 'measureData' || kind === 'measureStars');
  const kind = !confused ? byTitle : holdsScores(rows) ? 'measureData' : 'measureStars';
  log.warning(
    'kindConflict',
    `The file name says ${TABLE_TITLES[byName]}, the first line ${TABLE_TITLES[byTitle]}; read as ${TABLE_TITLES[kind]}.`,
  );
  return kind;
}

function holdsScores(rows: readonly CsvRow[]): boolean {
  const ids = rows.find((row) => row.cells.some((cell) => columnOf(cell).role === 'measure'));
  const indexes = (ids?.cells ?? []).flatMap((cell, i) => (columnOf(cell).role === 'measure' ? [i] : []));
  return rows.some(
    (row) => row !== ids && indexes.some((i) => /^\d+(\.\d+)?\s*%$|^([6-9]|\d{2,3})$/.test(row.cells[i] ?? '')),
  );
}
