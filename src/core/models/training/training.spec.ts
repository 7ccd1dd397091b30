import { describe, expect, it } from 'vitest';
import { history, QUICK } from '../../../../test/support/models/history.js';
import { TrainingError } from '../errors.js';
import { saveModel } from '../formats/index.js';
import { logit } from '../link.js';
import { explainRows, scoreRows } from '../predict.js';
import { calibrationOf } from './calibrate.js';
import { checkTable, rowMajor, type TrainingTable } from './table.js';
import { trainModel } from './train.js';

describe('training', { timeout: 60_000 }, () => {
  it('keeps logistic regression on linear risk, finds it, and explains it exactly', () => {
    const table = history(1600, 5);
    const result = trainModel(table, QUICK);
    expect(result.candidates.map(({ kind }) => kind)).toEqual(['logistic', 'boosting']);
    expect(result.evaluatedOn).toBe('out-of-time rows');
    expect(result.window).toMatchObject({ from: 1, to: 3, rows: 1200 });
    expect(result.evaluation?.auc.auc).toBeGreaterThan(0.7);
    const rows = { values: rowMajor(table), count: 1600, width: 3 };
    expect(explainRows(result.model, rows).additivityError).toBeLessThan(1e-9);
  });

  it('promotes boosting where it wins out of time', () => {
    const result = trainModel(history(1600, 6, 'step'), QUICK);
    expect(result.chosen).toBe('boosting');
    expect(result.reason).toContain('promoted');
    const [logistic, boosting] = result.candidates;
    expect(boosting.evaluation?.logLoss ?? 9).toBeLessThan(logistic.evaluation?.logLoss ?? 0);
  });

  it('is decided by the seed', () => {
    const table = history(900, 7);
    const saved = (seed: number): string => saveModel(trainModel(table, { ...QUICK, seed }).candidates[1].model);
    expect(saved(1)).toBe(saved(1));
    expect(saved(1)).not.toBe(saved(2));
  });

  it('a missing value adds nothing to a logistic explanation', () => {
    const table = history(1200, 8);
    const { model } = trainModel(table, { ...QUICK, boosting: false });
    const answer = explainRows(model, { values: Float64Array.of(NaN, NaN, NaN), count: 1, width: 3 });
    expect([...answer.contributions]).toEqual([0, 0, 0]);
    expect(answer.explained[0]).toBeCloseTo(answer.base, 12);
  });

  it('without a second period judges by cross-validation and promotes no challenger', () => {
    const table = { ...history(1200, 6, 'step'), period: new Float64Array(1200).fill(2020) };
    const result = trainModel(table, QUICK);
    expect(result).toMatchObject({ chosen: 'logistic', evaluatedOn: 'cross-validation' });
    expect(result.reason).toContain('no challenger is promoted');
    expect(trainModel(table, { ...QUICK, boosting: false }).reason).toContain('no challenger was trained');
  });

  it.each([
    ['rows', history(150, 9)],
    ['events', { ...history(400, 9), label: Float64Array.from({ length: 400 }, (_, i) => (i % 40 === 1 ? 1 : 0)) }],
  ])('gives the base rate, and says so, below enough %s', (_, table) => {
    const result = trainModel(table, { ...QUICK, subgroups: { all: Array.from(table.label, () => 'x') } });
    expect(result.chosen).toBe('base-rate');
    expect(result.reason).toContain('Base rate');
    const events = Array.from(table.label).filter((y, i) => y === 1 && table.period[i] < 4).length;
    const { probability } = scoreRows(result.model, { values: Float64Array.of(1, NaN, 3), count: 1, width: 3 });
    expect(probability[0]).toBeCloseTo((events + 0.5) / (result.window.rows + 1), 12);
  });

  it('a base rate of one period is evaluated on nothing', () => {
    const table = { ...history(150, 9), period: new Float64Array(150).fill(1) };
    expect(trainModel(table, { ...QUICK, subgroups: { all: Array.from(table.label, () => 'x') } })).toMatchObject({
      evaluatedOn: 'nothing',
      evaluation: null,
      subgroups: { all: [] },
    });
  });

  it('monotone features never lower the risk as they rise', () => {
    const features = ['x0', 'x1', 'x2'].map((name) => ({ name, unit: '', min: -2, max: 2, monotone: 1 as const }));
    const { candidates } = trainModel(history(1500, 10), { ...QUICK, features });
    for (const other of [-1, NaN, 1.5]) {
      for (let j = 0; j < 3; j++) {
        let before = -Infinity;
        for (let x = -2; x <= 2; x += 0.05) {
          const row = Float64Array.of(other, other, other);
          row[j] = x;
          const [p] = scoreRows(candidates[1].model, { values: row, count: 1, width: 3 }).probability;
          expect(p).toBeGreaterThanOrEqual(before - 1e-12);
          before = p;
        }
      }
    }
  });

  it('reports growing progress and can be cancelled', () => {
    const table = history(900, 11);
    const seen: number[] = [];
    trainModel(table, QUICK, ({ done }) => void seen.push(done));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(() => trainModel(table, QUICK, ({ stage }) => stage !== 'boosting')).toThrow('cancelled');
  });

  it('evaluates subgroups of the out-of-time rows', () => {
    const table = history(1600, 12);
    const group = Array.from(table.label, (_, i) => (i % 2 === 0 ? 'even' : 'odd'));
    const { subgroups } = trainModel(table, { ...QUICK, boosting: false, subgroups: { parity: group } });
    expect(subgroups.parity.map(({ rows }) => rows).reduce((a, b) => a + b)).toBe(400);
  });
});

describe('calibration after training', () => {
  const table = history(4000, 13);
  const margin = Float64Array.from(table.label, (y) => (y === 1 ? 0.4 : -0.4) + 0.7);

  it('is intercept-only with few events, Platt with enough, or what the specification says', () => {
    expect(calibrationOf(history(600, 13), margin.slice(0, 600))).toMatchObject({ method: 'intercept-only', slope: 1 });
    expect(calibrationOf(table, margin)).toMatchObject({ method: 'platt' });
    expect(calibrationOf(table, margin, 'isotonic').kind).toBe('isotonic');
    expect(calibrationOf(table, margin, 'none').kind).toBe('none');
  });

  it('uses the latest period, or all rows where that has too few events', () => {
    const drifted = table.columns[0].map((_, i) => logit(0.5) + (table.period[i] === 4 ? 5 : 0));
    const recent = calibrationOf(table, drifted, 'intercept-only');
    expect(recent.kind === 'affine' && recent.intercept).toBeLessThan(-4);
    const sparse = { ...table, label: Float64Array.from(table.label, (y, i) => (table.period[i] === 4 ? 0 : y)) };
    const all = calibrationOf(sparse, new Float64Array(4000), 'intercept-only');
    expect(all.kind === 'affine' && Number.isFinite(all.intercept)).toBe(true);
  });
});

describe('tables and specifications are refused', { timeout: 60_000 }, () => {
  const table = history(300, 14);
  it.each<[string, Partial<TrainingTable>]>([
    ['names as columns', { features: ['x0'] }],
    ['named twice', { features: ['x0', 'x0', 'x2'] }],
    ['periods as labels', { period: [1] }],
    ['values for 300 labels', { columns: [table.columns[0], table.columns[1], new Float64Array(2)] }],
    ['infinite', { columns: [table.columns[0], table.columns[1], new Float64Array(300).fill(Infinity)] }],
    ['neither 0 nor 1', { label: new Float64Array(300).fill(2) }],
    ['no number', { period: new Float64Array(300).fill(NaN) }],
  ])('%s', (message, changes) => {
    expect(() => checkTable({ ...table, ...changes })).toThrow(TrainingError);
    expect(() => checkTable({ ...table, ...changes })).toThrow(message);
  });

  it('a feature the table does not have, and values outside of the allowed range', () => {
    const features = (name: string, max: number) => [{ name, unit: '', min: -2, max }];
    expect(() => trainModel(table, { ...QUICK, features: features('age', 2) })).toThrow('no column for feature age');
    expect(() => trainModel(table, { ...QUICK, features: features('x0', 0) })).toThrow(/x0 has \d+ values outside/);
  });

  it('a column that is always missing has an empty range and takes part in nothing', () => {
    const empty = { ...table, columns: [table.columns[0], table.columns[1], new Float64Array(300).fill(NaN)] };
    expect(trainModel(empty, { ...QUICK, boosting: false }).features[2]).toMatchObject({ min: 0, max: 0 });
  });
});
