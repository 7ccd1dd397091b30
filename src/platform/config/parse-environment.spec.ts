import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { deploymentKeys } from './deployment-keys.js';
import { ConfigurationError, parseEnvironment } from './parse-environment.js';

const dir = mkdtempSync(join(tmpdir(), 'stars-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function refusal(source: NodeJS.ProcessEnv): string {
  try {
    parseEnvironment(source);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('accepted');
}

describe('settings', () => {
  it('have defaults: pool 5 to 20, 30 s acquire timeout, 1 h recycle', () => {
    expect(parseEnvironment({})).toMatchObject({
      PORT: 3000,
      DATABASE_POOL_MIN: 5,
      DATABASE_POOL_MAX: 20,
      DATABASE_ACQUIRE_TIMEOUT_MS: 30_000,
      DATABASE_RECYCLE_SECONDS: 3600,
      API_LOG_RETENTION_MONTHS: 13,
      AUDIT_RETENTION_YEARS: 7,
    });
  });

  it('are typed', () => {
    expect(parseEnvironment({ PORT: '8080', TRUST_PROXY: 'true' })).toMatchObject({ PORT: 8080, TRUST_PROXY: true });
  });

  it.each([
    ['PORT', 'x'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://user:secret@host/db'],
    ['DATABASE_TLS', 'maybe'],
    ['TRUST_PROXY', 'perhaps'],
    ['LOG_LEVEL', 'loud'],
    ['AUDIT_KEY', 'too short'],
  ])('refuse a bad %s by name, without its value', (name, value) => {
    const message = refusal({ [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain(value);
  });

  it('refuse a pool whose smallest size is above its largest', () => {
    expect(refusal({ DATABASE_POOL_MIN: '9', DATABASE_POOL_MAX: '8' })).toContain('DATABASE_POOL_MIN');
  });

  it('refuse OIDC settings that are incomplete', () => {
    expect(refusal({ OIDC_ISSUER: 'https://issuer.example' })).toContain('OIDC_ISSUER');
  });

  it('read a secret from a file, and name a file that cannot be read', () => {
    const file = join(dir, 'url');
    writeFileSync(file, 'postgresql://u:p@localhost/db\n');
    expect(parseEnvironment({ DATABASE_URL_FILE: file }).DATABASE_URL).toBe('postgresql://u:p@localhost/db');
    expect(refusal({ DATABASE_URL_FILE: join(dir, 'absent') })).toContain('DATABASE_URL_FILE');
  });
});

describe('keys of the deployment', () => {
  it('are created once in the data folder', () => {
    const environment = parseEnvironment({ DATA_DIR: join(dir, 'data') });
    const first = deploymentKeys(environment);
    expect(first.memberHashKey).toMatch(/^[0-9a-f]{64}$/);
    expect(deploymentKeys(environment)).toEqual(first);
  });

  it('come from configuration where it has them', () => {
    const environment = parseEnvironment({
      DATA_DIR: join(dir, 'unused'),
      DATABASE_URL: 'postgresql://u@h/d',
      MEMBER_HASH_KEY: 'm'.repeat(32),
      AUDIT_KEY: 'a'.repeat(32),
    });
    expect(deploymentKeys(environment)).toMatchObject({ memberHashKey: 'm'.repeat(32), auditKey: 'a'.repeat(32) });
  });

  it('must be configured in production', () => {
    const environment = parseEnvironment({ NODE_ENV: 'production', DATA_DIR: join(dir, 'production') });
    expect(() => deploymentKeys(environment)).toThrow('MEMBER_HASH_KEY');
    expect(() => deploymentKeys({ ...environment, MEMBER_HASH_KEY: 'm'.repeat(32) })).toThrow('AUDIT_KEY');
  });

  it('are not replaced when their file is damaged', () => {
    const data = join(dir, 'damaged');
    const environment = parseEnvironment({ DATA_DIR: data });
    deploymentKeys(environment);
    writeFileSync(join(data, 'keys.json'), '{');
    expect(() => deploymentKeys(environment)).toThrow('keys.json');
  });
});

describe('the table of settings in docs/operations.md', () => {
  it('names every setting with its default', () => {
    const document = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    const source = ['environment', 'job-settings', 'log-settings', 'trace-settings', 'scale-settings', 'load-settings']
      .map((file) => readFileSync(new URL(`./${file}.ts`, import.meta.url), 'utf8'))
      .join('');
    const names = [...source.matchAll(/^ {2}([A-Z][A-Z_]+)\??[:=\s]/gm)].map(([, name]) => name ?? '');
    const documented = [...document.matchAll(/^\| `([A-Z_]+)`\s*\| (\S+)/gm)].map(([, name, value]) => [name, value]);
    expect(documented.map(([name]) => name)).toEqual(names);
    const defaults = parseEnvironment({}) as unknown as Record<string, unknown>;
    for (const [name = '', value] of documented) {
      expect([name, value]).toEqual([name, defaults[name] === undefined ? '–' : `\`${String(defaults[name])}\``]);
    }
  });
});
