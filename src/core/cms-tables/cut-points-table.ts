import type { Star } from '../ratings/contract-year.js';
import type { CsvRow } from './csv-rows.js';
import { boundariesOf, cutPointCell, type Boundaries, type StarRange } from './cut-point-cell.js';
import { columnOf } from './header.js';
import { measureColumns, type MeasureColumn } from './measure-table.js';
import { plainLabel } from './plain-label.js';
import type { ProblemLog } from './table-problem.js';

/** The contracts that a set of cut points is for: plans with a Part C side, or stand-alone drug plans. */
export type CutPointSetName = 'mapd' | 'pdp';

/** Published cut points of one measure and set. */
export interface PublishedCutPoints extends Boundaries {
  readonly measureId: string;
  readonly set: CutPointSetName;
  /** The cells carry a `%` sign. C03 (flu, 2026) has none although its scores do. */
  readonly percentSign: boolean;
}

/** What a cut-point table holds. */
export interface CutPointTable {
  readonly measures: readonly MeasureColumn[];
  readonly cutPoints: readonly PublishedCutPoints[];
}

/** Cells of a line that stand under no measure: the labels. */
type Labels = (row: CsvRow) => readonly string[];

function starOf(labels: readonly string[]): Star | null {
  for (const cell of labels) {
    const found = /^([1-5])\s*stars?$/i.exec(cell);
    if (found) return Number(found[1]) as Star;
  }
  return null;
}

function setOf(labels: readonly string[]): CutPointSetName | null {
  for (const cell of labels) {
    const label = plainLabel(cell).replace(/[^a-z]/g, '');
    if (/^(mapd|ma|mapds)$/.test(label)) return 'mapd';
    if (/^(pdp|pdps)$/.test(label)) return 'pdp';
  }
  return null;
}

/**
 * Reads Part C or Part D Cut Points: one column a measure, one line a star (`1star`), for Part D twice (MA-PD, PDP).
 * The set's label may stand once for five lines (a merged cell).
 */
export function cutPointTable(rows: readonly CsvRow[], log: ProblemLog): CutPointTable | null {
  const idRow = rows.find((row) => row.cells.some((cell) => columnOf(cell).role === 'measure'));
  if (!idRow) {
    log.error('noMeasureColumns', 'No column is headed by a measure id, such as "C01: Breast Cancer Screening".');
    return null;
  }
  const labels: Labels = (row) => row.cells.filter((_, i) => columnOf(idRow.cells[i] ?? '').role !== 'measure');
  const firstStar = rows.findIndex((row) => starOf(labels(row)) !== null);
  if (firstStar === -1) {
    log.error('noData', 'No line is labelled "1star" to "5star".');
    return null;
  }
  const headerRows = rows.slice(0, firstStar);
  const columns = idRow.cells.map((header, index) => ({
    index,
    header,
    column: columnOf(header),
    headerCells: headerRows.map((row) => row.cells[index] ?? ''),
  }));
  const measures = measureColumns(columns);
  const ranges = rangesOf(rows.slice(firstStar), labels, log);
  const cutPoints: PublishedCutPoints[] = [];
  const seen = new Set<string>();
  for (const { index, header, column } of columns) {
    if (column.role !== 'measure') {
      const isLabel = rows
        .slice(firstStar)
        .every((row) => !/\d/.test(row.cells[index] ?? '') || starOf([row.cells[index] ?? '']) !== null);
      if (header !== '' && !isLabel)
        log.warning('unknownColumn', 'The column is not known and was not read.', { column: header });
      continue;
    }
    if (seen.has(column.id)) {
      log.error('duplicateColumn', 'The column stands twice in the table; the first was read.', { column: header });
      continue;
    }
    seen.add(column.id);
    for (const [set, lines] of ranges) {
      const found = oneMeasure(lines, index, column.id, log);
      if (found) cutPoints.push({ measureId: column.id, set, ...found });
    }
  }
  return { measures, cutPoints };
}

type StarLines = Partial<Record<Star, CsvRow>>;

function rangesOf(rows: readonly CsvRow[], labels: Labels, log: ProblemLog): Map<CutPointSetName, StarLines> {
  const sets = new Map<CutPointSetName, StarLines>();
  let set: CutPointSetName = 'mapd';
  for (const row of rows) {
    set = setOf(labels(row)) ?? set;
    const star = starOf(labels(row));
    if (star === null) {
      log.warning('noteRow', 'A line that is labelled with no star was left out.', { line: row.line });
      continue;
    }
    const lines: StarLines = sets.get(set) ?? {};
    if (lines[star])
      log.error('duplicateColumn', `${star} stars of one set stand twice; the first line was read.`, {
        line: row.line,
      });
    else lines[star] = row;
    sets.set(set, lines);
  }
  return sets;
}

function oneMeasure(
  lines: StarLines,
  index: number,
  measureId: string,
  log: ProblemLog,
): (Boundaries & { readonly percentSign: boolean }) | null {
  const ranges: Partial<Record<Star, StarRange>> = {};
  let percentSign = false;
  for (const star of [1, 2, 3, 4, 5] as const) {
    const row = lines[star];
    const cell = row?.cells[index] ?? '';
    const range = cutPointCell(cell);
    if (range) ranges[star] = range;
    else if (row && !/^(n\/?a|not applicable|)$/i.test(cell)) {
      log.error('badCell', `The cut points of ${star} stars are not understood.`, {
        line: row.line,
        column: measureId,
      });
    }
    percentSign ||= cell.includes('%');
  }
  const top = ranges[5];
  // The bare `100%` of the top star means "100 % and more"; `0%` where lower is better "0 % and less".
  if (top && top.low === top.high) {
    ranges[5] =
      ranges[1]?.low === null ? { ...top, high: null, highIncluded: false } : { ...top, low: null, lowIncluded: false };
  }
  const found = boundariesOf(ranges);
  if (!('wrong' in found)) return { ...found, percentSign };
  const complete = Object.keys(ranges).length === 5;
  log.warning(
    complete ? 'cutPointsInconsistent' : 'cutPointsIncomplete',
    `The cut points were left out: ${found.wrong}.`,
    {
      column: measureId,
    },
  );
  return null;
}
