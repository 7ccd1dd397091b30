import { describe, expect, it } from 'vitest';
import { classifier, load } from '../../../../test/support/models/onnx-document.js';
import { Fields } from '../formats/fields.js';
import { readLogistic } from '../formats/logistic.js';
import { DEFAULT_MODEL_LIMITS } from '../limits.js';
import { verifyModel } from './verify.js';
import { parseOracle, readOracle } from './oracle.js';

const model = readLogistic(
  new Fields({ features: ['a', 'b'], coef: [2, -1], intercept: 0.5, mean: [0, 0], impute: [0, 0] }),
  {
    caps: DEFAULT_MODEL_LIMITS,
  },
);

describe('oracle files', () => {
  it('match columns by name where both sides have names', () => {
    const oracle = readOracle(
      { features: ['b', 'a'], rows: [[1, 10]], margin: [0], contributions: [[5, 6, 7]] },
      model,
    );
    expect([...oracle.rows.values]).toEqual([10, 1]);
    expect([...(oracle.contributions ?? [])]).toEqual([6, 5]);
    expect([...(oracle.base ?? [])]).toEqual([7]);
  });

  it('read rows as objects, null and absent as missing', () => {
    const oracle = readOracle({ rows: [{ b: 3 }, { a: 1, b: null }], margin: [0, 0] }, model);
    expect([...oracle.rows.values]).toEqual([NaN, 3, 1, NaN]);
  });

  it('take the second of two probability columns and of two expected values', () => {
    const oracle = readOracle({ rows: [[0, 0]], prob: [[0.3, 0.7]], shap: [[0, 0]], expected: [0.8, 0.2] }, model);
    expect(oracle.probability?.[0]).toBe(0.7);
    expect(oracle.base?.[0]).toBe(0.2);
  });

  it('take one base value for all rows or one a row', () => {
    expect([
      ...(readOracle(
        {
          rows: [
            [0, 0],
            [0, 0],
          ],
          shap: [
            [0, 0],
            [0, 0],
          ],
          base: 4,
        },
        model,
      ).base ?? []),
    ]).toEqual([4, 4]);
    const three = {
      rows: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      margin: [1, 1, 1],
      base: [1, 2, 3],
    };
    expect([...(readOracle(three, model).base ?? [])]).toEqual([1, 2, 3]);
  });

  it.each([
    [{ margin: [1] }, 'no rows'],
    [{ rows: [[1, 2]] }, 'none of margin, probability, contributions'],
    [{ rows: [[1, 2]], margin: [1, 2] }, 'entries for 1 rows'],
    [{ rows: [[1, 2]], shap: [[1]] }, 'entries for 2 features'],
    [
      {
        rows: [[1, 2]],
        shap: [
          [1, 2],
          [1, 2],
        ],
      },
      'entries for 1 rows',
    ],
    [{ rows: [['x', 2]], margin: [1] }, 'holds text: categories are given as the codes'],
    [{ rows: [[[1], 2]], margin: [1] }, 'neither a number nor null'],
    [{ features: ['a'], rows: [[1, 2]], margin: [1] }, 'no column for feature b'],
    [{ features: ['a', 'c'], rows: [[1, 2]], margin: [1] }, 'no column for feature b'],
  ])('%j is refused', (document, message) => {
    expect(() => readOracle(document, model)).toThrow(message);
  });

  it('parse from bytes, NaN included, and are capped', () => {
    const bytes = new TextEncoder().encode('{"rows": [[NaN, 1]], "margin": [-0.5]}');
    const result = verifyModel(model, parseOracle(bytes));
    expect(result).toMatchObject({
      maxMarginError: 0,
      maxContributionError: null,
      maxProbabilityError: null,
      withinTolerance: true,
    });
    expect(() => parseOracle(bytes, { ...DEFAULT_MODEL_LIMITS, maxBytes: 3 })).toThrow('limit');
  });

  it('of a tree model without covers are checked for additivity over their own rows', () => {
    const trees = load([classifier()]);
    const document = {
      rows: [[1], [2], [null]],
      prob: [1, 2, null].map((x) => [0, 1 / (1 + Math.exp(x === 1 ? 1 : -1))]),
    };
    expect(verifyModel(trees, document)).toMatchObject({
      method: 'interventional',
      maxContributionError: null,
      withinTolerance: true,
    });
    expect(() => verifyModel(trees, { ...document, contributions: [[1], [1], [1]] })).toThrow('no covers');
  });

  it('compare interventional contributions with the background they bring', () => {
    const document = {
      rows: [[3, 1]],
      background: [
        [1, 1],
        [2, 2],
      ],
      contributions: [[2 * 1.5, 0.5, 0.5 + 3 - 1.5]],
    };
    expect(verifyModel(model, document)).toMatchObject({ method: 'linear', withinTolerance: true });
  });
});
