import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { history } from '../../../../test/support/models/history.js';
import { sigmoid } from '../link.js';
import { randomFrom } from '../random/index.js';
import { bendKnots } from './bends.js';
import { binEdges, binOf, missingBin } from './bins.js';
import { solveSymmetric } from './cholesky.js';
import { splitFold, stratifiedFolds } from './folds.js';
import { fitLogistic, type Design } from './logistic-fit.js';

const SHARED = join(process.cwd(), '..', 'shared', 'models', 'oracle', 'logreg_gsd.json');

describe('the logistic fit', () => {
  it('has a gradient of zero at its solution, intercept unpenalised', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        (seed, penalty) => {
          const random = randomFrom(seed);
          const count = 60;
          const x = Float64Array.from({ length: count * 2 }, () => random() * 2 - 1);
          const y = Float64Array.from({ length: count }, (_, i) =>
            i % 3 === 0 || random() < sigmoid(2 * x[2 * i]) ? 1 : 0,
          );
          y[1] = 0;
          const fit = fitLogistic({ x, y, count, width: 2 }, penalty);
          const gradient = [penalty * fit.coef[0], penalty * fit.coef[1], 0];
          for (let i = 0; i < count; i++) {
            const error = sigmoid(fit.intercept + fit.coef[0] * x[2 * i] + fit.coef[1] * x[2 * i + 1]) - y[i];
            gradient[0] += error * x[2 * i];
            gradient[1] += error * x[2 * i + 1];
            gradient[2] += error;
          }
          gradient.forEach((g) => expect(Math.abs(g)).toBeLessThan(1e-7));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses labels that are all the same and a singular matrix', () => {
    const design: Design = { x: Float64Array.of(1, 2), y: [1, 1], count: 2, width: 1 };
    expect(() => fitLogistic(design, 1)).toThrow('Every label is the same');
    expect(() => solveSymmetric(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1))).toThrow('singular');
  });

  it('stays finite on separable rows', () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => i - 19.5);
    const fit = fitLogistic({ x, y: x.map((v) => (v > 0 ? 1 : 0)), count: 40, width: 1 }, 0.01);
    expect(fit.coef[0]).toBeGreaterThan(0);
    expect(Number.isFinite(fit.intercept)).toBe(true);
  });
});

describe.runIf(existsSync(SHARED))('scikit-learn logistic regression on NHANES rows', () => {
  it('gives the same coefficients within 1e-6', () => {
    const o = JSON.parse(readFileSync(SHARED, 'utf8')) as {
      train_rows: (number | null)[][];
      train_labels: number[];
      impute_median: number[];
      mean: number[];
      scale: number[];
      coef: number[];
      intercept: number;
    };
    const width = o.coef.length;
    const x = Float64Array.from(
      o.train_rows.flatMap((row) => row.map((v, j) => ((v ?? o.impute_median[j]) - o.mean[j]) / o.scale[j])),
    );
    const fit = fitLogistic({ x, y: o.train_labels, count: o.train_rows.length, width }, 1 / 0.3);
    expect(fit.intercept).toBeCloseTo(o.intercept, 6);
    o.coef.forEach((c, j) => expect(Math.abs(fit.coef[j] - c)).toBeLessThan(1e-6));
  });
});

it('announces the comparison with scikit-learn that is left out where ../shared is absent', () => {
  if (!existsSync(SHARED))
    process.stdout.write(`left out: logistic coefficients against scikit-learn, ${SHARED} is absent\n`);
  expect(SHARED).toContain('logreg');
});

describe('folds and bins', () => {
  it('deal events evenly, in an order decided by the seed', () => {
    const label = Array.from({ length: 103 }, (_, i) => (i % 7 === 0 ? 1 : 0));
    const folds = stratifiedFolds(label, 5, 1);
    for (let f = 0; f < 5; f++) expect(label.filter((y, i) => y === 1 && folds[i] === f)).toHaveLength(3);
    expect(stratifiedFolds(label, 5, 1)).toEqual(folds);
    expect(stratifiedFolds(label, 5, 2)).not.toEqual(folds);
    expect(splitFold(folds, 0).test.length + splitFold(folds, 0).train.length).toBe(103);
  });

  it('edges part distinct values; at most the wanted number of bins; missing has its own', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 2, max: 64 }),
        (values, maxBins) => {
          const edges = binEdges(Float64Array.from(values), maxBins);
          expect(edges.length).toBeLessThanOrEqual(maxBins);
          for (const x of values) {
            const bin = binOf(edges, x);
            if (bin < edges.length) expect(x).toBeLessThanOrEqual(edges[bin]);
            if (bin > 0) expect(x).toBeGreaterThan(edges[bin - 1]);
          }
        },
      ),
    );
    expect(binOf(Float64Array.of(1), NaN)).toBe(missingBin(Float64Array.of(1)));
  });

  it('columns of few distinct values get no bend', () => {
    const table = history(100, 1);
    const flags = Float64Array.from({ length: 100 }, (_, i) => i % 3);
    expect(
      bendKnots({ ...table, columns: [flags, table.columns[1], table.columns[2]] }).map(({ column }) => column),
    ).toEqual([1, 2]);
  });
});
