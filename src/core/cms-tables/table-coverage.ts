import type { MeasureTable } from './measure-table.js';
import { plainLabel } from './plain-label.js';
import { TABLE_TITLES, type TableKind } from './table-kind.js';
import { listed, ProblemLog, type TableProblem } from './table-problem.js';

/** A table and the contracts it has. */
export interface Coverage {
  readonly kind: TableKind;
  readonly file: string;
  readonly contractIds: readonly string[];
}

/** Tables without which ratings cannot be computed or compared; the others are missed with a warning. */
const NEEDED: readonly TableKind[] = ['measureStars', 'measureData', 'summaryRatings', 'adjustment'];
/** Domain Stars are not part of every year's set (2026 has none). */
const OPTIONAL: readonly TableKind[] = ['domainStars'];

/** Reports tables that the set lacks. */
export function missingTables(present: ReadonlySet<TableKind>): TableProblem[] {
  return (Object.keys(TABLE_TITLES) as TableKind[]).flatMap((kind) => {
    if (present.has(kind) || OPTIONAL.includes(kind)) return [];
    const log = new ProblemLog(kind, null);
    const message = `No file holds the table "${TABLE_TITLES[kind]}".`;
    if (NEEDED.includes(kind)) log.error('missingTable', message);
    else log.warning('missingTable', message);
    return log.problems;
  });
}

/** Reports contracts that one table has and another lacks: the sign of a table that is cut off between two lines. */
export function contractCoverage(tables: readonly Coverage[]): TableProblem[] {
  const measured = new Set(
    tables.filter(({ kind }) => kind.startsWith('measure')).flatMap(({ contractIds }) => contractIds),
  );
  if (measured.size === 0) return [];
  return tables.flatMap(({ kind, file, contractIds }) => {
    const log = new ProblemLog(kind, file);
    const own = new Set(contractIds);
    const missing = [...measured].filter((id) => !own.has(id)).sort();
    const extra = contractIds.filter((id) => !measured.has(id));
    if (missing.length > 0) {
      log.error(
        'contractMissing',
        `${missing.length} of ${measured.size} contracts of the other tables are not in this one: ${listed(missing)}.`,
      );
    }
    if (extra.length > 0)
      log.warning(
        'contractExtra',
        `${extra.length} contracts are in no measure table and were left out: ${listed(extra)}.`,
      );
    return log.problems;
  });
}

/** Reports measures that one measure table has and another lacks, or names differently. */
export function measureCoverage(
  tables: readonly { kind: TableKind; file: string; table: MeasureTable }[],
): TableProblem[] {
  const names = new Map<string, string>();
  for (const { table } of tables) for (const { id, name } of table.measures) if (!names.has(id)) names.set(id, name);
  return tables.flatMap(({ kind, file, table }) => {
    const log = new ProblemLog(kind, file);
    const missing = [...names.keys()].filter((id) => !table.indexOf.has(id)).sort();
    if (missing.length > 0)
      log.error('measureMissing', `Measures of the other measure table are not in this one: ${listed(missing)}.`);
    for (const { id, name } of table.measures) {
      if (plainLabel(name) !== plainLabel(names.get(id) ?? '')) {
        log.warning('measureNameDiffers', 'The tables name the measure differently. Check that both are of one year.', {
          column: id,
        });
      }
    }
    return log.problems;
  });
}
