import 'reflect-metadata';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerMembers } from '../../src/cli/members.js';
import { rawMemberId } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('members on the command line', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());
  beforeEach(() => {
    const { url, ownerUrl } = test.location;
    const settings = { NODE_ENV: 'test', DATABASE_URL: url, DATABASE_MIGRATION_URL: ownerUrl };
    const secrets = { MEMBER_HASH_KEY: `${'m'.repeat(64)},${'n'.repeat(64)}`, AUDIT_KEY: 'a'.repeat(64) };
    for (const [name, value] of Object.entries({ ...settings, ...secrets })) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  async function cli(...args: string[]): Promise<string> {
    let out = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
    const program = new Command('cli').exitOverride();
    registerMembers(program);
    try {
      await program.parseAsync(['node', 'cli', 'members', ...args]);
      return out;
    } finally {
      vi.mocked(process.stdout.write).mockRestore();
    }
  }

  it('are rekeyed while the service runs, once, which is audited', async () => {
    const body = { memberId: rawMemberId(), contractId: 'H1234' };
    await test.call('POST', '/api/v1/members', { key: test.keys.analyst, body });
    expect(JSON.parse(await cli('rekey', '--json'))).toEqual({ generation: 2, rekeyed: 1 });
    expect(await cli('rekey')).toBe('All members have key generation 2; 0 were changed.\n');
    const trail = await test.call('GET', '/api/v1/audit?event=member.rekeyed', { key: test.keys.admin });
    expect(trail.body.items).toMatchObject([
      { actor: 'cli', after: { generation: 2, rekeyed: 0 } },
      { actor: 'cli', after: { generation: 2, rekeyed: 1 } },
    ]);
  });
});
