import type { TableKind } from './table-kind.js';

/** What can be wrong with a published table. */
export type TableProblemCode =
  | 'emptyFile'
  | 'notText'
  | 'windows1252'
  | 'misEncoded'
  | 'doubleEncoded'
  | 'brokenCsv'
  | 'looseQuotes'
  | 'noFinalNewline'
  | 'unknownFile'
  | 'unusedFile'
  | 'supersededFile'
  | 'kindConflict'
  | 'wrongYear'
  | 'missingTable'
  | 'noHeader'
  | 'noData'
  | 'noMeasureColumns'
  | 'missingColumn'
  | 'duplicateColumn'
  | 'unknownColumn'
  | 'unnamedColumn'
  | 'rowWidth'
  | 'badContractId'
  | 'noteRow'
  | 'duplicateContract'
  | 'contractMissing'
  | 'contractExtra'
  | 'measureMissing'
  | 'measureNameDiffers'
  | 'factDiffers'
  | 'badCell'
  | 'unknownText'
  | 'textsDiffer'
  | 'cutPointsIncomplete'
  | 'cutPointsInconsistent';

/** One finding about a table. An error means that something in the table could not be used; a warning that it should be looked at. */
export interface TableProblem {
  /** The table, or null where the file was not recognised. */
  readonly table: TableKind | null;
  /** File name, or null for findings about the set (a missing table). */
  readonly file: string | null;
  /** Line in the file, from 1; null where the finding is not about one line. */
  readonly line: number | null;
  /** Header of the column, or null. */
  readonly column: string | null;
  readonly code: TableProblemCode;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** Where a finding is, beside its file. */
export interface Place {
  readonly line?: number | null;
  readonly column?: string | null;
}

/** Collects the findings about one file. */
export class ProblemLog {
  readonly problems: TableProblem[] = [];

  constructor(
    private readonly table: TableKind | null,
    private readonly file: string | null,
  ) {}

  error(code: TableProblemCode, message: string, place: Place = {}): void {
    this.add('error', code, message, place);
  }

  warning(code: TableProblemCode, message: string, place: Place = {}): void {
    this.add('warning', code, message, place);
  }

  private add(severity: 'error' | 'warning', code: TableProblemCode, message: string, place: Place): void {
    const { line = null, column = null } = place;
    this.problems.push({ table: this.table, file: this.file, line, column, code, message, severity });
  }
}

/** `A, B, C and 4 more`: a list that stays short in a message. */
export function listed(items: readonly string[], most = 8): string {
  const rest = items.length - most;
  return items.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
