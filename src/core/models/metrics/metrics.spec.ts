import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sigmoid } from '../link.js';
import { randomFrom } from '../random/index.js';
import {
  aucOf,
  brierOf,
  calibrationFigures,
  driftOf,
  eceOf,
  evaluate,
  evaluateSubgroups,
  liftAt,
  meanLogLoss,
  midRanks,
  profileOf,
} from './index.js';

/** Probabilities with outcomes drawn from them: a perfectly calibrated model. */
function calibrated(count: number, seed: number): { p: Float64Array; y: Uint8Array } {
  const random = randomFrom(seed);
  const p = Float64Array.from({ length: count }, () => sigmoid(random() * 4 - 3));
  return { p, y: Uint8Array.from(p, (q) => (random() < q ? 1 : 0)) };
}

describe('AUC', () => {
  it('is the share of pairs in the right order, ties count half', () => {
    expect(aucOf([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).auc).toBe(0.75);
    expect(aucOf([1, 1, 1], [0, 1, 0]).auc).toBe(0.5);
    expect(aucOf([1, 2], [1, 1]).auc).toBeNaN();
  });

  it('equals counting all pairs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 2, maxLength: 40 }),
        (pairs) => {
          const events = pairs.filter(([, y]) => y);
          const others = pairs.filter(([, y]) => !y);
          fc.pre(events.length > 0 && others.length > 0);
          let sum = 0;
          for (const [a] of events) for (const [b] of others) sum += a > b ? 1 : a === b ? 0.5 : 0;
          const { auc, low, high } = aucOf(
            pairs.map(([s]) => s),
            pairs.map(([, y]) => (y ? 1 : 0)),
          );
          expect(auc).toBeCloseTo(sum / events.length / others.length, 12);
          expect(low).toBeLessThanOrEqual(auc);
          expect(high).toBeGreaterThanOrEqual(auc);
        },
      ),
    );
  });

  it('DeLong interval on a worked case', () => {
    // Variances of the placements: events (1, .5) and non-events (1, .5), each .125 over 2.
    const { low, high } = aucOf([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
    expect(low).toBeCloseTo(0.75 - 1.959964 * Math.sqrt(0.125), 5);
    expect(high).toBe(1);
  });

  it('ranks share the mean among ties', () => {
    expect([...midRanks([3, 1, 3, 2])]).toEqual([3.5, 1, 3.5, 2]);
  });
});

describe('lift at capacity', () => {
  it('is the event rate among the highest scores over the overall rate', () => {
    expect(liftAt([0.9, 0.8, 0.1, 0.2], [1, 0, 0, 0], 0.25)).toEqual({ capacity: 0.25, eventRate: 1, lift: 4 });
    expect(liftAt([0.9, 0.8], [1, 0], 0.01).eventRate).toBe(1);
  });
});

describe('probability scores', () => {
  it('Brier and log loss on a worked case', () => {
    expect(brierOf([0.5, 1], [1, 1])).toBe(0.125);
    expect(meanLogLoss([0.5, 0.25], [1, 0])).toBeCloseTo((Math.log(2) - Math.log(0.75)) / 2, 12);
    expect(meanLogLoss([0], [1])).toBeLessThan(28);
  });

  it('calibration slope and intercept: 1 and 0 for a calibrated model, found again after distortion', () => {
    const { p, y } = calibrated(20_000, 5);
    const straight = calibrationFigures(p, y);
    expect(straight.slope).toBeCloseTo(1, 1);
    expect(straight.intercept).toBeCloseTo(0, 1);
    const extreme = p.map((q) => sigmoid(2 * Math.log(q / (1 - q)) + 1));
    expect(calibrationFigures(extreme, y).slope).toBeCloseTo(straight.slope / 2, 6);
  });

  it('ECE of a calibrated model lies at its noise level, of a shifted one above', () => {
    const { p, y } = calibrated(2000, 9);
    const good = eceOf(p, y, 1);
    expect(good.ece).toBeLessThan(good.noise95 * 1.3);
    expect(
      eceOf(
        p.map((q) => q * 0.5),
        y,
        1,
      ).ece,
    ).toBeGreaterThan(2 * good.noise95);
    expect(eceOf(p, y, 1)).toEqual(good);
  });
});

describe('evaluation', () => {
  it('gives all figures of a model card', () => {
    const { p, y } = calibrated(1000, 3);
    const figures = evaluate(p, y, 1);
    expect(figures.rows).toBe(1000);
    expect(figures.events).toBe(y.reduce((sum, v) => sum + v, 0));
    expect(figures.brier).toBeLessThan(figures.brierConstant);
    expect(figures.lift.map(({ capacity }) => capacity)).toEqual([0.05, 0.1, 0.2]);
  });

  it('by subgroup: under-prediction of one group shows, small groups get no figures of their own', () => {
    const { p, y } = calibrated(2000, 4);
    const group = Array.from(p, (_, i) => (i < 10 ? 'tiny' : i % 2 === 0 ? 'a' : 'b'));
    const skewed = p.map((q, i) => (group[i] === 'b' ? q * 0.5 : q));
    const [a, b, tiny] = evaluateSubgroups(skewed, y, group, 1);
    expect(b.observed - b.predicted).toBeGreaterThan(0.05);
    expect(Math.abs(a.observed - a.predicted)).toBeLessThan(0.03);
    expect([tiny.evaluation, tiny.rows]).toEqual([null, 10]);
    expect(b.evaluation?.brier).toBeLessThan(b.evaluation?.brierConstant ?? 0);
  });
});

describe('drift', () => {
  const training = Float64Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? NaN : i));

  it('is zero against itself', () => {
    const drift = driftOf(profileOf(training), training);
    expect(drift.psi).toBeCloseTo(0, 12);
    expect(drift).toMatchObject({ level: 'stable', missingRateChange: 0 });
    expect(drift.missingRate).toBeCloseTo(0.1, 12);
  });

  it('grows with a shift, from watch to shifted', () => {
    expect(
      driftOf(
        profileOf(training),
        training.map((x) => x + 75),
      ).level,
    ).toBe('watch');
    expect(
      driftOf(
        profileOf(training),
        training.map((x) => x + 500),
      ).level,
    ).toBe('shifted');
  });

  it('of a feature that is missing throughout has no index, only a missing rate', () => {
    const none = new Float64Array(10).fill(NaN);
    expect(driftOf(profileOf(training), none)).toMatchObject({ psi: 0, missingRate: 1 });
    expect(profileOf(none)).toEqual({ edges: [], shares: [0], missingRate: 1 });
    expect(driftOf(profileOf(new Float64Array(0)), new Float64Array(0))).toMatchObject({ missingRate: 0, psi: 0 });
  });

  it('of a constant feature is stable', () => {
    const constant = new Float64Array(20).fill(3);
    expect(driftOf(profileOf(constant), constant).psi).toBe(0);
  });
});
