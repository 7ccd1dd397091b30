import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { history, QUICK } from '../../../../test/support/models/history.js';
import { explainRows, scoreRows } from '../predict.js';
import { modelCard, rowMajor, trainModel } from '../training/index.js';
import { canonicalJson, loadCard, loadModel, saveModel } from './index.js';

describe('artifacts', { timeout: 60_000 }, () => {
  const table = history(1200, 15);
  const rows = { values: rowMajor(table), count: 1200, width: 3 };

  it('keep candidates of either kind to the last bit, and their bytes do not change', () => {
    for (const { model } of trainModel(table, QUICK).candidates) {
      const text = saveModel(model, { measure: 'TEST' });
      const again = loadModel(new TextEncoder().encode(text));
      expect(explainRows(again, rows)).toEqual(explainRows(model, rows));
      expect(saveModel(again, { measure: 'TEST' })).toBe(text);
    }
  });

  it('keep imported models with their categories, background and infinite thresholds', () => {
    for (const name of ['xgb_small6.json', 'lgb_syn.txt']) {
      const model = loadModel(readFileSync(join(import.meta.dirname, '..', 'fixtures', name)));
      const width = model.features.length;
      const matrix = {
        values: Float64Array.from({ length: 20 * width }, (_, i) => (i % 11 === 0 ? NaN : (i * 7) % 90)),
        count: 20,
        width,
      };
      const stored = { ...model, background: { rows: matrix.values.slice(0, 2 * width), count: 2 } };
      const again = loadModel(new TextEncoder().encode(saveModel(stored)));
      expect(again).toMatchObject({ kind: 'trees', format: 'hspo-model', features: model.features });
      expect([...scoreRows(again, matrix).margin]).toEqual([...scoreRows(model, matrix).margin]);
      expect(again.background).toEqual(stored.background);
    }
  });

  const document = (): Record<string, Record<string, unknown>> =>
    JSON.parse(saveModel(trainModel(table, { ...QUICK, boosting: false }).model)) as never;
  it.each<[string, (d: ReturnType<typeof document>) => void]>([
    ['version 9', (d) => (d.formatVersion = 9 as never)],
    ['link probit', (d) => (d.link = { kind: 'probit' })],
    ['calibration beta', (d) => (d.calibration = { kind: 'beta' })],
    ['knots do not rise', (d) => (d.calibration = { kind: 'isotonic', x: [1, 1], y: [0, 1] })],
    ['scale is zero', (d) => (d.linear.scale = [0, 1, 1])],
    ['entries instead of 3', (d) => (d.linear.impute = [0])],
    ['neither a number nor null', (d) => (d.linear.impute = ['x', 0, 0])],
  ])('are refused: %s', (message, change) => {
    const changed = document();
    change(changed);
    expect(() => loadModel(new TextEncoder().encode(JSON.stringify(changed)))).toThrow(message);
  });

  it('keep isotonic calibration, identity links and category sets', () => {
    const model = loadModel(
      new TextEncoder().encode(
        JSON.stringify({
          features: ['a'],
          trees: [{ children_left: [-1], children_right: [-1], feature: [-2], threshold: [-2], value: [[1, 3]] }],
        }),
      ),
    );
    const isotonic = { ...model, calibration: { kind: 'isotonic', x: [0, 1], y: [0.1, 0.9] } as const };
    const again = loadModel(new TextEncoder().encode(saveModel(isotonic)));
    expect(scoreRows(again, { values: Float64Array.of(1), count: 1, width: 1 }).probability[0]).toBeCloseTo(0.7, 12);
    const broken = saveModel(isotonic).replace('"roots":[0]', '"roots":[4]');
    expect(() => loadModel(new TextEncoder().encode(broken))).toThrow('roots');
  });

  it('carry the card of a training, which is JSON data and comes back as it was', () => {
    const group = Array.from(table.label, (_, i) => (i % 2 === 0 ? 'a' : 'b'));
    const result = trainModel(table, { ...QUICK, boosting: false, subgroups: { half: group } });
    const card = modelCard(result, 'GSD');
    const bytes = new TextEncoder().encode(saveModel(result.model, card));
    expect(loadCard(bytes)).toEqual(card);
    expect(card).toMatchObject({
      measure: 'GSD',
      window: { rows: 900 },
      features: [{ name: 'x0' }, { name: 'x1' }, { name: 'x2' }],
    });
    expect(loadCard(new TextEncoder().encode(saveModel(result.model)))).toBeNull();
    expect(() => loadCard(new TextEncoder().encode('{"coef": [1]}'))).toThrow('model card');
  });

  it('canonical JSON sorts keys, leaves out undefined and refuses NaN', () => {
    expect(canonicalJson({ b: [1, null], a: { d: 'x', c: undefined } })).toBe('{"a":{"d":"x"},"b":[1,null]}');
    expect(() => canonicalJson({ a: NaN })).toThrow('not finite');
  });
});
