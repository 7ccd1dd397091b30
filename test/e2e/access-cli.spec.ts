import 'reflect-metadata';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerKeys } from '../../src/cli/keys.js';
import { startTestApp, type TestApp } from '../support/app.js';

const KEYS = '/api/v1/keys';

interface Run {
  readonly refusal: string | undefined;
  readonly out: string;
}

describe('keys on the command line', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  beforeEach(() => {
    const { url, ownerUrl } = test.location;
    const settings = { NODE_ENV: 'test', DATABASE_URL: url, DATABASE_MIGRATION_URL: ownerUrl };
    const secrets = { MEMBER_HASH_KEY: 'm'.repeat(64), AUDIT_KEY: 'a'.repeat(64) };
    for (const [name, value] of Object.entries({ ...settings, ...secrets })) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  /** A command over the database of the running application: what it prints, or how it refuses. */
  async function cli(...args: string[]): Promise<Run> {
    let out = '';
    let errors = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
    const program = new Command('cli').exitOverride().configureOutput({ writeErr: (text) => (errors += text) });
    registerKeys(program);
    try {
      await program.parseAsync(['node', 'cli', 'keys', ...args]);
      return { refusal: undefined, out };
    } catch (error) {
      return { refusal: errors + (error as Error).message, out };
    } finally {
      vi.mocked(process.stdout.write).mockRestore();
    }
  }

  it('are made, listed, replaced and revoked, and the running service knows', async () => {
    const made = await cli('create', '--name', 'nightly', '--role', 'admin', '--expires', '90d', '--json');
    expect(made.refusal).toBeUndefined();
    const key = JSON.parse(made.out) as { id: string; key: string; expiresAt: string; createdBy: string };
    expect(key.createdBy).toBe('cli');
    expect(Math.round((Date.parse(key.expiresAt) - Date.now()) / 86_400_000)).toBe(90);
    expect((await test.call('GET', KEYS, { key: key.key })).status).toBe(200);

    const rotated = await cli('rotate', key.id, '--grace', '1h', '--json');
    expect(rotated.refusal).toBeUndefined();
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
    [['rotate', '01932f5c-7b1e-7c33-9a54-1f2e3d4c5b6a', '--grace', '0'], 'There is no such key.'],
  ])('%j is refused, and prints nothing', async (args, text) => {
    const { refusal, out } = await cli(...args);
    expect(out).toBe('');
    expect(refusal).toContain(text);
  });
});
