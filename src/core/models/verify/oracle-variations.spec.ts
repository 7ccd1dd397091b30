import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classifier, load } from '../../../../test/support/models/onnx-document.js';
import { OracleError } from '../errors.js';
import { loadModel } from '../formats/load.js';
import { parseOracle } from './oracle.js';
import { verifyModel } from './verify.js';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const file = (name: string): Uint8Array => readFileSync(join(FIXTURES, name));

type Row = (number | null)[];
interface Reference {
  features: string[];
  rows: Row[];
  margin: number[];
  probability: number[];
  pred_contribs: number[][];
}

const model = loadModel(file('xgb_small6.json'));
const given = parseOracle(file('xgb_small6.oracle.json')) as Reference;
const { features, rows, margin, probability } = given;
const width = features.length;
const shap = given.pred_contribs.map((row) => row.slice(0, width));
const bias = given.pred_contribs[0][width];
const base = { features, rows, margin, probability, contributions: given.pred_contribs };
const expected = verifyModel(model, base);

const flipped = <T>(list: readonly T[]): T[] => [...list].reverse();
const named = (row: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(features.map((name, j) => [name, row[j]]));
const withMissing = (missing: unknown): unknown[] => rows.map((row) => row.map((x) => x ?? missing));
/** Rows as objects in which missing values are absent, each starting with another feature. */
const sparse = rows.map((row) => Object.fromEntries(Object.entries(named(row)).filter(([, x]) => x !== null)));
/** A row as an object that lacks the second feature. */
const misnamed = (row: Row): Record<string, unknown> =>
  Object.fromEntries(Object.entries(named(row)).filter(([name]) => name !== features[1]));
const longer = (row: Row): unknown[] => [99, ...row, null];

describe('one reference output in many shapes', () => {
  it('has missing values, and agrees', () => {
    expect(rows.flat()).toContain(null);
    expect(expected).toMatchObject({ rows: rows.length, withinTolerance: true });
  });

  it.each<[string, Record<string, unknown>]>([
    [
      'rows in another order',
      {
        rows: flipped(rows),
        margin: flipped(margin),
        probability: flipped(probability),
        contributions: flipped(given.pred_contribs),
      },
    ],
    [
      'features in another order',
      {
        features: flipped(features),
        rows: rows.map(flipped),
        contributions: shap.map((row) => [...flipped(row), bias]),
      },
    ],
    ['no names', { features: undefined }],
    [
      'more columns than the model, contributions of the model',
      { features: ['id', ...features, 'note'], rows: rows.map(longer) },
    ],
    [
      'more columns than the model, contributions of all',
      {
        features: ['id', ...features, 'note'],
        rows: rows.map(longer),
        contributions: shap.map((row) => [0, ...row, 0, bias]),
      },
    ],
    [
      'one column more, contributions with the base value',
      { features: ['id', ...features], rows: rows.map((row) => [7, ...row]) },
    ],
    ['missing as NaN', { rows: withMissing(NaN) }],
    ['missing as text', { rows: withMissing('NaN') }],
    ['missing as an empty text', { rows: withMissing('') }],
    ['numbers as text', { rows: rows.map((row) => row.map((x) => (x === null ? 'NA' : String(x)))) }],
    ['rows as objects', { features: undefined, rows: rows.map(named) }],
    ['rows as objects without the missing values', { rows: sparse }],
    ['rows as objects without names', { features: undefined, rows: sparse }],
    [
      'rows as objects with other keys',
      { features: undefined, rows: rows.map((row, i) => ({ id: i, ...named(row) })) },
    ],
    ['the base value first', { contributions: shap.map((row) => [bias, ...row]) }],
    ['the base value beside the contributions', { contributions: shap, base_value: bias }],
    ['a base value a row', { contributions: shap, bias: shap.map(() => bias) }],
    ['two expected values', { contributions: shap, expected_value: [-bias, bias] }],
    ['contributions as objects', { contributions: shap.map((row) => ({ ...named(row), bias })) }],
    ['contributions of two classes, behind', { contributions: shap.map((row) => row.map((x) => [-x, x])), base: bias }],
    [
      'contributions of two classes, in front',
      { contributions: [shap.map((row) => row.map((x) => -x)), shap], base: bias },
    ],
    ['probabilities of two classes', { probability: probability.map((p) => [1 - p, p]) }],
    ['margins in lists', { margin: margin.map((m) => [m]) }],
    [
      'other names',
      {
        rows: undefined,
        X: rows,
        margin: undefined,
        raw_score: margin,
        probability: undefined,
        predict_proba: probability,
      },
    ],
  ])('%s', (_, changes) => {
    expect(verifyModel(model, { ...base, ...changes })).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['only margins', { probability: undefined, contributions: undefined }, 'maxMarginError'],
    ['only probabilities', { margin: undefined, contributions: undefined }, 'maxProbabilityError'],
    ['only contributions', { margin: undefined, probability: undefined }, 'maxContributionError'],
  ])('%s', (_, changes, figure) => {
    const result = verifyModel(model, { ...base, ...changes });
    const figures = ['maxMarginError', 'maxContributionError', 'maxProbabilityError'] as const;
    for (const name of figures) expect(result[name]).toBe(name === figure ? expected[name] : null);
    expect(result.withinTolerance).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['the features shifted by one', { features: undefined, rows: rows.map((row) => [...row.slice(1), row[0]]) }],
    [
      'one base value off',
      { contributions: given.pred_contribs.map((row, i) => [...row.slice(0, width), row[width] + (i === 5 ? 1 : 0)]) },
    ],
    ['class 0 for class 1', { probability: probability.map((p) => [p, 1 - p]) }],
  ])('is not met with %s', (_, changes) => {
    expect(verifyModel(model, { ...base, ...changes }).withinTolerance).toBe(false);
  });
});

describe('shapes that are refused, by what is wrong', () => {
  it.each<[unknown, string]>([
    [[base], 'it is not an object with rows and outputs'],
    [{ ...base, rows: [] }, 'it has no rows'],
    [{ ...base, rows: undefined }, 'it has no rows'],
    [{ features, rows, pred_leaf: [] }, 'only features, rows, pred_leaf'],
    [{ ...base, features: [...features.slice(1), 'agee'] }, `no column for feature ${features[0]}`],
    [{ ...base, features: flipped(features).map(() => features[0]) }, 'names a feature twice'],
    [
      { ...base, features: undefined, rows: rows.map((row) => ({ ...misnamed(row), typo: 1 })) },
      `no column for feature ${features[1]}`,
    ],
    [
      { ...base, features: undefined, rows: rows.map((row) => row.slice(1)) },
      'oracle.rows[0] has 5 entries for 6 features',
    ],
    [{ ...base, features: undefined, rows: [...rows.slice(1), named(rows[0])] }, 'oracle.rows[0] is neither'],
    [{ ...base, features: undefined, rows: ['a'] }, 'oracle.rows[0] is neither a list nor an object'],
    [{ ...base, rows: [{}, ...sparse.slice(1)] }, 'oracle.rows[0] is neither'],
    [{ ...base, rows: rows.map((row) => ['male', ...row.slice(1)]) }, 'oracle.rows[0] holds text: categories'],
    [{ ...base, rows: rows.map((row) => [Infinity, ...row.slice(1)]) }, 'Row 0, column 0 is infinite'],
    [{ ...base, margin: margin.slice(1) }, 'oracle.margin has 39 entries for 40 rows'],
    [{ ...base, margin: margin.map(() => null) }, 'oracle.margin[0] is not a finite number'],
    [{ ...base, probability: probability.map((p) => [p, p, p]) }, 'oracle.probability[0] has 3 entries'],
    [
      { ...base, contributions: shap.map((row) => row.slice(2)) },
      'oracle.contributions[0] has 4 entries for 6 features',
    ],
    [{ ...base, contributions: shap.map((row, i) => row.slice(i)) }, 'oracle.contributions[1] has 5 entries'],
    [
      { ...base, contributions: shap.map((row) => row.map((x) => [x, x, x])) },
      'has 3 entries instead of one for each of two classes',
    ],
    [{ ...base, contributions: shap.map(() => 'none') }, 'oracle.contributions[0]'],
    [{ ...base, contributions: shap, base: [1, 2, 3] }, 'oracle.base has 3 entries'],
    [{ ...base, background: [[1]] }, 'oracle.background[0] has 1 entries'],
  ])('%#', (document, message) => {
    expect(() => verifyModel(model, document)).toThrow(OracleError);
    expect(() => verifyModel(model, document)).toThrow(message);
  });

  it('compressed and cut-off files', () => {
    expect(() => parseOracle(Uint8Array.of(0x1f, 0x8b, 8))).toThrow('compressed (gzip)');
    expect(() => parseOracle(new TextEncoder().encode('{"rows": ['))).toThrow(
      'Malformed oracle: the file is no complete JSON',
    );
  });
});

describe('names that say a position and no more', () => {
  it("are not looked up: LightGBM's Column_0", () => {
    const text = new TextDecoder().decode(file('lgb_syn.txt'));
    const oracle = parseOracle(file('lgb_syn.oracle.json')) as Reference;
    const plain = verifyModel(loadModel(file('lgb_syn.txt')), oracle);
    const line = `feature_names=${oracle.features.map((_, j) => `Column_${j}`).join(' ')}`;
    const anonymous = loadModel(new TextEncoder().encode(text.replace(/^feature_names=.*$/m, line)));
    expect(verifyModel(anonymous, oracle)).toEqual(plain);
    const fewer = { ...oracle, features: oracle.features.slice(1) };
    expect(() => verifyModel(anonymous, fewer)).toThrow('no column for feature Column_0');
  });

  it('and a width that the ONNX file leaves open is the one of the rows', () => {
    const trees = load([classifier()]);
    const document = {
      features: ['a', 'b', 'c'],
      rows: [
        [1, 5, 5],
        [2, 5, null],
      ],
      margin: [-1, 1],
    };
    expect(trees.features).toHaveLength(1);
    expect(verifyModel(trees, document)).toMatchObject({ rows: 2, maxMarginError: 0, withinTolerance: true });
  });
});
