import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  calibrate,
  interpolate,
  isotonicCalibration,
  plattCalibration,
  type Calibration,
} from './calibration/index.js';
import { RowInputError } from './errors.js';
import { loadModel } from './formats/index.js';
import { linkProbability, logit, sigmoid } from './link.js';
import { matrixOf, type RowMatrix } from './matrix.js';
import { withBackground, withCalibration, type Model } from './model.js';
import { explainerOf, explainRows, marginsOf, prepareExplainer, scoreRows } from './predict.js';

const fixture = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, 'fixtures', name));
const oracle = JSON.parse(new TextDecoder().decode(fixture('xgb_small6.oracle.json'))) as { rows: (number | null)[][] };
const model = loadModel(fixture('xgb_small6.json'));
const rows = matrixOf(oracle.rows, 6);

const PLATT: Calibration = { kind: 'affine', method: 'platt', slope: 1.4, intercept: -0.3 };
const ISOTONIC: Calibration = { kind: 'isotonic', x: [0.1, 0.3, 0.6], y: [0.05, 0.4, 0.7] };

describe('calibration', () => {
  it('affine: the explanation is of the calibrated log odds, scaled exactly', () => {
    const plain = explainRows(model, rows);
    const answer = explainRows(withCalibration(model, PLATT), rows);
    expect(answer.explains).toBe('calibrated log odds');
    answer.contributions.forEach((phi, i) => expect(phi).toBeCloseTo(1.4 * plain.contributions[i], 12));
    expect(answer.base).toBeCloseTo(1.4 * plain.base - 0.3, 12);
    answer.explained.forEach((margin, i) => expect(answer.probability[i]).toBeCloseTo(sigmoid(margin), 12));
  });

  it('isotonic: the explanation is of the uncalibrated margin, and says so', () => {
    const answer = explainRows(withCalibration(model, ISOTONIC), rows);
    expect(answer.explains).toBe('uncalibrated margin');
    expect([...answer.explained]).toEqual([...answer.margin]);
    answer.margin.forEach((margin, i) =>
      expect(answer.probability[i]).toBe(calibrate(ISOTONIC, margin, sigmoid(margin))),
    );
  });

  it('affine on a forest of probabilities works on log odds and is explained uncalibrated', () => {
    const forest: Model = { ...model, link: { kind: 'identity' }, calibration: PLATT };
    const answer = explainRows(forest, rows);
    expect(answer.explains).toBe('uncalibrated margin');
    const inside = answer.margin.findIndex((m) => m > 0.01 && m < 0.99);
    if (inside >= 0)
      expect(answer.probability[inside]).toBeCloseTo(sigmoid(1.4 * logit(answer.margin[inside]) - 0.3), 12);
  });

  it('interpolates between knots and clips outside', () => {
    expect(
      [0, 0.1, 0.2, 0.45, 0.6, 1].map((x) =>
        interpolate(ISOTONIC.kind === 'isotonic' ? ISOTONIC.x : [], [0.05, 0.4, 0.7], x),
      ),
    ).toEqual([0.05, 0.05, 0.225, 0.55, 0.7, 0.7].map((y) => expect.closeTo(y, 12) as number));
  });

  it('meets the calibrators of scikit-learn on generated rows', () => {
    const reference = JSON.parse(new TextDecoder().decode(fixture('calibrators.json'))) as {
      fit_margin: number[];
      fit_label: number[];
      isotonic: { x: number[]; y: number[] };
      platt: { a: number; b: number };
      eval_probability: number[];
      eval_isotonic: number[];
      eval_platt: number[];
    };
    const isotonic = isotonicCalibration(reference.fit_margin.map(sigmoid), reference.fit_label);
    const platt = plattCalibration(reference.fit_margin, reference.fit_label);
    const given: Calibration = {
      kind: 'affine',
      method: 'platt',
      slope: reference.platt.a,
      intercept: reference.platt.b,
    };
    reference.eval_probability.forEach((p, i) => {
      expect(calibrate(isotonic, logit(p), p)).toBeCloseTo(reference.eval_isotonic[i], 5);
      expect(calibrate(given, logit(p), p)).toBeCloseTo(reference.eval_platt[i], 6);
      expect(calibrate({ kind: 'isotonic', ...reference.isotonic }, logit(p), p)).toBeCloseTo(
        reference.eval_isotonic[i],
        9,
      );
    });
    expect(platt).toMatchObject({
      slope: expect.closeTo(reference.platt.a, 3) as number,
      intercept: expect.closeTo(reference.platt.b, 3) as number,
    });
  });

  it('isotonic is monotone whatever the labels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1 })), {
          minLength: 1,
          maxLength: 40,
        }),
        (pairs) => {
          const fit = isotonicCalibration(
            pairs.map(([p]) => p),
            pairs.map(([, y]) => y),
          );
          if (fit.kind !== 'isotonic') throw new Error('not isotonic');
          for (let k = 1; k < fit.x.length; k++) {
            expect(fit.x[k]).toBeGreaterThan(fit.x[k - 1]);
            expect(fit.y[k]).toBeGreaterThanOrEqual(fit.y[k - 1]);
          }
        },
      ),
    );
  });
});

describe('links', () => {
  it('sigmoid does not overflow and is symmetric', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -800, max: 800, noNaN: true }),
        (m) => Math.abs(sigmoid(m) + sigmoid(-m) - 1) < 1e-15,
      ),
    );
    expect(sigmoid(-1000)).toBe(0);
  });

  it('identity is clipped to probabilities', () => {
    expect([-0.1, 0.3, 1.2].map((m) => linkProbability({ kind: 'identity' }, m))).toEqual([0, 0.3, 1]);
  });
});

describe('rows', () => {
  it('of another width, infinite, or of a lying matrix are refused without their values', () => {
    expect(() => matrixOf([[1, 2]], 3)).toThrow(RowInputError);
    expect(() => matrixOf([[1, Infinity]], 2)).toThrow('Row 0, column 1 is infinite.');
    expect(() => scoreRows(model, matrixOf([[1, 2]], 2))).toThrow('the model takes 6');
    const lie: RowMatrix = { values: new Float64Array(5), count: 1, width: 6 };
    expect(() => scoreRows(model, lie)).toThrow('count × width');
  });

  it('may be none at all', () => {
    expect(explainRows(model, matrixOf([], 6)).contributions).toHaveLength(0);
  });
});

describe('explainers', () => {
  it('are prepared once a model and background', () => {
    if (model.kind !== 'trees') throw new Error('not a tree model');
    const background = { rows: rows.values.slice(0, 12), count: 2 };
    expect(explainerOf(model)).toBe(explainerOf(model));
    expect(explainerOf(model, background)).toBe(explainerOf(model, background));
    expect(explainerOf(model)).not.toBe(explainerOf(model, background));
  });

  it('can be made ahead, with a stop after each tree, and once', async () => {
    const same = loadModel(fixture('xgb_small6.json'));
    if (same.kind !== 'trees') throw new Error('not a tree model');
    let stops = 0;
    const pause = (): Promise<void> | undefined => (++stops % 2 === 0 ? Promise.resolve() : undefined);
    await prepareExplainer(same, pause);
    expect(stops).toBe(same.ensemble.roots.length);
    const made = explainerOf(same);
    await prepareExplainer(same, pause);
    expect(stops).toBe(same.ensemble.roots.length);
    expect(explainerOf(same)).toBe(made);
    expect(explainRows(same, rows).contributions).toEqual(explainRows(model, rows).contributions);
  });

  it('a stored background is for files without covers; a given one always counts', () => {
    const stored = withBackground(model, { rows: rows.values.slice(0, 12), count: 2 });
    expect(explainRows(stored, rows).method).toBe('path-dependent');
    expect(explainRows(stored, rows, stored.background).method).toBe('interventional');
  });

  it('contributions that do not add up are an error, never an answer', () => {
    if (model.kind !== 'trees') throw new Error('not a tree model');
    const broken: Model = { ...model, ensemble: { ...model.ensemble, base: model.ensemble.base } };
    explainRows(broken, rows);
    const shift = (by: number): void => broken.ensemble.value.forEach((v, n) => (broken.ensemble.value[n] = v + by));
    shift(1);
    try {
      expect(() => explainRows(broken, rows)).toThrow('do not add up');
    } finally {
      shift(-1);
    }
  });

  it('the first rounds alone can be scored', () => {
    expect(marginsOf(model, rows, 0)[0]).toBe(logit(Math.fround(0.3)));
    expect([...marginsOf(model, rows, 999)]).toEqual([...marginsOf(model, rows)]);
  });
});
