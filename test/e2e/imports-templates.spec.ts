import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { importFile } from '../support/import-file.js';

const FOLDER = join(import.meta.dirname, '../../docs/templates');
/** Outcomes need their gaps, gaps their members. */
const ORDER = ['members', 'gaps', 'outcomes', 'measure-results', 'predictions'];

describe('the templates of docs/bulk.md', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
    await query(test.location.ownerUrl, `INSERT INTO cms_table_sets VALUES (2026, '{}', now())`);
    await query(
      test.location.ownerUrl,
      `INSERT INTO contract_years (contract_id, star_year, organization_type, snp, puerto_rico_only, disaster_percents,
         adjustment_categories) VALUES ('H9999', 2026, 'Local CCP', false, false, '{}', '{}')`,
    );
  });
  afterAll(() => test.close());

  const files = ORDER.flatMap((kind) => [`${kind}.csv`, `${kind}.ndjson`]);

  it('are these', () => expect(readdirSync(FOLDER).sort()).toEqual([...files].sort()));

  it.each(files)('%s is imported whole, and once', async (file) => {
    const kind = file.replace(/\..*/, '');
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const type = file.endsWith('.csv') ? 'text/csv' : 'application/x-ndjson';
    const first = await importFile(test, `kind=${kind}`, text, { type });
    expect(first).toMatchObject({ status: 'succeeded', errors: [] });
    if (kind === 'predictions') return; // scoring again adds history
    expect((await importFile(test, `kind=${kind}`, text, { type })).result).toMatchObject({ created: 0, updated: 0 });
  });

  it('measure results keep to the measures and ranges of their star year', async () => {
    const header = 'contractId,starYear,measureId,score,star';
    const rows = [
      'H9999,2026,C99,1,',
      'H9999,2026,C01,101,',
      'H8888,2026,C01,50,',
      'H9999,2026,C01,,6',
      'H9999,2026,C01,,',
    ];
    const { status, errors } = await importFile(test, 'kind=measure-results', [header, ...rows].join('\n'));
    expect(status).toBe('failed');
    expect(errors.map(({ field, code }) => `${String(field)}:${String(code)}`)).toEqual([
      'measureId:measure-of-year',
      'score:range',
      'contractId:no-such-contract-year',
      'star:range',
      'score:score-star-or-note',
    ]);
  });
});
