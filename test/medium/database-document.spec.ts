import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseLocation } from '../../src/platform/database/index.js';
import { query, testDatabase } from '../support/database.js';
import { erDiagram } from '../support/er-diagram.js';

const PATH = fileURLToPath(new URL('../../docs/database.md', import.meta.url));
const DIAGRAM = /```mermaid\n([\s\S]*?)\n```/;

describe('docs/database.md', () => {
  let location: DatabaseLocation;
  beforeAll(async () => {
    location = await testDatabase();
  });
  afterAll(() => location.stop());

  it('shows the schema as it is (UPDATE_DOCS=1 writes it)', async () => {
    const diagram = await erDiagram(location.ownerUrl);
    const document = readFileSync(PATH, 'utf8');
    if (process.env.UPDATE_DOCS === '1')
      writeFileSync(PATH, document.replace(DIAGRAM, `\`\`\`mermaid\n${diagram}\n\`\`\``));
    expect(DIAGRAM.exec(readFileSync(PATH, 'utf8'))?.[1]).toBe(diagram);
  });

  it('gives the reason of every index of the domain tables', async () => {
    const document = readFileSync(PATH, 'utf8');
    const rows = await query<{ name: string }>(
      location.ownerUrl,
      `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ('members', 'gap_analysis',
         'gap_history', 'interventions', 'intervention_gaps', 'intervention_types', 'predictions', 'idempotency_keys')`,
    );
    expect(rows.map(({ name }) => name).filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
  });

  it('every foreign key of the domain tables can use an index', async () => {
    const rows = await query<{ name: string }>(
      location.ownerUrl,
      `SELECT k.conname AS name FROM pg_constraint k
        WHERE k.contype = 'f' AND k.confrelid IN ('members'::regclass, 'gap_analysis'::regclass, 'interventions'::regclass)
          AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = k.conrelid
                           AND (i.indkey::int2[])[0] = k.conkey[1])`,
    );
    expect(rows).toEqual([]);
  });
});
