import { describe, expect, it } from 'vitest';
import { pick, stream } from '../../../../test/support/models/stream.js';
import { UbjsonWriter } from '../../../../test/support/models/ubjson-writer.js';
import {
  COLUMNS,
  grow,
  jsonOf,
  layOut,
  leafOf,
  modelOf,
  VALUES,
} from '../../../../test/support/models/xgboost-generated.js';
import { logit, sigmoid } from '../link.js';
import { matrixOf } from '../matrix.js';
import { explainRows, scoreRows } from '../predict.js';
import { loadModel } from './load.js';

const float32 = (margin: number): number => Math.fround(margin);

describe('generated XGBoost files against the rule followed node by node', () => {
  it.each<[string, unknown, number[], number]>([
    ['binary:logistic', '5E-1', [1, 0, 0], 0],
    ['binary:logistic', 0.25, [1, 7, 4], logit(0.25)],
    ['binary:logistic', '[1.76E-1]', [3, 1, 0], logit(float32(0.176))],
    ['binary:logistic', ['1.76E-1'], [3, 2, 0], logit(float32(0.176))],
    ['binary:logistic', '[0E0]', [3, 1, 0], logit(float32(1e-6))],
    ['binary:logistic', '1E-9', [2, 1, 0], logit(float32(1e-9))],
    ['reg:logistic', '7E-1', [2, 1, 0], logit(float32(0.7))],
    ['binary:logitraw', '7E-1', [2, 1, 0], float32(0.7)],
    ['binary:logitraw', '-3E0', [3, 5, 0], -3],
  ])('%s, base_score %s, version %j', (objective, base, version, start) => {
    for (let seed = 1; seed <= 6; seed++) {
      const draw = stream(seed * 6007);
      const trees = Array.from({ length: 1 + draw(6) }, () => grow(draw, 5));
      const style = { booleans: draw(2) === 0, nanThresholds: draw(2) === 0 };
      const weights = draw(2) === 0 ? trees.map(() => (1 + draw(9)) / 10) : undefined;
      const laidOut = trees.map((tree) => layOut(tree, draw, style));
      const file = modelOf(laidOut, objective, base, version, weights);
      const rows = Array.from({ length: 50 }, () => Array.from({ length: COLUMNS }, () => pick(draw, VALUES)));
      for (const bytes of [jsonOf(file), new UbjsonWriter(draw).write(file)]) {
        const model = loadModel(bytes);
        const scores = scoreRows(model, matrixOf(rows, COLUMNS));
        const explained = explainRows(model, matrixOf(rows, COLUMNS));
        rows.forEach((row, r) => {
          const margin = trees.reduce((sum, tree, t) => sum + leafOf(tree, row) * float32(weights?.[t] ?? 1), start);
          expect(scores.margin[r], `seed ${seed}, ${model.format}, row ${JSON.stringify(row)}`).toBeCloseTo(margin, 6);
          expect(scores.probability[r]).toBeCloseTo(sigmoid(margin), 6);
        });
        expect(explained.additivityError).toBeLessThan(1e-9);
      }
    }
  });

  it('reads every number type and container form of UBJSON alike', () => {
    const tree = grow(stream(3), 4);
    const style = { booleans: false, nanThresholds: false };
    const file = modelOf([layOut(tree, stream(4), style)], 'binary:logistic', '5E-1', [2, 0, 0]);
    const first = loadModel(jsonOf(file));
    for (let seed = 1; seed <= 40; seed++)
      expect(loadModel(new UbjsonWriter(stream(seed)).write(file))).toEqual({ ...first, format: 'xgboost-ubj' });
  });
});

describe('base scores that cannot be read are refused', () => {
  const trees = [layOut({ leaf: 1, hessian: 1 }, stream(1), { booleans: false, nanThresholds: false })];
  it.each<[string, unknown, number[], string]>([
    ['binary:logistic', '1.5E0', [3, 1, 0], 'not between 0 and 1'],
    ['binary:logistic', 'nan', [3, 1, 0], 'not between 0 and 1'],
    ['binary:logistic', '[]', [3, 1, 0], 'base_score is empty'],
    ['binary:logistic', '[5E-1,5E-1]', [3, 1, 0], 'several base scores'],
    ['binary:logistic', [0.5, 0.5], [3, 1, 0], 'several base scores'],
    ['binary:logistic', { a: 1 }, [3, 1, 0], 'not a finite number'],
    ['binary:logitraw', 'inf', [3, 1, 0], 'not a finite number'],
    ['binary:logitraw', '5E-1', [1, 2, 0], 'binary:logitraw of XGBoost 1.2.0'],
    ['binary:logitraw', '5E-1', [1, 3, 0], 'binary:logitraw of XGBoost 1.3.0'],
  ])('%s %j in version %j', (objective, base, version, message) => {
    expect(() => loadModel(jsonOf(modelOf(trees, objective, base, version)))).toThrow(message);
  });

  it('but since 1.3.1 that of binary:logitraw is its margin, also where no version is given', () => {
    for (const version of [[1, 3, 1], [1, 10, 0], [2, 0, 0], []]) {
      const model = loadModel(jsonOf(modelOf(trees, 'binary:logitraw', '25E-2', version)));
      expect(scoreRows(model, matrixOf([[1, 1, 1, 1]], COLUMNS)).margin[0]).toBe(1.25);
    }
  });
});
