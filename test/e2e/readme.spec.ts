import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, TEST_KEYS, type TestApp } from '../support/app.js';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Shown {
  readonly command: string;
  readonly output: string;
}

/** The commands (`$ …`) of a document's console blocks, each with the output shown below it. */
function shownIn(document: string): Shown[] {
  const blocks = [...readFileSync(join(ROOT, document), 'utf8').matchAll(/```console\n([\s\S]*?)```/g)];
  return blocks.flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n');
        return { command, output: output.join('\n').trim() };
      }),
  );
}

/** Ids, times and digests differ from run to run. */
function steady(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<digest>')
    .trim();
}

describe('the tour of the README', () => {
  let test: TestApp;
  let settings: Record<string, string>;
  beforeAll(async () => {
    test = await startTestApp();
    const { url, ownerUrl } = test.location;
    const { memberHashKey, auditKey } = TEST_KEYS;
    settings = {
      DATABASE_URL: url,
      DATABASE_MIGRATION_URL: ownerUrl,
      MEMBER_HASH_KEY: memberHashKey,
      AUDIT_KEY: auditKey,
    };
  });
  afterAll(() => test.close());

  it('shows at least five commands', () => {
    expect(shownIn('README.md').length).toBeGreaterThanOrEqual(5);
  });

  it.each(shownIn('README.md').map(({ command, output }) => [command, output] as const))(
    '$ %s',
    async (command, output) => {
      const env = { ...settings, PATH: process.env.PATH, API: `${test.url}/api/v1`, KEY: test.keys.admin };
      const { stdout } = await run('bash', ['-c', command], { cwd: ROOT, env });
      expect(steady(stdout)).toBe(steady(output));
    },
  );
});
