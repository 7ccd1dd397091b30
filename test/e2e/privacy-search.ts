import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** A marker as it may be stored: as it is, in hexadecimal (bytea as text), in base64. */
export function writings(marker: string): string[] {
  const bytes = Buffer.from(marker);
  const base64 = [0, 1, 2].map((shift) => {
    // Inside a longer text the marker starts at any of three places of a base64 group: its middle is the same then.
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, Math.floor((text.length - 4) / 4) * 4);
  });
  return [marker, bytes.toString('hex'), ...base64];
}

/** Places in a text that have a marker in any writing. */
export const inText = (text: string, markers: readonly string[]): string[] =>
  markers.flatMap((marker) => (writings(marker).some((one) => text.includes(one)) ? [marker] : []));

/** Every row of every table of the database, as text: the names of tables with a hit. */
export async function inTables(superuserUrl: string, markers: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'm') ORDER BY 1`,
    );
    const patterns = markers.flatMap(writings).map((one) => `%${one}%`);
    const found: string[] = [];
    for (const { name } of rows) {
      // An explicit text of every row: JSON, arrays and bytea included.
      const hit = await client.query(`SELECT 1 FROM ${name} AS r WHERE r::text LIKE ANY ($1) LIMIT 1`, [patterns]);
      if (hit.rows.length > 0) found.push(name);
    }
    return found;
  } finally {
    await client.end();
  }
}

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.isFile()) yield path;
  }
}

/** Every file of the server's data folder, after a checkpoint: tables, indexes, write-ahead log. Paths with a hit. */
export async function inDataFolder(superuserUrl: string, markers: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const wanted = markers.flatMap(writings).map((one) => Buffer.from(one));
  try {
    await client.query('CHECKPOINT');
    const { rows } = await client.query<{ data_directory: string; own: string }>(
      `SELECT current_setting('data_directory') AS data_directory, oid::text AS own
         FROM pg_database WHERE datname = current_database()`,
    );
    const [{ data_directory: folder, own } = { data_directory: '', own: '' }] = rows;
    const mine = (path: string): boolean => {
      const [first, second] = path.slice(folder.length + 1).split('/');
      return first !== 'base' || second === own; // databases of other tests come and go
    };
    return [...files(folder)].filter((path) => mine(path) && hasAny(path, wanted));
  } finally {
    await client.end();
  }
}

function hasAny(path: string, wanted: readonly Buffer[]): boolean {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return false; // removed meanwhile
  const bytes = readFileSync(path);
  return wanted.some((one) => bytes.includes(one));
}
