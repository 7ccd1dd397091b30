import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEnvironment } from '../../src/platform/config/index.js';
import { dataSourceOptions } from '../../src/platform/database/index.js';
import { startCluster, stopCluster, superuserUrl } from '../../src/platform/database/embedded/cluster.js';
import { runAs } from '../../src/platform/database/embedded/run-as.js';

/** Certificates for 127.0.0.1, of an authority that only this test trusts. */
const TLS = join(import.meta.dirname, '../support/tls');
const PASSWORD = 'tls-server-password';

describe('TLS to the database', () => {
  let dataDir: string;
  let server: { pid: number; port: number };
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stars-tls-'));
    const keys = join(dataDir, 'keys');
    mkdirSync(keys, { mode: 0o700 });
    const { own } = runAs([dataDir]);
    for (const name of ['server.pem', 'server.key']) {
      copyFileSync(join(TLS, name), join(keys, name));
      chmodSync(join(keys, name), 0o600);
      own(join(keys, name));
    }
    own(keys);
    const settings = { ssl: 'on', ssl_cert_file: join(keys, 'server.pem'), ssl_key_file: join(keys, 'server.key') };
    server = await startCluster({ dir: join(dataDir, 'postgres'), password: PASSWORD, settings });
  });
  afterAll(async () => {
    await stopCluster(server.pid);
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Whether the connection is encrypted, as the server sees it. */
  async function encrypted(settings: NodeJS.ProcessEnv): Promise<boolean | undefined> {
    const options = dataSourceOptions(parseEnvironment(settings), superuserUrl(server.port, PASSWORD));
    const source = await new DataSource(options).initialize();
    try {
      const rows: { ssl: boolean }[] = await source.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
      return rows[0]?.ssl;
    } finally {
      await source.destroy();
    }
  }
  const trusting = (ca: string): NodeJS.ProcessEnv => ({
    DATABASE_TLS: 'verify-full',
    DATABASE_TLS_CA_FILE: join(TLS, ca),
  });

  it.each([
    ['disable', { DATABASE_TLS: 'disable' }, false],
    ['require', { DATABASE_TLS: 'require' }, true],
    ['verify-full with the right authority', trusting('ca.pem'), true],
  ] as const)('%s', async (_what, settings, expected) => {
    expect(await encrypted(settings)).toBe(expected);
  });

  it('verify-full refuses the certificate of another authority', async () => {
    await expect(encrypted(trusting('other-ca.pem'))).rejects.toThrow(/certificate/);
    await expect(encrypted({ DATABASE_TLS: 'verify-full' })).rejects.toThrow(/certificate/);
  });
});
