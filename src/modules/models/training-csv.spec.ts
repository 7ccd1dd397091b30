import { describe, expect, it } from 'vitest';
import { readTrainingCsv } from './training-csv.js';
import { checkTrainingSpec, isRaceColumn, TrainingSpecProblem } from './training-order.js';

const SPEC = { measure: 'GSD', label: 'gap' };
const read = (text: string, more: object = {}) => readTrainingCsv(text, checkTrainingSpec({ ...SPEC, ...more }));
const problemsOf = (json: unknown): readonly string[] => {
  try {
    checkTrainingSpec(json);
    return [];
  } catch (error) {
    if (error instanceof TrainingSpecProblem) return error.problems;
    throw error;
  }
};

describe('a training table from CSV', () => {
  it('takes every other column as a feature with the range seen, missing cells as missing', () => {
    const { table, spec } = read('\uFEFFage,bmi,gap\r\n40,NA,1\r\n50,31.5,0\r\n');
    expect(table.features).toEqual(['age', 'bmi']);
    expect([...table.columns[1]]).toEqual([NaN, 31.5]);
    expect([...Array.from(table.label)]).toEqual([1, 0]);
    expect(spec).toMatchObject({
      seed: 7,
      features: [
        { name: 'age', min: 40, max: 50 },
        { name: 'bmi', min: 31.5 },
      ],
    });
  });

  it('keeps units and ranges that are given, a range of nothing for a column without values', () => {
    const age = { name: 'age', unit: 'years', min: 0, max: 120, monotone: 1 };
    const { spec } = read('age,bmi,gap\n40,,1\n50,,0\n', { features: [age, 'bmi'] });
    expect(spec.features).toEqual([age, { name: 'bmi', unit: '', min: 0, max: 0 }]);
  });

  it('never takes race or ethnicity as a feature, but reports by it', () => {
    const rows = Array.from({ length: 24 }, (_, i) => `${40 + i},${i < 12 ? 'a' : i < 23 ? '' : 'b'},1,${i % 2}`);
    const { table, spec } = read(`age,race_eth,hispanic,gap\n${rows.join('\n')}`, { subgroups: ['race_eth'] });
    expect(table.features).toEqual(['age']);
    const groups = [...Array<string>(12).fill('a'), ...Array<string>(11).fill('not known'), 'small groups'];
    expect(spec.subgroups).toEqual({ race_eth: groups });
  });

  it('reports by no column that could name single members', () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i},id-${i},${i % 2}`).join('\n');
    expect(() => read(`age,id,gap\n${rows}`, { subgroups: ['id'] })).toThrow('more than 50 groups');
  });

  it.each(['RACE', 'race_eth', 'RACETHX', 'ethnicity', 'is_hispanic', 'member-race'])(
    '%s is race or ethnicity',
    (name) => expect(isRaceColumn(name)).toBe(true),
  );

  it.each(['grace_days', 'trace', 'embrace', 'age'])('%s is not', (name) => expect(isRaceColumn(name)).toBe(false));

  it.each([
    ['age,gap\n40,1\nforty,0', {}, 'Column age has no number in line 3.'],
    ['age,gap\n40,', {}, 'Column gap is empty in line 2.'],
    ['age,gap\n40', {}, 'line 2: CSV_RECORD_INCONSISTENT_FIELDS_LENGTH'],
    ['age,age,gap\n1,2,0', {}, 'names a column twice'],
    ['age,gap', {}, 'no rows'],
    ['', {}, 'no rows'],
    ['age,gap\n1,0', { period: 'year' }, 'no column year'],
    ['age,gap\n1,0', { subgroups: ['band'] }, 'no column band'],
  ])('refuses %j', (text, more, message) => {
    expect(() => read(text, more)).toThrow(message);
  });
});

describe('a training specification', () => {
  it('takes names, and names with unit, range and direction', () => {
    expect(problemsOf({ ...SPEC, features: ['age', { name: 'bmi', min: 10, max: 80, monotone: -1 }] })).toEqual([]);
    expect(problemsOf({ ...SPEC, boosting: false })).toEqual([]);
    expect(problemsOf({ ...SPEC, boosting: { maxLeaves: 8 } })).toEqual([]);
  });

  it.each([
    [{ measure: 'GSD' }, "must have required property 'label'"],
    [{ ...SPEC, folds: 1 }, '/folds'],
    [{ ...SPEC, boosting: true }, '/boosting'],
    [{ ...SPEC, boosting: { maxRounds: 1e9 } }, '/boosting/maxRounds'],
    [{ ...SPEC, features: [{ name: 'a', min: 2, max: 2 }] }, 'min must be below max'],
    [{ ...SPEC, features: [3] }, '/features/0'],
    [null, '/'],
  ])('names what is wrong in %j', (json, text) => {
    expect(problemsOf(json).join('\n')).toContain(text);
  });
});
