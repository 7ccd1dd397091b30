import { describe, expect, it } from 'vitest';
import { randomFrom } from '../random/index.js';
import { brierOf } from './calibration-metrics.js';
import { aucOf } from './discrimination.js';
import { driftOf, profileOf } from './drift.js';
import { FeatureCounts } from './feature-counts.js';
import { driftState, type MonitoringThresholds, outcomeState, worstState } from './monitoring.js';
import { type OutcomeBin, realisedFigures } from './realised.js';

const THRESHOLDS: MonitoringThresholds = {
  psi: { warn: 0.1, alert: 0.25 },
  missingRateChange: { warn: 0.1, alert: 0.25 },
  calibrationGap: { warn: 0.05, alert: 0.1 },
  aucLoss: { warn: 0.03, alert: 0.07 },
  brierRatio: { warn: 1, alert: 1.1 },
  leastRows: 100,
  leastOutcomes: 20,
};

const random = randomFrom(11);
const draws = Array.from({ length: 4000 }, () => {
  const p = random();
  return { p, y: random() < p ? 1 : 0 };
});

function binned(rows: typeof draws): OutcomeBin[] {
  const bins = Array.from({ length: 1000 }, () => ({ rows: 0, events: 0, probability: 0, squared: 0 }));
  for (const { p, y } of rows) {
    const bin = bins[Math.min(999, Math.floor(p * 1000))];
    bin.rows++;
    bin.events += y;
    bin.probability += p;
    bin.squared += (p - y) ** 2;
  }
  return bins;
}

describe('realised figures', () => {
  it('of bins are those of the rows', () => {
    const figures = realisedFigures(binned(draws));
    const p = draws.map((row) => row.p);
    const y = draws.map((row) => row.y);
    expect(figures?.rows).toBe(4000);
    expect(figures?.brier).toBeCloseTo(brierOf(p, y), 12);
    expect(figures?.auc?.auc).toBeCloseTo(aucOf(p, y).auc, 3);
    expect(figures?.auc?.low).toBeCloseTo(aucOf(p, y).low, 2);
    expect(figures?.calibration?.slope).toBeGreaterThan(0.9);
    expect(figures?.calibration?.slope).toBeLessThan(1.1);
    expect(figures?.ece).toBeLessThan(0.03);
  });

  it('are none without rows, and without AUC where all had the same outcome', () => {
    expect(realisedFigures([])).toBeNull();
    expect(realisedFigures([{ rows: 3, events: 3, probability: 2, squared: 0.4 }])).toMatchObject({ auc: null });
  });

  it('are judged: good, off, worse than the card, and too few', () => {
    const good = realisedFigures(binned(draws));
    const off = realisedFigures(binned(draws.map(({ p, y }) => ({ p: Math.min(1, p + 0.2), y }))));
    if (!good || !off) throw new Error('there are rows');
    expect(outcomeState(good, null, THRESHOLDS)).toEqual({ state: 'ok', reasons: [] });
    expect(outcomeState(off, null, THRESHOLDS)).toMatchObject({ state: 'alert', reasons: ['calibrationGap'] });
    expect(outcomeState(good, (good.auc?.auc ?? 0) + 0.05, THRESHOLDS)).toEqual({
      state: 'warn',
      reasons: ['aucLoss'],
    });
    expect(outcomeState({ ...good, rows: 39, events: 20 }, null, THRESHOLDS).state).toBe('unknown');
    expect(outcomeState({ ...good, rows: 39, events: 20 }, null, { ...THRESHOLDS, leastOutcomes: 19 }).state).not.toBe(
      'unknown',
    );
  });
});

describe('drift by counts', () => {
  const values = Float64Array.from({ length: 500 }, (_, i) => (i % 10 === 0 ? NaN : (i * 7) % 90));
  const profile = profileOf(values);
  const counted = (rows: ArrayLike<number>) => {
    const counts = new FeatureCounts(['age'], [profile]);
    for (let i = 0; i < rows.length; i++) counts.add([rows[i]]);
    return counts.counts()[0];
  };

  it('is that of the values', () => {
    const moved = values.map((x) => x + 25);
    expect(driftState(counted(moved), profile, THRESHOLDS).psi).toBeCloseTo(driftOf(profile, moved).psi, 12);
    expect(driftState(counted(values), profile, THRESHOLDS)).toMatchObject({
      state: 'ok',
      rows: 500,
      missingRate: 0.1,
    });
    expect(driftState(counted(moved), profile, THRESHOLDS).state).toBe('alert');
  });

  it('sees values that are missing more often, and says nothing of few rows or without a profile', () => {
    const missing = values.map((x, i) => (i % 4 === 0 ? NaN : x));
    expect(driftState(counted(missing), profile, THRESHOLDS)).toMatchObject({ state: 'warn' });
    expect(driftState(counted(values.slice(0, 50)), profile, THRESHOLDS).state).toBe('unknown');
    expect(driftState(counted(values), undefined, THRESHOLDS)).toMatchObject({ state: 'unknown', psi: null });
    expect(worstState(['ok', 'unknown', 'warn'])).toBe('warn');
  });
});
