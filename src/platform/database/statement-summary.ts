/** What a statement does and to which table: all that a trace says of it. */
export interface StatementSummary {
  /** Such as `SELECT`; `SQL` when it cannot be told. */
  readonly operation: string;
  readonly table?: string;
}

const VERB = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*([a-z]+)/i;
const WRITE =
  /(?<!\b(?:for|do|no key)\s+)\b(insert\s+into|update|delete\s+from|merge\s+into)\s+(?:only\s+)?"?([a-z_][\w.]*)/i;
const READ = /\b(?:from|join)\s+(?:only\s+|lateral\s+)?"?([a-z_][\w.]*)/i;
const COPY = /^\s*copy\s+\(?\s*"?([a-z_][\w.]*)/i;
const WITHOUT_TABLE = /^(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|DECLARE|FETCH|LOCK|DISCARD)$/;

/** Partitions and staging tables are many: they count as the one thing that they are part of. */
const collected = (table: string): string => table.replace(/_\d{4}_\d{2}$/, '').replace(/^staging\..*/, 'staging');

/** Reads operation and (first) table from a statement's text; no constant of it is kept. */
export function summaryOf(text: string): StatementSummary {
  const verb = (VERB.exec(text)?.[1] ?? 'SQL').toUpperCase();
  if (WITHOUT_TABLE.test(verb)) return { operation: verb };
  if (verb === 'COPY') {
    const [, table = ''] = COPY.exec(text) ?? [];
    return /^select$/i.test(table) || table === '' ? { operation: verb } : { operation: verb, table: collected(table) };
  }
  const [, write, written] = verb === 'SELECT' ? [] : (WRITE.exec(text) ?? []);
  if (write !== undefined && written !== undefined) {
    return { operation: (/^[a-z]+/i.exec(write)?.[0] ?? verb).toUpperCase(), table: collected(written) };
  }
  const [, read] = READ.exec(text) ?? [];
  const operation = verb === 'WITH' ? 'SELECT' : verb;
  return read === undefined ? { operation } : { operation, table: collected(read) };
}
