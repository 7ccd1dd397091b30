import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel, parseOracle, verifyModel, type Verification } from '../index.js';

const SHARED = join(process.cwd(), '..', 'shared', 'models');

/** Every reference output: folder, model file, oracle file. */
const CASES: readonly (readonly [string, string, string])[] = [
  ...[
    'xgb_gsd_d4_60',
    'xgb_gsd_basescore_spw',
    'xgb_gsd_dart',
    'xgb_gsd_lossguide_deep',
    'xgb_small6',
    'xgb35_gsd',
    'xgb35_gsd_base',
    'xgb35_gsd_cat',
  ].flatMap((name) => [
    ['oracle', `${name}.json`, `${name}.oracle.json`] as const,
    ['oracle', `${name}.ubj`, `${name}.oracle.json`] as const,
  ]),
  ...['lgb_gsd', 'lgb_gsd_boostavg_off_sigmoid2', 'lgb_gsd_cat', 'lgb_gsd_rf', 'lgb_gsd_zero_missing'].map(
    (name) => ['oracle', `${name}.txt`, `${name}.oracle.json`] as const,
  ),
  ['oracle', 'xgb_gsd_d4_60.json', 'ties_xgb.oracle2.json'],
  ['oracle', 'xgb_gsd_d4_60.json', 'xgb_gsd_d4_60.interventional.json'],
  ['oracle', 'xgb_small6.json', 'xgb_small6.bruteforce_shapley.json'],
  ['oracle', 'lgb_gsd.txt', 'ties_lgb.oracle2.json'],
  ['oracle', 'onnx_logreg.onnx', 'onnx_logreg.oracle.json'],
  ['oracle', 'onnx_xgb_tree.onnx', 'onnx_xgb_tree.oracle.json'],
  ...['sk_gb.json', 'sk_hgb.json', 'sk_rf.json', 'logreg_gsd.json'].map((name) => ['oracle', name, name] as const),
  ['fixtures', 'xgb_small6.json', 'xgb_small6.oracle.json'],
  ['fixtures', 'xgb_small6.ubj', 'xgb_small6.oracle.json'],
  ['fixtures', 'xgb_small6.json', 'xgb_small6.bruteforce_shapley.json'],
  ['fixtures', 'xgb_syn_d4_60.json', 'xgb_syn_d4_60.oracle.json'],
  ['fixtures', 'xgb_syn_d4_60.ubj', 'xgb_syn_d4_60.oracle.json'],
  ['fixtures', 'xgb_syn_d4_60.json', 'xgb_syn_d4_60.interventional.json'],
  ['fixtures', 'lgb_syn.txt', 'lgb_syn.oracle.json'],
  ['fixtures', 'logreg_syn.json', 'logreg_syn.json'],
];

/** Generated rows, part of the project: compared in every checkout. */
const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const OWN: readonly (readonly [string, string])[] = [
  ['xgb_small6.json', 'xgb_small6.oracle.json'],
  ['xgb_small6.ubj', 'xgb_small6.oracle.json'],
  ['xgb_small6.json', 'xgb_small6.bruteforce_shapley.json'],
  ['xgb_syn_d4_60.ubj', 'xgb_syn_d4_60.oracle.json'],
  ['xgb_syn_d4_60.ubj', 'xgb_syn_d4_60.interventional.json'],
  ['xgb17_cat.ubj', 'xgb17_cat.oracle.json'],
  ['sk_hgb_cat.json', 'sk_hgb_cat.json'],
  ['lgb_syn.txt', 'lgb_syn.oracle.json'],
];

function verify(folder: string, model: string, oracle: string): Verification {
  const bytes = (name: string): Uint8Array => readFileSync(join(folder, name));
  return verifyModel(loadModel(bytes(model)), parseOracle(bytes(oracle)));
}

describe('reference outputs on generated rows', () => {
  it.each(OWN)('%s agrees with %s', (model, oracle) => {
    const result = verify(FIXTURES, model, oracle);
    expect(result).toMatchObject({ withinTolerance: true });
    expect(result.additivityError).toBeLessThan(1e-6);
  });

  it('meets brute-force Shapley values far beyond the float32 tolerance', () => {
    const result = verify(FIXTURES, 'xgb_small6.json', 'xgb_small6.bruteforce_shapley.json');
    expect(result.maxContributionError).toBeLessThan(1e-7);
  });

  it('does not pass a model off as another one', () => {
    const model = loadModel(readFileSync(join(FIXTURES, 'xgb_small6.json')));
    const oracle = parseOracle(readFileSync(join(FIXTURES, 'xgb_small6.oracle.json'))) as { margin: number[] };
    const shifted = { ...oracle, margin: oracle.margin.map((m, i) => (i === 3 ? m + 1e-3 : m)) };
    const result = verifyModel(model, shifted);
    expect(result.withinTolerance).toBe(false);
    expect(result.maxMarginError).toBeCloseTo(1e-3, 5);
  });
});

describe.runIf(existsSync(SHARED))('reference outputs of the training libraries', () => {
  it.each(CASES)('%s/%s agrees with %s', (folder, model, oracle) => {
    const result = verify(join(SHARED, folder), model, oracle);
    expect(result).toMatchObject({ withinTolerance: true });
    expect(result.rows).toBeGreaterThan(0);
    expect(result.additivityError).toBeLessThan(1e-6);
  });
});

it('announces comparisons that are left out where ../shared/models is absent', () => {
  const present = existsSync(SHARED);
  if (!present)
    process.stdout.write(`left out: ${CASES.length} comparisons with reference outputs, ${SHARED} is absent\n`);
  expect(CASES.length).toBeGreaterThan(0);
});
