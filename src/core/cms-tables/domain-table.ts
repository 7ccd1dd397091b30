import type { Star } from '../ratings/contract-year.js';
import { starCell } from './cells.js';
import { contractTable, reportUnknown, TextTally } from './contract-rows.js';
import type { CsvRow } from './csv-rows.js';
import { plainLabel } from './plain-label.js';
import { knownRatingMessage, knownMeasureText } from './special-texts.js';
import type { ProblemLog } from './table-problem.js';

/** A published domain star, or CMS's text in its place. */
export interface PublishedDomainStar {
  readonly contractId: string;
  readonly domainId: string;
  readonly star: Star | null;
  readonly note: string | null;
}

/** A domain as the measure and cut-point tables name it. */
export interface TableDomain {
  readonly id: string;
  readonly name: string;
}

/** Reads Domain Stars (published in some years). Columns are known by id (`HD1: …`), or by the name that another table gives with an id. */
export function domainTable(
  rows: readonly CsvRow[],
  title: string,
  domains: readonly TableDomain[],
  log: ProblemLog,
): PublishedDomainStar[] | null {
  const table = contractTable(rows, title, log);
  if (!table) return null;
  const byName = new Map(domains.map(({ id, name }) => [plainLabel(name), id] as const));
  const found = table.columns.flatMap((source) => {
    const { column } = source;
    const id =
      column.role === 'domain' ? column.id : column.role === 'other' ? byName.get(plainLabel(column.label)) : undefined;
    return id === undefined ? [] : [{ id, source }];
  });
  const read = new Set(found.map(({ source }) => source));
  reportUnknown(
    table.columns.filter((column) => !read.has(column) && !['contract', 'identity'].includes(column.column.role)),
    log,
  );
  if (found.length === 0) {
    log.error(
      'noHeader',
      'No column is headed by a domain id, such as "HD1: …", or by a domain name of the measure tables.',
    );
    return null;
  }
  const tally = new TextTally();
  const stars: PublishedDomainStar[] = [];
  for (const { contractId, line, cells } of table.rows) {
    for (const { id, source } of found) {
      const cell = cells[source.index] ?? '';
      const star = starCell(cell);
      const known = knownRatingMessage(cell) ?? knownMeasureText(cell);
      if (star === null && known === null) tally.add(cell, contractId, line, source.header);
      stars.push({ contractId, domainId: id, star, note: star === null ? (known ?? cell) : null });
    }
  }
  tally.report(log);
  return stars;
}
