import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TOOL = join(import.meta.dirname, '../../bin/audit-dependencies.mjs');

const LEAKY = { name: 'leaky', version: '1.0.0' };

/** A project with one dependency, `leaky` 1.0.0. */
const LOCK = {
  name: 'audited',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: {
    '': { name: 'audited', version: '1.0.0', dependencies: { leaky: '1.0.0' } },
    'node_modules/leaky': { version: '1.0.0' },
  },
};

describe('the audit of dependencies', () => {
  let registry: Server;
  let folder: string;
  /** Severity of the advisory that the registry gives; undefined: it gives none at all. */
  let severity: string | undefined;
  beforeAll(async () => {
    registry = createServer((request, response) => {
      request.resume();
      const answer = (content: object): void =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
      if (request.url === '/leaky') return answer({ name: 'leaky', versions: { '1.0.0': LEAKY, '2.0.0': LEAKY } });
      if (severity === undefined) return void response.writeHead(405).end();
      const id = severity.length; // npm remembers advisories by number
      answer({ leaky: [{ id, url: 'https://example.org', title: 'leaks', severity, vulnerable_versions: '<2' }] });
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    folder = mkdtempSync(join(tmpdir(), 'audited-'));
    const manifest = { name: 'audited', version: '1.0.0', dependencies: { leaky: '1.0.0' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(LOCK));
    const { port } = registry.address() as AddressInfo;
    writeFileSync(
      join(folder, '.npmrc'),
      `registry=http://127.0.0.1:${port}/\nfetch-retries=0\ncache=${folder}/cache\n`,
    );
  });
  afterAll(() => {
    registry.close();
    registry.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });

  function audit(settings: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; out: string }> {
    return new Promise((resolve, reject) => {
      const env = { PATH: process.env.PATH, HOME: folder, ...settings };
      const child = spawn(process.execPath, [TOOL, folder], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out }));
    });
  }

  it('fails on a weakness that is high', async () => {
    severity = 'high';
    expect(await audit()).toEqual({ code: 1, out: 'high: leaky <2\n0 low, 0 moderate, 1 high, 0 critical\n' });
  });

  it('lets a moderate one pass, and names it', async () => {
    severity = 'moderate';
    expect(await audit()).toEqual({ code: 0, out: 'moderate: leaky <2\n0 low, 1 moderate, 0 high, 0 critical\n' });
  });

  it('says when the registry cannot be asked, and fails then only where it must be', async () => {
    severity = undefined;
    const [free, required] = await Promise.all([audit(), audit({ AUDIT_REQUIRED: '1' })]);
    expect([free.code, required.code]).toEqual([0, 1]);
    expect(free.out).toBe('The registry gave no advisories (405 Method Not Allowed): dependencies were not audited.\n');
  });
});
