import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerModels } from '../../src/cli/models.js';
import { loadCard, loadModel } from '../../src/core/models/index.js';
import { runCli } from '../support/command.js';
import { runInProcess } from '../support/command-in-process.js';
import { history } from '../support/models/history.js';

const FIXTURES = join(import.meta.dirname, '../../src/core/models/fixtures');
const SHARED = join(process.cwd(), '../shared/models');
const fixture = (name: string): string => join(FIXTURES, name);

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'models-cli-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
const models = (...args: string[]) => runInProcess(registerModels, ['models', ...args]);
const verify = (model: string, oracle: string) => models('verify', '--model', model, '--oracle', oracle, '--json');

describe('models verify', () => {
  it.each([
    ['xgb_small6.ubj', 'xgb_small6.bruteforce_shapley.json', 1e-4],
    ['xgb_syn_d4_60.ubj', 'xgb_syn_d4_60.interventional.json', 1e-4],
    ['lgb_syn.txt', 'lgb_syn.oracle.json', 1e-9],
  ])('%s is within tolerance of %s', async (model, oracle, tolerance) => {
    const { out, err, refusal } = await verify(fixture(model), fixture(oracle));
    expect([err, refusal]).toEqual(['', undefined]);
    const result = JSON.parse(out);
    expect(result.rows).toBeGreaterThan(5);
    expect(result.maxContributionError).toBeLessThan(tolerance);
    expect(result.additivityError).toBeLessThan(1e-6);
    const figures = ['maxMarginError', 'maxContributionError', 'maxProbabilityError', 'additivityError'];
    expect(Object.keys(result)).toEqual(['rows', ...figures]);
  });

  it('exits 0 within tolerance, in a process of its own', async () => {
    const [model, oracle] = [fixture('xgb_small6.json'), fixture('xgb_small6.oracle.json')];
    const { code, stdout, stderr } = await runCli(['models', 'verify', '--model', model, '--oracle', oracle, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).maxContributionError).toBeLessThan(1e-4);
  });

  it('prints the figures and exits 1 when they are off', async () => {
    const oracle = JSON.parse(readFileSync(fixture('xgb_small6.oracle.json'), 'utf8')) as { margin: number[] };
    oracle.margin[2] += 0.01;
    const path = file('off.json', JSON.stringify(oracle));
    const { code, stdout, stderr } = await runCli([
      'models',
      'verify',
      '--model',
      fixture('xgb_small6.json'),
      '--oracle',
      path,
      '--json',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('differ by more than the tolerances');
    expect(JSON.parse(stdout)).toHaveProperty('additivityError');
    expect(JSON.parse(stdout).maxMarginError).toBeCloseTo(0.01, 6);
  });

  it('is printed for people too', async () => {
    const { out } = await models(
      'verify',
      '--model',
      fixture('lgb_syn.txt'),
      '--oracle',
      fixture('lgb_syn.oracle.json'),
    );
    expect(out).toContain('within tolerance');
    expect(out).toContain('base + contributions − margin');
  });

  it.each([
    ['a pickle', () => file('p.pkl', Uint8Array.of(0x80, 4, 1)), 'pickle'],
    ['an empty file', () => file('e.json', ''), 'empty'],
    ['a file that is cut off', () => file('c.json', readFileSync(fixture('xgb_small6.json')).subarray(0, 900)), 'JSON'],
    ['a folder', () => dir, 'not a file'],
    ['no file', () => join(dir, 'absent'), 'no such file'],
  ])('names what is wrong with %s', async (_what, path, text) => {
    const { refusal, out } = await verify(path(), fixture('xgb_small6.oracle.json'));
    expect(refusal).toMatch(/^--model: /);
    expect(refusal).toContain(text);
    expect(out).toBe('');
  });

  it('names what is wrong with the oracle', async () => {
    const { refusal } = await verify(fixture('xgb_small6.json'), file('o.json', '{"margin":[1]}'));
    expect(refusal).toBe('--oracle: Malformed oracle: it has no rows.');
  });
});

describe('models train', () => {
  const spec = { measure: 'GSD', label: 'gap', period: 'year', seed: 3, boosting: { maxRounds: 30 } };
  const table = history(900, 5);
  const rows = (): string => {
    const lines = Array.from(table.label, (y, i) =>
      [...table.columns.map((column) => (Number.isNaN(column[i]) ? '' : column[i])), y, table.period[i]].join(','),
    );
    return [[...table.features, 'gap', 'year'].join(','), ...lines].join('\n');
  };
  const train = (csv: string, order: unknown, ...more: string[]) =>
    models('train', '--data', file('t.csv', csv), '--spec', file('s.json', JSON.stringify(order)), ...more);

  it('writes an artifact that scores, with a card; twice the same bytes', async () => {
    const out = join(dir, 'model.json');
    const { refusal, out: text, err } = await train(rows(), spec, '--out', out);
    expect(refusal).toBeUndefined();
    expect(text).toContain('AUC');
    expect(err).toContain('GSD 0 % logistic');
    const bytes = readFileSync(out);
    expect(loadModel(bytes).features).toEqual(table.features);
    expect(loadCard(bytes)).toMatchObject({ measure: 'GSD', evaluatedOn: 'out-of-time rows' });
    await train(rows(), spec, '--out', out);
    expect(readFileSync(out).equals(bytes)).toBe(true);
  });

  it('says that few rows give the base rate', async () => {
    const few = rows().split('\n').slice(0, 120).join('\n');
    const { out } = await train(few, { ...spec, period: undefined }, '--json');
    expect(JSON.parse(out)).toMatchObject({ chosen: 'base-rate' });
    expect(JSON.parse(out).reason).toContain('200 rows and 30 events');
  });

  it.each([
    [{ ...spec, label: 'gone' }, '--data: The CSV has no column gone.'],
    [{ ...spec, features: ['race'] }, '--spec: /features/0: race is race or ethnicity'],
    [{ ...spec, fold: 3 }, '--spec: /: must NOT have additional properties (fold)'],
    [{ ...spec, features: ['gap'] }, '--data: The label cannot be a feature.'],
    [{ ...spec, features: [{ name: table.features[0], min: -1, max: -0.5 }] }, 'outside of its range'],
  ])('refuses %j', async (order, text) => {
    const { refusal, out } = await train(rows(), order);
    expect(refusal).toContain(text);
    expect(out).toBe('');
  });

  it('says where it cannot write', async () => {
    const { refusal } = await train(rows(), { ...spec, boosting: false }, '--out', join(dir, 'no/such/m.json'));
    expect(refusal).toBe('--out: cannot be written (ENOENT)');
  });
});

describe('models benchmark', () => {
  it('says when the folder has no survey', async () => {
    const { refusal } = await models('benchmark', '--data', dir);
    expect(refusal).toContain('has neither');
  });

  it('trains on a survey and compares (reads the public surveys)', async ({ annotate }) => {
    if (!existsSync(join(SHARED, 'data')))
      return void (await annotate('left out: the surveys are not beside the project'));
    const { refusal, out, err } = await models(
      'benchmark',
      '--data',
      join(SHARED, 'data'),
      '--targets',
      'BCS',
      '--json',
    );
    expect(refusal).toBeUndefined();
    expect(err).toContain('BCS 100 % evaluation');
    const { ok, rows } = JSON.parse(out);
    expect(ok).toBe(true);
    expect(rows).toMatchObject([{ target: 'BCS', testRows: 600, logisticMeets: true }]);
  });
});

describe.runIf(existsSync(join(SHARED, 'oracle')))('models verify, on reference models', () => {
  it.each([
    ['xgb_gsd_dart.ubj', 'xgb_gsd_dart.oracle.json'],
    ['xgb35_gsd_cat.json', 'xgb35_gsd_cat.oracle.json'],
    ['lgb_gsd_zero_missing.txt', 'lgb_gsd_zero_missing.oracle.json'],
    ['onnx_xgb_tree.onnx', 'onnx_xgb_tree.oracle.json'],
    ['sk_rf.json', 'sk_rf.json'],
  ])('%s agrees with %s', async (model, oracle) => {
    const { refusal } = await verify(join(SHARED, 'oracle', model), join(SHARED, 'oracle', oracle));
    expect(refusal).toBeUndefined();
  });
});

it('reference models are compared where they are beside the project', async ({ annotate }) => {
  if (!existsSync(join(SHARED, 'oracle'))) await annotate('left out: the reference models are not beside the project');
  expect(existsSync(FIXTURES)).toBe(true);
});
