import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateRequest } from '../factories/rate-contract.js';
import { runCli } from '../support/command.js';
import { testDatabase } from '../support/database.js';

describe('simulate on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  let settings: NodeJS.ProcessEnv;
  let stop: () => Promise<void>;
  const scenario = (name: string, body: object | string): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof body === 'string' ? body : JSON.stringify(body));
    return path;
  };
  const CBP = { code: 'CBP', denominator: 10_000, numerator: 7400, open: [{ count: 1000, probability: 0.6 }] };

  beforeAll(async () => {
    const location = await testDatabase();
    settings = { DATABASE_URL: location.url, DATABASE_MIGRATION_URL: location.ownerUrl, DATA_DIR: folder };
    stop = () => location.stop();
  });
  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('prints the lines that change', async () => {
    const path = scenario('whatif', rateRequest({ kind: 'whatIf', changes: [{ type: 'star', code: 'C14', star: 2 }] }));
    const { code, stdout, stderr } = await runCli(['simulate', path], settings);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^C14 Controlling High Blood Pressure: .*stars 4 → 2$/m);
    expect(stdout).toMatch(/^overall: 4\.5 → /m);
  });

  it('prints a distribution as JSON, with rule set, seed and digest', async () => {
    const path = scenario('mc', rateRequest({ kind: 'monteCarlo', outlooks: [CBP], draws: 500, seed: 4 }));
    const { stdout } = await runCli(['simulate', path, '--json'], settings);
    expect(JSON.parse(stdout)).toMatchObject({
      ruleSet: { version: expect.any(String) },
      inputsDigest: expect.stringMatching(/^\w{64}$/),
      result: { kind: 'monteCarlo', seed: 4, draws: 500 },
    });
  });

  it('prints distances', async () => {
    const path = scenario('distance', rateRequest({ kind: 'distance', outlooks: [CBP] }));
    const { stdout } = await runCli(['simulate', path], settings);
    expect(stdout).toMatch(/^ {2}3 stars: 50 missing, chance 1\.000$/m);
  });

  it('says what is wrong by pointer', async () => {
    const wrong = rateRequest({ kind: 'monteCarlo', outlooks: [CBP], draws: 1_000_000 });
    for (const [body, message] of [
      [wrong, /\/draws: /],
      [rateRequest({ kind: 'distance', outlooks: [CBP], asJob: true }), /\/asJob: Nothing is stored here/],
      ['[', /FILE: not valid JSON/],
    ] as const) {
      const { code, stdout, stderr } = await runCli(['simulate', scenario('bad', body)], settings);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(message);
    }
  });
});
