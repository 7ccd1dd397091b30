import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { AuditSealer, AuditVerifier } from '../../src/modules/audit/index.js';
import { AuditCodes, ChainRepository } from '../../src/modules/audit/chain/index.js';
import { DeploymentKeys, parseEnvironment } from '../../src/platform/config/index.js';
import { DatabaseLocation, migrate } from '../../src/platform/database/index.js';
import { DataSource } from 'typeorm';
import { rateRequest } from '../factories/rate-contract.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { importFile } from '../support/import-file.js';

const SERVER = process.env.STARS_TEST_DATABASE_URL;
const SCRIPTS = join(import.meta.dirname, '../../bin');

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of the project; never throws. */
async function script(name: string, args: readonly string[], url: string): Promise<Run> {
  const env = { PATH: process.env.PATH, DATABASE_URL: url, BACKUP_JOBS: '2' };
  try {
    return { code: 0, ...(await promisify(execFile)(join(SCRIPTS, name), args, { env })) };
  } catch (error) {
    return error as Run;
  }
}

const hasTools = async (): Promise<boolean> =>
  promisify(execFile)('pg_dump', ['--version']).then(
    () => true,
    () => false,
  );

/** Number of rows of every table, the queue's included. */
async function counts(url: string): Promise<Record<string, number>> {
  const tables = await query<{ name: string }>(
    url,
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname IN ('public', 'graphile_worker', 'staging') ORDER BY 1`,
  );
  const parts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows FROM ${name}`);
  const rows = await query<{ name: string; rows: number }>(url, parts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, rows: n }) => [name, n]));
}

describe('a backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-backup-'));
  const made: string[] = [];
  afterAll(async () => {
    for (const name of made) await query(SERVER ?? '', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    rmSync(folder, { recursive: true, force: true });
  });

  async function database(name: string): Promise<string> {
    await query(SERVER ?? '', `CREATE DATABASE ${name}`);
    made.push(name);
    return Object.assign(new URL(SERVER ?? ''), { pathname: `/${name}` }).href;
  }

  async function appOver(url: string): Promise<TestApp> {
    const location = new DatabaseLocation(url, url, false, () => Promise.resolve());
    await migrate(parseEnvironment({ NODE_ENV: 'test' }), location, new Date());
    return startTestApp({}, Promise.resolve(location));
  }

  it('restores into an empty server: counts, audit chain, members, keys and ratings (needs STARS_TEST_DATABASE_URL and pg_dump)', async ({
    annotate,
  }) => {
    if (!SERVER || !(await hasTools())) {
      return void (await annotate('left out: STARS_TEST_DATABASE_URL is not set, or pg_dump is not installed'));
    }
    const from = await database(`stars_backup_from_${process.pid}`);
    const before = await appOver(from);
    const request = rateRequest();
    const rated = await before.call('POST', '/api/v1/ratings', { key: before.keys.admin, body: request });
    expect(rated.status).toBe(201);
    await importFile(before, 'kind=members', 'memberId,contractId\nB-1,H0001\nB-2,H0001\n');
    await before.app.get(AuditSealer).pass();
    const trace = (test: TestApp): Promise<unknown> =>
      test
        .call('GET', `/api/v1/ratings/${rated.body.id}/trace`, { key: before.keys.admin })
        .then(({ body }) => body as unknown);
    const ledger = await trace(before);
    await before.app.close(); // what is buffered is written
    const expected = await counts(from);

    const { code, stdout, stderr } = await script('backup.sh', ['dump', folder], from);
    expect([code, stderr]).toEqual([0, '']);
    const backup = stdout.trim();
    const to = await database(`stars_backup_to_${process.pid}`);
    expect(await script('restore.sh', ['dump', backup], to)).toMatchObject({ code: 0, stdout: 'restored\n' });
    expect(await counts(to)).toEqual(expected);
    expect(expected.members).toBe(2);

    const after = await appOver(to);
    try {
      const verification = await after.call('GET', '/api/v1/audit/verify', { key: before.keys.admin });
      expect(verification.body).toMatchObject({ ok: true, faultCount: 0 });
      expect(await trace(after)).toEqual(ledger);
      const path = '/api/v1/ratings?persist=false';
      const again = await after.call('POST', path, { key: before.keys.admin, body: request });
      const { id: _id, createdAt: _at, ...facts } = rated.body as Record<string, unknown>;
      expect(facts).toHaveProperty('inputsDigest');
      expect(again.body).toMatchObject({ ...facts, trace: ledger });
      const member = { memberId: 'B-1' };
      const known = await after.call('POST', '/api/v1/members/lookup', { key: before.keys.admin, body: member });
      expect(known.status).toBe(200);

      const others = new AuditCodes(new DeploymentKeys('m'.repeat(64), 'b'.repeat(64), ''));
      const verifier = new AuditVerifier(after.app.get(DataSource), others, new ChainRepository());
      expect((await verifier.verify(new Date())).ok).toBe(false); // the trail is worth nothing without its key
    } finally {
      await after.app.close();
    }

    expect(await script('restore.sh', ['dump', backup], to)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not empty') as string,
    });
    const [part = ''] = readdirSync(backup).filter((name) => name.endsWith('.dat.gz'));
    appendFileSync(join(backup, part), 'x');
    expect(await script('restore.sh', ['dump', backup], to)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('damaged') as string,
    });
  });

  it('is refused with a reason where it cannot be made', async () => {
    const run = await script('backup.sh', ['dump', folder], '');
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('copying DATA_DIR') as string });
    expect((await script('backup.sh', [], '')).code).toBe(2);
    expect((await script('restore.sh', ['point', folder, folder, 'latest', folder], '')).code).toBe(1);
  });

  it('keeps each segment of the log once, and never another one of the same name', async () => {
    const wal = join(folder, 'wal');
    const segment = join(SCRIPTS, 'backup.sh');
    for (let time = 0; time < 2; time++)
      expect((await script('backup.sh', ['wal', segment, '000000010000000000000001', wal], '')).code).toBe(0);
    const other = await script('backup.sh', ['wal', join(SCRIPTS, 'restore.sh'), '000000010000000000000001', wal], '');
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('another segment') as string });
    expect(readdirSync(wal)).toEqual(['000000010000000000000001']);
  });
});
