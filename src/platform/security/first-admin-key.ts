import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { newKey } from './key-format.js';

/**
 * The first admin key of an installation, or undefined when there is any key already. To be called under the migration
 * lock (`migrate(…, afterwards)`), so that of several instances that start together only one makes a key.
 * @param owner connection of the role that owns the schema.
 */
export async function createFirstAdminKey(owner: DataSource): Promise<string | undefined> {
  const { text, prefix, digest } = newKey();
  const made: unknown[] = await owner.query(
    `INSERT INTO api_keys (id, name, prefix, secret_hash, role, created_by)
     SELECT $1, 'first admin', $2, $3, 'admin', 'system' WHERE NOT EXISTS (SELECT FROM api_keys)
     RETURNING id`,
    [uuidv7(), prefix, digest],
  );
  return made.length > 0 ? text : undefined;
}
