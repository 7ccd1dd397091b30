import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import json2026 from './data/2026.json' with { type: 'json' };
import { adjustmentCategory, adjustmentValue, checkRuleSet, findMeasure, toUnits, type RuleSet } from './index.js';

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const rules: RuleSet = checked.ruleSet;

describe('findMeasure', () => {
  it.each([
    ['GSD', 'C12'],
    ['KED', 'C13'],
    ['EED', 'C11'],
    ['CBP', 'C14'],
    ['BCS', 'C01'],
    ['COL', 'C02'],
    ['PDC-DR', 'D08'],
    ['PDC-RASA', 'D09'],
    ['PDC-STA', 'D10'],
    ['SUPD', 'D12'],
    ['OMW', 'C10'],
    ['COA-MR', 'C08'],
    ['COA-PA', 'C09'],
    ['MRP', 'C17'],
    ['SPC', 'C19'],
    ['TRC', 'C20'],
    ['FMC', 'C21'],
    ['MTM-CMR', 'D11'],
    ['PCR', 'C18'],
    ['c12', 'C12'],
    [' gsd ', 'C12'],
  ])('finds %s as %s', (code, id) => {
    expect(findMeasure(rules, code)?.id).toBe(id);
  });

  it('knows no measure by another name', () => {
    expect(findMeasure(rules, 'BPD')).toBeNull();
    expect(findMeasure(rules, '')).toBeNull();
  });
});

describe('adjustment categories', () => {
  it('takes lower bounds as inclusive (TN p.18)', () => {
    expect(adjustmentCategory(rules, 'overall', 6.092754, 0)).toBe(1);
    expect(adjustmentCategory(rules, 'overall', 6.092755, 0)).toBe(2);
    expect(adjustmentCategory(rules, 'overall', 100, 43.027888)).toBe(9);
    expect(adjustmentCategory(rules, 'partDPdp', 4.682845, 12.638758)).toBe(3);
  });

  it('gives no category outside 0 to 100, without groups, or without a table', () => {
    const { lisDualLowerBounds: _bounds, ...plain } = rules.adjustmentIndex.partC ?? { values: [], source: '' };
    const other: RuleSet = { ...rules, adjustmentIndex: { ...rules.adjustmentIndex, partC: plain, overall: null } };
    expect(adjustmentCategory(rules, 'overall', 101, 0)).toBeNull();
    expect(adjustmentCategory(rules, 'overall', 5, Number.NaN)).toBeNull();
    expect(adjustmentCategory(other, 'partC', 5, 5)).toBeNull();
    expect(adjustmentCategory(other, 'overall', 5, 5)).toBeNull();
  });

  it('gives the value of a category that exists', () => {
    expect(adjustmentValue(rules.adjustmentIndex.partC, 8)).toBe(0.10237);
    expect(adjustmentValue(rules.adjustmentIndex.partC, 9)).toBeNull();
    expect(adjustmentValue(null, 1)).toBeNull();
  });
});

describe('toUnits', () => {
  it.each([
    [3.695652, 6, 3695652],
    [4, 6, 4000000],
    [-0.121368, 6, -121368],
    [0.1 + 0.2, 6, null],
    [1e-7, 6, null],
    [1e-7, 9, 100],
    [1.5, 1, 15],
    [0, 2, 0],
    [-0, 2, 0],
    [Number.NaN, 2, null],
    [Infinity, 2, null],
    [1e21, 0, null],
    [9e15, 6, null],
  ])('reads %d with %d places', (value, places, units) => {
    expect(toUnits(value, places)).toBe(units);
  });

  it('gives back every whole number of units', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (units, places) => {
        expect(toUnits(Number(`${units}e-${places}`), places)).toBe(units === 0 ? 0 : units);
      }),
    );
  });
});
