import { query } from './database.js';

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly marks: string;
}

interface ReferenceRow {
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly required: boolean;
  readonly action: string;
}

/** A Mermaid ER diagram of the real schema: tables, columns, keys and foreign keys; partitions are left out. */
export async function erDiagram(url: string): Promise<string> {
  const columns = await query<ColumnRow>(
    url,
    `SELECT c.relname AS table, a.attname AS column, replace(format_type(a.atttypid, a.atttypmod), ' ', '_') AS type,
            concat_ws(',',
              CASE WHEN EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p'
                                 AND a.attnum = ANY(k.conkey)) THEN 'PK' END,
              CASE WHEN EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
                                 AND a.attnum = ANY(k.conkey)) THEN 'FK' END,
              CASE WHEN EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'u'
                                 AND a.attnum = ANY(k.conkey)) THEN 'UK' END) AS marks
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname <> 'migrations'
      ORDER BY c.relname, a.attnum`,
  );
  const references = await query<ReferenceRow>(
    url,
    `SELECT conrelid::regclass::text AS from, confrelid::regclass::text AS to, conname AS name,
            NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = conrelid AND a.attnum = ANY(conkey)
                         AND NOT a.attnotnull) AS required,
            CASE confdeltype WHEN 'c' THEN 'cascade' WHEN 'r' THEN 'restrict' WHEN 'n' THEN 'set null' ELSE 'no action' END
              AS action
       FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace
      ORDER BY 1, 3`,
  );
  const type = (text: string): string =>
    text
      .replace(/[(),]+/g, '_')
      .replace(/_$/, '')
      .replace('[]', '_array');
  const tables = [...new Set(columns.map(({ table }) => table))].map((table) => {
    const lines = columns.filter((row) => row.table === table);
    return `  ${table} {\n${lines.map((row) => `    ${type(row.type)} ${row.column} ${row.marks}`.trimEnd()).join('\n')}\n  }`;
  });
  const lines = references.map(
    ({ from, to, required, action }) => `  ${to} ${required ? '||' : '|o'}--o{ ${from} : "${action}"`,
  );
  return ['erDiagram', ...lines, ...tables].join('\n');
}
