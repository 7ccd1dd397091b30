import { copyRow, type ReadRow, type RowValues } from '../../core/imports/index.js';

/** A file of one kind while it arrives. */
export interface ImportFile {
  /** Names of numbers that its rows may have besides their fields. */
  readonly features?: ReadonlySet<string>;
  /** The rows as text for COPY into the staging table. */
  stage(rows: readonly ReadRow[]): string | Promise<string>;
  /** Called once everything is staged, in the same transaction. */
  end?(): Promise<void>;
}

/** Names that can stand in a list of problems as they are. */
const PLAIN = /^[A-Za-z0-9_./-]{0,120}$/;

/** A row with what is wrong with it, and none of its values. @param width columns after `line` and `problems` */
export function stagedProblems({ line, problems }: Pick<ReadRow, 'line' | 'problems'>, width: number): string {
  const codes = problems.map(({ field, code }) => `${PLAIN.test(field ?? '') ? (field ?? '') : 'features'}:${code}`);
  return copyRow([String(line), `{${[...new Set(codes)].join(',')}}`, ...new Array<null>(width).fill(null)]);
}

/** A file whose rows need no more than a look at each by itself. */
export const plainFile = (width: number, cells: (values: RowValues) => (string | null)[]): ImportFile => ({
  stage: (rows) =>
    rows
      .map((row) =>
        row.problems.length > 0 ? stagedProblems(row, width) : copyRow([String(row.line), null, ...cells(row.values)]),
      )
      .join(''),
});
