import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SchedulerRegistry } from '@nestjs/schedule';
import { AuditSealer, AuditTrail } from '../../src/modules/audit/index.js';
import { AuditSchedules } from '../../src/modules/audit/schedules.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query, testDatabase } from '../support/database.js';

describe('what the logs have done from time to time', () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await startTestApp();
  });
  afterEach(() => test.close());

  const sealed = async (): Promise<number> => (await query(test.location.ownerUrl, 'SELECT 1 FROM audit_seal')).length;
  const act = (): Promise<void> => test.app.get(AuditTrail).act('audit.read', {}, () => Promise.resolve());

  it('rows are sealed by themselves within seconds', async () => {
    await act();
    await expect.poll(sealed, { timeout: 8000 }).toBe(1);
  });

  it('the daily run makes partitions ahead and drops old ones', async () => {
    expect(test.app.get(SchedulerRegistry).getCronJob('log-partitions')).toBeDefined();
    await test.app.get(AuditSchedules).keepPartitions(new Date('2050-12-31T23:00:00Z'));
    const names = await query<{ name: string }>(
      test.location.ownerUrl,
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'api_logs'::regclass ORDER BY 1`,
    );
    expect(names.map(({ name }) => name)).toEqual(
      ['2050_11', '2050_12', '2051_01', '2051_02', '2051_03'].map((month) => `api_logs_${month}`),
    );
  });

  it('a run that fails is made good by the next', async () => {
    const schedules = test.app.get(AuditSchedules);
    await query(test.location.ownerUrl, 'ALTER TABLE audit_unsealed RENAME TO away');
    await schedules.seal();
    await query(test.location.ownerUrl, 'ALTER TABLE api_logs RENAME TO logs_away');
    await schedules.keepPartitions(new Date('2060-01-01T00:00:00Z'));
    await query(
      test.location.ownerUrl,
      'ALTER TABLE away RENAME TO audit_unsealed; ALTER TABLE logs_away RENAME TO api_logs',
    );
    await act();
    await schedules.daily();
    await test.app.get(AuditSealer).pass();
    expect(await sealed()).toBe(1);
  });

  it('two instances over one database seal every row once', async () => {
    const other = await startTestApp(
      {},
      Promise.resolve(
        Object.assign(Object.create(test.location) as typeof test.location, { stop: () => Promise.resolve() }),
      ),
    );
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? other : test).app.get(AuditTrail).act('audit.read', {}, () => Promise.resolve()),
      ),
    );
    await expect.poll(sealed, { timeout: 8000 }).toBe(40);
    const { body } = await other.call('GET', '/api/v1/audit/verify', { key: other.keys.admin });
    expect(body).toMatchObject({ ok: true, faultCount: 0 });
    await other.close();
  });
});

describe('an application that was started with the role that owns the schema', () => {
  it('keeps its trail as well', async () => {
    const location = await testDatabase();
    const test = await startTestApp(
      {},
      Promise.resolve(Object.assign(Object.create(location) as typeof location, { url: location.ownerUrl })),
    );
    await test.app.get(AuditTrail).act('audit.read', {}, () => Promise.resolve());
    await expect(query(location.ownerUrl, 'DELETE FROM audit_log')).rejects.toMatchObject({ code: '42501' });
    await test.app.get(AuditSealer).pass();
    const { body } = await test.call('GET', '/api/v1/audit/verify', { key: test.keys.admin });
    expect(body.ok).toBe(true);
    await test.app.close();
    await location.stop();
  });
});
