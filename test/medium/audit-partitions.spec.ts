import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogRetention, PartitionKeeper } from '../../src/modules/audit/index.js';
import { ApiLogSink } from '../../src/platform/http/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { auditRow, rowStatement, rowValues } from '../support/audit-database.js';
import { AuditSealer, AuditVerifier } from '../../src/modules/audit/index.js';
import { AuditCodes } from '../../src/modules/audit/chain/index.js';
import { query } from '../support/database.js';

describe('partitions and retention with a moved clock', () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await startTestApp({ AUDIT_RETENTION_YEARS: '7', API_LOG_RETENTION_MONTHS: '13' });
  });
  afterEach(() => test.close());

  const sql = <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> =>
    query<T>(test.location.ownerUrl, text, values);

  async function partitions(table: string): Promise<string[]> {
    const rows = await sql<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1`,
      [table],
    );
    return rows.map((row) => row.name);
  }

  async function addAt(time: string): Promise<string> {
    const row = auditRow({ occurredAt: new Date(time) });
    await test.app.get(PartitionKeeper).ensureFor('audit_log', [row.occurredAt]);
    await query(test.location.url, rowStatement, rowValues(row, test.app.get(AuditCodes).row(row)));
    return row.id;
  }

  const keep = (now: string): Promise<string[]> => test.app.get(PartitionKeeper).ensureAhead(new Date(now));
  const retain = (now: string): ReturnType<LogRetention['run']> => test.app.get(LogRetention).run(new Date(now));
  const verify = (): ReturnType<AuditVerifier['verify']> => test.app.get(AuditVerifier).verify(new Date());
  const seal = (): Promise<number> => test.app.get(AuditSealer).pass();

  it.each([
    ['in the middle of a year', '2031-06-30T23:59:59.999Z', '2031_05', '2031_09'],
    ['at the end of a year', '2031-12-31T23:59:59.999Z', '2031_11', '2032_03'],
    ['at the start of a leap year', '2032-01-01T00:00:00.000Z', '2031_12', '2032_04'],
  ])('makes last month to three months ahead %s', async (_name, now, first, last) => {
    const made = await keep(now);
    expect(made).toHaveLength(10);
    expect(made).toContain(`audit_log_${first}`);
    expect(made).toContain(`api_logs_${last}`);
    expect(await keep(now)).toEqual([]);
  });

  it('a row finds its month on both sides of midnight, in UTC', async () => {
    await keep('2031-12-15T00:00:00Z');
    await addAt('2031-12-31T23:59:59.999Z');
    await addAt('2032-01-01T00:00:00.000Z');
    const rows = await sql(
      `SELECT tableoid::regclass::text AS name FROM audit_log WHERE occurred_at > '2031-01-01' ORDER BY 1`,
    );
    expect(rows).toEqual([{ name: 'audit_log_2031_12' }, { name: 'audit_log_2032_01' }]);
  });

  it('several instances may make the same partitions at once', async () => {
    const made = await Promise.all([1, 2, 3, 4].map(() => keep('2040-05-05T00:00:00Z')));
    expect(made.flat()).toHaveLength(10);
  });

  it('after missed runs, rows make their own partitions: late and early ones', async () => {
    await addAt('2024-02-29T12:00:00Z');
    await addAt('2035-07-01T12:00:00Z');
    expect(await partitions('audit_log')).toEqual(expect.arrayContaining(['audit_log_2024_02', 'audit_log_2035_07']));
    const place = { method: 'GET', route: '/late', status: 200, aborted: false, durationMs: 1, actor: null };
    const sink = test.app.get(ApiLogSink) as ApiLogSink & { flush(): Promise<void> };
    sink.record({ ...place, occurredAt: new Date('2024-02-29T12:00:00Z'), requestId: 'late-row', contractId: null });
    await sink.flush();
    const rows = await sql(`SELECT tableoid::regclass::text AS name FROM api_logs WHERE request_id = 'late-row'`);
    expect(rows).toEqual([{ name: 'api_logs_2024_02' }]);
  });

  it('refuses a time that no row can have', async () => {
    await expect(addAt('1970-01-01T00:00:00Z')).rejects.toThrow(RangeError);
  });

  it('new partitions refuse rewriting like the table, and give the application no rights of their own', async () => {
    await addAt('2035-07-01T12:00:00Z');
    for (const statement of [
      `UPDATE audit_log_2035_07 SET actor = 'x'`,
      'DELETE FROM audit_log_2035_07',
      'TRUNCATE audit_log_2035_07',
    ]) {
      await expect(sql(statement)).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('append-only'),
      });
      await expect(query(test.location.url, statement)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(query(test.location.url, 'SELECT 1 FROM audit_log_2035_07')).rejects.toMatchObject({ code: '42501' });
  });

  it('drops whole months of requests after 13 months', async () => {
    await test.app.get(PartitionKeeper).ensureFor('api_logs', [new Date('2030-01-15'), new Date('2030-02-15')]);
    const { apiLogs } = await retain('2031-03-01T00:00:00Z');
    expect(apiLogs).toContain('api_logs_2030_01');
    expect(await partitions('api_logs')).toContain('api_logs_2030_02');
    expect(await partitions('api_logs')).not.toContain('api_logs_2030_01');
  });

  it('drops whole months of the trail after 7 years; the rest still verifies, across several cuts', async () => {
    for (const time of ['2019-10-01', '2019-11-15', '2019-12-31', '2019-11-30', '2020-01-01'])
      await addAt(`${time}T10:00:00Z`);
    await seal();
    // The chain's order is that of sealing: a late row of an old month, sealed after younger ones, keeps its link.
    await addAt('2019-11-20T10:00:00Z');
    await seal();

    const first = await retain('2026-12-31T23:59:59Z');
    expect(first.auditLog).toEqual(['audit_log_2019_10', 'audit_log_2019_11']);
    const anchor = await sql('SELECT seq, row_count, dropped_before FROM audit_anchor');
    expect(anchor).toEqual([{ seq: '3', row_count: '4', dropped_before: new Date('2019-12-01T00:00:00Z') }]);
    await seal();
    expect(await verify()).toMatchObject({ ok: true, droppedBefore: new Date('2019-12-01T00:00:00Z') });
    expect(await retain('2026-12-31T23:59:59Z')).toMatchObject({ auditLog: [] });

    expect((await retain('2027-03-01T00:00:00Z')).auditLog).toEqual(['audit_log_2019_12', 'audit_log_2020_01']);
    await addAt('2026-11-01T00:00:00Z');
    await seal();
    const after = await verify();
    expect(after).toMatchObject({ ok: true, faultCount: 0 });
    expect(Number((await sql<{ seq: string }>('SELECT min(seq) AS seq FROM audit_seal'))[0]?.seq)).toBeGreaterThan(3);
    const acts = await sql(`SELECT 1 FROM audit_log WHERE event = 'audit.retention-applied'`);
    expect(acts).toHaveLength(2);
  });

  it('drops nothing of a trail that does not verify, and nothing that is not sealed', async () => {
    const id = await addAt('2019-10-01T10:00:00Z');
    await sql('DELETE FROM audit_unsealed WHERE audit_id = $1', [id]);
    expect((await retain('2026-12-01T00:00:00Z')).auditLog).toEqual([]);
    expect(await partitions('audit_log')).toContain('audit_log_2019_10');
  });

  it('a month that is missing without an anchor is found', async () => {
    await addAt('2019-10-01T10:00:00Z');
    await seal();
    await sql('DROP TABLE audit_log_2019_10');
    expect((await verify()).faults[0]).toMatchObject({ kind: 'missing', reason: 'gone' });
  });
});
