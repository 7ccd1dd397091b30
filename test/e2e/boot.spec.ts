import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, pidFile } from '../../src/platform/database/embedded/cluster.js';
import { query, testDatabase } from '../support/database.js';
import { type ServiceProcess, startService } from '../support/service-process.js';

const ready = async (service: ServiceProcess): Promise<number> => (await fetch(`${service.url}/health/ready`)).status;

async function until(condition: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('waited too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stop(service: ServiceProcess): Promise<number | string> {
  service.child.kill('SIGTERM');
  return service.exit;
}

describe('the service on its embedded PostgreSQL', { timeout: 120_000 }, () => {
  let dataDir: string;
  let server: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'stars-boot-')); // closed to other users, as a private folder is
    server = join(dataDir, 'postgres');
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('starts from nothing, stops the database after itself on SIGTERM and reuses the data', async () => {
    const first = await startService({ DATA_DIR: dataDir });
    expect(await ready(first)).toBe(200);
    const keys = readFileSync(join(dataDir, 'keys.json'), 'utf8');
    const postgres = pidFile(server);
    expect(await stop(first)).toBe(0);
    expect(postgres && isAlive(postgres.pid)).toBe(false);
    expect(existsSync(join(server, 'postmaster.pid'))).toBe(false);

    const second = await startService({ DATA_DIR: dataDir });
    expect(await ready(second)).toBe(200);
    expect(readFileSync(join(dataDir, 'keys.json'), 'utf8')).toBe(keys);
    expect(await stop(second)).toBe(0);
  });

  it('adopts the database that a killed process left behind', async () => {
    const killed = await startService({ DATA_DIR: dataDir });
    const postgres = pidFile(server);
    killed.child.kill('SIGKILL');
    await killed.exit;
    expect(postgres && isAlive(postgres.pid)).toBe(true);

    const next = await startService({ DATA_DIR: dataDir });
    expect(pidFile(server)?.pid).toBe(postgres?.pid);
    expect(await ready(next)).toBe(200);
    expect(await stop(next)).toBe(0);
    expect(postgres && isAlive(postgres.pid)).toBe(false);
  });

  it('brings a killed database back while it runs, and recovers it at the next start', async () => {
    const service = await startService({ DATA_DIR: dataDir });
    const killed = pidFile(server)?.pid ?? 0;
    process.kill(killed, 'SIGKILL');
    await until(async () => pidFile(server)?.pid !== killed && (await ready(service)) === 200);
    const again = pidFile(server)?.pid ?? 0;
    process.kill(again, 'SIGKILL');
    service.child.kill('SIGKILL');
    await service.exit;
    await until(() => !isAlive(again));

    const next = await startService({ DATA_DIR: dataDir });
    expect(await ready(next)).toBe(200);
    expect(await stop(next)).toBe(0);
  });

  it('refuses a bad setting by its name and never shows the value', async () => {
    const refused = await startService({ DATA_DIR: dataDir, DATABASE_POOL_MAX: 'secret-value' }).catch((e: Error) => e);
    expect(refused).toBeInstanceOf(Error);
    expect((refused as Error).message).toContain('DATABASE_POOL_MAX');
    expect((refused as Error).message).not.toContain('secret-value');
  });
});

const OTHER = process.env.STARS_TEST_DATABASE_URL;

describe('the service on another PostgreSQL, with one role', { timeout: 120_000 }, () => {
  it('migrates, serves, and lets nobody rewrite the audit log (needs STARS_TEST_DATABASE_URL)', async ({
    annotate,
  }) => {
    if (!OTHER) return void (await annotate('left out: STARS_TEST_DATABASE_URL is not set'));
    const database = `stars_test_${process.pid}`;
    const url = Object.assign(new URL(OTHER), { pathname: `/${database}` }).href;
    const dataDir = mkdtempSync(join(tmpdir(), 'stars-boot-'));
    await query(OTHER, `CREATE DATABASE ${database}`);
    try {
      const services = await Promise.all([1, 2].map(() => startService({ DATABASE_URL: url, DATA_DIR: dataDir })));
      expect(await Promise.all(services.map(ready))).toEqual([200, 200]);
      await expect(query(url, `TRUNCATE audit_log`)).rejects.toThrow(/append-only/);
      expect(await Promise.all(services.map(stop))).toEqual([0, 0]);
    } finally {
      await query(OTHER, `DROP DATABASE ${database} WITH (FORCE)`);
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

describe('the service on a PostgreSQL of its own', { timeout: 120_000 }, () => {
  it('lets several instances start at once', async () => {
    const location = await testDatabase('empty');
    const dataDir = mkdtempSync(join(tmpdir(), 'stars-boot-'));
    const settings = { DATABASE_URL: location.url, DATABASE_MIGRATION_URL: location.ownerUrl, DATA_DIR: dataDir };
    const services = await Promise.all([1, 2, 3].map(() => startService(settings)));
    expect(await Promise.all(services.map(ready))).toEqual([200, 200, 200]);
    expect(await Promise.all(services.map(stop))).toEqual([0, 0, 0]);
    rmSync(dataDir, { recursive: true, force: true });
    await location.stop();
  });
});
