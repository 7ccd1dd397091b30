import { csvCells, delimiterOf } from './csv-cells.js';
import { featuresOfCells, featuresOfJson } from './feature-cells.js';
import type { FieldCode } from './field-checks.js';
import { checkRow, type Defaults, type ImportSchema, type RowProblem, type RowValues } from './import-schema.js';
import type { Line } from './line-splitter.js';

/** A row of the file: its values when it is right, else what is wrong. */
export interface ReadRow {
  readonly line: number;
  readonly values: RowValues;
  readonly problems: readonly RowProblem[];
  /** Features by name, where the kind has them: numbers, null, or whatever else was given. */
  readonly features?: Readonly<Record<string, unknown>>;
}

/** The file as a whole cannot be read. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
  constructor(
    readonly code: 'empty-file' | 'unknown-column' | 'missing-column' | 'duplicate-column' | 'malformed-header',
    /** Columns by number (1 is the first) or by a name that the format knows. */
    readonly columns: readonly string[] = [],
  ) {
    super(code);
  }
}

const broken = (line: number, code: FieldCode): ReadRow => ({ line, values: {}, problems: [{ field: null, code }] });

/** Turns lines of NDJSON or CSV into checked rows. Blank lines are left out. */
export class RowReader {
  private columns: readonly string[] | undefined;
  private delimiter = ',';

  constructor(
    private readonly schema: ImportSchema,
    private readonly format: 'ndjson' | 'csv',
    private readonly defaults: Defaults,
  ) {}

  /**
   * @returns undefined for a blank line or the header.
   * @throws UnreadableFile for a header that does not fit the kind.
   */
  read({ number, text, tooLong }: Line): ReadRow | undefined {
    if (tooLong) {
      if (this.format === 'csv' && !this.columns) throw new UnreadableFile('malformed-header');
      return broken(number, 'line-too-long');
    }
    if (text.trim() === '') return undefined;
    if (this.format === 'csv' && !this.columns) {
      this.columns = this.header(text);
      return undefined;
    }
    if (text.includes('\uFFFD')) return broken(number, 'encoding');
    const row = this.columns ? this.cells(text, this.columns) : json(text);
    if (typeof row === 'string') return broken(number, row);
    if (!this.schema.features) return { line: number, ...checkRow(this.schema, row, this.defaults) };
    return this.withFeatures(number, row, this.schema.features);
  }

  private withFeatures(line: number, given: Record<string, unknown>, names: ReadonlySet<string>): ReadRow {
    const { row, features } = this.columns
      ? featuresOfCells(given, names, new Set(this.schema.fields.map(({ name }) => name)))
      : featuresOfJson(given);
    const checked = checkRow(this.schema, row, this.defaults);
    if (features) return { line, ...checked, features };
    return { line, values: {}, problems: [...checked.problems, { field: 'features', code: 'wrong-type' }] };
  }

  private cells(text: string, columns: readonly string[]): Record<string, unknown> | FieldCode {
    const cells = csvCells(text, this.delimiter);
    if (!cells) return 'malformed-csv';
    if (cells.length !== columns.length) return 'cell-count';
    const row: Record<string, unknown> = {};
    for (let at = 0; at < columns.length; at++) row[columns[at] ?? ''] = cells[at];
    return row;
  }

  private header(text: string): string[] {
    this.delimiter = delimiterOf(text);
    const names = csvCells(text, this.delimiter);
    if (!names) throw new UnreadableFile('malformed-header');
    const known = [...this.schema.fields.map(({ name }) => name), ...(this.schema.features ?? [])];
    // An unknown name could be a value of a file without a header: it is told by its place only.
    const unknown = names.flatMap((name, index) => (known.includes(name) ? [] : [`column ${index + 1}`]));
    if (unknown.length > 0) throw new UnreadableFile('unknown-column', unknown);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    if (twice.length > 0) throw new UnreadableFile('duplicate-column', twice);
    const missing = this.schema.fields
      .filter(({ name, required }) => required && !names.includes(name) && this.defaults[name] === undefined)
      .map(({ name }) => name);
    if (missing.length > 0) throw new UnreadableFile('missing-column', missing);
    return names;
  }
}

function json(text: string): Record<string, unknown> | FieldCode {
  try {
    const value = JSON.parse(text) as unknown;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : 'malformed-json';
  } catch {
    return 'malformed-json';
  }
}
