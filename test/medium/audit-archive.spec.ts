import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataSource } from 'typeorm';
import {
  ArchiveVerifier,
  type ArchiveVerification,
  AuditSealer,
  AuditVerifier,
  type Dropped,
  LogRetention,
  PartitionKeeper,
} from '../../src/modules/audit/index.js';
import { SEAL_LOCK } from '../../src/modules/audit/chain/index.js';
import { monthStart, partitionName } from '../../src/platform/database/index.js';
import { registerAudit } from '../../src/cli/audit.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { addAuditRowAt, partitionsOf } from '../support/audit-database.js';
import { runInProcess } from '../support/command-in-process.js';
import { query } from '../support/database.js';

/** One story, told in order: the months of a trail and of a log pass their time, one after the other. */
describe('old months are archived, then dropped', () => {
  const archive = mkdtempSync(join(tmpdir(), 'stars-archive-'));
  let test: TestApp;
  beforeAll(async () => {
    const settings = { AUDIT_RETENTION_YEARS: '7', API_LOG_RETENTION_MONTHS: '13', ARCHIVE_DIR: archive };
    test = await startTestApp(settings);
  });
  afterAll(async () => {
    await test.close();
    rmSync(archive, { recursive: true, force: true });
  });

  const sql = <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> =>
    query<T>(test.location.ownerUrl, text, values);
  const addAt = (time: string): Promise<string> => addAuditRowAt(test, time);
  /** A run at that time, with the whole process's clock moved there. */
  async function retain(now: string): Promise<Dropped> {
    await seal();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
    try {
      return await test.app.get(LogRetention).run(new Date());
    } finally {
      vi.useRealTimers();
    }
  }
  const seal = (): Promise<number> => test.app.get(AuditSealer).pass();
  const verifyTrail = (): ReturnType<AuditVerifier['verify']> => test.app.get(AuditVerifier).verify(new Date());
  const verifyArchives = (): Promise<ArchiveVerification> => test.app.get(ArchiveVerifier).verify();
  const lines = (file: string): Record<string, unknown>[] =>
    gunzipSync(readFileSync(join(archive, file)))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  async function addRequestAt(time: string, route: string): Promise<void> {
    await test.app.get(PartitionKeeper).ensureFor('api_logs', [{ occurredAt: new Date(time) }]);
    await sql(
      `INSERT INTO api_logs (occurred_at, id, method, route, status, aborted, duration_ms, request_id)
       VALUES ($1, gen_random_uuid(), 'GET', $2, 200, false, 1.25, 'r')`,
      [time, route],
    );
  }

  it('drops nothing that is not sealed', async () => {
    const now = new Date();
    const old = monthStart(now, -86);
    const runner = test.app.get(DataSource).createQueryRunner();
    await runner.query('SELECT pg_advisory_lock($1)', [SEAL_LOCK]); // no sealer works meanwhile
    try {
      await addAt(old.toISOString());
      expect(await test.app.get(LogRetention).run(now)).toMatchObject({ auditLog: [] });
      expect(await partitionsOf(test, 'audit_log')).toContain(partitionName('audit_log', old));
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [SEAL_LOCK]);
      await runner.release();
    }
    await seal();
    expect((await test.app.get(LogRetention).run(now)).auditLog).toEqual([partitionName('audit_log', old)]);
  });

  it('drops nothing when the archive cannot be written, and says so', async () => {
    await addRequestAt('2030-01-15T00:00:00Z', '/first');
    await addRequestAt('2030-02-15T00:00:00Z', '/second');
    for (const day of ['2020-10-01', '2020-11-15', '2020-12-31', '2020-11-30', '2021-01-01'])
      await addAt(`${day}T10:00:00Z`);
    await seal();
    // The chain's order is that of sealing: a late row of an old month, sealed after younger ones, keeps its link.
    await addAt('2020-11-20T10:00:00Z');
    renameSync(archive, `${archive}.away`);
    writeFileSync(archive, 'a file where the folder should be');
    expect(await retain('2031-03-01T00:00:00Z')).toEqual({ apiLogs: [], auditLog: [] });
    expect(await partitionsOf(test, 'api_logs')).toContain('api_logs_2030_01');
    expect(await partitionsOf(test, 'audit_log')).toContain('audit_log_2020_10');
    const { body } = await test.call('GET', '/metrics');
    expect(body).toMatch(/log_archive_failures_total\{table="api_logs"\} 1/);
    expect(body).toMatch(/log_archive_failures_total\{table="audit_log"\} 1/);
    rmSync(archive);
    renameSync(`${archive}.away`, archive);
  });

  it('whole months of requests go after 13 months, into a file with their rows', async () => {
    const { apiLogs } = await retain('2031-03-01T00:00:00Z');
    expect(apiLogs).toContain('api_logs_2030_01');
    expect(await partitionsOf(test, 'api_logs')).toContain('api_logs_2030_02');
    expect(await partitionsOf(test, 'api_logs')).not.toContain('api_logs_2030_01');
    expect(lines('api_logs_2030_01.ndjson.gz')).toEqual([
      expect.objectContaining({ route: '/first', duration_ms: 1.25, occurred_at: '2030-01-15T00:00:00+00:00' }),
    ]);
    expect(await sql(`SELECT 1 FROM audit_log WHERE event = 'api-logs.retention-applied'`)).not.toHaveLength(0);
  });

  it('a row that comes after its month was dropped goes into a part of its own', async () => {
    await addRequestAt('2030-01-20T00:00:00Z', '/late');
    await retain('2031-03-01T00:00:00Z');
    expect(lines('api_logs_2030_01.ndjson.gz')).toHaveLength(1);
    expect(lines('api_logs_2030_01.2.ndjson.gz')).toEqual([expect.objectContaining({ route: '/late' })]);
  });

  it('whole months of the trail go after 7 years, across several cuts; the rest and the archives verify', async () => {
    // The runs of March 2031 above have cut what came before March 2024.
    const anchors = await sql('SELECT row_count, dropped_before FROM audit_anchor ORDER BY created_at');
    expect(anchors.slice(1)).toEqual([{ row_count: '6', dropped_before: new Date('2024-03-01T00:00:00Z') }]);
    const days = lines('audit_log_2020_11.ndjson.gz').map(({ occurred_at: at }) => String(at).slice(0, 10));
    expect(days).toEqual(['2020-11-15', '2020-11-30', '2020-11-20']);

    // A row that is sealed behind one that stays keeps its link, though its month is dropped.
    for (const day of ['2024-03-01', '2025-03-01', '2024-04-01']) await addAt(`${day}T00:00:00Z`);
    expect((await retain('2031-05-01T00:00:00Z')).auditLog).toEqual(['audit_log_2024_03', 'audit_log_2024_04']);
    await seal();
    expect(await verifyTrail()).toMatchObject({ ok: true, droppedBefore: new Date('2024-05-01T00:00:00Z') });
    expect(await verifyArchives()).toMatchObject({ ok: true, faults: [] });
    expect((await retain('2032-04-01T00:00:00Z')).auditLog).toEqual(['audit_log_2025_03']);
    await seal();
    expect(await verifyTrail()).toMatchObject({ ok: true, faultCount: 0 });
    const [anchor] = await sql<{ seq: string }>('SELECT max(seq) AS seq FROM audit_anchor');
    expect(await verifyArchives()).toMatchObject({ ok: true, links: Number(anchor?.seq) });
    const acts = await sql<{ after: { archives: string[] } }>(
      `SELECT after FROM audit_log WHERE event = 'audit.retention-applied' ORDER BY occurred_at`,
    );
    expect(acts[1]?.after.archives[1]).toMatch(/^audit_log_2020_11\.ndjson\.gz [0-9a-f]{64}$/);
  });

  it('a run that ended between archive and drop is made good: the same file is used again', async () => {
    const before = readdirSync(archive);
    await sql(`ALTER TABLE log_archives RENAME TO away`);
    await addRequestAt('2030-04-20T00:00:00Z', '/twice');
    await expect(retain('2031-06-01T00:00:00Z')).rejects.toThrow(/log_archives/);
    await sql(`ALTER TABLE away RENAME TO log_archives`);
    expect(await partitionsOf(test, 'api_logs')).toContain('api_logs_2030_04');
    expect((await retain('2031-06-01T00:00:00Z')).apiLogs).toContain('api_logs_2030_04');
    const made = readdirSync(archive).filter((name) => !before.includes(name) && name.includes('2030_04'));
    expect(made.sort()).toEqual(['api_logs_2030_04.manifest.json', 'api_logs_2030_04.ndjson.gz']);
  });

  it('what was registered cannot be changed, by the owner neither', async () => {
    await expect(sql(`DELETE FROM log_archives`)).rejects.toMatchObject({ code: '42501' });
    await expect(query(test.location.url, `INSERT INTO log_archives SELECT * FROM log_archives`)).rejects.toMatchObject(
      { code: '42501' },
    );
  });

  it('the command reads them again, and names what was changed, swapped or taken away', async () => {
    const settings = {
      DATABASE_URL: test.location.url,
      DATABASE_MIGRATION_URL: test.location.ownerUrl,
      MEMBER_HASH_KEY: 'm'.repeat(64),
      AUDIT_KEY: 'a'.repeat(64),
      ARCHIVE_DIR: archive,
      LOG_LEVEL: 'silent',
    };
    const before = { ...process.env };
    Object.assign(process.env, settings);
    const run = async (...args: string[]): Promise<string> => {
      process.exitCode = 0;
      return (await runInProcess(registerAudit, ['audit', ...args])).out;
    };
    try {
      expect(await run('verify')).toMatch(/^The trail is whole: \d+ rows sealed/);
      expect(await run('archive', 'verify')).toMatch(/^The archives are whole: \d+ files/);
      expect(process.exitCode).toBe(0);

      const change = (file: string, from: string, to: string): void => {
        const text = gunzipSync(readFileSync(join(archive, file))).toString();
        expect(text).toContain(from);
        writeFileSync(join(archive, file), gzipSync(text.replace(from, to)));
      };
      change('audit_log_2020_11.ndjson.gz', '"actor":"key:1"', '"actor":"key:2"');
      rmSync(join(archive, 'audit_log_2020_12.ndjson.gz'));
      writeFileSync(join(archive, 'api_logs_2030_01.ndjson.gz'), 'torn');
      change('api_logs_2030_01.2.ndjson.gz', '/late', '/gone');
      const manifest = join(archive, 'audit_log_2021_01.manifest.json');
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"month": "2021-01"/, '"month": "2021-02"'));
      const { faults } = JSON.parse(await run('archive', 'verify', '--json')) as ArchiveVerification;
      expect(process.exitCode).toBe(1);
      const named = faults.map(({ file, reason }) => `${file} ${reason}`);
      expect(new Set(named)).toEqual(
        new Set([
          'api_logs_2030_01.ndjson.gz unreadable',
          'api_logs_2030_01.2.ndjson.gz digest',
          'audit_log_2020_11.ndjson.gz row',
          'audit_log_2020_11.ndjson.gz digest',
          'audit_log_2020_12.ndjson.gz absent',
          'audit_log_2021_01.ndjson.gz manifest',
        ]),
      );
    } finally {
      process.env = before;
      process.exitCode = 0;
    }
  });
});
