import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerCutPoints } from '../../src/cli/cutpoints.js';
import type { CutPointsReport } from '../../src/cli/cutpoints-report.js';
import { runCli } from '../support/command.js';
import { type InProcessRun, runInProcess } from '../support/command-in-process.js';
import { CMS_TABLES, HAS_CMS_TABLES } from '../support/published-cut-points.js';

const folder = mkdtempSync(join(tmpdir(), 'cutpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DIR = resolve(CMS_TABLES, '2026');
const PRIOR = resolve(CMS_TABLES, '2025/cut-points.csv');
const SHIPPED = resolve(import.meta.dirname, '../../src/core/rulesets/data/2026.json');
const command = (...options: string[]): Promise<InProcessRun> =>
  runInProcess(registerCutPoints, ['cutpoints', 'backtest', ...options]);
const of2026 = (...more: string[]): string[] => ['--star-year', '2026', '--dir', DIR, ...more];

it('cutpoints backtest exits 1 when it refuses, in a process of its own', async () => {
  const refused = await runCli(['cutpoints', 'backtest', '--star-year', 'soon', '--dir', '.', '--prior', 'x']);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/a year from 2008 to 2100/);
});

describe('cutpoints backtest refuses', () => {
  it.each([
    [['--star-year', 'soon', '--dir', '.', '--prior', 'x'], /a year from 2008 to 2100/],
    [['--star-year', '2026', '--dir', '.', '--prior', join(folder, 'none')], /--prior: there is no such file/],
    [['--star-year', '2019', '--dir', '.', '--prior', 'x'], /There is no rule set of 2019/],
    [['--star-year', '2026', '--dir', '.', '--prior', SHIPPED, '--repeats', '0'], /--repeats: a whole number from 1/],
    [['--star-year', '2027', '--dir', '.', '--prior', SHIPPED, '--ruleset', SHIPPED], /another star year/],
    [['--star-year', '2026', '--dir', join(folder, 'none'), '--prior', SHIPPED], /--dir/],
  ])('%j', async (args, message) => {
    const { out, refusal } = await command(...args);
    expect(out).toBe('');
    expect(refusal).toMatch(message);
  });

  it('a prior file that is neither CSV nor a rule set', async () => {
    const path = join(folder, 'prior');
    for (const [text, message] of [
      ['{', /neither CSV nor valid JSON/],
      ['{}', /not a valid rule set/],
      ['part\nC\n', /columns .* are missing/],
    ] as const) {
      writeFileSync(path, text);
      const { refusal } = await command('--star-year', '2026', '--dir', '.', '--prior', path);
      expect(refusal).toMatch(message);
    }
  });

  it('announces what is left out', () => {
    if (!HAS_CMS_TABLES) process.stdout.write(`left out: the tables of 2026, because ${CMS_TABLES} is absent\n`);
    expect(typeof HAS_CMS_TABLES).toBe('boolean');
  });
});

describe.runIf(HAS_CMS_TABLES)('cutpoints backtest of 2026', () => {
  let report: CutPointsReport;

  beforeAll(async () => {
    const { code, stdout, stderr } = await runCli(['cutpoints', 'backtest', ...of2026('--prior', PRIOR, '--json')]);
    expect(code, stderr).toBe(0);
    report = JSON.parse(stdout) as CutPointsReport;
  });

  it('has every measure and set with published scores, four boundaries each', () => {
    expect(report.measures).toHaveLength(54);
    expect(report.measures.every(({ thresholds }) => thresholds.length === 4)).toBe(true);
    const c14 = report.measures.find(({ measureId }) => measureId === 'C14');
    expect(c14).toMatchObject({ set: 'MA', guardrail: 'points', prior: [69, 74, 80, 85] });
    for (const { beforeGuardrails, final } of report.measures.flatMap(({ thresholds }) => thresholds))
      for (const one of [beforeGuardrails, final])
        if (one !== null) expect(one.error).toBeCloseTo(one.computed - one.published, 6);
  });

  it('meets the bar before and after guardrails', () => {
    expect(report.bar).toMatchObject([
      { stage: 'beforeGuardrails', limit: 1.5, met: true },
      { stage: 'final', limit: 1, met: true },
    ]);
  });

  it('gives measures in their first three star years no guardrail', () => {
    const free = report.measures.filter(({ method, guardrail }) => method === 'clustering' && guardrail === 'none');
    expect(free.map(({ measureId }) => measureId)).toEqual(['C04', 'C05', 'C13', 'C18', 'C20', 'C21']);
  });

  it('explains every miss above 3 points', () => {
    for (const { line, explanation } of report.misses) {
      expect(Math.abs(line.error)).toBeGreaterThan(3);
      expect(explanation).not.toBe('unexplained by the public scores');
    }
  });

  it('says what could not be compared', () => {
    expect(report.notes.join('\n')).toMatch(/not published: C30, D04/);
  });

  it('compares with what the tables print, whatever the rule set says, and tells the difference', async () => {
    const path = join(folder, 'rules.json');
    const rules = JSON.parse(readFileSync(SHIPPED, 'utf8')) as { measures: { id: string; cutPoints?: object }[] };
    const c14 = rules.measures.find(({ id }) => id === 'C14');
    if (c14) c14.cutPoints = { mapd: [60, 70, 80, 90] };
    writeFileSync(path, JSON.stringify(rules));
    const options = ['--prior', PRIOR, '--ruleset', path, '--repeats', '1', '--json', '--without-guardrail', 'C14'];
    const { out, refusal } = await command(...of2026(...options));
    expect(refusal).toBeUndefined();
    const other = JSON.parse(out) as CutPointsReport;
    expect(other.notes.join('\n')).toMatch(/differ from the rule set's .*: C14 mapd/);
    const found = other.measures.find(({ measureId }) => measureId === 'C14');
    expect(found?.guardrail).toBe('none');
    expect(found?.thresholds.map(({ final }) => final?.published)).toEqual([67, 75, 80, 86]);
  });

  it('prints the same for people', async () => {
    const { out } = await command(...of2026('--prior', PRIOR, '--repeats', '1', '--carry-over-percent', 'none'));
    expect(out).toMatch(/Bar final: at most 1 points: met/);
    expect(out).toMatch(/^C14 {2}MA/m);
  });
});
