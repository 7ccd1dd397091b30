import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registerOptimize } from '../../src/cli/optimize.js';
import type { BenchCase } from '../../src/core/optimization/index.js';
import { runInProcess } from '../support/command-in-process.js';
import { CMS_TABLES, HAS_CMS_TABLES } from '../support/published-cut-points.js';

const DIR = resolve(CMS_TABLES, '2026');

it('optimize bench refuses what it cannot do', async () => {
  const refused = await runInProcess(registerOptimize, ['optimize', 'bench', '--members', '5']);
  expect(refused.refusal).toMatch(/--members: a whole number from 1000/);
  const without = await runInProcess(registerOptimize, ['optimize', 'bench', '--dir', 'nowhere']);
  expect(without.refusal).toMatch(/^--dir/);
});

if (!HAS_CMS_TABLES) process.stdout.write('left out: the optimiser on published contracts\n');

describe.runIf(HAS_CMS_TABLES)('optimize bench on a published contract', () => {
  it('answers objective, bound, baselines and seconds as JSON, never worse than a baseline', async () => {
    const args = ['optimize', 'bench', '--json', '--dir', DIR, '--members', '3000', '--contracts', '1'];
    const { out, refusal } = await runInProcess(registerOptimize, args);
    expect(refusal).toBeUndefined();
    const { cases } = JSON.parse(out) as { cases: BenchCase[] };
    expect(cases).toHaveLength(1);
    expect(cases[0]).toMatchObject({ members: 3000, confidence: 0.9, neverWorse: true, plannedStars: { before: 3.5 } });
    expect(cases[0]?.boundCents).toBeLessThanOrEqual(cases[0]?.costCents ?? 0);
    expect(cases[0]?.seconds).toBeGreaterThan(0);
  });
});
