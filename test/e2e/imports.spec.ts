import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';
import { importEnd, importFile, sendFile } from '../support/import-file.js';

const GAPS = 'memberId,contractId,measurementYear,measure,evidence,source,asOf,reason';

describe('imports', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
    const members = Array.from({ length: 20 }, (_, index) => `M-${index},H0001,2026-01-0${(index % 9) + 1}`);
    await importFile(test, 'kind=members', `memberId,contractId,lastActivityOn\n${members.join('\n')}\n`);
  });
  afterAll(() => test.close());

  const count = async (sql: string, values: unknown[] = []): Promise<number> =>
    Number((await query<{ n: string }>(test.location.ownerUrl, `SELECT count(*) AS n FROM ${sql}`, values))[0]?.n);
  const staged = () => count(`pg_tables WHERE schemaname = 'staging'`);

  describe('of members', () => {
    it('adds, widens and leaves alone, and a file sent again changes nothing', async () => {
      const file = 'memberId,contractId,active,firstActivityOn,lastActivityOn\nA-1,H0002,true,2026-02-01,2026-02-03\n';
      expect(await importFile(test, 'kind=members', file)).toMatchObject({
        status: 'succeeded',
        result: { rows: 1, accepted: 1, created: 1, updated: 0, unchanged: 0 },
      });
      expect((await importFile(test, 'kind=members', file)).result).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: 1,
      });
      const wider = file.replace('2026-02-03', '2026-05-01').replace('2026-02-01', '2026-03-01');
      expect((await importFile(test, 'kind=members', wider)).result).toMatchObject({ updated: 1 });
      const [row] = await query(
        test.location.ownerUrl,
        `SELECT first_activity_on::text AS first, last_activity_on::text AS last, version FROM members WHERE contract_id = 'H0002'`,
      );
      expect(row).toEqual({ first: '2026-02-01', last: '2026-05-01', version: 2 });
    });

    it('reports broken rows by line, field and code, and takes the others', async () => {
      const file = [
        'memberId,contractId,active',
        'B-1,H0001,true',
        'B-2,nonsense,true',
        '"B-3,H0001,true',
        'B-4,H0001,perhaps',
        'B-5,H0001',
        '',
        'B-1,H0001,false',
        'M-1,H0002,true',
        ',H0001,true',
      ].join('\r\n');
      const { status, result, errors } = await importFile(test, 'kind=members', `\uFEFF${file}`);
      expect(status).toBe('partially_succeeded');
      expect(result).toMatchObject({ rows: 8, accepted: 1, rejected: 7, created: 1 });
      expect(errors).toEqual([
        { line: 3, field: 'contractId', code: 'contract-id' },
        { line: 4, field: null, code: 'malformed-csv' },
        { line: 5, field: 'active', code: 'boolean' },
        { line: 6, field: null, code: 'cell-count' },
        { line: 8, field: 'memberId', code: 'duplicate-key' },
        { line: 9, field: 'contractId', code: 'other-contract' },
        { line: 10, field: 'memberId', code: 'one-member' },
      ]);
    });

    it('finds a known member by hash, and makes none of an unknown hash', async () => {
      const [row] = await query<{ hash: string }>(
        test.location.ownerUrl,
        `SELECT encode(member_hash, 'hex') AS hash FROM members WHERE contract_id = 'H0001' LIMIT 1`,
      );
      const file = `memberHash;contractId;active\n${row?.hash.toUpperCase()};H0001;no\n${'ab'.repeat(32)};H0001;no\n`;
      const { result, errors } = await importFile(test, 'kind=members', file);
      expect(result).toMatchObject({ updated: 1, rejected: 1 });
      expect(errors).toEqual([{ line: 3, field: 'memberHash', code: 'no-such-member' }]);
    });

    it('keeps to the contracts of the key', async () => {
      const key = (await testKey(test.app, 'analyst', { contracts: ['H0001'] })).text;
      const file = 'memberId,contractId\nS-1,H0001\nS-2,H0009\n';
      const answer = await sendFile(test, 'kind=members', file, { key });
      await importEnd(test, answer.body.id);
      expect(await count(`members WHERE contract_id = 'H0009'`)).toBe(0);
      const errors = await test.call('GET', answer.body.errorsUrl, { key });
      expect(errors.body).toEqual({ line: 3, field: 'contractId', code: 'no-such-contract' });
      expect((await sendFile(test, 'kind=members&contractId=H0009', file, { key })).status).toBe(404);
      const other = (await testKey(test.app, 'viewer', { contracts: ['H0009'] })).text;
      expect((await test.call('GET', answer.body.errorsUrl, { key: other })).status).toBe(404);
    });
  });

  describe('of gaps and outcomes', () => {
    it('adds gaps with defaults, adherence and details, and nothing twice', async () => {
      const file = [
        `${GAPS},tier,priority,treatmentStart,daysCovered,coveredThrough`,
        'M-0,,,BCS,open,claim,2026-03-01,no_service,high,87.5,,,',
        'M-0,,,PDC-STA,open,claim,2026-03-31,,,,2026-01-01,90,2026-03-31',
        'M-1,,,COL,closed,chart,2026-03-01,,,,,,',
      ].join('\n');
      const first = await importFile(test, 'kind=gaps&contractId=H0001&year=2026', file, { gzip: true });
      expect(first).toMatchObject({ status: 'succeeded', result: { created: 3 }, errors: [] });
      const again = await importFile(test, 'kind=gaps&contractId=H0001&year=2026', file);
      expect(again.result).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
      const [row] = await query(
        test.location.ownerUrl,
        `SELECT adherence_days_allowed AS allowed, adherence_pass_until::text AS until, work FROM gap_analysis WHERE measure = 'PDC-STA'`,
      );
      expect(row).toEqual({ allowed: 73, until: '2026-06-13', work: 'identified' });
      expect(await count('gap_history')).toBe(0);
    });

    it('judges rows by the rules of the gap engine', async () => {
      const rows = [
        'M-2,H0001,2026,HEI,open,claim,2026-03-01,',
        'M-2,H0001,2025,COA-PA,open,claim,2025-03-01,',
        'M-2,H0001,2026,BCS,open,claim,2025-12-31,',
        'M-2,H0001,2026,BCS,open,claim,2026-02-30,',
        'M-2,H0001,2026,BCS,closed,claim,2026-03-01,no_service',
        'M-2,H0001,2026,BCS,shut,claim,2026-03-01,',
        'M-2,H0002,2026,BCS,open,claim,2026-03-01,',
        'nobody,H0001,2026,BCS,open,claim,2026-03-01,',
        'M-2,H0001,2026,CBP,open,claim,2026-03-01,',
        'M-2,H0001,2026,CBP,open,claim,2026-04-01,',
      ];
      const { result, errors } = await importFile(test, 'kind=gaps', [GAPS, ...rows].join('\n'));
      expect(result).toMatchObject({ accepted: 1, created: 1, rejected: 9 });
      expect(errors.map(({ field, code }) => `${String(field)}:${String(code)}`)).toEqual([
        'measure:measure-of-year',
        'measure:measure-of-year',
        'asOf:date-outside-year',
        'asOf:date',
        'reason:reason-without-open',
        'evidence:not-a-choice',
        'memberId:no-such-member',
        'memberId:no-such-member',
        'measure:duplicate-key',
      ]);
    });

    it('refuses a priority beyond its range and adherence where there is none', async () => {
      const file = [
        `${GAPS},priority,daysCovered,treatmentStart,coveredThrough`,
        'M-3,H0001,2026,BCS,open,claim,2026-03-01,,100.5,,,',
        'M-3,H0001,2026,COL,open,claim,2026-03-01,,,30,2026-01-01,2026-01-31',
        'M-3,H0001,2026,PDC-DR,open,claim,2026-03-01,,,300,2026-01-01,2026-01-31',
      ].join('\n');
      const { status, errors } = await importFile(test, 'kind=gaps', file);
      expect(status).toBe('failed');
      expect(errors.map(({ code }) => code)).toEqual(['range', 'not-adherence', 'adherence-facts']);
    });

    it('weighs outcomes: legal changes with history, the rest refused', async () => {
      const open = [
        'M-4,H0001,2026,BCS,open,claim,2026-03-01,no_service',
        'M-5,H0001,2026,BCS,closed,claim,2026-03-01,',
      ];
      await importFile(test, 'kind=gaps', [GAPS, ...open].join('\n'));
      const outcomes = [
        'M-4,H0001,2026,BCS,closed,claim,2026-04-01,',
        'M-5,H0001,2026,BCS,open,claim,2026-04-01,no_service',
        'M-6,H0001,2026,BCS,closed,claim,2026-04-01,',
      ];
      const { result, errors } = await importFile(test, 'kind=outcomes', [GAPS, ...outcomes].join('\n'));
      expect(result).toMatchObject({ updated: 1, rejected: 2, created: 0 });
      expect(errors).toEqual([
        { line: 3, field: 'evidence', code: 'illegal-transition' },
        { line: 4, field: 'measure', code: 'no-such-gap' },
      ]);
      const history = await query(
        test.location.ownerUrl,
        'SELECT version, cause, evidence_from, evidence_to, changed_by FROM gap_history',
      );
      expect(history).toEqual([
        {
          version: 2,
          cause: 'evidence',
          evidence_from: 'open',
          evidence_to: 'closed',
          changed_by: expect.stringMatching(/^key:/),
        },
      ]);
      const stale = await importFile(test, 'kind=outcomes', [GAPS, open[0]].join('\n'));
      expect(stale.errors).toEqual([{ line: 2, field: 'asOf', code: 'stale-evidence' }]);
    });

    it('reads NDJSON, and reports lines that are none', async () => {
      const row = { memberId: 'M-7', contractId: 'H0001', measurementYear: 2026, measure: 'BCS', evidence: 'open' };
      const lines = [
        JSON.stringify({ ...row, source: 'claim', asOf: '2026-03-01' }),
        '{"memberId": "M-8", oops',
        JSON.stringify({ ...row, memberId: 'M-8', source: 'claim', asOf: '2026-03-01', ssn: '123-45-6789' }),
        '[1, 2]',
        JSON.stringify({ ...row, memberId: ['M-9'], source: 'claim', asOf: '2026-03-01' }),
      ];
      const type = 'application/x-ndjson';
      const { result, errors } = await importFile(test, 'kind=gaps', lines.join('\n'), { type });
      expect(result).toMatchObject({ created: 1, rejected: 4 });
      expect(errors.map(({ code }) => code)).toEqual([
        'malformed-json',
        'unknown-field',
        'malformed-json',
        'wrong-type',
      ]);
    });

    it('changes nothing in a dry run, and says the same as the real one', async () => {
      const before = await count('gap_analysis');
      const file = [
        GAPS,
        'M-10,H0001,2026,BCS,open,claim,2026-03-01,',
        'M-10,H0001,2026,XYZ,open,claim,2026-03-01,',
      ].join('\n');
      const dry = await importFile(test, 'kind=gaps&dryRun=true', file);
      expect(dry.result).toMatchObject({ dryRun: true, accepted: 1, rejected: 1, created: 0 });
      expect(await count('gap_analysis')).toBe(before);
      expect((await importFile(test, 'kind=gaps', file)).errors).toEqual(dry.errors);
      expect(await count('gap_analysis')).toBe(before + 1);
    });
  });

  it('leaves no member id in any table, and no staging behind', async () => {
    await importFile(test, 'kind=members', 'memberId,contractId\nPRIVACY-4711,H0001\nPRIVACY-4712,bad\n');
    const tables = await query<{ name: string }>(
      test.location.ownerUrl,
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'staging', 'graphile_worker')`,
    );
    for (const { name } of tables) {
      expect([name, await count(`${name} t WHERE t::text LIKE '%PRIVACY%' OR t::text LIKE '%505249564143%'`)]).toEqual([
        name,
        0,
      ]);
    }
    expect(await staged()).toBe(0);
  });
});
