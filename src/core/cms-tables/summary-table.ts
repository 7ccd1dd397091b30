import { percentCell, ratingCell, yesNoCell } from './cells.js';
import {
  contractTable,
  identityColumn,
  reportUnknown,
  TextTally,
  type ContractTable,
  type TableColumn,
} from './contract-rows.js';
import type { CsvRow } from './csv-rows.js';
import { plainLabel } from './plain-label.js';
import { isNoValue, knownRatingMessage } from './special-texts.js';
import type { ProblemLog } from './table-problem.js';

/** The three ratings that CMS publishes for a contract. */
export const RATING_NAMES = ['partC', 'partD', 'overall'] as const;
export type RatingName = (typeof RATING_NAMES)[number];

/** A published rating: half stars, or CMS's message in their place; one of the two is null. */
export interface PublishedRating {
  readonly stars: number | null;
  readonly message: string | null;
}

/** One line of the Summary Ratings. */
export interface SummaryRow {
  readonly snp: boolean | null;
  readonly disasterPercents: Readonly<Record<string, number>>;
  readonly ratings: Readonly<Partial<Record<RatingName, PublishedRating>>>;
}

/** The Summary Ratings: contract number to its line. */
export interface SummaryTable {
  readonly table: ContractTable;
  readonly rows: ReadonlyMap<string, SummaryRow>;
}

interface RatingColumn {
  readonly name: RatingName;
  readonly year: number | null;
  readonly source: TableColumn;
}

function ratingColumn(source: TableColumn): RatingColumn | null {
  if (source.column.role !== 'other') return null;
  const label = plainLabel(source.header);
  const year = /\b(20\d{2})\b/.exec(label);
  const bare = label.replace(/\b20\d{2}\b/, '').trim();
  const name = /^(part )?c (summary|rating)/.test(bare)
    ? 'partC'
    : /^(part )?d (summary|rating)/.test(bare)
      ? 'partD'
      : /^overall( (star )?ratings?| score| summary)?$/.test(bare)
        ? 'overall'
        : null;
  return name && { name, year: year ? Number(year[1]) : null, source };
}

function disasterYear(source: TableColumn): string | null {
  if (source.column.role !== 'other' || !/disaster/i.test(source.header)) return null;
  return /\b(20\d{2})\b/.exec(source.header)?.[1] ?? null;
}

/** Reads the Summary Ratings: SNP, disaster percentages by year, and the ratings of the star year. */
export function summaryTable(
  rows: readonly CsvRow[],
  title: string,
  starYear: number,
  log: ProblemLog,
): SummaryTable | null {
  const table = contractTable(rows, title, log);
  if (!table) return null;
  const ratings = chooseRatingColumns(table.columns, starYear, log);
  const disasters = table.columns.flatMap((source) => {
    const year = disasterYear(source);
    return year === null ? [] : [{ year, source }];
  });
  const snp = identityColumn(table, 'snp');
  if (disasters.length === 0)
    log.warning('missingColumn', 'No column gives the percentage affected by a disaster, such as "2024 Disaster %".');
  const read = new Set<TableColumn>([...ratings.values(), ...disasters.map(({ source }) => source)]);
  reportUnknown(
    table.columns.filter((column) => !read.has(column) && !['contract', 'identity'].includes(column.column.role)),
    log,
  );
  const tally = new TextTally();
  const result = new Map<string, SummaryRow>();
  for (const { contractId, line, cells } of table.rows) {
    const yesNo = snp ? yesNoCell(cells[snp.index] ?? '') : null;
    if (snp && yesNo === null)
      log.error('badCell', `SNP of ${contractId} is neither Yes nor No.`, { line, column: snp.header });
    const disasterPercents: Record<string, number> = {};
    for (const { year, source } of disasters) {
      const cell = cells[source.index] ?? '';
      const percent = percentCell(cell);
      if (percent !== null) disasterPercents[year] = percent;
      else if (!isNoValue(cell))
        log.error('badCell', `${contractId} has no percentage 0 to 100.`, { line, column: source.header });
    }
    const published: Partial<Record<RatingName, PublishedRating>> = {};
    for (const [name, source] of ratings) {
      const cell = cells[source.index] ?? '';
      const stars = ratingCell(cell);
      if (stars === null && knownRatingMessage(cell) === null) tally.add(cell, contractId, line, source.header);
      published[name] =
        stars === null ? { stars: null, message: knownRatingMessage(cell) ?? cell } : { stars, message: null };
    }
    result.set(contractId, { snp: yesNo, disasterPercents, ratings: published });
  }
  tally.report(log);
  return { table, rows: result };
}

function chooseRatingColumns(
  columns: readonly TableColumn[],
  starYear: number,
  log: ProblemLog,
): Map<RatingName, TableColumn> {
  const found = columns.map(ratingColumn).filter((column) => column !== null);
  const chosen = new Map<RatingName, TableColumn>();
  for (const name of RATING_NAMES) {
    const ofName = found.filter((column) => column.name === name);
    const best = ofName.find(({ year }) => year === starYear) ?? ofName.find(({ year }) => year === null);
    if (best) chosen.set(name, best.source);
    else
      log.error(
        'missingColumn',
        `No column gives the ${name} rating of ${starYear}, such as "${starYear} ${LABEL[name]}".`,
      );
  }
  return chosen;
}

const LABEL: Readonly<Record<RatingName, string>> = {
  partC: 'Part C Summary',
  partD: 'Part D Summary',
  overall: 'Overall',
};
