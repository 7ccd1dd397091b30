import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.js';

const ENTRY = join(import.meta.dirname, '../../dist/src/cli/main.js');
const KEYS = '/api/v1/keys';

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('keys on the command line', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  /** The built command line over the database of the running application. */
  const cli = (...args: string[]): Promise<Run> =>
    new Promise((resolve, reject) => {
      const { url, ownerUrl } = test.location;
      const secrets = { MEMBER_HASH_KEY: 'm'.repeat(64), AUDIT_KEY: 'a'.repeat(64) };
      const env = {
        PATH: process.env.PATH,
        NODE_ENV: 'test',
        DATABASE_URL: url,
        DATABASE_MIGRATION_URL: ownerUrl,
        ...secrets,
      };
      const child = spawn(process.execPath, [ENTRY, 'keys', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });

  it('are made, listed, replaced and revoked, and the running service knows', async () => {
    const made = await cli('create', '--name', 'nightly', '--role', 'admin', '--expires', '90d', '--json');
    expect(made).toMatchObject({ code: 0, err: '' });
    const key = JSON.parse(made.out) as { id: string; key: string; expiresAt: string; createdBy: string };
    expect(key.createdBy).toBe('cli');
    expect(Math.round((Date.parse(key.expiresAt) - Date.now()) / 86_400_000)).toBe(90);
    expect((await test.call('GET', KEYS, { key: key.key })).status).toBe(200);

    const rotated = await cli('rotate', key.id, '--grace', '1h', '--json');
    expect(rotated.code).toBe(0);
    const next = JSON.parse(rotated.out) as { id: string; key: string };
    expect((await test.call('GET', KEYS, { key: next.key })).status).toBe(200);

    const revoked = await cli('revoke', next.id, '--json');
    expect(JSON.parse(revoked.out)).toEqual({ id: next.id, status: 'revoked' });
    const list = await cli('list', '--json');
    const { items } = JSON.parse(list.out) as { items: { id: string; status: string }[] };
    expect(items.find(({ id }) => id === next.id)?.status).toBe('revoked');
    expect(items.find(({ id }) => id === key.id)?.status).toBe('active');
    expect(list.out).not.toContain(key.key.slice(17));
  }, 60_000);

  it('are printed for people too', async () => {
    const made = await cli('create', '--name', 'scoped', '--role', 'viewer', '--contracts', 'H0001,H0002');
    expect(made.out).toMatch(/^sro_\w+\n\(shown this once; id [0-9a-f-]{36}\)\n$/);
    const { out } = await cli('list');
    expect(out).toContain('scoped  H0001,H0002  expires never  used never');
  }, 60_000);

  it.each([
    [['create', '--role', 'viewer'], '--name'],
    [['create', '--name', 'x', '--role', 'root'], 'viewer, analyst, admin'],
    [['create', '--name', 'x', '--role', 'viewer', '--expires', 'soon'], '--expires: '],
    [['create', '--name', 'x', '--role', 'viewer', '--contracts', 'all'], '--contracts: '],
    [['create', '--name', '-x!', '--role', 'viewer'], '--name: '],
    [['revoke', 'everything'], 'ID: '],
    [['revoke', '01932f5c-7b1e-7c33-9a54-1f2e3d4c5b6a'], 'There is no such key.'],
    [['rotate', '01932f5c-7b1e-7c33-9a54-1f2e3d4c5b6a', '--grace', 'x'], '--grace: '],
  ])('%j is refused, on standard error alone', async (args, text) => {
    const { code, out, err } = await cli(...args);
    expect(code).not.toBe(0);
    expect(out).toBe('');
    expect(err).toContain(text);
  });
});
