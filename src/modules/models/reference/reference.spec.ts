import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainRows, loadCard, loadModel, matrixOf, saveModel, sigmoid } from '../../../core/models/index.js';
import { isRaceColumn } from '../training-order.js';
import { cardText, type ReferenceCard } from './card-text.js';
import { namedMepsTable } from './meps-features.js';
import { ASSUMED_ODDS_RATIO, interceptFor, priorStatusModels } from './prior-status.js';
import { referenceOrders } from './reference-orders.js';

const MEASURES = ['GSD', 'CBP', 'EED', 'SUPD', 'PDC-RASA', 'PDC-STA', 'BCS', 'COL', 'KED', 'PDC-DR'];
const ROOT = join(import.meta.dirname, '../../../..');
const artifact = (measure: string): Buffer => readFileSync(join(ROOT, 'models', `${measure}.json`));

describe('shipped reference models', () => {
  it.each(MEASURES)(
    '%s loads, is canonical, explains a row of missing values, and its card is the one in docs',
    (name) => {
      const bytes = artifact(name);
      const model = loadModel(bytes);
      const card = loadCard(bytes) as ReferenceCard;
      expect(saveModel(model, card)).toBe(bytes.toString());
      expect(card.measure).toBe(name);
      expect(card.features?.map((feature) => feature.name)).toEqual(model.features);
      const { probability, additivityError } = explainRows(
        model,
        matrixOf([model.features.map(() => null)], model.features.length),
      );
      expect(probability[0]).toBeGreaterThan(0.02);
      expect(probability[0]).toBeLessThan(0.9);
      expect(additivityError).toBeLessThan(1e-6);
      expect(readFileSync(join(ROOT, 'docs/models', `${name}.md`), 'utf8')).toBe(cardText(card));
    },
  );

  it.each(MEASURES)('%s has no race or ethnicity among its features, and says it is a proxy', (name) => {
    const { features = [], about, subgroups } = loadCard(artifact(name)) as ReferenceCard;
    expect(features.filter((feature) => isRaceColumn(feature.name))).toEqual([]);
    expect(about?.limits.join(' ')).toMatch(/must not be quoted|no figures of accuracy/);
    if (subgroups) expect(Object.keys(subgroups).sort()).toEqual(['age band', 'race and ethnicity', 'sex']);
  });

  it('never has the measurement behind the label as a feature', () => {
    const names = (name: string): readonly string[] => loadModel(artifact(name)).features;
    expect(names('GSD')).not.toContain('hba1c');
    expect(names('CBP')).not.toContain('sbp');
    expect(names('SUPD')).not.toContain('tchol');
    expect(names('BCS')).not.toContain('mammogram');
    expect(names('PDC-STA')).not.toContain('takes_chol_med');
  });
});

describe("models of last year's status", () => {
  it.each([0.129, 0.389, 0.5])('keep the base rate %d over all members', (base) => {
    const slope = Math.log(ASSUMED_ODDS_RATIO);
    const intercept = interceptFor(base, slope);
    const rate = base * sigmoid(intercept + slope * (1 - base)) + (1 - base) * sigmoid(intercept - slope * base);
    expect(rate).toBeCloseTo(base, 9);
  });

  it('differ by the assumed odds ratio, and are near the base rate without the status', () => {
    const [{ model }] = priorStatusModels();
    const { probability: p } = explainRows(model, matrixOf([[0], [1], [null]], 1));
    const odds = (x: number): number => x / (1 - x);
    expect(odds(p[1]) / odds(p[0])).toBeCloseTo(ASSUMED_ODDS_RATIO, 6);
    expect(p[2]).toBeGreaterThan(0.36);
    expect(p[2]).toBeLessThan(0.42);
  });
});

describe('MEPS under the names of the product', () => {
  const table = (features: string[], columns: number[][]) => ({
    ...{ features, columns: columns.map((column) => Float64Array.from(column)) },
    ...{ label: [0, 1], period: [1, 1] },
  });

  it('turns yes and no, and the sex, into 1 and 0', () => {
    const { table: named, features } = namedMepsTable(
      table(
        ['SEX', 'DIABDX'],
        [
          [1, 2],
          [1, NaN],
        ],
      ),
    );
    expect(named.features).toEqual(['female', 'dx_dm']);
    expect(named.columns.map((column) => [...column])).toEqual([
      [0, 1],
      [1, NaN],
    ]);
    expect(features[1]).toEqual({ name: 'dx_dm', unit: '0 no, 1 yes', min: 0, max: 1 });
  });

  it('refuses a column without a name', () => {
    expect(() => namedMepsTable(table(['RACETHX'], [[1, 2]]))).toThrow('Column RACETHX');
  });
});

const DATA = join(process.cwd(), '..', 'shared', 'models', 'data');

describe('orders of reference models', () => {
  it('are none without data', () => expect(referenceOrders({})).toEqual([]));

  it('cover the measures with a public label (reads the public surveys)', async ({ annotate }) => {
    if (!existsSync(DATA)) return void (await annotate('left out: the surveys are not beside the project'));
    const read = (name: string): string => readFileSync(join(DATA, name), 'utf8');
    const orders = referenceOrders({
      nhanes: read('nhanes_adults_2005_2020.csv'),
      meps: read('meps2015_private_41plus.csv'),
    });
    expect(orders.map(({ measure }) => measure)).toEqual(MEASURES.slice(0, 8));
    for (const { table, spec } of orders) {
      for (const group of Object.values(spec.subgroups ?? {})) expect(group).toHaveLength(table.label.length);
      spec.features?.forEach(({ min, max }, j) =>
        expect(
          table.columns[j].some((x) => x < min || x > max),
          spec.features?.[j].name,
        ).toBe(false),
      );
    }
  });
});
