import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  AuditSealer,
  AuditTrail,
  AuditVerifier,
  LogRetention,
  PartitionKeeper,
} from '../../src/modules/audit/index.js';
import { AuditSchedules } from '../../src/modules/audit/schedules.js';
import { ApiLogSink } from '../../src/platform/http/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { addAuditRowAt, partitionsOf } from '../support/audit-database.js';
import { query } from '../support/database.js';

describe('partitions with a moved clock', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({ API_LOG_RETENTION_MONTHS: '1200', AUDIT_RETENTION_YEARS: '100' });
  });
  afterEach(() => vi.useRealTimers());
  afterAll(() => test.close());

  const sql = <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> =>
    query<T>(test.location.ownerUrl, text, values);
  const addAt = (time: string): Promise<string> => addAuditRowAt(test, time);
  const keep = (now: string): Promise<string[]> => test.app.get(PartitionKeeper).ensureAhead(new Date(now));

  it.each([
    ['in the middle of a year', '2031-06-30T23:59:59.999Z', '2031_05', '2031_09'],
    ['at the end of a year', '2032-12-31T23:59:59.999Z', '2032_11', '2033_03'],
    ['at the start of a leap year', '2036-01-01T00:00:00.000Z', '2035_12', '2036_04'],
  ])('makes last month to three months ahead %s', async (_name, now, first, last) => {
    const made = await keep(now);
    expect(made).toHaveLength(10);
    expect(made).toContain(`audit_log_${first}`);
    expect(made).toContain(`api_logs_${last}`);
    expect(await keep(now)).toEqual([]);
  });

  it('a service that runs through the end of a year logs and audits on both sides of it', async () => {
    const requestIds = [randomUUID(), randomUUID()];
    for (const [index, now] of ['2037-12-31T23:59:59.990Z', '2038-01-01T00:00:00.010Z'].entries()) {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
      const headers = { 'x-request-id': requestIds[index] ?? '' };
      const answer = await test.call('GET', '/api/v1/audit?limit=1', { key: test.keys.admin, headers });
      expect(answer.status).toBe(200);
    }
    const places = (table: string): Promise<{ place: string }[]> =>
      sql(`SELECT tableoid::regclass::text AS place FROM ${table} WHERE request_id = ANY($1) ORDER BY 1`, [requestIds]);
    expect(await places('audit_log')).toEqual([{ place: 'audit_log_2037_12' }, { place: 'audit_log_2038_01' }]);
    await expect.poll(() => places('api_logs')).toEqual([{ place: 'api_logs_2037_12' }, { place: 'api_logs_2038_01' }]);
    await test.app.get(AuditSchedules).daily(); // the first one of the new year
    expect(await partitionsOf(test, 'audit_log')).toEqual(expect.arrayContaining(['audit_log_2038_04']));
  });

  it('a row finds its month on both sides of midnight, in UTC', async () => {
    await keep('2041-12-15T00:00:00Z');
    await addAt('2041-12-31T23:59:59.999Z');
    await addAt('2042-01-01T00:00:00.000Z');
    const rows = await sql(
      `SELECT tableoid::regclass::text AS name FROM audit_log WHERE occurred_at > '2041-01-01' ORDER BY 1`,
    );
    expect(rows).toEqual([{ name: 'audit_log_2041_12' }, { name: 'audit_log_2042_01' }]);
  });

  it('several instances may make the same partitions at once', async () => {
    const made = await Promise.all([1, 2, 3, 4].map(() => keep('2044-05-05T00:00:00Z')));
    expect(made.flat()).toHaveLength(10);
  });

  it('after missed runs, rows make their own partitions: late and early ones', async () => {
    await addAt('2024-02-29T12:00:00Z');
    await addAt('2045-07-01T12:00:00Z');
    expect(await partitionsOf(test, 'audit_log')).toEqual(
      expect.arrayContaining(['audit_log_2024_02', 'audit_log_2045_07']),
    );
    const place = { method: 'GET', route: '/late', status: 200, aborted: false, durationMs: 1, actor: null };
    const sink = test.app.get(ApiLogSink) as ApiLogSink & { flush(): Promise<void> };
    const late = async (requestId: string): Promise<unknown[]> => {
      sink.record({ ...place, occurredAt: new Date('2024-02-29T12:00:00Z'), requestId, contractId: null });
      await sink.flush();
      return sql(`SELECT tableoid::regclass::text AS name FROM api_logs WHERE request_id = $1`, [requestId]);
    };
    expect(await late('late-row-1')).toEqual([{ name: 'api_logs_2024_02' }]);
    await sql('DROP TABLE api_logs_2024_02'); // as another instance does, which this one does not know
    expect(await late('late-row-2')).toEqual([{ name: 'api_logs_2024_02' }]);
  });

  it('refuses a time that no row can have', async () => {
    await expect(addAt('1970-01-01T00:00:00Z')).rejects.toThrow(RangeError);
  });

  it('new partitions refuse rewriting like the table, and give the application no rights of their own', async () => {
    await addAt('2046-07-01T12:00:00Z');
    for (const statement of [
      `UPDATE audit_log_2046_07 SET actor = 'x'`,
      'DELETE FROM audit_log_2046_07',
      'TRUNCATE audit_log_2046_07',
    ]) {
      await expect(sql(statement)).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('append-only'),
      });
      await expect(query(test.location.url, statement)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(query(test.location.url, 'SELECT 1 FROM audit_log_2046_07')).rejects.toMatchObject({ code: '42501' });
  });

  it('a month that is missing without an anchor is found', async () => {
    await test.app.get(AuditTrail).act('audit.read', {}, () => Promise.resolve());
    await addAt('2019-10-01T10:00:00Z');
    await test.app.get(AuditSealer).pass();
    await sql('DROP TABLE audit_log_2019_10');
    const { faults } = await test.app.get(AuditVerifier).verify(new Date());
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'missing', reason: 'gone' }));
    expect((await test.app.get(LogRetention).run(new Date('2126-12-01T00:00:00Z'))).auditLog).toEqual([]);
    expect(await partitionsOf(test, 'audit_log')).toContain('audit_log_2024_02'); // evidence stays
  });
});
